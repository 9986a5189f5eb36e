"""What belongs to the blog as a whole."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import Select, func, select

from blog.articles.queries import newest
from blog.db import THESE, UtcDateTime, db, now
from blog.models.article import Article, Kind, published
from blog.models.furnishing import ALONE
from blog.models.label import Label
from blog.models.label_count import Labelled
from blog.models.site import Ad


def ad(slot: str) -> Select[Ad]:
    """What the owner put into an ad slot."""
    return select(Ad).where(Ad.slot == slot)


def ads() -> Select[Ad]:
    """Every ad, whether it runs or not."""
    return select(Ad)


def readable(article_id: int) -> Select[Article]:
    """An article or page that readers can see."""
    return published(kind=None).where(Article.id == article_id)


ALL_READABLE = published(kind=None).where(Article.id.in_(THESE)).options(*ALONE)
"""Those of these articles and pages that readers can see, in no order."""


def before(moment: datetime) -> Select[Article]:
    """The articles that were published before a moment, newest first."""
    return newest().where(Article.published_at < moment)


def since(moment: datetime) -> Select[Article]:
    """The articles that were published since a moment, newest first."""
    return newest().where(Article.published_at > moment)


def places(articles: Select[Article]) -> Select[str, datetime]:
    """Where these articles are, and when each was published or changed last."""
    changed_at = func.coalesce(Article.updated_at, Article.published_at, type_=UtcDateTime())
    return articles.with_only_columns(Article.path, changed_at)


def pages(most: int) -> Select[str, datetime]:
    """Where the owner's pages are, likewise."""
    return places(published(Kind.PAGE).order_by(Article.id).limit(most))


def last_label() -> Select[int]:
    """The highest number that a label has."""
    return select(func.max(Label.id))


def labels(after: int, last: int) -> Select[Label]:
    """The labels of these numbers that readers find something under."""
    bears = select(Labelled).where(Labelled.label_id == Label.id, Labelled.published_at <= now())
    return (
        select(Label).where(Label.id > after, Label.id <= last, bears.exists()).order_by(Label.id)
    )


def label(key: str) -> Select[Label]:
    """The label whose folded name this is."""
    return select(Label).where(Label.key == key)


def bloggers(number: int) -> Select[Article]:
    """The article or page to which Blogger gave this number, if readers can see it."""
    ids = [f"{blog}.{kind}-{number}" for blog in _blogger_blogs() for kind in ("post", "page")]
    return published(kind=None).where(Article.feed_id.in_(ids))


def _blogger_blogs() -> Iterator[str]:
    """What the blogs that came from Blogger are called in the ids of their articles.

    The ids are sorted in an index; each blog costs one look into it.
    """
    first = select(func.min(Article.feed_id)).where(
        Article.feed_id < "tag:blogger.com,1999:blog."  # "." follows "-", and "/" follows "."
    )
    found = db.session.scalar(first.where(Article.feed_id > "tag:blogger.com,1999:blog-"))
    while found:
        blog = found.rpartition(".")[0]
        yield blog
        found = db.session.scalar(first.where(Article.feed_id > f"{blog}/"))
