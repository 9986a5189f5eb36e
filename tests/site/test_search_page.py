"""The page that answers what readers look for."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import quote
from xml.etree import ElementTree as ET

import pytest

from blog.db import db, now
from blog.models.site import Site
from blog.search import finding
from blog.site import searching
from tests import counting, pages


def results(answer):
    """The headlines of what was found, in order."""
    found = pages.of_class(pages.tree(answer), "result")
    return [pages.words(one.find("h2")) for one in found]


def marks(answer):
    return [mark.text for mark in pages.tree(answer).iter("mark")]


def told(answer):
    """What is said of what was found."""
    return " ".join(pages.words(one) for one in pages.of_class(pages.tree(answer), "told"))


def meta(answer, name):
    return [
        one.get("content") for one in pages.tree(answer).iter("meta") if one.get("name") == name
    ]


def test_what_was_looked_for_is_marked_as_it_is_written(client, make):
    make.article("Işık <b>söndü</b>", body="Bütün IŞIKLAR söndü, bir ışık kaldı.")

    answer = client.get("/search?q=isik")

    assert results(answer) == ["Işık <b>söndü</b>"]
    assert marks(answer) == ["Işık", "ışık"]
    assert told(answer).startswith("1 article")


def test_no_word_of_an_article_becomes_markup(client, make):
    hostile = "<img src=x onerror=alert(1)> vapur </mark><script>alert(2)</script>"
    make.article(hostile, standfirst=hostile, body=f"`{hostile}`")

    page = pages.tree(client.get("/search?q=vapur"))

    assert not [one for one in page.iter() if one.get("onerror") or one.text == "alert(2)"]
    assert {mark.text for mark in page.iter("mark")} == {"vapur"}


@pytest.mark.parametrize(
    "typed",
    [
        '"><script>alert(1)</script>',
        "{{ 7*7 }}",
        "%(num)s",
        "' onfocus=alert(1) x='",
        "javascript:x",
    ],
)
def test_what_is_typed_comes_back_as_it_was_and_as_words(client, typed):
    answer = client.get("/search", query_string={"q": typed})

    assert answer.status_code == 200
    assert pages.form(answer, having="q") == {"q": typed}
    assert not [one for one in pages.tree(answer).iter() if one.get("onfocus")]
    assert not [one for one in pages.tree(answer).iter("script") if not one.get("src")]


@pytest.mark.parametrize(
    "query",
    [
        "q=", "q=%22", "q=*", "q=NEAR(", "q=%00", "q=%ff%fe", "q=%ed%a0%80", "q=" + "a" * 10_000,
        "q=" + "a+" * 5_000, "q=" + quote("'; DROP TABLE article; --"), "q=label:", "q=year:0",
        "q=year:99999999999", "q=label:%22", "q=%25", "q=a&q=b", "q[]=a", "q=a&order=",
        "q=a&order=newest&order=best", "", "page=1", "q=a&page=1", "order=newest", "Q=a",
    ],
)  # fmt: skip
def test_nonsense_is_answered_clearly(client, make, query):
    make.article("Vapur")

    answer = client.get(f"/search?{query}")

    assert answer.status_code == 200
    assert pages.region(answer, "search-words") is not None


@pytest.mark.parametrize("number", ["0", "-1", "2", "99999999999", "x", "%00", "1" * 5_000])
def test_a_page_that_is_none_is_not_found(client, make, number):
    make.article("Vapur")

    assert client.get(f"/search?q=vapur&page={number}").status_code == 404


def test_results_are_shown_by_the_page_and_no_further_than_what_is_ranked(
    client, make, monkeypatch
):
    monkeypatch.setattr(searching, "PER_PAGE", 2)
    monkeypatch.setattr(finding, "HITS", 4)
    for days in range(5):
        make.article(f"Vapur {days}", ago=timedelta(days=days))

    first, second = client.get("/search?q=vapur"), client.get("/search?q=vapur&page=2")

    assert (len(results(first)), len(results(second))) == (2, 2)
    assert not set(results(first)) & set(results(second))
    assert "/search?q=vapur&page=2" in pages.links(pages.tree(first))
    assert "/search?q=vapur" in pages.links(pages.tree(second))
    assert told(first).startswith("More than 4 articles; these are the newest of them.")
    assert client.get("/search?q=vapur&page=3").status_code == 404


def test_the_newest_come_first_if_one_wants_it_so(client, make):
    make.article("Vapur", ago=timedelta(days=2))
    make.article("News", body="vapur")
    best = client.get("/search?q=vapur")

    newest = client.get("/search?q=vapur&order=newest")

    assert (results(best), results(newest)) == (["Vapur", "News"], ["News", "Vapur"])
    assert "/search?q=vapur&order=newest" in pages.links(pages.tree(best))
    assert pages.form(newest, having="q") == {"q": "vapur", "order": "newest"}


def test_where_nothing_is_found_the_page_helps(client, make):
    make.article("Vapur seferleri", labels="Deniz")

    answer = client.get("/search?q=vapor+seferleri")

    assert "No article has all of this." in told(answer)
    assert "/search?q=Vapur+seferleri" in pages.links(pages.tree(answer))
    assert "/archive/" in pages.links(pages.of_class(pages.tree(answer), "ways-on")[0])


def test_it_says_what_it_did_otherwise_than_asked(client, make, monkeypatch):
    make.article("Okulda", body="okulda")
    assert "Words that begin like them" in told(client.get("/search?q=okul"))
    assert "Only the first words" in told(client.get("/search?q=" + "a+b+" * 90))
    assert "no word in this" in told(client.get("/search?q=%22*%22"))

    monkeypatch.setattr(finding, "WORK", 1)
    for month in range(1, 6):
        make.article("Ada vapuru", publish_at=now() - timedelta(days=40 * month))

    assert "so common" in told(client.get("/search?q=ada+vapuru"))


def test_search_engines_keep_away_from_results_and_know_their_one_address(client, make):
    make.article("Vapur")

    answer = client.get("/search?q=+Vapur++&utm_source=x")

    (canonical,) = [
        link for link in pages.tree(answer).iter("link") if link.get("rel") == "canonical"
    ]
    assert meta(answer, "robots") == ["noindex"]
    assert canonical.get("href") == "http://localhost/search?q=Vapur"


@pytest.mark.parametrize("path", ["/", "/archive/", "/nothing", "/search", "/search?q=x"])
def test_every_page_has_one_field_to_search_from(client, path):
    page = pages.tree(client.get(path))

    forms = [one for one in page.iter("form") if one.get("role") == "search"]

    assert [(one.get("action"), one.get("method")) for one in forms] == [("/search", None)]


def test_looking_for_something_sets_no_cookie_and_is_the_same_for_everyone(client, make):
    make.article("Vapur")

    answer = client.get("/search?q=vapur")

    assert "Set-Cookie" not in answer.headers
    assert "Cookie" not in answer.headers.get("Vary", "")


def test_more_results_cost_no_more_questions(client, make):
    make.article("Vapur", labels="Deniz")
    client.get("/search?q=vapur")
    with counting.queries() as few:
        client.get("/search?q=vapur&order=newest")
    for number in range(19):
        make.article(f"Vapur {number}", labels=f"Deniz, {number}")
    client.get("/search?q=vapur")

    with counting.queries() as many:
        answer = client.get("/search?q=vapur&order=newest")

    assert len(results(answer)) == 20
    assert len(many) <= len(few)


def test_it_speaks_turkish(client, make, site):
    with db.writing():
        db.session.get_one(Site, 1).language = "tr"
    make.article("Vapur")

    answer = client.get("/search?q=etiket:yok")

    assert "Search" not in pages.words(pages.tree(answer).find(".//main"))
    assert "etiket:" in answer.text


def test_a_browser_can_learn_how_the_blog_is_searched(client, site):
    (link,) = [
        one for one in pages.tree(client.get("/")).iter("link") if one.get("rel") == "search"
    ]

    answer = client.get(link.get("href"))

    names = {"o": "http://a9.com/-/spec/opensearch/1.1/"}
    description = ET.fromstring(answer.text)
    assert answer.mimetype == link.get("type") == "application/opensearchdescription+xml"
    assert description.find("o:Url", names).get("template") == (
        "http://localhost/search?q={searchTerms}"
    )
    assert len(description.findtext("o:ShortName", namespaces=names)) <= 16
