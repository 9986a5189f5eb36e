"""Which articles, for readers."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Select, or_

from blog.db import now
from blog.models.article import Article, Kind, published

ORDER_OF_PAGES = (
    Article.position.is_(None),
    Article.position,
    Article.title == "",
    Article.title,
    Article.id,
)
"""Those that somebody put in order first, the rest by title."""


def newest(until: datetime | None = None) -> Select[Article]:
    """The news, newest first; ``until`` a moment, if one is given."""
    return published(until=until).order_by(Article.published_at.desc(), Article.id.desc())


def breaking() -> Select[Article]:
    """The news that is breaking still, newest first."""
    return (
        published()
        .where(Article.breaking_until > now())
        # No index has the news in this order, so that the few are found by another, then sorted.
        .order_by(Article.breaking_until.is_(None), Article.published_at.desc(), Article.id.desc())
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
