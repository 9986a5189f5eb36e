"""A comment as it would look, before it is sent; without a script."""

from __future__ import annotations

import pytest

from blog.db import db
from tests import pages
from tests.comments.visiting import fill_in, kept

BODY = "One <b>line</b>\n<script>alert(1)</script>\n\nand https://example.org/?a=1&b=2"


@pytest.fixture
def article(make):
    return make.article("Ferry")


def preview(client, article, **fields):
    form = fill_in(client, article, **fields)
    return client.post(f"/comments/on/{article.id}", data={**form, "act": "preview"})


def test_the_form_offers_it_beside_sending(client, article):
    form = pages.region(client.get(article.url), "comment-form")

    buttons = [(button.get("name"), button.get("value")) for button in form.iter("button")]

    assert buttons == [(None, None), ("act", "preview")]  # Enter sends: the first one is pressed


def test_a_preview_looks_as_the_comment_will(client, desk, article):
    shown = pages.region(preview(client, article, body=BODY, url="deniz.example.org"), "preview")
    form = fill_in(client, article, body=BODY, url="deniz.example.org")
    client.post(f"/comments/on/{article.id}", data=form)
    desk.post(f"/owner/comments/{kept()[0].id}/approval")

    published = pages.of_class(pages.region(client.get(article.url), "comments"), "comment")[0]

    for part in ("p-content", "p-author"):
        assert _source(shown, part) == _source(published, part)
    assert "alert(1)" in pages.words(shown)


def test_a_preview_keeps_nothing_and_loses_nothing(client, article):
    words = {"name": "Ümit", "email": "u@example.org", "url": "example.org", "body": BODY}

    answer = preview(client, article, **words, once="1" * 32)

    given_back = pages.form(answer, having="stamp")
    assert answer.status_code == 200
    assert kept() == []
    assert {name: given_back[name] for name in words} == words
    assert given_back["once"] == "1" * 32
    assert client.post(f"/comments/on/{article.id}", data=given_back).status_code == 303
    assert [comment.body for comment in kept()] == [BODY]


def test_a_preview_of_an_answer_still_is_an_answer(client, make, article):
    comment = make.comment(article, "Who was there?", name="Umut")

    answer = preview(client, article, parent=str(comment.id))
    client.post(f"/comments/on/{article.id}", data=pages.form(answer, having="stamp"))

    assert "to Umut" in pages.words(pages.region(answer, "preview"))
    assert "Who was there?" in pages.words(pages.region(answer, "main"))
    assert kept()[-1].parent_id == comment.id


def test_a_preview_is_its_authors_alone(client, article):
    answer = preview(client, article)

    assert answer.headers["Cache-Control"] == "private, no-store"
    assert "Set-Cookie" not in answer.headers


def test_a_mistake_is_told_instead_of_a_preview(client, article):
    answer = preview(client, article, body=BODY, name="")

    assert answer.status_code == 422
    assert pages.region(answer, "preview") is None
    assert pages.form(answer, having="stamp")["body"] == BODY


def test_where_comments_were_closed_meanwhile_there_is_no_preview(client, article):
    form = fill_in(client, article, body=BODY)
    with db.writing():
        article.takes_comments = False

    answer = client.post(f"/comments/on/{article.id}", data={**form, "act": "preview"})

    assert answer.status_code == 403
    assert pages.region(answer, "preview") is None
    assert BODY in "".join(pages.region(answer, "body").itertext())


def test_a_preview_uses_up_nothing_of_what_a_network_may_send(client, article):
    for number in range(12):
        assert preview(client, article, body=f"Number {number}").status_code == 200

    assert client.post(f"/comments/on/{article.id}", data=fill_in(client, article)).status_code == (
        303
    )


def _source(part, name):
    """The elements of a part of a page, with their attributes and words."""
    (found,) = pages.of_class(part, name)
    return [(one.tag, dict(one.attrib), one.text) for one in found.iter()]
