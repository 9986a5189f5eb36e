"""Which articles, for readers."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, Select, or_, select
from sqlalchemy.orm import InstrumentedAttribute, lazyload, load_only

from blog.db import NOW
from blog.models.article import Article, Kind, published

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


AS_A_LINK = (
    *(Article.title, Article.standfirst, Article.path, Article.language, Article.kind),
    *(Article.published_at, Article.withdrawn_at, Article.binned_at),
)
"""What has to be known of an article to lead to it, if readers see it."""


def as_links(articles: Select[Article], *more: InstrumentedAttribute[Any]) -> Select[Article]:
    """The same articles, of which no more is read than leads to them, and these columns."""
    return articles.options(lazyload("*"), load_only(*AS_A_LINK, *more))


def newest(until: datetime | BindParameter[datetime] = NOW) -> Select[Article]:
    """The news, newest first; ``until`` a moment, if one is given."""
    return published(until=until).order_by(Article.published_at.desc(), Article.id.desc())


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
