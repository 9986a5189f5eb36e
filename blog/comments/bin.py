"""The comments' bin: where the owner's deleted ones wait until they are gone for good."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, exists, select
from sqlalchemy.orm import aliased

from blog import acts, housekeeping
from blog.comments import decisions
from blog.db import db, now
from blog.models.act import Verb
from blog.models.comment import Comment, Standing

GRACE = timedelta(days=30)
"""How long a comment lies in the bin before it is gone for good."""
MANY = 100
"""How many go in one transaction."""


def goes_at(comment: Comment) -> datetime:
    """When a comment in the bin will be gone for good."""
    return (comment.decided_at or now()) + GRACE


def erase(comments: Iterable[Comment]) -> None:
    """Let comments in the bin be gone for good. Belongs inside ``db.writing()``.

    What was answered leaves its place, with nothing of its author's in it.
    """
    for comment in sorted(comments, key=lambda comment: comment.id, reverse=True):
        if db.session.scalar(_has_answers(comment)):
            _empty(comment)
        else:
            db.session.delete(comment)
            db.session.flush()  # the next one may be what it answered


def _has_answers(comment: Comment) -> Select[bool]:
    answer = aliased(Comment)
    return select(exists().where(answer.parent_id == comment.id))


def _empty(comment: Comment) -> None:
    decisions.decide(comment, Standing.REMOVED)
    comment.empty()
    comment.receipt = comment.retry_key = None


def _is_overdue() -> ColumnElement[bool]:
    return (Comment.standing == Standing.BINNED) & (Comment.decided_at <= now() - GRACE)


def is_due() -> bool:
    """Whether a comment has been in the bin long enough."""
    return db.session.scalar(select(exists().where(_is_overdue()))) or False


@housekeeping.task("comments bin", every=timedelta(minutes=10), when=is_due)
def empty() -> None:
    """Erase what has been in the bin long enough."""
    while is_due():
        with db.writing():
            overdue = db.session.scalars(select(Comment).where(_is_overdue()).limit(MANY)).all()
            acts.note(Verb.COMMENT_DELETED, name=str(len(overdue)))
            erase(overdue)
        housekeeping.go_on()
