"""What a commenter's own browser keeps: words until they are sent, and a name if asked to."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from playwright.sync_api import expect

from blog.comments import decisions
from blog.db import db
from blog.models.comment import Standing
from tests.browser.conftest import broken_rules, follow, sticking_out
from tests.browser.test_preferences import BLOCKED
from tests.comments.visiting import kept

WORDS = "I was on that ferry."
KEPT = "Object.keys(localStorage).filter((key) => key.startsWith('comment'))"


@pytest.fixture
def article(make):
    return make.article("Ferry")


def write(page, body=WORDS, name="Deniz", remember=False):
    page.get_by_label("Comment (required)").fill(body)
    page.get_by_label("Your name").fill(name)
    if remember:
        page.get_by_label("Remember me on this device").check()


def send(page):
    page.get_by_role("button", name="Send comment").click()
    page.wait_for_url("**/comments/receipt/*")


def has_typed(page, words):
    expect(page.get_by_label("Comment (required)")).to_have_value(words)


def keeps_nothing(page):
    page.wait_for_function(f"{KEPT}.length === 0")


def arrived():
    db.session.rollback()  # so that it sees what the server did
    return kept()


def test_nobody_is_remembered_who_did_not_ask(open_page, article):
    page = open_page(article.url)
    write(page)
    send(page)

    page.goto(article.url)

    expect(page.get_by_label("Your name")).to_have_value("")
    expect(page.get_by_label("Remember me on this device")).not_to_be_checked()
    keeps_nothing(page)
    assert page.context.cookies() == []


def test_who_asked_is_remembered_on_every_article_until_the_tick_is_taken_away(
    open_page, make, article
):
    page = open_page(article.url)
    write(page, remember=True)
    send(page)

    page.goto(make.article("Tram").url)
    expect(page.get_by_label("Your name")).to_have_value("Deniz")
    expect(page.get_by_label("Remember me on this device")).to_be_checked()

    page.get_by_label("Remember me on this device").uncheck()
    page.reload()
    expect(page.get_by_label("Your name")).to_have_value("")
    keeps_nothing(page)


def test_who_is_remembered_is_known_by_the_receipt_of_what_was_published(open_page, article):
    page = open_page(article.url)
    write(page, remember=True)
    send(page)
    published = page.url.partition("#")[0]
    with db.writing():
        decisions.decide(kept()[0], Standing.APPROVED)
    page.goto(published)
    page.goto(article.url)
    write(page, body="And another thing.")
    send(page)  # this one waits: it does not take the other's place

    page.goto(article.url)

    expect(page.locator("[name=receipt]")).to_have_value(published.rpartition("/")[2])


def test_words_outlive_a_closed_tab_and_go_once_they_are_sent(open_page, article):
    page = open_page(article.url)
    write(page)
    context = page.context
    page.close()

    page = context.new_page()
    page.goto(article.url)
    has_typed(page, WORDS)
    page.get_by_label("Your name").fill("Deniz")
    send(page)

    page.goto(article.url)
    has_typed(page, "")
    keeps_nothing(page)


def test_words_of_which_nobody_knows_whether_they_arrived_are_kept(open_page, article):
    page = open_page(article.url)
    write(page)
    page.route("**/comments/on/*", lambda route: route.abort())
    page.get_by_role("button", name="Send comment").click()
    page.wait_for_url("chrome-error://**")
    page.unroute("**/comments/on/*")

    page.goto(article.url)

    has_typed(page, WORDS)


def test_a_form_that_is_sent_twice_is_one_comment(open_page, article):
    page = open_page(article.url)
    write(page)
    send(page)
    first = page.url
    page.go_back()
    write(page)

    send(page)

    assert page.url == first
    assert len(arrived()) == 1


def test_a_preview_loses_neither_words_nor_draft(open_page, article):
    page = open_page(article.url)
    write(page, remember=True)
    page.get_by_role("button", name="Preview").click()
    expect(page.locator("#preview").get_by_text(WORDS)).to_be_visible()
    has_typed(page, WORDS)

    page.goto(article.url)

    has_typed(page, WORDS)


def test_words_that_nobody_came_back_for_go_after_a_week(open_page, article):
    page = open_page(article.url)
    page.clock.install()
    page.reload()
    write(page)

    page.clock.fast_forward(8 * 24 * 60 * 60 * 1000)
    page.reload()

    has_typed(page, "")
    keeps_nothing(page)


@pytest.mark.parametrize("without", ["scripts", "storage"])
def test_where_nothing_can_be_kept_nothing_is_offered_and_the_form_works(
    open_page, article, without
):
    page = open_page("about:blank", java_script_enabled=without != "scripts")
    page.add_init_script(BLOCKED)
    page.goto(article.url)

    expect(page.get_by_label("Remember me on this device")).to_be_hidden()
    write(page)
    send(page)
    assert len(arrived()) == 1


# -- the receipt's address --


@pytest.fixture
def elsewhere():
    """Another site, and the ``Referer`` of each request that came to it."""
    referers = []

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self):
            referers.append(self.headers["Referer"])
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Answer)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/", referers
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize("page_of_it", ["", "/deletion"])
def test_no_other_site_learns_a_receipts_address(browser, address, article, elsewhere, page_of_it):
    there, referers = elsewhere
    context = browser.new_context(base_url=address)  # not open_page: it asks another site
    page = context.new_page()
    page.goto(article.url)
    write(page, body=f"Look: {there}")
    send(page)
    page.goto(page.url.partition("#")[0] + page_of_it)

    page.locator(".answered .prose a").click()
    page.wait_for_url(there)

    assert page.evaluate("document.referrer") == ""
    assert referers[0] is None
    context.close()


def test_words_are_changed_and_deleted_from_the_receipt(open_page, article):
    page = open_page(article.url)
    write(page)
    send(page)
    receipt = page.url.partition("#")[0]

    page.get_by_role("link", name="Change the words").click()
    page.get_by_label("Comment (required)").fill("Other words.")
    page.get_by_role("button", name="Save the words").click()
    page.wait_for_url(receipt)
    expect(page.get_by_text("Other words.")).to_be_visible()

    page.get_by_role("link", name="Delete it").click()
    page.get_by_role("button", name="Delete it").click()
    page.wait_for_url(receipt)
    expect(page.get_by_role("heading", name="You have deleted it.")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_preview_and_receipt(open_page, article, scheme):
    page = open_page(article.url, width=360, color_scheme=scheme)
    write(page)
    shown = []

    def look():
        shown.extend(broken_rules(page) + sticking_out(page))

    look()
    follow(page, page.get_by_role("button", name="Preview"))
    look()
    send(page)
    look()
    for link in ("Change the words", "Delete it"):
        receipt = page.url.partition("#")[0]
        follow(page, page.get_by_role("link", name=link))
        look()
        page.goto(receipt)

    assert shown == []
