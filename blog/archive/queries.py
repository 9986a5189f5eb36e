"""Articles by when they were published, and by label."""

from __future__ import annotations

from sqlalchemy import Select, func, select

from blog.models.article import Article, published
from blog.models.label import Label


def counts() -> Select[int | None, int]:
    """How many articles each month has, newest month first: ``(yyyymm, count)``."""
    return (
        published()
        .with_only_columns(Article.month, func.count())
        .group_by(Article.month)
        .order_by(Article.month.desc())
    )


def between(first: int, last: int) -> Select[Article]:
    """The articles of the months from ``first`` to ``last`` (``yyyymm``), newest first."""
    return (
        published()
        .where(Article.month.between(first, last))
        .order_by(Article.published_at.desc(), Article.id.desc())
    )


def bearing(label: Label) -> Select[Article]:
    """The articles that bear a label, newest first."""
    return (
        published()
        .where(Article.labels.contains(label))
        .order_by(Article.published_at.desc(), Article.id.desc())
    )


def label(slug: str) -> Select[Label]:
    """The label with this slug."""
    return select(Label).where(Label.slug == slug)


def sections() -> Select[Label]:
    """The labels that the owner put into the masthead, in order."""
    return select(Label).where(Label.position.is_not(None)).order_by(Label.position, Label.key)
