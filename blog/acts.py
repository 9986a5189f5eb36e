"""The log of what was done at the desk: every act that changed something public.

It is written in the act's own transaction, so it says neither more nor less than what happened.
"""

from __future__ import annotations

from datetime import timedelta

from flask import has_request_context
from sqlalchemy import ColumnElement, Select, delete, exists, select

from blog import housekeeping, signin
from blog.db import db, now
from blog.models.act import AREAS, NAME_MAX, Area, LoggedAct, Verb
from blog.models.article import Article

KEPT = timedelta(days=365)


def note(verb: Verb, article: Article | None = None, name: str = "") -> None:
    """Log an act of whoever is at the desk. Belongs inside ``db.writing()``.

    ``name`` is what the thing is called; for an ``article``, that is its headline.
    """
    called = name or (article.headline if article else "")
    article_id = article.id if article else None
    db.session.add(
        LoggedAct(at=now(), who=_who(), verb=verb, name=called[:NAME_MAX], article_id=article_id)
    )


def _who() -> str:
    owner = signin.owner() if has_request_context() else None
    return owner.name if owner else ""


def done(area: Area | None) -> Select[LoggedAct]:
    """What was done to one part of the blog, or to all of it; the last first."""
    query = select(LoggedAct).order_by(LoggedAct.at.desc(), LoggedAct.id.desc())
    return query.where(LoggedAct.verb.in_(AREAS[area])) if area else query


def _is_old() -> ColumnElement[bool]:
    return LoggedAct.at < now() - KEPT


def is_due() -> bool:
    """Whether something was done so long ago that it is forgotten."""
    return db.session.scalar(select(exists().where(_is_old()))) or False


@housekeeping.task("log", every=timedelta(hours=1), when=is_due)
def trim() -> None:
    """Forget what was done a year ago."""
    with db.writing():
        db.session.execute(delete(LoggedAct).where(_is_old()))
