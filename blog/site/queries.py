"""What belongs to the blog as a whole."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import Select, func, select

from blog.articles.queries import newest
from blog.db import db
from blog.models.article import Article, published
from blog.models.label import Label
from blog.models.site import Ad


def ad(slot: str) -> Select[Ad]:
    """What the owner put into an ad slot."""
    return select(Ad).where(Ad.slot == slot)


def readable(article_id: int) -> Select[Article]:
    """An article or page that readers can see."""
    return published(kind=None).where(Article.id == article_id)


def before(moment: datetime) -> Select[Article]:
    """The articles that were published before a moment, newest first."""
    return newest().where(Article.published_at < moment)


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
