"""Articles by when they were published, and by label."""

from __future__ import annotations

from sqlalchemy import BindParameter, Select, bindparam, select

from blog.articles.queries import IN_ORDER, as_links
from blog.db import NOW
from blog.models.article import Article, published
from blog.models.furnishing import ALONE
from blog.models.label import Label
from blog.models.label_count import Labelled

Month = int | BindParameter[int]
UNDER_LABEL = (Labelled.month, Labelled.published_at, Labelled.article_id)
"""What lists of the news under a label are in the order of, the newest first."""


def between(first: Month, last: Month) -> Select[Article]:
    """The articles of the months from ``first`` to ``last`` (``yyyymm``), newest first."""
    return (
        published()
        .where(Article.month.between(first, last))
        .order_by(*(column.desc() for column in IN_ORDER))
    )


TITLES = 50
"""The most titles that the archive beside an article shows."""
TITLES_OF_MONTH = as_links(between(bindparam("month"), bindparam("month")).limit(TITLES))


BEARING = (
    select(Article)  # what is published, but for its hour: asked of it again, that costs more
    .join(Labelled, Labelled.article_id == Article.id)
    .where(Labelled.label_id == bindparam("label"), Labelled.published_at <= NOW)
    .order_by(*(column.desc() for column in UNDER_LABEL))
    .options(*ALONE)
)
"""The articles that bear the label of this number, newest first."""


def bearing(label: Label) -> Select[Article]:
    """The articles that bear a label, newest first."""
    return BEARING.params(label=label.id)


def label(slug: str) -> Select[Label]:
    """The label with this slug."""
    return select(Label).where(Label.slug == slug)


def sections() -> Select[Label]:
    """The labels that the owner put into the masthead, in order."""
    return select(Label).where(Label.position.is_not(None)).order_by(Label.position, Label.key)
