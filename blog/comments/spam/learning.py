"""The filter learns from the owner's decisions, and unlearns what was decided otherwise."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import timedelta

from sqlalchemy import ColumnElement, bindparam, case, delete, exists, func, insert, select, update

from blog import housekeeping
from blog.comments.spam import tokens
from blog.db import db, now
from blog.models.comment import Comment, Standing
from blog.models.spam import SpamWord

TAUGHT = {Standing.SPAM: SpamWord.spam, Standing.APPROVED: SpamWord.ham}
"""What counts a comment of which it was decided so."""
UNCHANGED = (Standing.BINNED, Standing.REMOVED)
"""What is thrown away stays what it was taken for."""
WEEK = timedelta(days=7)
"""A comment that readers have seen for so long without a complaint is taken for honest."""
AT_ONCE = 50
"""Comments that are learned from in one transaction."""
WORDS = 50_000
"""How many words are kept, nearly."""


def learn(comment: Comment, standing: Standing) -> None:
    """Take a comment for what was decided of it; once, however often that is decided. Belongs
    inside ``db.writing()``."""
    if comment.by_owner or standing in UNCHANGED:
        return
    wanted = standing if standing in TAUGHT else None
    if comment.learned is wanted:
        return
    forget(comment)
    if wanted:
        _count([comment], wanted, +1)
    comment.learned = wanted


def forget(comment: Comment) -> None:
    """Unlearn a comment, before its words change. Belongs inside ``db.writing()``."""
    if comment.learned:
        _count([comment], comment.learned, -1)
        comment.learned = None


def _count(comments: Iterable[Comment], standing: Standing, by: int) -> None:
    """Count their words once more, or less, for each of them. What the filter forgot meanwhile
    stays forgotten."""
    times = Counter(word for comment in comments for word in tokens.of(comment))
    counter = TAUGHT[standing]
    known = set(db.session.scalars(select(SpamWord.word).where(SpamWord.word.in_(times))))
    more = counter + bindparam("more")
    if known:
        db.session.connection().execute(  # each by a number of its own: a session can't
            update(SpamWord)
            .where(SpamWord.word == bindparam("known"))
            .values({counter: case((more > 0, more), else_=0)}),
            [{"known": word, "more": by * times[word]} for word in known],
        )
    zero = {"spam": 0, "ham": 0}
    fresh = [{"word": word, **zero, counter.key: times[word]} for word in times.keys() - known]
    if fresh and by > 0:
        db.session.execute(insert(SpamWord), fresh)


# -- by itself --


def _has_stood() -> ColumnElement[bool]:
    return (
        (Comment.standing == Standing.APPROVED)
        & (Comment.created_at < now() - WEEK)
        & Comment.learned.is_(None)
        & Comment.by_owner.is_(False)
        & (Comment.reports == 0)
    )


def is_due() -> bool:
    """Whether there is something to learn, or too much known."""
    return bool(
        db.session.scalar(select(exists().where(_has_stood())))
        or (db.session.scalar(select(func.count(SpamWord.word))) or 0) > WORDS
    )


@housekeeping.task("spam", every=timedelta(hours=1), when=is_due)
def revise() -> None:
    """Learn from the comments that nobody complained of, and let rare words go; a few at a time,
    for visitors, too, want to write."""
    is_behind = True
    while is_behind:
        housekeeping.go_on()
        with db.writing():
            stood = db.session.scalars(select(Comment).where(_has_stood()).limit(AT_ONCE)).all()
            _count(stood, Standing.APPROVED, +1)
            for comment in stood:
                comment.learned = Standing.APPROVED
            _prune()
        is_behind = len(stood) == AT_ONCE


def _prune() -> None:
    """Let the rarest words go where there are too many; a tenth more than needed, so that it is
    done seldom."""
    too_many = (db.session.scalar(select(func.count(SpamWord.word))) or 0) - WORDS
    if too_many > 0:
        rarest = (
            select(SpamWord.word)
            .where(SpamWord.word != tokens.EVERY)
            .order_by(SpamWord.spam + SpamWord.ham, SpamWord.word)
            .limit(too_many + WORDS // 10)
        )
        db.session.execute(
            delete(SpamWord)
            .where(SpamWord.word.in_(rarest))
            .execution_options(synchronize_session=False)
        )
