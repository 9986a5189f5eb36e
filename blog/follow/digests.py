"""What was published since the last edition, written to those who want it.

A subscriber's letter and the moment until which they are told are written in one transaction: a
process that is killed has done both or neither.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import func, select

from blog import housekeeping, mail
from blog.db import db, now
from blog.follow import editions, letters, queries, subscribers
from blog.models.article import Article
from blog.models.letter import Letter, LetterKind
from blog.models.site import Site
from blog.models.subscriber import Subscriber
from blog.web import links

OFTEN = timedelta(seconds=10)
"""How often somebody looks whether there is something to write."""
BATCH = 50
"""How many are written to in one transaction, for visitors want to write, too."""
IN_LINE = 100
"""How many digests wait for the mail server at once: other letters stand in the same line."""
LISTED = 30
"""How many articles a digest names."""


class News(NamedTuple):
    """The newest of ``number`` articles."""

    articles: Sequence[Article]
    number: int


def are_due() -> bool:
    """Whether an edition has not reached everybody, and there is room for more letters."""
    site = Site.current()
    if not (mail.server() and site and _has_room()):
        return False
    return bool(db.session.scalar(select(queries.due(site).exists())))


@housekeeping.task("digests", every=OFTEN, when=are_due)
def write() -> None:
    """Write the last edition to those whom it has not reached, some at a time."""
    with links.public():
        while _has_room() and _write_some():
            housekeeping.go_on()


def _has_room() -> bool:
    waiting = select(func.count(Letter.id)).where(
        Letter.kind == LetterKind.DIGEST, Letter.next_try_at <= now(), Letter.tries == 0
    )
    return (db.session.scalar(waiting) or 0) < IN_LINE


def _write_some() -> bool:
    """Whether there was somebody to write to."""
    known: dict[tuple[datetime, datetime], News] = {}
    with db.writing():
        site = db.get_or_404(Site, 1)
        some = db.session.scalars(queries.due(site).limit(BATCH)).all()
        for one in some:
            until = editions.last(one.rhythm, site)
            span = (one.told_until, until)
            if span not in known:
                known[span] = _news(*span)
            _tell(one, site, known[span], until)
        return bool(some)


def _news(after: datetime, until: datetime) -> News:
    query = queries.news(after, until)
    articles = db.session.scalars(query.limit(LISTED)).all()
    if len(articles) < LISTED:
        return News(articles, len(articles))
    number = select(func.count()).select_from(query.order_by(None).subquery())
    return News(articles, db.session.scalar(number) or 0)


def _tell(subscriber: Subscriber, site: Site, news: News, until: datetime) -> None:
    """Write one letter, or none where nothing is new."""
    subscriber.told_until = until
    if not news.articles:
        return
    way_out = subscribers.way_out(subscriber)
    words = letters.digest(site, *news, subscriber.rhythm, way_out)
    mail.post(LetterKind.DIGEST, subscriber.email, *words, leave=way_out)
    subscriber.written_at = now()
