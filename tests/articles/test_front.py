"""The front page."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests import pages

RANKS = ("first-rank", "second-rank", "third-rank", "river")


@pytest.fixture
def front(client, make):
    """Publish so many articles, the newest called 1, and look at one of the pages."""

    def look(count, path="/"):
        for number in range(1, count + 1):
            make.article(f"News {number}", ago=timedelta(minutes=number))
        main = pages.region(client.get(path), "main")
        return [
            [pages.words(head) for part in pages.of_class(main, rank) for head in _headlines(part)]
            for rank in RANKS
        ]

    return look


def _headlines(part):
    return pages.of_class(part, "headline")


def _news(first, last):
    return [f"News {number}" for number in range(first, last + 1)]


@pytest.mark.parametrize(
    ("count", "ranks"),
    [
        (1, [_news(1, 1), [], [], []]),
        (2, [_news(1, 1), _news(2, 2), [], []]),
        (7, [_news(1, 1), _news(2, 4), _news(5, 7), []]),
        (40, [_news(1, 1), _news(2, 4), _news(5, 10), _news(11, 24)]),
    ],
)
def test_the_front_page_gives_every_article_its_rank_the_newest_first(front, count, ranks):
    assert front(count) == ranks


def test_older_news_are_on_the_next_page_all_of_one_rank(front):
    assert front(40, "/?page=2") == [[], [], [], _news(25, 40)]


def test_each_page_leads_to_the_one_before_and_the_one_after(client, front):
    front(50)

    first, second, last = (client.get(f"/?page={number}") for number in (1, 2, 3))

    assert _turns(first) == {"next": "/?page=2"}
    assert _turns(second) == {"prev": "/", "next": "/?page=3"}
    assert _turns(last) == {"prev": "/?page=2"}


def _turns(page):
    return {
        link.get("rel"): link.get("href")
        for turn in pages.of_class(pages.tree(page), "turn")
        for link in turn.iter("a")
    }


def test_a_blog_without_news_says_so(client):
    page = client.get("/")

    assert page.status_code == 200
    assert "Nothing has been published yet." in page.text


@pytest.mark.parametrize("page", ["0", "-1", "2", "999999", "9" * 30, "two", "٢", "1.0", "", " 1"])
def test_there_is_no_page_but_those_there_are(client, make, page):
    make.article()

    assert client.get("/", query_string={"page": page}).status_code == 404


def test_pages_are_not_news(client, front, make):
    make.article("About", kind="page", slug="about")

    assert front(1) == [["News 1"], [], [], []]
