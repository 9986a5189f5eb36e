"""The map of the blog for search engines."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree as ET

import pytest

from blog.articles import actions as life
from blog.db import db, now
from blog.models.article import Kind
from blog.site import sitemaps

MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"


def places(client, path):
    """The addresses of a map, each with the moment of its last change."""
    answer = client.get(path)
    assert answer.mimetype == "application/xml"
    root = ET.fromstring(answer.data)
    return {
        place.findtext(f"{MAP}loc").removeprefix("http://localhost"): place.findtext(
            f"{MAP}lastmod"
        )
        for place in root
    }


def everything(client):
    """All addresses that the parts of the map name."""
    return [url for part in places(client, "/sitemap.xml") for url in places(client, part)]


def test_it_leads_to_everything_that_readers_can_see_and_to_nothing_else(client, make):
    day = datetime(2026, 3, 31, 12, tzinfo=UTC)
    news = make.article("News", labels="Spor", publish_at=day)
    make.article("Draft", labels="Secret", publish=False)
    make.article("Tomorrow", labels="Later", ago=timedelta(days=-1))
    withdrawn = make.article("Withdrawn", labels="Gone", publish_at=day)
    about = make.article("About", kind=Kind.PAGE)
    with db.writing():
        life.withdraw(withdrawn)

    assert sorted(everything(client)) == sorted(
        ["/", "/archive/", about.url, "/label/spor", news.url]
    )


def test_every_address_in_it_is_answered_and_calls_itself_so(client, make):
    make.article("Işık (1+1) & 'çay'", labels="Ünlü & Güçlü")
    make.article("About", kind=Kind.PAGE)

    for path in everything(client):
        answer = client.get(path)
        assert answer.status_code == 200, path
        assert f'<link rel="canonical" href="http://localhost{path}">' in answer.text, path


def test_an_article_says_when_it_was_changed_last(client, make, site, time_machine):
    article = make.article("News", publish_at=datetime(2026, 3, 31, 12, tzinfo=UTC))
    time_machine.move_to(datetime(2027, 1, 1, 12, tzinfo=UTC), tick=False)
    part = "/sitemap-2026-03-1.xml"
    assert places(client, part) == {article.url: "2026-03-31T12:00:00+00:00"}

    with db.writing():
        life.write(article, life.Typed(title="Other news", body="Some words."))
        life.publish(article, "<p>Some words.</p>", site)

    assert places(client, part) == {article.url: "2027-01-01T12:00:00+00:00"}
    assert places(client, "/sitemap.xml")[part] == "2027-01-01T12:00:00+00:00"


def test_when_something_will_be_published_is_not_told(client, make):
    soon = now() + timedelta(minutes=1)
    make.article("News", publish_at=soon.replace(day=1, hour=0))
    make.article("Secret", publish_at=soon)

    assert all(moment is None for moment in places(client, "/sitemap.xml").values())


def test_a_month_of_very_many_articles_has_several_parts(client, make, monkeypatch):
    monkeypatch.setattr(sitemaps, "PART", 2)
    for number in range(5):
        make.article(f"News {number}", publish_at=datetime(2026, 3, 1, number, tzinfo=UTC))

    parts = [part for part in places(client, "/sitemap.xml") if "2026-03" in part]

    assert parts == [f"/sitemap-2026-03-{number}.xml" for number in (1, 2, 3)]
    assert [len(places(client, part)) for part in parts] == [2, 2, 1]


@pytest.mark.parametrize(
    "path",
    [
        "/sitemap-2026-03-1.xml",
        "/sitemap-2026-13-1.xml",
        "/sitemap-2026-03-0.xml",
        "/sitemap-2026-03-x.xml",
        f"/sitemap-2026-03-{'9' * 30}.xml",
        "/sitemap-labels-1.xml",
        "/sitemap-labels-0.xml",
    ],
)
def test_a_part_that_is_none_is_not_found(client, path):
    assert client.get(path).status_code == 404


def test_the_news_map_has_what_was_published_in_the_last_two_days(client, make):
    make.article("Old", ago=timedelta(hours=49))
    make.article("Draft", publish=False)
    make.article("Tomorrow", ago=timedelta(days=-1))
    article = make.article("Fresh & new", ago=timedelta(hours=47))

    (news,) = ET.fromstring(client.get("/news-sitemap.xml").data)

    assert news.findtext(f"{MAP}loc") == f"http://localhost{article.url}"
    assert news.findtext(f".//{NEWS}title") == "Fresh & new"
    assert news.findtext(f".//{NEWS}name") == "Günebakan"
    assert news.findtext(f".//{NEWS}language") == "en"
    published = datetime.fromisoformat(news.findtext(f".//{NEWS}publication_date"))
    assert published == article.published_at.replace(microsecond=0)


def test_the_news_map_may_be_empty(client):
    assert len(ET.fromstring(client.get("/news-sitemap.xml").data)) == 0


def test_a_character_that_no_xml_can_hold_breaks_no_map(client, make):
    article = make.article("News")
    with db.writing():
        article.title = "Ne\x0bws"

    (news,) = ET.fromstring(client.get("/news-sitemap.xml").data)

    assert news.findtext(f".//{NEWS}title") == "News"


def test_robots_are_shown_both_maps(client):
    words = client.get("/robots.txt").text.splitlines()

    assert "Sitemap: http://localhost/sitemap.xml" in words
    assert "Sitemap: http://localhost/news-sitemap.xml" in words
