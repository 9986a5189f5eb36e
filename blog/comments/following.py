"""Who is told by mail of what is said after their comment."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from flask import url_for
from limits import parse
from sqlalchemy import ColumnElement, Select, delete, exists, select

from blog import housekeeping, mail, ratelimits
from blog.comments import letters
from blog.db import db, now
from blog.models.comment import Comment, Standing
from blog.models.letter import Follower, Letter, LetterKind, Scope
from blog.models.site import Site
from blog.text.mailboxes import mailbox
from blog.web import links

ASKED_FOR = timedelta(days=7)
"""How long an address may be confirmed, before it is forgotten."""
PER_ADDRESS = parse("5 per 30 days")
PER_NETWORK = parse("10 per day")
PER_BLOG = parse("100 per hour")
"""How often people are asked: the addresses of others can't be left to have them bothered."""
FOLLOWABLE = (Standing.WAITING, Standing.APPROVED)


def ask(comment: Comment, typed: str, scope: Scope = Scope.THREAD) -> bool:
    """Ask whoever has this address whether they left it, and want to be told of answers.

    Whether they are asked, or follow already; not where it is no address, or strangers were asked
    too often. Belongs inside ``db.writing()``.
    """
    email, site = mailbox(typed), Site.current()
    if not (mail.server() and site and email) or comment.standing not in FOLLOWABLE:
        return False
    known = of(comment)
    if known and known.is_confirmed and known.email == email:
        known.scope = scope
        return True
    if not may_ask(email):
        return False
    forget(comment)
    token = secrets.token_urlsafe(24)
    follower = Follower(
        email=email,
        article_id=comment.article_id,
        comment_id=comment.id,
        scope=scope,
        confirmation=_digest(token),
        leave=secrets.token_urlsafe(24),
        asked_at=now(),
        told_at=now(),
    )
    db.session.add(follower)
    words = letters.confirmation(site, comment.article, token, now() + ASKED_FOR)
    mail.post(LetterKind.CONFIRMATION, email, *words)
    return True


def may_ask(email: str) -> bool:
    """Whether a letter may go to an address that somebody only claims. Belongs inside
    ``db.writing()``, in a request."""
    allowed = [
        ratelimits.allows(PER_ADDRESS, "asked", _whose(email)),
        ratelimits.allows(PER_NETWORK, "asked from", ratelimits.network()),
        ratelimits.allows(PER_BLOG, "asked"),
    ]
    return all(allowed)


def _whose(email: str) -> str:
    """What stands for everything that the same mailbox may be called."""
    local, _, domain = email.lower().partition("@")
    return ratelimits.lasting(b"asked", f"{local.partition('+')[0]}@{domain}".encode())


def asked_by(token: str) -> Select[Follower]:
    """Whose address the letter with this token asked about, while it may be confirmed; and who has
    done so."""
    return select(Follower).where(Follower.confirmation == _digest(token), ~_is_over())


def confirm(follower: Follower) -> None:
    """The address is theirs, and it was they who left it. Belongs inside ``db.writing()``."""
    moment = now()
    follower.confirmed_at = moment
    follower.comment.email, follower.comment.confirmed_at = follower.email, moment
    has_answered(follower.email)


def has_answered(email: str) -> None:
    """Whoever reads its mail has said that it is theirs. Belongs inside ``db.writing()``."""
    ratelimits.forgive(PER_ADDRESS, "asked", _whose(email))


def is_known(comment: Comment) -> bool:
    """Whether its author has shown that its address is theirs, and that of an earlier comment
    which the owner let readers see. A claim alone proves nothing."""
    earlier = exists().where(
        Comment.id != comment.id,
        Comment.standing == Standing.APPROVED,
        Comment.decided_at.is_not(None),
        Comment.confirmed_at.is_not(None),
        Comment.email == comment.email,
    )
    is_theirs = comment.email and comment.confirmed_at
    return bool(is_theirs and db.session.scalar(select(earlier)))


def of(comment: Comment) -> Follower | None:
    """Whoever follows with this comment, or was asked."""
    return db.session.scalar(select(Follower).where(Follower.comment_id == comment.id))


# -- leaving --


def leaving(token: str) -> Select[Follower]:
    """Whose letters have this token in them."""
    return select(Follower).where(Follower.leave == token)


def way_out(follower: Follower) -> str:
    """The address that ends their letters."""
    return links.absolute(url_for("followers.leave", token=follower.leave))


def leave(follower: Follower, everywhere: bool = False) -> None:
    """Tell them no more of that article, or of anything, and forget them. Belongs inside
    ``db.writing()``."""
    theirs = select(Follower).where(Follower.email == follower.email)
    if not everywhere:
        theirs = theirs.where(Follower.article_id == follower.article_id)
    for one in db.session.scalars(theirs).all():
        _end(one)


def forget(comment: Comment) -> None:
    """Tell nothing more to whoever follows with this comment. Belongs inside ``db.writing()``."""
    follower = of(comment)
    if follower:
        _end(follower)


def _end(follower: Follower) -> None:
    """Letters that wait for the mail server are not sent any more either."""
    db.session.execute(
        delete(Letter).where(Letter.recipient == follower.email, Letter.leave == way_out(follower))
    )
    db.session.delete(follower)
    db.session.flush()


# -- forgetting --


def _is_over() -> ColumnElement[bool]:
    return Follower.confirmed_at.is_(None) & (Follower.asked_at < now() - ASKED_FOR)


def has_old() -> bool:
    """Whether somebody was asked, and has not answered."""
    return bool(db.session.scalar(select(exists().where(_is_over()))))


@housekeeping.task("unconfirmed addresses", every=timedelta(hours=1), when=has_old)
def forget_unconfirmed() -> None:
    """Forget the addresses that nobody has confirmed."""
    with db.writing():
        db.session.execute(delete(Follower).where(_is_over()))


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
