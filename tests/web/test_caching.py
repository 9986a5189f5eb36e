"""Pages that need not be sent twice."""

from __future__ import annotations

import gc
from datetime import timedelta

import pytest

from blog.db import now
from tests import pages


@pytest.fixture
def article(make):
    return make.article()


def again(client, answer, path: str):
    """Ask for a page that one has already."""
    return client.get(path, headers={"If-None-Match": answer.headers["ETag"]})


def test_a_page_that_has_not_changed_is_not_sent_again(client, article):
    first = client.get(article.url)

    second = again(client, first, article.url)

    assert (second.status_code, second.data) == (304, b"")
    assert second.headers["ETag"] == first.headers["ETag"]


def test_a_page_that_is_confirmed_may_be_kept_as_before(client, article):
    first = client.get(article.url)

    second = again(client, first, article.url)

    for name in ("Cache-Control", "Content-Security-Policy"):
        assert second.headers[name] == first.headers[name]


def test_a_page_that_changed_is_sent_again(client, article, make):
    first = client.get(article.url)
    make.comment(article)

    assert again(client, first, article.url).status_code == 200


def test_the_next_days_page_carries_a_stamp_of_its_own(client, article, time_machine):
    time_machine.move_to(now(), tick=False)
    first = client.get(article.url)
    time_machine.shift(timedelta(days=1))

    second = again(client, first, article.url)

    assert second.status_code == 200
    assert pages.form(second, "stamp")["stamp"] != pages.form(first, "stamp")["stamp"]


def test_every_visitor_gets_the_same_bytes(app, article, time_machine):
    time_machine.move_to(now(), tick=False)

    one, other = (app.test_client().get(article.url) for _ in range(2))

    assert one.data == other.data


def test_asking_for_the_head_names_the_same_page(client, article):
    assert client.head(article.url).headers["ETag"] == client.get(article.url).headers["ETag"]


def test_a_compressed_page_is_confirmed_too(client, article):
    squeezed = {"Accept-Encoding": "gzip"}
    first = client.get(article.url, headers=squeezed)
    known = {"If-None-Match": first.headers["ETag"]}

    second = client.get(article.url, headers={**squeezed, **known})

    assert first.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in first.headers["Vary"]
    assert second.status_code == 304


@pytest.mark.parametrize("known", ["nonsense", '"', "W/", "*" * 5_000, '"\u00ff"', ","])
def test_a_name_that_nothing_has_confirms_nothing(client, article, known):
    assert client.get(article.url, headers={"If-None-Match": known}).status_code == 200


def test_an_error_has_no_name(client):
    assert "ETag" not in client.get("/nothing").headers


@pytest.mark.filterwarnings("error")
def test_a_file_that_is_known_or_only_asked_about_is_not_left_open(client):
    font = "/static/fonts/broadsheet-serif.woff2"
    with client.get(font) as sent:
        name = sent.headers["ETag"]

    assert client.get(font, headers={"If-None-Match": name}).status_code == 304
    assert client.head(font).status_code == 200
    gc.collect()  # an open file would complain now
