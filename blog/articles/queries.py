"""Which articles, for readers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, Executable, Select, and_, case, or_, select

from blog.db import NOW, db
from blog.models.article import Article, Kind, Linked, published
from blog.models.furnishing import ALONE

IN_ORDER = (Article.month, Article.published_at, Article.id)
"""What lists of news are in the order of, the newest first. The month changes nothing in it, but
by months such a list is counted."""
ORDER_OF_PAGES = (
    Article.position.is_(None),
    Article.position,
    Article.title == "",
    Article.title,
    Article.id,
)
"""Those that somebody put in order first, the rest by title."""


class _Row(NamedTuple):
    id: int
    path: str | None
    title: str
    standfirst: str
    language: str | None
    published_at: datetime
    html: str


class Link(Linked, _Row):
    """What leads to an article. It has the text of one that has no other words for it."""


AS_A_LINK = tuple(getattr(Article, name) for name in _Row._fields[:-1])
_HAS_NO_STANDFIRST = Article.standfirst == ""
_HAS_NO_HEADLINE = and_(_HAS_NO_STANDFIRST, Article.title == "")


def as_links(articles: Select[Article], is_summed_up: bool = False) -> Select[Any]:
    """The same articles as links, which may have to say more of them than what they are called."""
    lacks_words = _HAS_NO_STANDFIRST if is_summed_up else _HAS_NO_HEADLINE
    return articles.with_only_columns(*AS_A_LINK, case((lacks_words, Article.html), else_=""))


def links(asked: Executable, given: Mapping[str, Any] | None = None) -> list[Link]:
    """What is found of articles ``as_links``."""
    return [Link(*row) for row in db.rows(asked, given)]


def newest(until: datetime | BindParameter[datetime] = NOW) -> Select[Article]:
    """The news, newest first; ``until`` a moment, if one is given."""
    return published(until=until).order_by(Article.published_at.desc(), Article.id.desc())


NEWS = newest().options(*ALONE)
"""The news as they are now, to be furnished."""


def breaking() -> Select[Article]:
    """The news that is breaking still, newest first."""
    return (
        published()
        .where(Article.breaking_until > NOW)
        # No index has the news in this order, so that the few are found by another, then sorted.
        .order_by(Article.breaking_until.is_(None), Article.published_at.desc(), Article.id.desc())
    )


def next_end_of_breaking(after: datetime) -> Select[datetime | None]:
    """The first end of breaking news after a moment."""
    return (
        select(Article.breaking_until)
        .where(Article.kind == Kind.ARTICLE, Article.breaking_until > after)
        .order_by(Article.breaking_until)
        .limit(1)
    )


def pages() -> Select[Article]:
    """The pages in the navigation, in their order."""
    return published(Kind.PAGE).where(Article.in_navigation).order_by(*ORDER_OF_PAGES)


def about() -> Select[Article]:
    """The page about the blog: what has its address, else what had it at first."""
    has_its_address = Article.path == "/p/about.html"
    return (
        published(Kind.PAGE)
        .where(or_(has_its_address, Article.slug == "about"))
        .order_by(has_its_address.desc(), Article.id)
    )
