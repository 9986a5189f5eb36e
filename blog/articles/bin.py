"""The bin: where articles and pages wait until they are gone for good."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Select, delete, exists, select, update

from blog import acts, housekeeping
from blog.articles import sharing
from blog.db import db, now
from blog.models.act import Verb
from blog.models.address import Address
from blog.models.article import Article
from blog.search import index

GRACE = timedelta(days=30)
"""How long something lies in the bin before it is gone for good."""
MANY = 100
"""How many go in one transaction."""


def put_in(article: Article) -> None:
    """Take an article from its readers and from the list. Belongs inside ``db.writing()``."""
    if article.binned_at is None:
        article.binned_at = now()
        article.version += 1
        sharing.end_all(article)
        index.note([article.id])
        acts.note(Verb.BINNED, article)


def take_out(article: Article) -> None:
    """Make it what it was. Belongs inside ``db.writing()``.

    If its hour of publication went by meanwhile it comes back withdrawn: nobody should see it
    by surprise.
    """
    if article.binned_at is None:
        return
    has_missed_its_hour = (
        article.published_at is not None and article.binned_at < article.published_at <= now()
    )
    if has_missed_its_hour and article.withdrawn_at is None:
        article.withdrawn_at = article.binned_at
    article.binned_at = None
    article.version += 1
    index.note([article.id])
    acts.note(Verb.UNBINNED, article)


def goes_at(article: Article) -> datetime:
    """When something in the bin will be gone for good."""
    return (article.binned_at or now()) + GRACE


def contents() -> Select[Article]:
    """What is in the bin, in no order."""
    return select(Article).where(Article.binned_at.is_not(None))


def destroy(articles: Sequence[Article]) -> None:
    """Remove what is in the bin for good, with everything that hangs on it; other articles stay.

    Addresses that readers may know say that they are gone; the rest is free again. Belongs
    inside ``db.writing()``.
    """
    binned = [article for article in articles if article.binned_at is not None]
    for article in binned:
        acts.note(Verb.DELETED, name=article.headline)
    ids = [article.id for article in binned]
    unseen = [article.id for article in binned if not article.was_seen]
    db.session.execute(delete(Address).where(Address.article_id.in_(unseen)))
    db.session.execute(
        update(Address).where(Address.article_id.in_(ids)).values(article_id=None, target=None)
    )
    db.session.execute(delete(Article).where(Article.id.in_(ids)))


def _overdue() -> Select[Article]:
    return contents().where(Article.binned_at <= now() - GRACE)


def _is_overdue() -> bool:
    return bool(db.session.scalar(select(exists(_overdue().with_only_columns(Article.id)))))


@housekeeping.task("bin", every=timedelta(minutes=10), when=_is_overdue)
def empty() -> None:
    """Remove what has been in the bin long enough."""
    while _is_overdue():
        with db.writing():
            destroy(db.session.scalars(_overdue().limit(MANY)).all())
        housekeeping.go_on()
