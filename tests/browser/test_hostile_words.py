"""Everything that attackers write, shown in a real browser wherever a visitor's words appear.

Of each place it is asked: does anything run, is anything loaded from elsewhere, does a policy
have to step in (``open_page`` minds all three); and does everything stand where it stands when a
comment is harmless?
"""

from __future__ import annotations

import html
import itertools
import secrets
import shutil

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

import app as blog_app
from blog import mail
from blog.articles import actions as life
from blog.comments import authors, letters, queries
from blog.comments import routes as comments
from blog.db import db, now
from blog.models.article import Article
from blog.models.block import Block, BlockKind
from blog.models.comment import Comment, Standing
from blog.models.letter import Letter
from blog.models.report import Complaint, Report
from blog.models.site import Site
from blog.text import bounds, names
from tests import hostile
from tests.browser.conftest import follow

ENTRIES = hostile.entries()
CONTROL = ENTRIES[::2]
RUN_IN_THE_CONTROL = 150
"""Fewer of these entries would mean that the test has gone blind."""

WATCH = """window.ran = new Set();
addEventListener("message", ({data}) => Number.isInteger(data) && ran.add(data));
window.alert = (number) => top.postMessage(number, "*");"""

LAYOUT = """([container, sentinel]) => {
    const way = (one) => one && `${way(one.parentElement) ?? ""}/${one.localName}.${one.className}`;
    const all = (selector) => [...document.querySelectorAll(selector)];
    return [container, sentinel].map((one) => all(one).map(way));
}"""
"""The way from the page's top to each of the containers, and to what comes after each."""

FOREIGN = """(words) => {
    const known = "A B STRONG I EM CODE PRE BLOCKQUOTE P BR UL OL LI DEL".split(" ");
    const found = [];
    for (const one of document.querySelectorAll(`${words} *`)) {
        if (!known.includes(one.tagName)) found.push(one.outerHTML);
        for (const {name, value} of one.attributes) {
            const isLink = name == "href" && /^(https?|mailto):/.test(one.protocol);
            const isOurs = name == "rel" && value == "nofollow ugc noopener";
            if (one.tagName != "A" || !(isLink || isOurs)) found.push(one.outerHTML);
        }
    }
    return found;
}"""
"""What stands among a visitor's words and is no part of them."""


def packed() -> list[str]:
    """All entries, many to a comment."""
    packs, pack = [], ""
    for entry in ENTRIES:
        more = f"{pack}\n\n{names.clean_words(entry)}"
        if len(more) > bounds.COMMENT_CHARACTERS or more.count("<") > bounds.COMMENT_TAGS:
            packs.append(pack)
            more = names.clean_words(entry)
        pack = more
    return [*packs, pack]


PACKS = packed()


@pytest.fixture(scope="module")
def filled(tmp_path_factory, furnished):
    """A blog with every entry as a comment, as its author's name, as a complaint and as a block;
    and, many at once, under receipts whose tokens are 0, 1, 2 and so on."""
    folder = tmp_path_factory.mktemp("hostile") / "instance"
    shutil.copytree(furnished, folder)
    app = blog_app.create_app(INSTANCE=folder)
    with app.test_request_context():
        _fill()
        db.session.remove()
        db.engine.dispose()
    return folder


@pytest.fixture
def furniture(filled):
    return filled


def _fill() -> None:
    with db.writing():
        article = Article(kind="article", byline="Ayşe")
        life.write(article, life.Typed(title="Ferry", body="Some words.", publish_at=now()))
        life.publish(article, "<p>Some words.</p>", db.get_or_404(Site, 1))
        db.session.flush()
        for number, entry in enumerate(ENTRIES):
            name = names.clean_name(entry)[:80] or "Nobody"
            comment = _add(article, entry, name=name, standing=Standing.APPROVED)
            words = names.clean_words(entry)[:200]
            db.session.add(
                Report(comment_id=comment.id, network="x", complaint=Complaint.OTHER, words=words,
                       at=now())
            )  # fmt: skip
            db.session.add(
                Block(kind=BlockKind.WORD, value=f"{number} {words}", note=words, created_at=now())
            )
            comment.reports = 1
        for number, pack in enumerate(PACKS):
            receipt = authors.digest(str(number))
            _add(article, pack, name="Deniz", standing=Standing.WAITING, receipt=receipt)


def _add(article, words, standing, **fields) -> Comment:
    body, cleaned = authors.clean(words)
    comment = Comment(
        article_id=article.id,
        anchor=f"comment-{secrets.token_hex(5)}",
        body=body,
        html=cleaned,
        policy=1,
        created_at=now(),
        **fields,
    )
    db.session.add(comment)
    db.session.flush()
    comment.take_place()
    comment.decide(standing)
    return comment


@pytest.fixture
def watched(open_page):
    """Opens a page that notices what runs in it."""

    def open_one(path):
        page = open_page("about:blank")
        page.context.add_init_script(WATCH)
        page.goto(path)
        return page

    return open_one


def assert_all_in_place(page, count, container, sentinel, words=None):
    """So many containers, each with its sentinel, all in the same place of the page, and nothing
    in them that is not a visitor's."""
    for ways in page.evaluate(LAYOUT, [container, sentinel]):
        assert len(ways) == count
        assert len(set(ways)) == 1
    if words:
        assert page.evaluate(FOREIGN, words) == []
    assert page.evaluate("[...ran]") == []


# -- that the test sees --


def test_unsanitised_the_entries_do_run(browser):
    context = browser.new_context()
    context.add_init_script(WATCH)
    frames = "".join(
        f'<iframe srcdoc="{html.escape(f"<div>{entry}</div>")}"></iframe>' for entry in CONTROL
    )
    context.route("**", lambda route: route.abort())
    context.route(
        "**/control",
        lambda route: route.fulfill(body=frames, content_type="text/html;charset=utf8"),
    )
    page = context.new_page()
    page.goto("http://control.example/control")

    page.evaluate(
        """async () => {
            const press = (one) => one.dispatchEvent(
                new MouseEvent("click", {bubbles: true, cancelable: true}));
            for (const frame of document.querySelectorAll("iframe"))
                frame.contentDocument?.querySelectorAll("a, button, b").forEach(press);
            for (let last = -1; ran.size > last; last = ran.size)
                await new Promise((done) => setTimeout(done, 500));
        }"""
    )

    assert len(ENTRIES) >= 600
    assert page.evaluate("ran.size") >= RUN_IN_THE_CONTROL
    context.close()


def test_the_test_sees_what_breaks_out(browser):
    page = browser.new_page()
    page.evaluate(WATCH)
    page.set_content("<li><p class=x>a</p></li><li><p class=x>b</div></p><table><p class=x>c</li>")

    with pytest.raises(AssertionError):
        assert_all_in_place(page, 3, "li", ".x")
    page.close()


# -- what readers see --


def test_in_a_thread_nothing_runs_or_breaks_out(watched):
    page = watched(db.session.get_one(Article, 1).url)

    seen = 0
    while True:
        count = page.locator(".thread > li").count()
        assert_all_in_place(page, count, ".comment", ".comment-acts", ".p-content")
        seen += count
        following = page.locator("a[rel=next]")
        if not following.count():
            break
        page.goto(following.get_attribute("href"))
    assert seen == len(ENTRIES)


def test_in_the_sidebar_nothing_runs_or_breaks_out(watched, monkeypatch):
    monkeypatch.setattr(comments, "IN_PASSING", queries.passing().limit(len(ENTRIES)))

    page = watched("/archive/")

    assert_all_in_place(page, len(ENTRIES), ".heard-words", ".heard-who")
    expect(page.locator(".heard-words *")).to_have_count(0)
    expect(page.locator("#follow")).to_have_count(1)


def test_on_a_receipt_nothing_runs_or_breaks_out(watched):
    page = watched("about:blank")

    for number in range(len(PACKS)):
        page.goto(f"/comments/receipt/{number}")
        assert_all_in_place(page, 1, ".answered > .comment", ".answered + .acts", ".p-content")


def test_in_a_preview_nothing_runs_or_breaks_out(watched):
    page = watched("/comments/on/1")
    page.get_by_label("Your name").fill("Deniz")

    for pack in PACKS[::2]:
        words = page.locator("textarea[name=body]")
        words.fill(pack)
        follow(page, page.get_by_role("button", name="Preview"))
        assert_all_in_place(page, 1, ".answered > .comment", ".answered + .talk-form", ".p-content")
        expect(words).to_have_value(pack)


# -- what programs read --


@pytest.mark.parametrize("format", ["atom", "rss"])
def test_in_a_feed_shown_as_it_is_nothing_runs(watched, format):
    page = watched(f"/comments/feed.{format}?max-results=1000")

    assert page.evaluate("[...ran]") == []
    assert page.evaluate("document.documentElement.localName") in {"feed", "rss", "html"}


def test_in_a_feed_reader_that_trusts_the_feed_nothing_runs_or_breaks_out(watched, address):
    page = watched("about:blank")
    page.route("**/reader", lambda route: route.fulfill(body="", content_type="text/html"))
    page.goto("/reader")

    count = page.evaluate(
        """async (size) => {
            const read = async (start) => (await (await fetch(
                `/comments/feed.json?max-results=100&start-index=${start}`)).json()).items;
            const items = [];
            for (let more; (more = await read(items.length + 1)).length; ) items.push(...more);
            for (const item of items) {
                const entry = document.body.appendChild(document.createElement("div"));
                entry.className = "entry";
                entry.innerHTML = `<div class=words>${item.content_html}</div><p class=after>`;
            }
            return items.length;
        }""",
        100,
    )

    assert count == len(ENTRIES)
    assert_all_in_place(page, count, ".entry", ".after", ".words")


def test_a_letter_is_plain_text_and_says_whose_every_word_is(app):
    for comment in db.session.scalars(select(Comment)):
        subject, text = letters.waiting([comment], 1)
        letter = Letter(recipient="a@e.example", subject=subject, text=text, created_at=now())
        letter.message_id, letter.leave = "<1@e.example>", ""

        sent = mail.message(letter, "blog@e.example")

        assert sent.get_content_type() == "text/plain"
        assert str(sent).count("Subject:") == 1
        for line in sent.get_content().splitlines():
            if "alert" in line:
                assert line.startswith("> ") or line.endswith(" has written:")


# -- what the owner sees --


@pytest.fixture
def owner(open_desk):
    page = open_desk("about:blank")
    page.context.add_init_script(WATCH)
    return page


def test_in_the_queue_nothing_runs_or_breaks_out(owner):
    seen = 0
    for number in itertools.count(1):
        owner.goto(f"/owner/comments?standing=reported&page={number}")
        count = owner.locator("li > article.prose").count()
        assert_all_in_place(
            owner, count, "li > article.prose", "li > article.prose ~ .acts", "li > article.prose"
        )
        seen += count
        if not owner.locator("a[rel=next]").count():
            break
    assert seen == len(ENTRIES)


def test_in_the_list_of_what_is_blocked_nothing_runs_or_breaks_out(owner):
    owner.goto("/owner/blocks")

    count = owner.locator(".entries > li").count()
    assert count > 1
    assert_all_in_place(owner, count, ".entries > li > p", ".entries > li > p + form")
