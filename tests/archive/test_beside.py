"""The archive beside every page."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests import pages


def _day(month, day=1, **time):
    return datetime(2026, month, day, 12, **time, tzinfo=UTC)


@pytest.fixture
def march(make):
    """The article of a month before the newest."""
    make.article("August's news", publish_at=_day(8))
    make.article("Last year's news", publish_at=_day(3).replace(year=2025))
    return make.article("March's news", publish_at=_day(3))


def titles(page):
    lists = pages.of_class(pages.region(page, "archive"), "titles")
    return [pages.words(item) for titles in lists for item in titles]


def test_it_has_every_month_with_its_count(client, march):
    archive = pages.region(client.get("/"), "archive")

    assert [pages.words(year) for year in archive.iter("summary")] == ["2026 2", "2025 1"]
    assert {"/2026/08/", "/2026/03/", "/2025/03/"} <= set(pages.links(archive))


def test_beside_an_article_it_shows_the_titles_of_that_articles_month(client, march):
    page = client.get(march.url)

    current = [link for link in pages.region(page, "archive").iter("a") if link.get("aria-current")]
    assert titles(page) == ["March's news"]
    assert [link.get("href") for link in current] == [march.url]


def test_beside_a_month_it_shows_the_titles_of_that_month(client, march):
    assert titles(client.get("/2025/03/")) == ["Last year's news"]


@pytest.mark.parametrize("path", ["/", "/archive/", "/2025/", "/nothing.html"])
def test_beside_anything_else_it_shows_the_titles_of_the_newest_month(client, march, path):
    assert titles(client.get(path)) == ["August's news"]


def test_only_the_year_that_one_reads_is_open(client, march):
    archive = pages.region(client.get("/2025/03/"), "archive")

    years = [(year.find("summary").text, "open" in year.attrib) for year in archive.iter("details")]
    assert [(text.split()[0], is_open) for text, is_open in years] == [
        ("2026", False),
        ("2025", True),
    ]


def test_it_never_shows_more_than_fifty_titles(client, make):
    for number in range(52):
        make.article(f"News {number}", publish_at=_day(3, minute=number))

    assert titles(client.get("/")) == [f"News {number}" for number in range(51, 1, -1)]


def test_an_empty_one_says_so(client):
    archive = pages.region(client.get("/"), "archive")

    assert "The archive fills with the first article." in pages.words(archive)
