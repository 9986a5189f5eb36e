"""Markup that is remembered by what it was made of: what is shown is always what is true."""

from __future__ import annotations

import gc
import weakref
from datetime import UTC, datetime, timedelta

import pytest

import app as blog_app
from blog.db import db
from blog.models.article import Kind
from blog.models.comment import Comment, Standing
from blog.models.site import Moderation
from blog.web import macros
from tests import mailing, pages


@pytest.fixture
def talk(make):
    """An article with a comment, and one that answers it."""
    article = make.article("Harbour opens")
    make.comment(article, "Never was there such a harbour.", parent=make.comment(article))
    return article


@pytest.fixture
def made(app, monkeypatch):
    """What was made, not recalled, by the names of the macros and functions that made it."""
    rendered: list[str] = []
    memory = macros.memory()
    recall = memory.recall

    def note(key, make):
        return recall(key, lambda: rendered.append(getattr(key[0], "name", "")) or make())

    monkeypatch.setattr(memory, "recall", note)
    return rendered


@pytest.fixture(autouse=True)
def nothing_is_remembered(app):
    macros.memory().forget()


def article_of(client, article) -> str:
    return client.get(article.url).text


def test_one_new_comment_makes_no_other_one_anew(client, make, talk, made):
    article_of(client, talk)
    made.clear()

    make.comment(talk, "A third one.")
    page = article_of(client, talk)

    assert "A third one." in page
    assert sorted(made) == ["", "one_comment"]  # once for machines


def test_comments_on_a_page_are_not_made_for_machines_which_are_not_told_of_them(
    client, make, made
):
    page = make.article("About", kind=Kind.PAGE)
    make.comment(page, "Well said.")

    assert "Well said." in article_of(client, page)
    assert made.count("one_comment") == 1
    assert "" not in made


def test_the_fields_of_a_comment_are_made_once_for_all_articles(client, make, talk, made):
    article_of(client, talk)
    article_of(client, make.article("Another"))

    assert made.count("blank_fields") == 1


@pytest.mark.parametrize(
    ("change", "shown"),
    [
        ({"name": "Deniz <3"}, '<bdi class="p-name">Deniz &lt;3</bdi>'),
        ({"name": "Ege"}, "<bdi>Ege</bdi></a></span>"),
        ({"url": "https://deniz.example"}, 'href="https://deniz.example"'),
        ({"html": "<p>Other words</p>"}, "<p>Other words</p>"),
        ({"by_owner": True}, 'class="office"'),
        ({"anchor": "c42"}, 'id="c42"'),
        ({"anchor": "c42"}, 'class="u-in-reply-to" href="#c42"'),
        ({"standing": Standing.WAITING}, "is being looked at again"),
        ({"standing": Standing.REMOVED}, "This comment was removed"),
    ],
)
def test_whatever_changes_of_a_comment_is_in_the_very_next_page(client, talk, change, shown):
    assert shown not in article_of(client, talk)

    with db.writing():
        first = db.session.query(Comment).order_by(Comment.id).first()
        for name, value in change.items():
            setattr(first, name, value)

    assert shown in article_of(client, talk)


@pytest.mark.parametrize(
    ("change", "shown"),
    [
        ({"language": "tr"}, "Yanıtla: Deniz"),
        ({"time_zone": "Pacific/Auckland"}, "{next_day}"),
        ({"comment_rules": "No poems."}, "No poems."),
        ({"comment_licence": "All is yours."}, "All is yours."),
        ({"moderation": Moderation.SHOW}, "Comments appear at once"),
    ],
)
def test_whatever_the_owner_changes_is_in_the_very_next_page(
    client, make, site, time_machine, change, shown
):
    time_machine.move_to("2026-11-20 14:30:00+00:00", tick=False)
    article = make.article("Harbour opens", body="")
    make.comment(article)
    shown = shown.format(next_day="21 November 2026, 03:30")
    assert shown not in article_of(client, article)

    with db.writing():
        for name, value in change.items():
            setattr(site, name, value)

    assert shown in article_of(client, article)


def test_where_comments_are_closed_nobody_is_asked_to_answer(client, talk):
    assert "#comment-form" in article_of(client, talk)

    with db.writing():
        talk.takes_comments = False

    assert "#comment-form" not in article_of(client, talk)


def test_a_blog_that_begins_to_send_letters_asks_who_wants_them(app, client, talk):
    assert "follow-answers" not in article_of(client, talk)

    app.config["SMTP"] = mailing.server(25, "mail.example.org")

    assert "follow-answers" in client.get(f"{talk.url}?of=nobody").text


def test_where_a_blog_is_mounted_its_links_lead_there(client, talk):
    article_of(client, talk)

    page = client.get(talk.url, environ_overrides={"SCRIPT_NAME": "/news"})

    links = [link for link in pages.links(pages.region(page, "comments")) if "/comments/" in link]
    assert links
    assert all(link.startswith("/news/") for link in links)


def test_what_somebody_typed_is_remembered_for_nobody(client, talk):
    article_of(client, talk)
    sent = {"name": "Mine alone", "body": "", "act": "preview"}

    assert "Mine alone" in client.post(f"/comments/on/{talk.id}", data=sent).text
    assert "Mine alone" not in article_of(client, talk)


# -- lists --


@pytest.mark.parametrize(
    ("change", "shown"),
    [
        ({"title": "Harbour closes"}, "Harbour closes</a>"),
        ({"standfirst": "At noon."}, "At noon."),
        ({"path": "/2026/11/elsewhere.html"}, 'href="/2026/11/elsewhere.html"'),
        ({"byline": "Ege"}, '<bdi class="p-name">Ege</bdi>'),
        ({"language": "ar"}, '<h2 class="headline" lang="ar" dir="rtl">'),
        ({"published_at": datetime(2026, 11, 19, 8, tzinfo=UTC)}, "19 November 2026, 11:00"),
        ({"breaking_until": datetime(2027, 1, 1, tzinfo=UTC)}, "kicker is-breaking"),
        ({"labels": []}, '<div class="words">\n    \n    <h2'),
        ({"picture": None}, '<article class="teaser h-entry">\n  <div class="words">'),
    ],
)
def test_whatever_changes_of_an_article_is_in_the_very_next_list(
    client, make, time_machine, change, shown
):
    time_machine.move_to("2026-11-20 14:30:00+00:00", tick=False)
    article = make.article("Harbour opens", labels="Sea", picture_id=make.picture().id)
    assert shown not in client.get("/").text

    with db.writing():
        for name, value in change.items():
            setattr(article, name, value)

    assert shown in client.get("/").text


def test_whatever_changes_of_a_picture_is_in_the_very_next_list(client, make):
    article = make.article(picture_id=make.picture().id)
    client.get("/")

    with db.writing():
        article.picture.focus_x = 90
        article.picture.renditions[0].file = f"{'0' * 64}.jpeg"

    page = client.get("/").text
    assert "focus-x-90" in page
    assert f"{'0' * 64}.jpeg" in page


def test_what_is_breaking_no_longer_is_not_said_to_be(client, make, time_machine):
    time_machine.move_to("2026-11-20 14:30:00+00:00", tick=False)
    make.article("Harbour opens", wants_breaking=True)
    assert "is-breaking" in client.get("/").text

    time_machine.move_to("2026-11-20 23:30:00+00:00", tick=False)

    assert "is-breaking" not in client.get("/").text


def test_an_article_of_a_closed_year_is_counted_in_the_very_next_archive(client, make):
    make.article(ago=timedelta(days=800))
    article = make.article()
    assert '<span class="count">2</span>' not in article_of(client, article)

    make.article(ago=timedelta(days=800))

    assert '<span class="count">2</span>' in article_of(client, article)


def test_a_program_that_nobody_needs_any_more_is_not_remembered(app, make):
    other = blog_app.create_app(INSTANCE=app.instance_path)
    other.test_client().get(make.article().url)
    gone = weakref.ref(other)

    del other
    gc.collect()

    assert gone() is None
