"""What an article's texts were: noted with every save, so that none is lost.

The functions that note belong inside ``db.writing()``.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Select, delete, exists, func, select

from blog import housekeeping
from blog.articles import labels
from blog.db import db, now
from blog.models.article import Article
from blog.models.revision import TEXT, Act, Revision
from blog.text import changes
from blog.text.folding import fold

STRETCH = timedelta(minutes=10)
"""How long autosaves of one window are one revision."""
MUCH = 500
"""Characters. An autosave that takes away more at once leaves the text before it as it was."""
KEPT = 50
"""Revisions of one article, besides the published ones, that are kept."""
LASTS = timedelta(days=90)
"""How long they are kept."""

PASSING = {Act.AUTOSAVED, Act.SAVED, Act.RESTORED, Act.SET_ASIDE}
"""What makes a revision that goes one day; a published one stays."""


class Sender(NamedTuple):
    """Which open form a save comes from, and the how-manieth of its saves this is."""

    window: str = ""
    serial: int = 0


NOBODY = Sender()
"""A save that comes from no form, or from one without JavaScript: it goes on from no other."""


def of(article: Article) -> Select[Revision]:
    """Every text that the article had, newest first."""
    return (
        select(Revision)
        .where(Revision.article_id == article.id)
        .order_by(Revision.made_at.desc(), Revision.id.desc())
    )


def latest(article: Article) -> Revision | None:
    """The one that has, or had last, the article's own text."""
    mine = select(Revision).where(Revision.article_id == article.id, Revision.version > 0)
    return db.session.scalars(mine.order_by(Revision.version.desc())).first()


def received(article: Article) -> dict[str, int]:
    """The number of the last save that came from each open form; empty for a new article."""
    if not article.id:
        return {}
    sent = (
        select(Revision.window, func.max(Revision.serial).label("latest"))
        .where(Revision.article_id == article.id)
        .group_by(Revision.window)
    )
    return {row.window: row.latest for row in db.session.execute(sent)}


def note_former(article: Article) -> None:
    """Note what was written before there were revisions, or came in by another way."""
    if db.session.scalar(select(exists().where(Revision.article_id == article.id))):
        return
    note_public(article)
    if article.working:
        _add(article, Act.SAVED, _text(article), made_at=article.working.saved_at)


def note_public(article: Article) -> None:
    """Note what readers see before it is replaced, unless it was when it was published."""
    if article.published_at is None:
        return
    text = _public(article)
    published = of(article).where(Revision.act == Act.PUBLISHED).limit(1)
    last = db.session.scalar(published)
    if last is None or _columns(last) != text:
        at = min(article.updated_at or article.published_at, now())
        _add(article, Act.PUBLISHED, text, made_at=at)


def note(article: Article, act: Act, sender: Sender = NOBODY) -> None:
    """Note the article's text as it is now, after an act."""
    text, last = _text(article), latest(article)
    is_same = last is not None and _columns(last) == text
    if last is None or not (is_same or _goes_on(last, text, act, sender)):
        last = _add(article, act, text)
        _thin(article)
    if last.act is not Act.PUBLISHED:
        last.act, last.made_at = act, now()
        for name, value in text.items():
            setattr(last, name, value)
    last.version, last.window, last.serial = article.version, *sender


def set_aside(article: Article, text: Any, sender: Sender) -> None:
    """Note a text that its owner decided against; ``text`` has the columns of ``TEXT``."""
    aside = _add(article, Act.SET_ASIDE, _columns(text))
    aside.window, aside.serial = sender
    _thin(article)


def _goes_on(last: Revision, text: dict[str, Any], act: Act, sender: Sender) -> bool:
    """Whether a text is the same stretch of writing still, and little of it was taken away."""
    return (
        last.act is Act.AUTOSAVED
        and act in {Act.AUTOSAVED, Act.SAVED, Act.PUBLISHED}
        and last.window == sender.window
        and now() - last.began_at < STRETCH
        and changes.taken_away(last.body, text["body"]) <= MUCH
    )


def _add(
    article: Article, act: Act, text: dict[str, Any], made_at: datetime | None = None
) -> Revision:
    moment = made_at or now()
    revision = Revision(
        article_id=article.id, act=act, version=0, began_at=moment, made_at=moment, **text
    )
    db.session.add(revision)
    db.session.flush()
    return revision


def _thin(article: Article) -> None:
    """Let the oldest go where there are more than enough."""
    passing = of(article).where(Revision.act.in_(PASSING)).with_only_columns(Revision.id)
    too_many = db.session.scalars(passing.offset(KEPT)).all()
    db.session.execute(delete(Revision).where(Revision.id.in_(too_many)))


def _text(article: Article) -> dict[str, Any]:
    """What is being written on an article, else its public text."""
    return _columns(article.working) if article.working else _public(article)


def _public(article: Article) -> dict[str, Any]:
    line = labels.join(sorted(article.labels, key=lambda label: label.key))
    return {name: line if name == "labels" else getattr(article, name) for name in TEXT}


def _columns(text: Any) -> dict[str, Any]:
    """The columns of a text, with its labels in the order in which an article has them."""
    line = ", ".join(sorted(labels.split(text.labels), key=fold))
    return {name: line if name == "labels" else getattr(text, name) for name in TEXT}


def _old() -> Any:
    return (Revision.act.in_(PASSING)) & (Revision.made_at < now() - LASTS)


def _are_old() -> bool:
    return bool(db.session.scalar(select(exists().where(_old()))))


@housekeeping.task("revisions", every=timedelta(hours=1), when=_are_old)
def forget_old() -> None:
    """Let go what was neither published nor is of use any more."""
    with db.writing():
        db.session.execute(delete(Revision).where(_old()))
