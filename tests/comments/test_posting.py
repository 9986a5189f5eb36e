"""A visitor leaves a comment, and learns what becomes of it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from blog.articles import actions as life
from blog.db import db
from blog.models.article import Kind
from blog.models.comment import Standing
from blog.text import html
from tests import pages
from tests.comments.visiting import fill_in, kept, send


def test_commenting_takes_no_cookie(client, make):
    article = make.article()

    sent = send(client, article)
    receipt = client.get(sent.location)

    assert sent.status_code == 303
    assert receipt.status_code == 200
    for answer in (client.get(article.url), sent, receipt):
        assert "Set-Cookie" not in answer.headers
        assert "Cookie" not in answer.headers.get("Vary", "")


def test_a_comment_waits_and_nobody_else_sees_it(client, make):
    article = make.article()

    send(client, article, name="Canary", body="A word nobody reads yet.")

    assert kept()[0].standing is Standing.WAITING
    for path in (article.url, "/", "/feed.atom"):
        page = client.get(path).text
        assert "Canary" not in page
        assert "nobody reads yet" not in page
    assert pages.words(pages.region(client.get(article.url), "comments-title")) == "No comments"


def test_a_page_can_be_commented_on_too(client, make):
    about = make.article("About", kind=Kind.PAGE, slug="about")

    assert send(client, about).status_code == 303


@pytest.mark.parametrize(
    ("standing", "told"),
    [
        (Standing.WAITING, "It is waiting to be read."),
        (Standing.APPROVED, "It is published."),
        (Standing.REJECTED, "It was not published."),
    ],
)
def test_a_receipt_tells_what_became_of_the_comment(client, make, standing, told):
    receipt = send(client, make.article(), body="My own words.").location

    with db.writing():
        kept()[0].decide(standing)

    page = client.get(receipt)
    assert told in pages.words(pages.tree(page).find(".//h1"))
    assert "My own words." in page.text


def test_a_receipt_is_its_authors_alone(client, make):
    receipt = send(client, make.article()).location
    page = client.get(receipt)

    assert page.headers["Cache-Control"] == "private, no-store"
    assert page.headers["X-Robots-Tag"] == "noindex"
    assert kept()[0].receipt not in receipt
    assert client.get("/comments/receipt/of-somebody-else").status_code == 404


def test_the_same_words_sent_twice_are_one_comment(client, make):
    article = make.article()
    form = fill_in(client, article)

    answers = [client.post(f"/comments/on/{article.id}", data=form) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [303, 303]
    assert len(kept()) == 1
    assert client.get(answers[1].location).status_code == 200


def test_the_same_words_of_two_people_are_two_comments(client, make):
    article = make.article()

    send(client, article, name="Deniz")
    send(client, article, name="Umut")

    assert len(kept()) == 2


def test_a_comment_is_kept_as_it_was_sent_beside_what_readers_see(client, make):
    sent = "One <script>alert(1)</script>\n\nand <b>two</b>"

    send(client, make.article(), body=sent)

    comment = kept()[0]
    assert comment.body == sent
    assert comment.html == html.comment(sent)
    assert comment.policy == html.COMMENT_POLICY


def test_an_author_may_leave_an_address_of_mail_and_of_the_web(client, make):
    send(client, make.article(), email=" deniz@example.org ", url="deniz.example.org")

    assert kept()[0].email == "deniz@example.org"
    assert kept()[0].url == "https://deniz.example.org"


def test_readers_see_the_web_address_and_never_that_of_mail(client, make):
    article = make.article()
    make.comment(article, email="deniz@example.org", url="https://deniz.example.com")

    page = client.get(article.url)

    assert "deniz@example.org" not in page.text
    assert "https://deniz.example.com" in pages.links(pages.region(page, "comments"))


def test_where_a_comment_came_from_is_not_kept(client, make):
    article = make.article()
    form = fill_in(client, article)
    address = {"REMOTE_ADDR": "203.0.113.77"}

    client.post(f"/comments/on/{article.id}", data=form, environ_base=address)

    comment = kept()[0]
    assert comment.network
    for value in vars(comment).values():
        assert "203.0.113" not in str(value)


def test_only_what_readers_see_can_be_commented_on(client, make):
    article, draft = make.article(), make.article(publish=False)
    tomorrow = make.article(ago=timedelta(days=-1))
    gone = make.article()
    with db.writing():
        life.withdraw(gone)
    form = fill_in(client, article)

    for hidden in (draft, tomorrow, gone):
        assert client.get(f"/comments/on/{hidden.id}").status_code == 404
        assert client.post(f"/comments/on/{hidden.id}", data=form).status_code == 404
    assert kept() == []


@pytest.mark.parametrize("number", ["0", "999", "9" * 30])
def test_nothing_can_be_said_about_an_article_that_never_was(client, make, number):
    form = fill_in(client, make.article())

    assert client.get(f"/comments/on/{number}").status_code == 404
    assert client.post(f"/comments/on/{number}", data=form).status_code in {404, 405}
