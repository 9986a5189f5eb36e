"""Who gets the news by mail, from the first letter that asks to the last."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from flask import url_for
from sqlalchemy import ColumnElement, Select, delete, exists, func, or_, select

from blog import housekeeping, mail
from blog.comments.following import ASKED_FOR, may_ask
from blog.comments.following import has_answered as forgive
from blog.db import db, now
from blog.follow import letters
from blog.models.letter import Letter, LetterKind
from blog.models.site import Site
from blog.models.subscriber import Rhythm, Subscriber
from blog.web import links

ENDED_KEPT = timedelta(days=90)
"""How long the owner sees an address that takes no letters any more."""


def ask(email: str, rhythm: Rhythm) -> bool:
    """Ask whoever has this address (a ``mailbox``) whether they want the news; tell those who get
    them already how to change it. Whether a letter was written: not if strangers asked for too
    many. Belongs inside ``db.writing()``.
    """
    site = Site.current()
    if site is None or not may_ask(email):
        return False
    known = of(email)
    if known and known.is_active:
        words = letters.reminder(site, known.rhythm, way_out(known))
        mail.post(LetterKind.CONFIRMATION, email, *words)
        return True
    moment, token = now(), secrets.token_urlsafe(24)
    if known is None:
        known = Subscriber(
            email=email, leave=secrets.token_urlsafe(24), told_until=moment, confirmed_at=None
        )
        db.session.add(known)
    known.rhythm, known.asked_at, known.confirmation = rhythm, moment, _digest(token)
    words = letters.confirmation(site, token, moment + ASKED_FOR)
    mail.post(LetterKind.CONFIRMATION, email, *words)
    return True


def of(email: str) -> Subscriber | None:
    """Whoever has this address, whatever they are at."""
    query = select(Subscriber).where(func.lower(Subscriber.email) == email.lower())
    return db.session.scalar(query)


def asked_by(token: str) -> Select[Subscriber]:
    """Whose address the letter with this token asked about, while it may be confirmed; and who has
    done so."""
    is_young = Subscriber.asked_at >= now() - ASKED_FOR
    is_done = Subscriber.confirmed_at >= Subscriber.asked_at
    return select(Subscriber).where(
        Subscriber.confirmation == _digest(token), or_(is_young, is_done)
    )


def confirm(subscriber: Subscriber) -> None:
    """The address is theirs, and they want the news: what is published from now on. Belongs inside
    ``db.writing()``."""
    if subscriber.is_active:
        return
    subscriber.confirmed_at = subscriber.told_until = now()
    resume(subscriber)
    forgive(subscriber.email)


def resume(subscriber: Subscriber) -> None:
    """Write there again, as if all had arrived. Belongs inside ``db.writing()``."""
    subscriber.failures, subscriber.failed_at = 0, None
    subscriber.ended_at, subscriber.ended_for, subscriber.reported_at = None, "", None


# -- leaving --


def leaving(token: str) -> Select[Subscriber]:
    """Whose letters have this token in them."""
    return select(Subscriber).where(Subscriber.leave == token, Subscriber.confirmed_at.is_not(None))


def way_out(subscriber: Subscriber) -> str:
    """The address that changes or ends their letters."""
    return links.absolute(url_for("follow.offer", token=subscriber.leave))


def forget(subscriber: Subscriber) -> None:
    """Tell them nothing more; letters that wait for the mail server are not sent either. Belongs
    inside ``db.writing()``."""
    db.session.execute(
        delete(Letter).where(Letter.recipient == subscriber.email, Letter.kind == LetterKind.DIGEST)
    )
    db.session.delete(subscriber)


# -- forgetting --


def _is_over() -> ColumnElement[bool]:
    is_unconfirmed = Subscriber.confirmed_at.is_(None)
    return or_(
        is_unconfirmed & (Subscriber.asked_at < now() - ASKED_FOR),
        Subscriber.ended_at < now() - ENDED_KEPT,
    )


def has_old() -> bool:
    """Whether somebody was asked and has not answered, or takes no letters for long."""
    return bool(db.session.scalar(select(exists().where(_is_over()))))


@housekeeping.task("former subscribers", every=timedelta(hours=1), when=has_old)
def forget_former() -> None:
    """Forget the addresses that nobody has confirmed, and those that take no letters."""
    with db.writing():
        db.session.execute(delete(Subscriber).where(_is_over()))


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
