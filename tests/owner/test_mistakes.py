"""What can't be taken is told in the form, with every word in it."""

from __future__ import annotations

import io
import struct
import zlib

import pytest

from blog import pictures
from blog.owner import articles as room
from tests import entering, pages
from tests.owner.working import NEW, articles, edit, fill_in, press, send, with_typed

WORDS = {
    "title": 'Işık <b>"İçin"</b> & co',
    "standfirst": "First </textarea><script>alert(1)</script>",
    "body": "\nAn empty line before, **bold** &amp; <p>markup</p>\n",
    "picture_alt": "A lighthouse & its <keeper>",
    "picture_caption": 'By "Ayşe"',
    "picture_credit": "© <Ayşe> & co",
    "labels": "Deniz, <Hava>",
    "publish_at": "2020-01-02T03:04",
    "breaking_until": "2020-01-02T04:05",
}


@pytest.mark.parametrize(
    ("field", "mistake", "told"),
    [
        ("title", "", "Please give it a title before you publish it."),
        ("title", " \u200b ", "Please give it a title before you publish it."),
        ("title", "x" * 10_000, "At most 300 characters"),
        ("standfirst", "x" * 1_001, "At most 1000 characters"),
        ("picture_alt", "x" * 501, "At most 500 characters"),
        ("picture_caption", "x" * 501, "At most 500 characters"),
        ("picture_credit", "x" * 201, "At most 200 characters"),
        ("labels", "x" * 101, "One of the labels is very long."),
        ("body", "<b>" * 50_000, "more tags than can be read"),
        ("publish_at", "tomorrow", "Please write a date and time"),
        ("publish_at", "2026-02-30T10:00", "Please write a date and time"),
        ("publish_at", "0001-01-01T00:00", "Please write a date and time"),
        ("publish_at", "0999-12-31T00:00", "Please write a date and time"),
        ("publish_at", "9999-12-31T23:59", "Please write a date and time"),
        ("breaking_until", "later", "Please write a date and time"),
        ("breaking_until", "0001-01-01T00:00", "Please write a date and time"),
    ],
)
def test_a_mistake_is_told_and_costs_no_word(desk, field, mistake, told):
    form = fill_in(desk, **{**WORDS, field: mistake})

    answer = send(desk, "publish", form)

    given_back = pages.form(answer, having="title")
    assert answer.status_code == 422
    assert told in pages.words(pages.region(answer, f"{field}-error"))
    assert articles() == []
    for name in WORDS.keys() - {"title"}:
        assert given_back[name] == form[name]
    assert given_back["title"] == form["title"].strip("\u200b ")

    mended = send(desk, "publish", with_typed(given_back, **{field: WORDS[field]}))

    assert mended.status_code == 303
    assert articles()[0].title == WORDS["title"]


def test_a_draft_needs_no_title(desk):
    assert press(desk, "keep", body="Words.").status_code == 303


def test_what_readers_saw_does_not_go_back_into_the_future(desk, make):
    article = make.article("Seen")

    answer = press(desk, "publish", edit(article), publish_at="2999-01-01T00:00", body="Mine.")

    assert answer.status_code == 422
    assert "in the future" in pages.words(pages.region(answer, "publish_at-error"))
    assert pages.form(answer, having="title")["body"] == "Mine."
    assert article.is_published


def test_a_format_that_is_none_is_refused(desk):
    answer = press(desk, "publish", **{**WORDS, "format": "rtf"})

    assert answer.status_code == 422
    assert pages.form(answer, having="title")["title"] == WORDS["title"]


@pytest.mark.parametrize("number", ["7", "-1", "many", "9" * 30])
def test_a_picture_that_is_not_there_does_no_harm(desk, number):
    answer = press(desk, "publish", title="Title", picture_id=number)

    assert answer.status_code in {303, 422}
    assert all(article.picture is None for article in articles())


# -- pictures --


def _png(width: int, height: int) -> bytes:
    """The beginning of a PNG that says it is so large, with hardly anything behind it."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        checksum = zlib.crc32(kind + data)
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", checksum)

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = (b"IHDR", head), (b"IDAT", zlib.compress(bytes(1_000))), (b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(*part) for part in parts)


MEGABYTE = 1024 * 1024
HOSTILE = {
    "a text file": (lambda: b"no picture at all", "photo.jpg", "not a picture"),
    "an empty file": (lambda: b"", "photo.jpg", "empty"),
    "SVG": (lambda: b"<svg xmlns='http://www.w3.org/2000/svg'/>", "a.png", "SVG drawings"),
    "too many pixels": (lambda: _png(30_000, 30_000), "wide.png", "40 megapixels"),
    "a torn file": (lambda: _png(600, 400), "torn.png", "damaged or incomplete"),
    "26 MB": (lambda: b"\xff\xd8\xff" + bytes(26 * MEGABYTE), "large.jpg", "The limit is 25 MB"),
    "50 MB": (lambda: bytes(50 * MEGABYTE), "larger.jpg", "The limit is 25 MB"),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_file_that_can_be_no_picture_is_refused_in_the_form(desk, kind):
    content, name, told = HOSTILE[kind]
    form = fill_in(desk, **WORDS, picture=(io.BytesIO(content()), name))

    answer = send(desk, "publish", form)
    answer.request.input_stream.close()

    given_back = pages.form(answer, having="title")
    assert answer.status_code == 422
    assert told in pages.words(pages.region(answer, "picture-error"))
    for field in WORDS:
        assert given_back[field] == WORDS[field]
    assert articles() == []


def test_a_refused_picture_leaves_the_one_before_in_its_place(desk, make):
    article = make.article(picture_id=make.picture().id)

    refused = press(desk, "publish", edit(article), picture=(io.BytesIO(b"none"), "a.jpg"))
    send(desk, "publish", with_typed(pages.form(refused, having="title")), edit(article))

    assert refused.status_code == 422
    assert article.picture is not None


def test_a_picture_is_kept_when_something_else_is_wrong(client, desk, make):
    refused = press(desk, "publish", body="Words.", picture=(make.file(), "ferry.png"))

    assert refused.status_code == 422
    assert pages.of_class(pages.tree(refused), "lead-picture")
    given_back = pages.form(refused, having="title")
    send(desk, "publish", with_typed(given_back, title="Ferry"))

    assert articles()[0].picture.name == "ferry.png"
    assert pages.region(client.get(articles()[0].url), "main").find(".//img") is not None


def test_a_new_picture_is_kept_when_the_article_was_saved_elsewhere(desk, make):
    article = make.article(picture_id=make.picture().id)
    form = fill_in(desk, edit(article), picture=(make.file(colour="red"), "red.png"))
    press(desk, "keep", edit(article), body="Words of another window.")

    refused = send(desk, "publish", form, edit(article))
    send(desk, "publish", with_typed(pages.form(refused, having="title")), edit(article))

    assert refused.status_code == 409
    assert article.picture.name == "red.png"


def test_a_body_larger_than_anything_is_told_so(desk, monkeypatch):
    monkeypatch.setattr(room.create_article, "admits", pictures.LIMIT // 100)
    form = fill_in(desk, **WORDS, picture=(io.BytesIO(bytes(pictures.LIMIT // 50)), "a.jpg"))

    answer = send(desk, "publish", form)
    answer.request.input_stream.close()

    assert answer.status_code == 413
    assert "your words are still there" in answer.text


# -- the login that ended meanwhile --


def test_a_form_sent_after_the_login_ended_comes_back_with_every_word(client, desk):
    form = fill_in(desk, **WORDS, picture=None)
    desk.post("/logout")

    answer = send(desk, "publish", form)

    assert answer.status_code in {400, 401}
    assert "nothing is lost" in answer.text
    given_back = pages.form(answer, having="title")
    for name in WORDS:
        assert given_back[name] == WORDS[name]


def test_after_the_next_login_the_form_that_came_back_publishes_all_that_was_in_it(desk, make):
    picture = make.picture()
    circumstances = {"format": "html", "wants_breaking": "y", "comments": "closed"}
    form = fill_in(desk, **{**WORDS, **circumstances}, picture_id=picture.id)
    form["breaking_until"] = "2999-01-02T04:05"
    desk.post("/logout")

    refused = send(desk, "publish", form)
    entering.log_in(desk)
    desk.post("/owner/articles", data=pages.form(refused, having="title"))

    article = articles()[0]
    for name in ("title", "picture_alt", "picture_caption", "picture_credit"):
        assert getattr(article, name) == WORDS[name]
    assert (article.standfirst, article.body) == (WORDS["standfirst"], WORDS["body"])
    assert [label.name for label in article.labels] == ["<Hava>", "Deniz"]
    assert (article.format, article.picture) == ("html", picture)
    assert article.is_published
    assert article.is_breaking
    assert not article.takes_comments
    assert (article.published_at.year, article.breaking_until.year) == (2020, 2999)


def test_a_picture_that_was_chosen_is_asked_for_again(desk, make):
    form = fill_in(desk, **WORDS, picture=(make.file(), "ferry.png"))
    desk.post("/logout")

    refused = send(desk, "publish", form)
    entering.log_in(desk)
    again = {**pages.form(refused, having="title"), "picture": (make.file(), "ferry.png")}
    desk.post("/owner/articles", data=again)

    assert "“ferry.png” again" in pages.words(pages.tree(refused))
    assert articles()[0].picture.name == "ferry.png"


def test_nothing_is_found_where_nothing_is_written(desk):
    for path in ("/owner/articles/999", f"/owner/articles/{'9' * 30}", f"{NEW}er"):
        assert desk.get(path).status_code == 404
