"""Which path leads where."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from urllib.parse import unquote, urlsplit

import pytest

from blog import addresses
from blog.articles import actions as life
from blog.db import db
from blog.models.address import Address
from blog.models.article import Kind
from tests import pages

NOVEMBER = datetime(2026, 11, 22, 12, tzinfo=UTC)

ODD_PATHS = [
    "/2014/05/ışık-için.html",
    "/2014/05/100%.html",
    "/2014/05/%41%C4%B1.html",
    "/2014/05/what?.html",
    "/2014/05/a#b.html",
    "/2014/05/a b+c;d=e&f.html",
    "/2014/05/日本語",
    "/no-ending-at-all",
    "/a/folder/",
    "/2014/05/\N{COMBINING DIAERESIS}u.html",
]


def place(article, path):
    """Give an article another address, as an import would."""
    with db.writing():
        db.session.delete(db.session.get_one(Address, article.path))
        db.session.flush()
        db.session.add(Address(path=path, article_id=article.id))
        article.path = path


@pytest.mark.parametrize("path", ODD_PATHS)
def test_a_path_of_any_form_is_served_as_it_was_and_linked_right(client, make, path):
    article = make.article("Odd")
    place(article, path)

    links = {
        link
        for seen_from in ("/", "/archive/", "/2026/")
        for part in (pages.tree(client.get(seen_from)),)
        for link in pages.links(part)
        if unquote(urlsplit(link).path) == path
    }

    assert links
    for link in {*links, article.url}:
        answer = client.get(link)
        assert answer.status_code == 200, link
        assert "Odd" in pages.words(pages.tree(answer).find(".//h1"))


@pytest.mark.parametrize("path", ODD_PATHS)
def test_an_old_path_of_any_form_leads_to_the_article(client, make, path):
    article = make.article("Işık İçin")
    with db.writing():
        db.session.add(Address(path=path, article_id=article.id))
    old = addresses.lookup(path)

    answer = client.get(_typed(path))

    assert old is not None
    assert answer.status_code == 301
    assert answer.location == article.url


@pytest.mark.parametrize("path", ODD_PATHS)
def test_to_an_article_of_any_path_its_old_ones_lead(client, make, path):
    article = make.article()
    place(article, path)
    with db.writing():
        db.session.add(Address(path="/old", article_id=article.id))

    answer = client.get("/old")

    assert answer.status_code == 301
    assert client.get(answer.location).status_code == 200


def _typed(path):
    """A path as a browser sends it."""
    return "".join(
        character if character == "/" else "".join(f"%{byte:02X}" for byte in character.encode())
        for character in path
    )


@pytest.mark.parametrize(
    ("stored", "asked"), [("/a/page.html", "/a/page.html/"), ("/a/folder/", "/a/folder")]
)
def test_a_path_with_a_slash_more_or_less_is_the_same_address(client, make, stored, asked):
    article = make.article()
    place(article, stored)

    answer = client.get(asked)

    assert answer.status_code == 308
    assert answer.location == stored


def test_a_path_can_lead_elsewhere(client):
    with db.writing():
        db.session.add(Address(path="/old", target="/search/?q=a%20b&c=%C4%B1#d"))

    answer = client.get("/old")

    assert answer.status_code == 301
    assert answer.location == "/search/?q=a%20b&c=%C4%B1#d"


def test_a_path_without_an_article_or_a_target_is_gone(client):
    with db.writing():
        db.session.add(Address(path="/gone.html"))

    answer = client.get("/gone.html")

    assert answer.status_code == 410
    assert "This page is gone" in answer.text


def test_the_old_path_of_a_withdrawn_article_is_gone_too(client, make):
    article = make.article()
    with db.writing():
        db.session.add(Address(path="/old.html", article_id=article.id))
        life.withdraw(article)

    assert client.get("/old.html").status_code == 410


def test_the_path_of_what_is_not_yet_published_is_unknown(client, make):
    article = make.article("Tomorrow", ago=timedelta(days=-1))

    answer = client.get(article.url)

    assert answer.status_code == 404
    assert "Tomorrow" not in answer.text


@pytest.mark.parametrize(
    "path",
    [
        "/nothing.html",
        "/2026/11/nothing.html",
        "/2026/13/",
        "/2026/00/",
        "/0000/",
        "/0999/",
        "/12345/",
        "/٢٠٢٤/",
        "/２０２６/",
        "/2026/１１/",
        "/p/",
        "/label/nothing",
        "/media/nothing.jpeg",
        "/comments/receipt/nothing",
        "/%00",
        "/%FF%FE",
        "/..%2F..%2Fetc%2Fpasswd",
        "/media/..%2Fsecret_key",
        "/" + "x" * 5_000,
        "/?page=nothing",
    ],
)
def test_what_has_no_address_is_not_found_in_the_blogs_own_frame(client, make, path):
    make.article(publish_at=NOVEMBER)

    answer = client.get(path)

    assert answer.status_code == 404
    assert "There is no such page" in pages.words(pages.region(answer, "main"))
    assert "archive" in pages.ids(answer)


def test_a_path_is_never_given_twice(make):
    paths = [make.article("Ferry", publish_at=NOVEMBER).path for _ in range(3)]

    assert paths == [
        "/2026/11/ferry.html",
        "/2026/11/ferry-2.html",
        "/2026/11/ferry-3.html",
    ]


def test_a_path_that_led_somewhere_once_is_not_given_to_another(make):
    with db.writing():
        db.session.add(Address(path="/2026/11/ferry.html"))

    assert make.article("Ferry", publish_at=NOVEMBER).path == "/2026/11/ferry-2.html"


def test_the_same_title_in_another_month_is_no_collision(make):
    october = make.article("Ferry", publish_at=NOVEMBER.replace(month=10))
    november = make.article("Ferry", publish_at=NOVEMBER)

    assert october.path == "/2026/10/ferry.html"
    assert november.path == "/2026/11/ferry.html"


@pytest.mark.parametrize("title", ["2026", "…", "🎉🎉", "?!"])
def test_a_title_without_letters_gets_a_number(make, title):
    article = make.article(title, publish_at=NOVEMBER)

    assert article.path == f"/2026/11/{article.id}.html"


def test_a_page_has_no_date_in_its_path(make):
    assert make.article("Hakkında", kind=Kind.PAGE).path == "/p/hakkinda.html"


@pytest.mark.parametrize(
    ("path", "reserved"),
    [
        ("/", True),
        ("/feed.atom", True),
        ("/2026/11/", True),
        ("/2026/11", True),
        ("/owner/articles", True),
        ("/label/spor", True),
        ("/static/a.css", True),
        ("/2026/11/ferry.html", False),
        ("/p/about.html", False),
        ("/2026/13/", False),
    ],
)
def test_what_the_program_itself_answers_can_be_no_articles_address(app, path, reserved):
    assert addresses.is_reserved(path) is reserved
