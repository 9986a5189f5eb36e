"""How often something may happen, and who is asking without knowing who.

The counting is the ``limits`` library's; its numbers live in our own database, so that they hold
over every process and every restart.
"""

from __future__ import annotations

import hashlib
import hmac
import math
import secrets
import socket
from datetime import timedelta

from flask import current_app, request
from limits import RateLimitItem
from limits.storage import Storage
from limits.strategies import FixedWindowRateLimiter
from sqlalchemy import delete

from blog.db import db, now
from blog.models.owner import DailyKey, Tally

MAPPED = bytes(10) + b"\xff\xff"
"""What an IPv4 address begins with where it is written as one of IPv6 (RFC 4291, 2.5.5.2)."""


class DatabaseStorage(Storage):
    """Tallies kept in the blog's database, for ``limits``. Belongs inside ``db.writing()``."""

    STORAGE_SCHEME = None  # made by hand, never from an address

    @property
    def base_exceptions(self) -> type[Exception]:
        """Nothing is wrapped: the database's troubles are told as such."""
        return Exception

    def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        """Count ``amount`` more in the window that is open, or open one of ``expiry`` seconds."""
        db.session.execute(delete(Tally).where(Tally.expires_at <= now()))
        tally = db.session.get(Tally, key)
        if tally is None:
            tally = Tally(key=key, count=0, expires_at=now() + timedelta(seconds=expiry))
            db.session.add(tally)
        tally.count += amount
        db.session.flush()
        return tally.count

    def get(self, key: str) -> int:
        """How often it happened in the window that is open."""
        tally = db.session.get(Tally, key)
        return tally.count if tally and tally.expires_at > now() else 0

    def get_expiry(self, key: str) -> float:
        """When the window ends, in seconds since 1970."""
        tally = db.session.get(Tally, key)
        return (tally.expires_at if tally else now()).timestamp()

    def check(self) -> bool:
        """The database is there, or nothing is."""
        return True

    def reset(self) -> int:
        """Forget every tally."""
        return db.session.execute(delete(Tally)).rowcount  # type: ignore[attr-defined]

    def clear(self, key: str) -> None:
        """Forget one tally."""
        db.session.execute(delete(Tally).where(Tally.key == key))


_limiter = FixedWindowRateLimiter(DatabaseStorage())


def allows(limit: RateLimitItem, *who: str) -> bool:
    """Whether it may happen once more; if it may, it counts. Belongs inside ``db.writing()``."""
    return _limiter.hit(limit, *who)


def forgive(limit: RateLimitItem, *who: str) -> None:
    """Begin anew. Belongs inside ``db.writing()``."""
    _limiter.clear(limit, *who)


def seconds_until_free(limit: RateLimitItem, *who: str) -> int:
    """How long to wait until it may happen again; at least one second."""
    resets = _limiter.get_window_stats(limit, *who).reset_time
    return max(1, math.ceil(resets - now().timestamp()))


def network() -> str:
    """Who sends this request, as a hash that means nothing tomorrow. Belongs inside
    ``db.writing()``."""
    known = truncated(request.remote_addr or "")
    return hashed(daily_key(), known) if known else "unknown"


def origin() -> str:
    """Who sends this request, as a hash that still means something tomorrow; nothing where it
    isn't known."""
    known = truncated(request.remote_addr or "")
    return lasting(b"origin", known) if known else ""


def truncated(address: str) -> bytes:
    """What of an address counts: its network (/24, or /48 for IPv6). Nothing where it is none."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    try:
        packed = socket.inet_pton(family, address.partition("%")[0])
    except (OSError, ValueError):
        return b""
    packed = packed.removeprefix(MAPPED)
    return packed[:3] + bytes(1) if len(packed) == 4 else packed[:6] + bytes(10)


def hashed(key: bytes, *parts: bytes) -> str:
    """An HMAC; under the day's key, it means nothing tomorrow."""
    return hmac.new(key, b"\n".join(parts), hashlib.sha256).hexdigest()[:32]


def lasting(*parts: bytes) -> str:
    """An HMAC under the blog's own key, which lies beside the database: a copy of the blog has
    the hashes, and not what they were made with."""
    return hashed(current_app.config["SECRET_KEY"], *parts)


def today() -> str:
    """The day of the key that is in use (``yyyy-mm-dd``, UTC)."""
    return now().date().isoformat()


def forget_former_keys() -> None:
    """Throw the keys of other days away. Belongs inside ``db.writing()``."""
    db.session.execute(delete(DailyKey).where(DailyKey.day < today()))


def daily_key() -> bytes:
    """The random key of the day; making a new one throws the older ones away. Belongs inside
    ``db.writing()``."""
    known = db.session.get(DailyKey, today())
    if known is None:
        forget_former_keys()
        known = DailyKey(day=today(), key=secrets.token_bytes(32))
        db.session.add(known)
        db.session.flush()
    return known.key
