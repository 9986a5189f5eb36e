"""Addresses that take no letters any more.

What is known of that is what the mail server says while it is handed a letter. What it finds out
later comes as a letter to the blog's sender, which no program here reads.
"""

from __future__ import annotations

import re
from datetime import timedelta

from sqlalchemy import ColumnElement, exists, select

from blog import housekeeping, mail
from blog.db import db, now
from blog.follow import letters, subscribers
from blog.models.letter import Letter, LetterKind
from blog.models.site import Notices, Site
from blog.models.subscriber import Subscriber
from blog.web import links

OFTEN = timedelta(seconds=10)
PATIENCE = 5
"""How many digests are refused for a reason that could pass, before none is sent any more."""
LAPSE = timedelta(days=30)
"""After how long without another one they are forgotten."""
BATCH = 50
GAP = timedelta(days=1)
"""How much time there is between two letters to the owner about it."""
NAMED = 20
"""How many addresses such a letter names."""

_FOR_GOOD = re.compile(r"5(?!\d\d[ -]5\.7\.)")
"""What is said of an address that is none (RFC 3463, 3); 5.7 is about who sends, and may be a
mistake in the settings."""


def _is_back() -> ColumnElement[bool]:
    return (Letter.kind == LetterKind.DIGEST) & Letter.is_bounced & Letter.gave_up_at.is_not(None)


def are_back() -> bool:
    """Whether a digest was given up because of the address it went to."""
    return bool(db.session.scalar(select(exists().where(_is_back()))))


@housekeeping.task("bounces", every=OFTEN, when=are_back)
def note() -> None:
    """End the subscriptions of those who can't be reached; their letters are not kept."""
    while _note_some():
        housekeeping.go_on()


def _note_some() -> bool:
    """Whether there was one."""
    with db.writing():
        some = db.session.scalars(select(Letter).where(_is_back()).limit(BATCH)).all()
        for letter in some:
            subscriber = subscribers.of(letter.recipient)
            if subscriber and subscriber.is_active:
                _count(subscriber, letter.error)
            db.session.delete(letter)
        return bool(some)


def _count(subscriber: Subscriber, error: str) -> None:
    moment = now()
    if subscriber.failed_at and moment - subscriber.failed_at > LAPSE:
        subscriber.failures = 0
    subscriber.failures += 1
    subscriber.failed_at = moment
    if _FOR_GOOD.match(error) or subscriber.failures >= PATIENCE:
        subscriber.ended_at, subscriber.ended_for = moment, error


# -- telling the owner --


def _is_untold() -> ColumnElement[bool]:
    return Subscriber.ended_at.is_not(None) & Subscriber.reported_at.is_(None)


def owner_is_to_be_told() -> bool:
    """Whether subscriptions have ended of which the owner was not told, and it is time to."""
    site = Site.current()
    if not (mail.server() and site and site.notices_to and site.notices is not Notices.NEVER):
        return False
    lately = exists().where(Subscriber.reported_at > now() - GAP)
    return bool(db.session.scalar(select(exists().where(_is_untold()) & ~lately)))


@housekeeping.task("ended subscriptions", every=timedelta(minutes=1), when=owner_is_to_be_told)
def tell_the_owner() -> None:
    """Write one letter about all of them."""
    with links.public(), db.writing():
        site = db.get_or_404(Site, 1)
        query = select(Subscriber).where(_is_untold())
        ended = db.session.scalars(query.order_by(Subscriber.ended_at, Subscriber.id)).all()
        if ended:
            words = letters.bounced(ended[:NAMED], len(ended))
            mail.post(LetterKind.NOTICE, site.notices_to, *words)
        for one in ended:
            one.reported_at = now()
