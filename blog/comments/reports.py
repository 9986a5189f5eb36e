"""Readers' complaints about comments.

Enough of them on one day hold a comment until the owner has looked at it. That can't be had by
one reader alone, nor for a comment that the owner let stand with complaints before them, nor for
many comments at once: beyond the ceiling, complaints wait for the owner and hold nothing.
"""

from __future__ import annotations

from limits import parse
from sqlalchemy import Select, exists, func, select

from blog import ratelimits
from blog.comments import decisions, queries
from blog.db import db, now
from blog.models.comment import Comment, Standing
from blog.models.report import Complaint, Report

ENOUGH = 3
"""Networks that hold a comment by complaining on one day: a reader has one or two (at home, on
the phone). Those of two days can't be told apart, for the key of their hashes is another."""
PER_NETWORK = parse("10 per day")
PER_BLOG = parse("300 per hour")
HOLDS = parse("10 per day")
"""How many comments complaints may hold; a crowd can't empty a conversation."""


class TooOften(Exception):
    """So many complaints came that the next one has to wait ``seconds``."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


def take(comment_id: int, complaint: Complaint, words: str) -> Comment | None:
    """Keep a reader's complaint; hold the comment if that makes enough of them.

    A network complains once of a comment and day. The comment is ``None`` if readers don't see
    it any more. Raises ``TooOften``; nothing is kept then.
    """
    with db.writing():
        comment = db.session.scalar(complainable(comment_id))
        if comment is None:
            return None
        network = ratelimits.network()
        if db.session.scalar(_made_by(comment, network)):
            return comment
        _spend(network)
        db.session.add(
            Report(
                comment_id=comment.id, network=network, complaint=complaint, words=words, at=now()
            )
        )
        comment.reports += 1
        if _is_to_be_held(comment) and ratelimits.allows(HOLDS, "held for reports"):
            comment.held_for = [{"reason": "reports", "count": comment.reports}]
            decisions.decide(comment, Standing.WAITING)
    return comment


def complainable(comment_id: int) -> Select[Comment]:
    """A comment of a reader's that readers see."""
    return queries.visible(comment_id).where(Comment.by_owner.is_(False))


def _spend(network: str) -> None:
    for limit, *who in ((PER_NETWORK, "report", network), (PER_BLOG, "report")):
        if not ratelimits.allows(limit, *who):
            raise TooOften(ratelimits.seconds_until_free(limit, *who))


def _made_by(comment: Comment, network: str) -> Select[bool]:
    return select(exists().where(Report.comment_id == comment.id, Report.network == network))


def _is_to_be_held(comment: Comment) -> bool:
    if db.session.scalar(_was_let_stand(comment)):
        return False
    return (db.session.scalar(_of_today(comment)) or 0) >= ENOUGH


def _was_let_stand(comment: Comment) -> Select[bool]:
    """Whether the owner saw complaints about it and shows it all the same."""
    return select(exists().where(Report.comment_id == comment.id, Report.settled_at.is_not(None)))


def _of_today(comment: Comment) -> Select[int]:
    """How many open complaints about it were made under the key of the day."""
    midnight = now().replace(hour=0, minute=0, second=0, microsecond=0)
    return select(func.count()).where(
        Report.comment_id == comment.id, Report.settled_at.is_(None), Report.at >= midnight
    )
