"""The feeds of comments, as feed readers read them."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from werkzeug.http import http_date

from blog.articles import actions as life
from blog.db import db, now
from blog.models.address import Address
from blog.models.article import Kind
from blog.models.comment import Standing
from tests import counting, valid
from tests.valid import ATOM, THREAD, told

FORMATS = {"atom": valid.atom, "rss": valid.rss, "json": valid.json_feed}


@pytest.fixture
def ferry(make):
    """An article that is talked about."""
    return make.article("Ferry", slug="ferry")


def entries(answer):
    return valid.atom(answer).findall(f"{ATOM}entry")


def said(answer):
    return [told(entry, "content") for entry in entries(answer)]


def move(article, path):
    """Give an article another address, and let its old one lead there."""
    with db.writing():
        db.session.add(Address(path=path, article_id=article.id))
        db.session.flush()
        article.path = path


# -- what is in them --


@pytest.mark.parametrize("has_comments", [True, False])
@pytest.mark.parametrize("format", FORMATS)
def test_every_feed_is_valid(client, make, ferry, format, has_comments):
    if has_comments:
        make.comment(ferry, "Hmm, <b>so</b> https://example.org/?a=b&c=d")
        make.comment(ferry, "And & so", name="A\x00yşe")

    for path in ("/comments/feed", f"{ferry.path}/comments"):
        assert FORMATS[format](client.get(f"{path}.{format}")) is not None


def test_an_entry_is_a_comment_with_who_said_it_and_where(client, make, ferry):
    comment = make.comment(ferry, "It is *late*, <b>again</b>.", name="Deniz")

    entry = entries(client.get("/comments/feed.atom"))[0]

    assert told(entry, "title") == "Deniz: “Ferry”"
    assert "<b>again</b>" in told(entry, "content")
    assert told(entry.find(f"{ATOM}author"), "name") == "Deniz"
    link = entry.find(f"{ATOM}link")
    assert link.get("href") == f"http://localhost/comments/{comment.id}"
    assert datetime.fromisoformat(told(entry, "published")) == comment.created_at
    answered = entry.find(f"{THREAD}in-reply-to")
    assert answered.get("ref") == ferry.feed_id
    assert answered.get("href") == f"http://localhost{ferry.url}"


def test_the_feed_of_the_site_has_the_comments_on_everything_newest_first(client, make, ferry):
    page = make.article("About", kind=Kind.PAGE)
    make.comment(ferry, "First", created_at=now() - timedelta(hours=2))
    make.comment(page, "Second", created_at=now() - timedelta(hours=1))

    assert said(client.get("/comments/feed.atom")) == ["<p>Second</p>", "<p>First</p>"]


def test_the_feed_of_an_article_has_its_own(client, make, ferry):
    make.comment(make.article("Tram"), "Elsewhere")
    make.comment(ferry, "Here")

    feed = client.get(f"{ferry.path}/comments.atom")

    assert said(feed) == ["<p>Here</p>"]
    assert told(valid.atom(feed), "title") == "Comments: Ferry · Günebakan"


@pytest.mark.parametrize("standing", [Standing.WAITING, Standing.REJECTED])
@pytest.mark.parametrize("format", FORMATS)
def test_a_comment_that_is_not_approved_is_in_no_feed(client, make, ferry, format, standing):
    make.comment(ferry, "Seen")
    make.comment(ferry, "Canary", standing=standing)

    for path in ("/comments/feed", f"{ferry.path}/comments"):
        answer = client.get(f"{path}.{format}")

        assert "Seen" in answer.text
        assert "Canary" not in answer.text


@pytest.mark.parametrize("format", FORMATS)
def test_what_is_said_of_an_article_that_readers_cannot_see_is_in_no_feed(client, make, format):
    withdrawn = make.article("Withdrawn")
    tomorrow = make.article("Tomorrow", ago=timedelta(days=-1))
    for article in (withdrawn, tomorrow, make.article("Draft", publish=False)):
        make.comment(article, "Canary")
    with db.writing():
        life.withdraw(withdrawn)

    everywhere = client.get(f"/comments/feed.{format}")

    assert "Canary" not in everywhere.text
    assert client.get(f"{withdrawn.path}/comments.{format}").status_code == 410
    assert client.get(f"{tomorrow.path}/comments.{format}").status_code == 404


def test_a_part_of_the_feed_can_be_had(client, make, ferry):
    for number in range(4):
        make.comment(ferry, f"{number}", created_at=now() - timedelta(hours=number))

    answer = client.get(f"{ferry.path}/comments.atom?start-index=2&max-results=2")

    assert said(answer) == ["<p>1</p>", "<p>2</p>"]


# -- what lasts --


def test_a_comment_keeps_its_id_when_its_article_moves_and_so_does_the_site(
    client, make, ferry, site
):
    make.comment(ferry, anchor="comment-1")
    before = told(entries(client.get("/comments/feed.atom"))[0], "id")

    move(ferry, "/2026/11/vapur.html")
    with db.writing():
        site.url = "https://elsewhere.example"

    answer = client.get("/comments/feed.atom", base_url="https://elsewhere.example")
    assert before.startswith("urn:uuid:")
    assert told(entries(answer)[0], "id") == before


def test_comments_with_the_same_anchor_on_two_articles_are_two(client, make, ferry):
    for article in (ferry, make.article("Tram")):
        make.comment(article, anchor="comment-1")

    assert len({told(entry, "id") for entry in entries(client.get("/comments/feed.atom"))}) == 2


@pytest.mark.parametrize("kind", ["post", "page"])
def test_a_comment_from_blogger_keeps_the_id_that_it_had_there(client, make, ferry, kind):
    with db.writing():
        ferry.feed_id = f"tag:blogger.com,1999:blog-7.{kind}-1001"
    make.comment(ferry, anchor="c5001")

    entry = entries(client.get("/comments/feed.atom"))[0]

    assert told(entry, "id") == "tag:blogger.com,1999:blog-7.post-5001"


def test_a_new_comment_on_an_article_from_blogger_has_an_id_of_its_own(client, make, ferry):
    with db.writing():
        ferry.feed_id = "tag:blogger.com,1999:blog-7.post-1001"
    make.comment(ferry, anchor="comment-1")

    assert told(entries(client.get("/comments/feed.atom"))[0], "id").startswith("urn:uuid:")


# -- where they are --


@pytest.mark.parametrize(
    "path",
    [
        "/2011/05/x.html",
        "/a/folder/",
        "/2014/05/ışık %100?.html",
        "/no-ending",
        "/p/about.html",
        "/2014/05/feed.atom",
    ],
)
def test_an_article_of_any_path_has_its_feed_under_it(client, make, ferry, path):
    make.comment(ferry)
    move(ferry, path)

    answer = client.get(ferry.comments_feed("atom"))

    assert len(entries(answer)) == 1
    assert ferry.comments_feed("atom").endswith("/comments.atom")


def test_the_feed_under_an_articles_old_path_leads_to_the_new_one(client, make, ferry):
    old = ferry.path
    make.comment(ferry)
    move(ferry, "/2011/05/ışık.html")

    led = client.get(f"{old}/comments.json?max-results=3")

    assert led.status_code == 301
    assert led.location == "/2011/05/%C4%B1%C5%9F%C4%B1k.html/comments.json?max-results=3"
    assert valid.json_feed(client.get(led.location))["items"]


@pytest.mark.parametrize(
    "path",
    [
        "/nothing/comments.atom",
        "/comments.atom",
        "/2011/05/comments.atom",
        f"/{'a' * 10_000}/comments.atom",
        "/%00/comments.atom",
        "/%ff/comments.rss",
        "/a%2Fb/comments.json",
        "/2026/11/ferry.html/comments.xml",
    ],
)
def test_what_is_nowhere_has_no_feed(client, ferry, path):
    assert client.get(path).status_code == 404


# -- asked again --


@pytest.mark.parametrize("format", FORMATS)
def test_a_feed_that_has_not_changed_is_not_sent_again(client, make, ferry, format):
    make.comment(ferry)

    for path in (f"/comments/feed.{format}", f"{ferry.path}/comments.{format}"):
        known = client.get(path).headers["ETag"]

        assert client.get(path, headers={"If-None-Match": known}).status_code == 304


def test_a_comment_that_was_approved_late_is_sent_whatever_was_asked_before(client, make, ferry):
    late = make.comment(ferry, "Late", standing=Standing.WAITING)
    make.comment(ferry, "Soon", created_at=now() + timedelta(seconds=1))
    known = client.get("/comments/feed.atom").headers["ETag"]
    with db.writing():
        late.decide(Standing.APPROVED)

    for header in ({"If-None-Match": known}, {"If-Modified-Since": http_date(now())}):
        answer = client.get("/comments/feed.atom", headers=header)

        assert "<p>Late</p>" in said(answer)


@pytest.mark.parametrize("path", ["/comments/feed.atom", "/2025/11/ferry.html/comments.atom"])
def test_a_feed_asks_the_database_as_often_for_many_comments_as_for_few(client, make, path):
    article = make.article("Ferry", publish_at=datetime.fromisoformat("2025-11-02T12:00Z"))
    make.comment(article)
    few = asked(client, path)
    for number in range(10):
        make.comment(make.article(f"Other {number}"))
        make.comment(article)

    assert asked(client, path) == few


def asked(client, path):
    path = f"{path}?of=nobody"  # which no page is kept for
    client.get(path)
    with counting.queries() as asked:
        assert client.get(path).status_code == 200
    return len(asked)
