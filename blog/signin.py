"""Who the owner is: passwords, logins that can be revoked, and links that work once."""

from __future__ import annotations

import hashlib
import secrets
import threading
from contextlib import suppress
from datetime import timedelta
from functools import cache
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask import Flask, Request, current_app, g, request, session
from flask.globals import request_ctx
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from limits import parse
from sqlalchemy import Select, delete, select
from sqlalchemy.exc import OperationalError

from blog import ratelimits
from blog.db import db, now
from blog.models.owner import Errand, Login, OneTimeLink, Owner

PASSWORD_MIN = 10
PASSWORD_MAX_BYTES = 1_024
IDLE = timedelta(days=14)
LASTS = timedelta(days=60)
PROVEN_FOR = timedelta(minutes=10)
"""How long whoever gave the password or a passkey is not asked again."""

TRIES_PER_NETWORK = parse("10 per 15 minutes")
TRIES_IN_ALL = parse("100 per hour")
FIRST_TRIES = parse("3 per 15 minutes")
"""What a network may try even while others try all they can: the owner always gets in."""

_hasher = PasswordHasher()
_at_once = threading.BoundedSemaphore(2)  # argon2 takes 64 MiB a hash


class OwnersCookie(SecureCookieSessionInterface):
    """The desk's only cookie: signed, for this host alone where the connection is secure."""

    def get_cookie_name(self, app: Flask) -> str:
        """``__Host-`` lets no other host set it (RFC 6265bis, 4.1.3.2)."""
        return "__Host-broadsheet" if request.is_secure else "broadsheet"

    def get_cookie_secure(self, app: Flask) -> bool:
        """Never over plain HTTP once it was made over HTTPS."""
        return request.is_secure

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """What it says; nobody has to be able to read it where there is none."""
        if self.get_cookie_name(app) not in request.cookies:
            return self.session_class()
        return super().open_session(app, request)

    def is_sent(self) -> bool:
        """Whether this request brings it. Looks at its name only, so no ``Vary`` follows."""
        return self.get_cookie_name(current_app) in request.cookies

    def was_looked_into(self) -> bool:
        """Whether this request has asked what the cookie says, so that its answer may depend on it.
        (Asking ``session`` itself would be looking into it.)"""
        opened = request_ctx._session
        return opened is not None and opened.accessed


cookie = OwnersCookie()


def init_app(app: Flask) -> None:
    """Keep sessions in the owner's cookie."""
    app.session_interface = cookie
    app.permanent_session_lifetime = LASTS
    # Else an answer that came late would undo what another one put into the cookie.
    app.config["SESSION_REFRESH_EACH_REQUEST"] = False


# -- passwords --


def hash_password(password: str) -> str:
    """What is kept of a password. Slow by intent (about 50 ms); two at a time."""
    with _at_once:
        return _hasher.hash(password)


def check(name: str, password: str) -> Owner | None:
    """The owner of that name and password. An unknown name takes as long as a wrong password."""
    owner = db.session.scalar(select(Owner).where(Owner.name == name.strip()))
    nobodys = _nobodys()
    known = owner.password if owner else nobodys
    if len(password.encode()) > PASSWORD_MAX_BYTES:
        return None
    try:
        with _at_once:
            _hasher.verify(known, password)
    except (VerificationError, InvalidHashError):
        return None
    return owner


@cache
def _nobodys() -> str:
    """What is kept of no password, so that an unknown name costs as much. Whoever asks first
    waits for it, whatever the name; it is not made at the start, which it would hold up."""
    return hash_password(secrets.token_hex(16))


# -- guessing --


def spend_a_try() -> int:
    """Count a try at a password, before it is made: tries that come at once are counted too.

    Returns how many seconds this network has to wait instead; 0 if it may try.
    """
    with db.writing():
        network = ratelimits.network()
        if not ratelimits.allows(TRIES_PER_NETWORK, "login", network):
            return ratelimits.seconds_until_free(TRIES_PER_NETWORK, "login", network)
        is_early = ratelimits.allows(FIRST_TRIES, "login", network)
        if not ratelimits.allows(TRIES_IN_ALL, "login") and not is_early:
            return ratelimits.seconds_until_free(FIRST_TRIES, "login", network)
    return 0


def _forgive_tries() -> None:
    network = ratelimits.network()
    ratelimits.forgive(TRIES_PER_NETWORK, "login", network)
    ratelimits.forgive(FIRST_TRIES, "login", network)


# -- logins --


def log_in(owner: Owner) -> None:
    """Open the desk to this browser, under a token that nobody knew before.

    The token of its forms stays, for one may be open in another tab with words in it.
    """
    token = secrets.token_urlsafe(32)
    with db.writing():
        _forgive_tries()
        db.session.execute(delete(Login).where(Login.created_at < now() - LASTS))
        db.session.add(
            Login(
                token=_digest(token),
                owner_id=owner.id,
                browser=request.headers.get("User-Agent", "")[:200],
                created_at=now(),
                seen_at=now(),
                proven_at=now(),
            )
        )
    session.permanent = True
    session["login"] = token
    look_again()


def log_out() -> None:
    """Close the desk to this browser; a copy of its cookie opens nothing any more."""
    with db.writing():
        db.session.execute(delete(Login).where(Login.token == _digest(session.get("login", ""))))
    session.clear()
    look_again()


def log_out_everywhere() -> None:
    """Close the desk to every browser, this one among them."""
    with db.writing():
        db.session.execute(delete(Login))
    session.clear()
    look_again()


def look_again() -> None:
    """Forget who was at the desk when this request came."""
    g.pop("login", None)
    g.pop("owner", None)


def login() -> Login | None:
    """This browser's login, if it is the owner's."""
    if "login" not in g:
        g.login = _current_login()
        g.owner = g.login.owner if g.login else None  # still known if a logout comes meanwhile
    found: Login | None = g.login
    return found


def owner() -> Owner | None:
    """Who is at the desk in this request, if it is the owner."""
    login()
    known: Owner | None = g.owner
    return known


def logins() -> Select[Login]:
    """Every login that opens the desk still, the one that was seen last first."""
    lasting = (Login.seen_at >= now() - IDLE, Login.created_at >= now() - LASTS)
    return select(Login).where(*lasting).order_by(Login.seen_at.desc(), Login.created_at.desc())


def is_proven() -> bool:
    """Whether whoever is at this desk gave the password, or a passkey, just now."""
    found = login()
    return bool(found and found.proven_at and now() - found.proven_at <= PROVEN_FOR)


def prove() -> None:
    """Note that whoever is at this desk has given the password, or a passkey."""
    with db.writing():
        _forgive_tries()
        if found := login():
            found.proven_at = now()


def stay() -> None:
    """Note, once an hour, that the owner is still there; later, while nothing can be noted."""
    if g.login and now() - g.login.seen_at > timedelta(hours=1):
        with suppress(OperationalError), db.writing():
            g.login.seen_at = now()


def _current_login() -> Login | None:
    if not cookie.is_sent() or not session.get("login"):
        return None
    login = db.session.get(Login, _digest(session["login"]))
    if login is None or now() - login.seen_at > IDLE or now() - login.created_at > LASTS:
        return None
    return login


# -- links that work once --


def make_link(errand: Errand, lasts: timedelta) -> str:
    """A new token for an errand; an older one for the same errand dies."""
    token = secrets.token_urlsafe(24)
    with db.writing():
        db.session.merge(OneTimeLink(errand=errand, token=_digest(token), expires_at=now() + lasts))
    return token


def link_works(errand: Errand, token: str) -> bool:
    """Whether a token still opens its errand."""
    link = db.session.get(OneTimeLink, errand)
    return (
        link is not None
        and now() < link.expires_at
        and secrets.compare_digest(link.token, _digest(token))
    )


def use_up(errand: Errand) -> None:
    """Let the errand's link work no more. Belongs inside ``db.writing()``."""
    db.session.execute(delete(OneTimeLink).where(OneTimeLink.errand == errand))


def set_password(owner: Owner, hashed: str) -> None:
    """Give the owner a new password, as ``hash_password`` made it; whoever was logged in has to
    log in again. Belongs inside ``db.writing()``."""
    owner.password = hashed
    db.session.execute(delete(Login))
    use_up(Errand.NEW_PASSWORD)


def _digest(token: Any) -> str:
    return hashlib.sha256(str(token).encode()).hexdigest()
