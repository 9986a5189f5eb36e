"""Articles by when they were published, and by label."""

from __future__ import annotations

from sqlalchemy import Select, select

from blog.models.article import Article, published
from blog.models.label import Label


def between(first: int, last: int) -> Select[Article]:
    """The articles of the months from ``first`` to ``last`` (``yyyymm``), newest first."""
    return (
        published()
        .where(Article.month.between(first, last))
        # The month changes nothing in this order, but lets it be read from an index.
        .order_by(Article.month.desc(), Article.published_at.desc(), Article.id.desc())
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
