"""Who gets the news by mail, for the owner to look through."""

from __future__ import annotations

from sqlalchemy import Select, func, select

from blog.follow.queries import is_active
from blog.models.subscriber import Rhythm, Subscriber


def subscribers() -> Select[Subscriber]:
    """All of them: those whose letters came back first, then those who came last."""
    return select(Subscriber).order_by(
        Subscriber.ended_at.is_(None), Subscriber.asked_at.desc(), Subscriber.id.desc()
    )


def active() -> Select[Subscriber]:
    """Those who get digests, by their addresses."""
    return select(Subscriber).where(is_active()).order_by(func.lower(Subscriber.email))


def counts() -> Select[Rhythm, int]:
    """How many get digests, by how often."""
    return select(Subscriber.rhythm, func.count()).where(is_active()).group_by(Subscriber.rhythm)
