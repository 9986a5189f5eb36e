"""Which articles, for readers."""

from __future__ import annotations

from sqlalchemy import Select

from blog.db import now
from blog.models.article import Article, Kind, published


def newest() -> Select[Article]:
    """The news, newest first."""
    return published().order_by(Article.published_at.desc(), Article.id.desc())


def breaking() -> Select[Article]:
    """The news that is breaking still, newest first."""
    return newest().where(Article.breaking_until > now())


def pages() -> Select[Article]:
    """The pages that readers can go to, by title."""
    return published(Kind.PAGE).order_by(Article.title, Article.id)


def about() -> Select[Article]:
    """The page about the blog."""
    return published(Kind.PAGE).where(Article.path == "/p/about.html")
