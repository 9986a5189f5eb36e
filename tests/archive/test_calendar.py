"""Finding an article again, by year and month."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from flask_babel import refresh

from blog.articles import actions as life
from blog.db import db
from blog.models.article import Kind
from tests import pages


def noon(year, month, day, minute=0):
    return datetime(year, month, day, 12, minute, tzinfo=UTC)


@pytest.fixture
def library(make):
    """Articles of four months in three years, and things that are no news."""
    for title, year, month, day in [
        ("Snow", 2024, 2, 10),
        ("Ferry", 2026, 3, 1),
        ("Bread", 2026, 3, 20),
        ("Harvest", 2026, 8, 5),
        ("Grapes", 2025, 9, 9),
    ]:
        make.article(title, publish_at=noon(year, month, day))
    make.article("Draft", publish=False)
    make.article("Tomorrow", ago=timedelta(days=-1))
    make.article("About", kind=Kind.PAGE, publish_at=noon(2020, 1, 1))
    withdrawn = make.article("Withdrawn", publish_at=noon(2019, 1, 1))
    with db.writing():
        life.withdraw(withdrawn)


def headlines(page):
    main = pages.region(page, "main")
    return [pages.words(headline) for headline in pages.of_class(main, "headline")]


def months(page):
    main = pages.region(page, "main")
    return [pages.words(item) for list in pages.of_class(main, "calendar") for item in list]


def test_the_archive_has_every_year_and_month_that_has_news(client, library):
    page = client.get("/archive/")

    years = [pages.words(head) for head in pages.region(page, "main").iter("h2")]
    assert years == ["2026 3 articles", "2025 1 article", "2024 1 article"]
    assert months(page) == ["August 1", "March 2", "September 1", "February 1"]


def test_every_link_of_the_archive_leads_to_what_it_says(client, library):
    main = pages.region(client.get("/archive/"), "main")

    for link in main.iter("a"):
        page = client.get(link.get("href"))
        name, _, count = pages.words(link).partition(" ")
        assert page.status_code == 200
        assert name in pages.words(pages.tree(page).find(".//h1"))
        assert not count or len(headlines(page)) == int(count)


def test_a_year_shows_its_months_and_its_articles_the_newest_first(client, library):
    page = client.get("/2026/")

    assert months(page) == ["August 1", "March 2"]
    assert headlines(page) == ["Harvest", "Bread", "Ferry"]


def test_a_month_shows_its_articles_the_newest_first(client, library):
    page = client.get("/2026/03/")

    assert pages.words(pages.tree(page).find(".//h1")) == "March 2026"
    assert headlines(page) == ["Bread", "Ferry"]


def test_from_one_month_one_goes_on_to_the_next_that_has_news(client, library):
    oldest, middle, newest = (client.get(path) for path in ("/2024/02/", "/2026/03/", "/2026/08/"))

    assert _ways(oldest) == {"next": ("/2025/09/", "September 2025 →")}
    assert _ways(middle) == {
        "prev": ("/2025/09/", "← September 2025"),
        "next": ("/2026/08/", "August 2026 →"),
    }
    assert _ways(newest) == {"prev": ("/2026/03/", "← March 2026")}


def test_from_one_year_one_goes_on_to_the_next_that_has_news(client, library):
    assert _ways(client.get("/2025/")) == {
        "prev": ("/2024/", "← 2024"),
        "next": ("/2026/", "2026 →"),
    }


def _ways(page):
    return {
        link.get("rel"): (link.get("href"), pages.words(link))
        for link in pages.region(page, "main").iter("a")
        if link.get("rel") in {"prev", "next"}
    }


@pytest.mark.parametrize("path", ["/2023/", "/2026/04/", "/2020/", "/2020/01/", "/2019/01/"])
def test_a_year_or_month_without_news_is_not_found(client, library, path):
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("path", ["/2026", "/2026/03", "/archive"])
def test_an_archive_without_its_last_slash_is_the_same_address(client, library, path):
    answer = client.get(path)

    assert answer.status_code == 308
    assert answer.location.endswith(f"{path}/")


@pytest.mark.parametrize(
    ("moment", "month"),
    [
        (datetime(2026, 3, 31, 20, 59, 59, tzinfo=UTC), "/2026/03/"),
        (datetime(2026, 3, 31, 21, 0, tzinfo=UTC), "/2026/04/"),
        (datetime(2026, 3, 31, 22, 30, tzinfo=UTC), "/2026/04/"),
        (datetime(2025, 12, 31, 22, 30, tzinfo=UTC), "/2026/01/"),
    ],
)
def test_the_sites_zone_decides_which_month_an_article_belongs_to(client, make, moment, month):
    article = make.article("Late", publish_at=moment)

    assert article.url.startswith(month)
    assert headlines(client.get(month)) == ["Late"]


def test_months_have_their_names_in_the_sites_language(client, library, site):
    with db.writing():
        site.language = "tr"
    refresh()

    assert months(client.get("/archive/")) == ["Ağustos 1", "Mart 2", "Eylül 1", "Şubat 1"]
    assert pages.words(pages.tree(client.get("/2026/08/")).find(".//h1")) == "Ağustos 2026"


def test_a_month_of_many_articles_has_pages(client, make):
    for number in range(51):
        make.article(f"News {number}", publish_at=noon(2026, 3, 1, number))

    assert headlines(client.get("/2026/03/"))[0] == "News 50"
    assert headlines(client.get("/2026/03/?page=2")) == ["News 0"]
    assert client.get("/2026/03/?page=3").status_code == 404


def test_an_empty_archive_says_so(client):
    assert "Nothing has been published yet." in client.get("/archive/").text
