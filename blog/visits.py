"""What was read: visits by article and day, without cookies, addresses or third parties.

A page notes its visit in memory and asks the database nothing. A thread of the process writes
the visits of a few seconds together, in one transaction; a process that is killed loses those.
A visitor counts once a day on an article: known again by a hash of network and browser under
the key of the day, which is thrown away with the day. Robots are left out as far as they say
that they are some.
"""

from __future__ import annotations

import re
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from flask import Flask, current_app
from sqlalchemy import ColumnElement, delete, exists, func, insert, or_, select
from sqlalchemy.exc import OperationalError

from blog import housekeeping, ratelimits, signin
from blog.db import db, now
from blog.models.article import Article
from blog.models.owner import DailyKey
from blog.models.site import Site
from blog.models.visit import HOST_MAX, Referrals, Seen, Visits
from blog.text import browsers

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

WAIT = 5.0
"""Seconds between a visit and its being written, together with those that came meanwhile."""
MOST_AT_ONCE = 10_000
"""Visits that a process gathers; further ones are not counted."""
MOST_A_DAY = 200_000
"""Visits that are counted on one day: a flood of made-up ones must not fill the disk."""
REFERRALS_KEPT = timedelta(days=31)
AGENT_MAX = 300
PREFETCHES = ("HTTP_SEC_PURPOSE", "HTTP_PURPOSE", "HTTP_X_PURPOSE", "HTTP_X_MOZ")
"""Headers with which a browser says that nobody looks at the page yet."""

_HOST = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)+")


class Visit(NamedTuple):
    """Somebody on an article. Only a hash of ``network`` and ``agent`` is ever kept."""

    article_id: int
    network: bytes
    agent: str
    referrer: str


class Gathered:
    """The visits of the last seconds to one process, and the thread that will write them."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._lock = threading.Lock()
        self._visits: set[Visit] = set()
        self._writer: threading.Timer | None = None

    def add(self, *visits: Visit) -> None:
        """Take visits in, to be written before long."""
        with self._lock:
            self._visits.update(visits[: MOST_AT_ONCE - len(self._visits)])
            if self._writer is None or not self._writer.is_alive():  # or it was left behind a fork
                self._writer = threading.Timer(WAIT, self._write)
                self._writer.daemon = True
                self._writer.start()

    def take(self) -> set[Visit]:
        """Give out what there is; the next visit starts another writer."""
        with self._lock:
            taken, self._visits, self._writer = self._visits, set(), None
        return taken

    def _write(self) -> None:
        taken = self.take()
        with self._app.app_context():
            try:
                write(taken)
            except OperationalError:  # busy, or full: they wait until it goes again
                self.add(*taken)
            except Exception:
                self._app.logger.exception("%s visits could not be counted", len(taken))


def init_app(app: Flask) -> None:
    """Have a place in which visits are gathered."""
    app.extensions["visits"] = Gathered(app)


def are_counted() -> bool:
    """Whether who gets a page in this request is counted: not the owner."""
    site = Site.current()
    return site is not None and site.counts_visits and signin.owner() is None


def counting(article: Article) -> Callable[[WSGIEnvironment], None]:
    """What counts a request as a visit to an article, if it is one. Asks the database nothing."""
    gathered: Gathered = current_app.extensions["visits"]
    article_id = article.id

    def count(environ: WSGIEnvironment) -> None:
        if _is_read(environ):
            network = ratelimits.truncated(environ.get("REMOTE_ADDR", ""))
            agent = environ.get("HTTP_USER_AGENT", "")[:AGENT_MAX]
            gathered.add(Visit(article_id, network, agent, _referrer(environ)))

    return count


def _is_read(environ: WSGIEnvironment) -> bool:
    """Whether somebody looks at this page: a person, who has it opened now."""
    return (
        environ["REQUEST_METHOD"] == "GET"
        and "text/html" in environ.get("HTTP_ACCEPT", "")
        and environ.get("HTTP_SEC_FETCH_DEST", "document") == "document"
        and not any(name in environ for name in PREFETCHES)
        and not browsers.is_robot(environ.get("HTTP_USER_AGENT", "")[:AGENT_MAX])
    )


def _referrer(environ: WSGIEnvironment) -> str:
    """The host of another site from which one came; nothing where it isn't known, or is ours."""
    if "HTTP_REFERER" not in environ:
        return ""
    try:
        parts = urlsplit(environ["HTTP_REFERER"])
        host = _plain(parts.hostname or "")
    except ValueError:
        return ""
    here = _plain(environ.get("HTTP_HOST", "").partition(":")[0])
    is_other = parts.scheme in {"http", "https"} and host != here
    return host if is_other and len(host) <= HOST_MAX and _HOST.fullmatch(host) else ""


def _plain(host: str) -> str:
    return host.lower().removeprefix("www.")


# -- writing --


def write(visits: Iterable[Visit]) -> None:
    """Count those visits that are somebody's first to an article today.

    Raises ``OperationalError`` while the database is busy or full; nothing is counted then.
    """
    with db.writing():
        site = Site.current()
        if site is None or not site.counts_visits:
            return
        day = now().astimezone(site.zone).date().isoformat()
        _forget()
        first = _first_ones(visits, day)
        for article_id, count in Counter(visit.article_id for visit in first).items():
            _count(Visits, count, day=day, article_id=article_id)
        for host, count in Counter(visit.referrer for visit in first if visit.referrer).items():
            _count(Referrals, count, day=day, host=host)


def _first_ones(visits: Iterable[Visit], day: str) -> Sequence[Visit]:
    """Those that were not counted yet, and from now on are. Articles may be gone meanwhile."""
    asked = {visit.article_id for visit in visits}
    there = set(db.session.scalars(select(Article.id).where(Article.id.in_(asked))))
    key = ratelimits.daily_key()
    by_hash = {_hash(key, visit, day): visit for visit in visits if visit.article_id in there}
    known = set(db.session.scalars(select(Seen.hash).where(Seen.hash.in_(by_hash))))
    room = MOST_A_DAY - (db.session.scalar(select(func.count()).select_from(Seen)) or 0)
    fresh = [one for one in by_hash if one not in known][: max(room, 0)]
    if fresh:
        key_day = ratelimits.today()
        db.session.execute(insert(Seen), [{"hash": one, "key_day": key_day} for one in fresh])
    return [by_hash[one] for one in fresh]


def _hash(key: bytes, visit: Visit, day: str) -> str:
    what = f"{visit.article_id} {day}".encode()
    return ratelimits.hashed(key, what, visit.network, visit.agent.encode())


def _count(model: type[Visits] | type[Referrals], more: int, **what: str | int) -> None:
    row: Visits | Referrals = db.session.get(model, what) or model(count=0, **what)
    row.count += more
    db.session.add(row)


# -- forgetting --


def _are_former() -> tuple[ColumnElement[bool], ColumnElement[bool], ColumnElement[bool]]:
    """What is forgotten: the hashes and keys of former days, and referrals of last month."""
    month_ago = (now() - REFERRALS_KEPT).date().isoformat()
    today = ratelimits.today()
    return Seen.key_day < today, DailyKey.day < today, Referrals.day < month_ago


def is_due() -> bool:
    """Whether there is something to forget, on a day on which nobody came yet."""
    former = [exists().where(which) for which in _are_former()]
    return db.session.scalar(select(or_(*former))) or False


@housekeeping.task("visits", every=timedelta(minutes=10), when=is_due)
def forget() -> None:
    """Throw away by what visitors of former days were known again."""
    with db.writing():
        ratelimits.forget_former_keys()
        _forget()


def _forget() -> None:
    seen, _key, referrals = _are_former()
    db.session.execute(delete(Seen).where(seen))
    db.session.execute(delete(Referrals).where(referrals))
