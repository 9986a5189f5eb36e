"""What a list says of an article."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from blog.models.article import Article


class Topic(NamedTuple):
    """A label, as it stands over a headline."""

    name: str


class Teased(NamedTuple):
    """All that a list may say of an article, as values: the names are those of ``Article``."""

    url: str
    headline: str
    summary: str
    language: str | None
    direction: str | None
    is_breaking: bool
    labels: tuple[Topic, ...]
    byline: str
    published_at: datetime | None


def of(article: Article) -> Teased:
    """What there is to say of an article; one without a title is summed up by its headline."""
    return Teased(
        article.url,
        article.headline,
        article.summary if article.title else "",
        article.language,
        article.direction,
        article.is_breaking,
        tuple(Topic(label.name) for label in article.labels[:1]),
        article.byline,
        article.published_at,
    )
