"""What there is to follow, and who does."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import lazyload

from blog.follow import editions
from blog.models.article import Article, published
from blog.models.label import Label, labelling
from blog.models.site import Site
from blog.models.subscriber import Rhythm, Subscriber


def labels() -> Select[Label]:
    """The labels that readers meet: the masthead's sections first, then the rest by name."""
    bearing = published().join(labelling).where(labelling.c.label_id == Label.id)
    return (
        select(Label)
        .where(bearing.exists())
        .order_by(Label.position.is_(None), Label.position, Label.key)
    )


def news(after: datetime, until: datetime) -> Select[Article]:
    """What was first published between two editions and can still be read, newest first."""
    return (
        published()
        .where(Article.published_at > after, Article.published_at <= until)
        .options(lazyload("*"))
        .order_by(Article.published_at.desc(), Article.id.desc())
    )


def is_active() -> ColumnElement[bool]:
    """Whether digests go to a subscriber."""
    return Subscriber.confirmed_at.is_not(None) & Subscriber.ended_at.is_(None)


def due(site: Site) -> Select[Subscriber]:
    """Those whom the last edition has not reached yet, who have waited longest first."""
    misses_one = or_(
        *(
            (Subscriber.rhythm == rhythm) & (Subscriber.told_until < editions.last(rhythm, site))
            for rhythm in Rhythm
        )
    )
    return (
        select(Subscriber)
        .where(is_active(), misses_one)
        .order_by(Subscriber.told_until, Subscriber.id)
    )
