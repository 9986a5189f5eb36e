"""How much anybody may send."""

from __future__ import annotations

import io

import pytest

from blog.db import db
from blog.owner.articles import FORM_MAX
from blog.web.security import WORDS_MAX
from tests import every_page, pages

KILOBYTE, MEGABYTE = 1_000, 1_000_000


@pytest.fixture
def article(make):
    return make.article()


def test_what_is_sent_to_the_login_is_bounded(client):
    assert client.post("/login", data={"name": "x" * 70 * KILOBYTE}).status_code == 413


@pytest.mark.parametrize(
    ("kind", "before", "after"),
    [
        ("application/x-www-form-urlencoded", b"body=", b""),
        (
            "multipart/form-data; boundary=part",
            b'--part\r\nContent-Disposition: form-data; name="body"\r\n\r\n',
            b"\r\n--part--\r\n",
        ),
    ],
)
def test_every_form_is_bounded_in_what_it_keeps_in_memory(app, desk, make, kind, before, after):
    make.comment(make.article())
    sent = before + b"x" * (WORDS_MAX + 1) + after

    for door in every_page.forms(app):
        answer = desk.open(door.path, method=door.method, data=sent, content_type=kind)

        assert answer.status_code == 413, door


def test_a_comment_is_read_far_beyond_what_it_may_be_so_that_it_can_be_given_back(client, article):
    words = "word " * 280 * KILOBYTE

    answer = client.post(f"/comments/on/{article.id}", data={"body": words})

    assert answer.status_code == 422
    assert pages.form(answer, having="stamp")["body"].split() == words.split()


def test_what_is_sent_as_a_comment_is_bounded_all_the_same(client, article):
    sent = {"body": "x" * (MEGABYTE + 600 * KILOBYTE)}

    answer = client.post(f"/comments/on/{article.id}", data=sent)

    assert answer.status_code == 413
    assert "go back in your browser" in pages.words(pages.region(answer, "main"))


def test_a_body_of_unsaid_length_is_bounded_too(client):
    chunked = {"wsgi.input_terminated": True, "CONTENT_LENGTH": ""}

    answer = client.post(
        "/login",
        input_stream=io.BytesIO(b"name=" + b"x" * 70 * KILOBYTE),
        content_type="application/x-www-form-urlencoded",
        environ_overrides=chunked,
    )

    assert answer.status_code == 413


@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "multipart/form-data"])
def test_a_form_has_at_most_two_hundred_fields(client, article, kind):
    sent = {f"field-{number}": "x" for number in range(201)}

    answer = client.post(f"/comments/on/{article.id}", data=sent, content_type=kind)

    assert answer.status_code == 413


@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "multipart/form-data"])
def test_a_form_of_two_hundred_fields_is_read(client, article, kind):
    sent = {f"field-{number}": "x" for number in range(200)}

    answer = client.post(f"/comments/on/{article.id}", data=sent, content_type=kind)

    assert answer.status_code == 422


def test_not_even_the_desk_reads_without_end(desk):
    announced = {"CONTENT_LENGTH": str(FORM_MAX + 1)}

    answer = desk.post(
        "/owner/articles",
        data={"title": "x", "picture": (io.BytesIO(b""), "x.jpg")},
        environ_overrides=announced,
    )

    assert answer.status_code == 413


@pytest.mark.parametrize(
    "kind",
    [
        "",
        "nonsense",
        "text/plain",
        "application/json",
        "multipart/form-data",
        "multipart/form-data; boundary=",
        "multipart/form-data; boundary=x",
        "multipart/form-data; boundary=\u00ff",
        "application/x-www-form-urlencoded; charset=no-such-thing",
    ],
)
@pytest.mark.parametrize("body", [b"", b"body", b"body=\xff%ff%00&&==&", b"--x\r\nContent-Dis"])
def test_a_body_that_makes_no_sense_is_a_mistake_of_its_sender(client, article, kind, body):
    answer = client.post(f"/comments/on/{article.id}", data=body, content_type=kind)

    assert 400 <= answer.status_code < 500


def test_a_form_that_comes_in_slowly_holds_no_connection_to_the_database(app, client, make):
    address = f"/comments/on/{make.article().id}"
    db.session.remove()  # the test's own
    held = []

    class Slow(io.BytesIO):
        def read(self, *size):
            held.append(db.engine.pool.checkedout())
            return super().read(*size)

        def readinto(self, buffer):
            held.append(db.engine.pool.checkedout())
            return super().readinto(buffer)

    client.post(
        address,
        input_stream=Slow(b"name=Deniz"),
        content_type="application/x-www-form-urlencoded",
        headers={"Content-Length": "10"},
    )

    assert held
    assert max(held) == 0
