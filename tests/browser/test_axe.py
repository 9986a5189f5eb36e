"""axe finds nothing on any page, by day and by night, on a phone and on a desk."""

from __future__ import annotations

import pytest

from blog.articles import actions as life
from blog.db import db
from blog.models.article import Article, Kind
from blog.models.comment import Standing
from tests.browser.conftest import broken_rules, sticking_out

BODY = """Some words with a [link](https://example.org).

## A heading

> Quoted.

| one | two |
|---|--:|
| a | 1 |

```
code
```
"""
READERS_PAGES = [
    "/",
    "/archive/",
    "/{year}/",
    "/{year}/{month}/",
    "/label/town",
    "/p/about.html",
    "/nowhere",
    "/gone",
    "/comments/on/1",
    "/privacy",
    "/follow",
    "/login",
    "/search",
    "/search?q=a",
    "/search?q=nothingsuch",
]
OWNERS_PAGES = [
    "/owner/articles",
    "/owner/articles/new",
    "/owner/articles/1",
    "/owner/comments",
    "/owner/comments?standing=approved",
    "/owner/about",
    "/owner/pages",
    "/owner/bin",
    "/owner/articles/1/share-links",
    "/owner/redirects",
    "/owner/ad",
    "/owner/labels",
    "/owner/labels/1",
    "/owner/labels/merging?label=1",
    "/owner/settings",
    "/owner/settings/address",
    "/owner/letters",
    "/owner/subscribers",
    "/owner/backups",
]


@pytest.fixture
def full(make) -> Article:
    """A blog with something in every region."""
    article = make.article(
        "Bridge opens",
        standfirst="At last.",
        body=BODY,
        labels="Town",
        wants_breaking=True,
        picture_id=make.picture(1800, 1200).id,
        picture_alt="A bridge",
        picture_caption="The bridge",
    )
    first = make.comment(article)
    make.comment(article, "Indeed", parent=first)
    make.comment(article, "Wait for me", standing=Standing.WAITING)
    make.article("About", kind=Kind.PAGE, slug="about", takes_comments=False)
    gone = make.article("Gone")
    with db.writing():
        life.withdraw(gone)
    return article


@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (1280, "dark")])
def test_axe_finds_nothing_on_readers_pages(open_page, full, scheme, width):
    page = open_page("/", width=width, color_scheme=scheme)
    month = {"year": full.month // 100, "month": f"{full.month % 100:02d}"}
    for path in [*READERS_PAGES, full.url]:
        page.goto(path.format(**month))
        assert broken_rules(page) == [], path


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_the_desk(open_desk, full, scheme):
    page = open_desk("about:blank", color_scheme=scheme)
    for path in OWNERS_PAGES:
        page.goto(path)
        assert broken_rules(page) == [], path


@pytest.mark.parametrize("path", ["/", "/archive/", "/comments/on/1", "/login", "/nowhere"])
def test_no_page_scrolls_sideways_at_320_pixels(open_page, full, path):
    page = open_page(path, width=320)

    assert sticking_out(page) == []


def test_a_long_word_does_not_make_an_article_scroll_sideways(open_page, make):
    word = "Muvaffakiyetsizleştiricileştiriveremeyebileceklerimizdenmişsinizcesine"
    article = make.article(word, standfirst=word, body=f"{word}\n\n`{word}`", labels=word)
    page = open_page(article.url, width=320)

    assert sticking_out(page) == []
