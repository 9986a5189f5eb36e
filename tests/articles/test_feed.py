"""The feed, as a feed reader reads it."""

from __future__ import annotations

from datetime import datetime, timedelta
from xml.etree import ElementTree as ET

import pytest

from blog.db import db, now

ATOM = "{http://www.w3.org/2005/Atom}"


def feed(client):
    answer = client.get("/feed.atom")
    assert answer.mimetype == "application/atom+xml"
    return ET.fromstring(answer.data)


def entries(client):
    return feed(client).findall(f"{ATOM}entry")


def told(element, name):
    return element.findtext(f"{ATOM}{name}")


def test_the_feed_says_whose_it_is(client, make, site):
    make.article()

    found = feed(client)

    assert told(found, "title") == "Günebakan"
    assert told(found, "subtitle") == "News from the hills"
    assert told(found, "id") == site.feed_id
    assert {(link.get("rel"), link.get("href")) for link in found.findall(f"{ATOM}link")} == {
        ("alternate", "http://localhost/"),
        ("self", "http://localhost/feed.atom"),
    }


def test_an_entry_is_the_whole_article(client, make):
    article = make.article(
        "Işık & <b>İçin</b>", standfirst="What it is.", body="**All** of it", labels="Spor, Hava"
    )

    entry = entries(client)[0]

    assert told(entry, "title") == "Işık & <b>İçin</b>"
    assert entry.find(f"{ATOM}link").get("href") == f"http://localhost{article.url}"
    assert "<strong>All</strong> of it" in told(entry, "content")
    assert told(entry.find(f"{ATOM}author"), "name") == "Ayşe Yılmaz"
    assert {category.get("term") for category in entry.findall(f"{ATOM}category")} == {
        "Spor",
        "Hava",
    }


def test_links_and_pictures_in_an_entry_lead_to_the_public_address(client, make, site):
    with db.writing():
        site.url = "https://gunebakan.example"
    make.article(body="[here](/p/about.html) ![](/media/a.jpeg) [there](https://example.org/)")

    answer = client.get("/feed.atom", base_url="https://gunebakan.example")
    content = told(ET.fromstring(answer.data).find(f"{ATOM}entry"), "content")

    assert 'href="https://gunebakan.example/p/about.html"' in content
    assert 'src="https://gunebakan.example/media/a.jpeg"' in content
    assert 'href="https://example.org/"' in content


def test_the_newest_come_first_and_not_more_than_twenty(client, make):
    for number in range(22):
        make.article(f"News {number}", ago=timedelta(hours=number))

    assert [told(entry, "title") for entry in entries(client)] == [
        f"News {number}" for number in range(20)
    ]


def test_an_entry_keeps_its_id_whatever_happens_to_its_article(client, desk, make, site):
    article = make.article("Old title")
    before = told(entries(client)[0], "id")

    with db.writing():
        site.url = "https://elsewhere.example"
        article.title = "New title"

    assert before.startswith("urn:uuid:")
    answer = client.get("/feed.atom", base_url="https://elsewhere.example")
    assert told(ET.fromstring(answer.data).find(f"{ATOM}entry"), "id") == before


def test_an_entry_says_when_it_was_published_and_when_changed(client, make):
    article = make.article(ago=timedelta(days=2))
    changed = now()
    with db.writing():
        article.updated_at = changed

    entry = entries(client)[0]

    assert datetime.fromisoformat(told(entry, "published")) == article.published_at
    assert datetime.fromisoformat(told(entry, "updated")) == changed
    assert datetime.fromisoformat(told(feed(client), "updated")) == changed


@pytest.mark.parametrize("bad", ["\x00", "\x0b", "\x1f", "\x7f", "\x9f", "\ufffe", "\uffff"])
def test_what_xml_cannot_hold_does_not_break_the_feed(client, make, bad):
    article = make.article("Title", body="Text")
    with db.writing():
        article.title = f"Ti{bad}tle"
        article.standfirst = f"Stand{bad}first"
        article.html = f"<p>Te{bad}xt</p>"
        article.byline = f"Ay{bad}şe"

    entry = entries(client)[0]

    assert "xt</p>" in told(entry, "content")


def test_a_blog_without_news_has_a_feed_too(client):
    assert entries(client) == []
