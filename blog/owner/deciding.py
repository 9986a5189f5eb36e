"""What the owner decides of comments, one or many; and answering one."""

from __future__ import annotations

import enum
import hashlib
import secrets
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import NamedTuple

from flask_babel import ngettext
from sqlalchemy import select

from blog import acts
from blog.comments import bin as waste
from blog.comments import decisions
from blog.db import db, now
from blog.models import report
from blog.models.act import Verb
from blog.models.comment import Comment, Standing
from blog.models.owner import Owner
from blog.owner import queue_queries as queries
from blog.text import html, names

AT_ONCE = 100
"""How many are decided on in one transaction: visitors, too, want to write."""


class Act(enum.StrEnum):
    """What can be done. ``RETURN`` takes the last decision back."""

    APPROVAL = "approval"
    REJECTION = "rejection"
    SPAM = "spam"
    BINNING = "binning"
    RETURN = "return"
    DELETION = "deletion"


STANDINGS = {
    Act.APPROVAL: Standing.APPROVED,
    Act.REJECTION: Standing.REJECTED,
    Act.SPAM: Standing.SPAM,
    Act.BINNING: Standing.BINNED,
}
VERBS = {
    Act.APPROVAL: Verb.COMMENT_APPROVED,
    Act.REJECTION: Verb.COMMENT_REJECTED,
    Act.SPAM: Verb.COMMENT_SPAM,
    Act.BINNING: Verb.COMMENT_BINNED,
    Act.RETURN: Verb.COMMENT_RETURNED,
    Act.DELETION: Verb.COMMENT_DELETED,
}


class Unread(Exception):  # nothing failed: there is something to read first
    """The comment's author has changed its words since the owner saw them."""


class Outcome(NamedTuple):
    """The comments that are now as they were wanted, and how many are not."""

    done: list[int]
    left: int


def apply(
    act: Act,
    ids: Sequence[int],
    was: Standing | None = None,
    seen_at: datetime | None = None,
) -> Outcome:
    """Do it with each of these comments that it makes sense for.

    Only what still is what it ``was`` goes back: somebody else may have decided meanwhile. What
    its author changed after the owner had ``seen`` it is not approved.
    """
    does = _does(act, was, seen_at)
    done: list[int] = []
    for start in range(0, len(ids), AT_ONCE):
        with db.writing():
            some = db.session.scalars(queries.chosen(ids[start : start + AT_ONCE])).all()
            changed = [comment for comment in some if does(comment)]
            done += [comment.id for comment in changed]
            _note(VERBS[act], changed)
            if act is Act.DELETION:
                waste.erase(changed)
    return Outcome(done, len(set(ids)) - len(done))


def answer(comment: Comment, words: str, owner: Owner, seen_at: datetime | None = None) -> Comment:
    """Answer a comment in the owner's name, which readers see at once, and so the comment.

    The same words sent twice are one answer. Raises ``Unread``.
    """
    body = names.clean_words(words)
    cleaned = html.comment(body)  # slow
    key = hashlib.sha256(repr(("answer", owner.id, comment.id, body)).encode()).hexdigest()
    with db.writing():
        if _is_unread(comment, seen_at):
            raise Unread
        if not comment.is_approved:
            decisions.decide(comment, Standing.APPROVED)
        answer = db.session.scalar(select(Comment).where(Comment.retry_key == key))
        if answer is None:
            answer = Comment(
                article_id=comment.article_id,
                parent_id=comment.id,
                anchor=f"comment-{secrets.token_hex(5)}",
                name=owner.name,
                body=body,
                html=cleaned,
                policy=html.COMMENT_POLICY,
                by_owner=True,
                created_at=now(),
                retry_key=key,
            )
            db.session.add(answer)
            db.session.flush()
            answer.take_place()
            acts.note(Verb.COMMENT_ANSWERED, comment.article, comment.name)
        if not answer.is_approved:
            decisions.decide(answer, Standing.APPROVED)
    return answer


def _does(act: Act, was: Standing | None, seen_at: datetime | None) -> Callable[[Comment], bool]:
    """What does it with a comment, and says whether it is done."""
    match act:
        case Act.RETURN:
            return partial(_return, was=was)
        case Act.DELETION:
            return _is_binned
        case Act.APPROVAL:
            return partial(_approve, seen_at=seen_at)
    return partial(_decide, standing=STANDINGS[act])


def _approve(comment: Comment, seen_at: datetime | None) -> bool:
    return not _is_unread(comment, seen_at) and _decide(comment, Standing.APPROVED)


def _is_unread(comment: Comment, seen_at: datetime | None) -> bool:
    return bool(seen_at and comment.edited_at and comment.edited_at >= seen_at)


def _decide(comment: Comment, standing: Standing) -> bool:
    """Decided on again, it stands as it did, unless readers have complained meanwhile."""
    if comment.standing is not standing or comment.reports:
        decisions.decide(comment, standing)
    return True


def _return(comment: Comment, was: Standing | None) -> bool:
    if comment.standing is not was or comment.stood in {None, Standing.REMOVED}:
        return False
    decided_at, stood = comment.decided_at, comment.stood
    decisions.decide(comment, stood)
    report.reopen(comment, decided_at)
    return True


def _is_binned(comment: Comment) -> bool:
    return comment.standing is Standing.BINNED


def _note(verb: Verb, comments: Sequence[Comment]) -> None:
    """Log what was done; of many at once in one line."""
    match comments:
        case []:
            return
        case [comment]:
            acts.note(verb, comment.article, comment.name)
        case _:
            count = len(comments)
            acts.note(verb, name=ngettext("%(num)s comment", "%(num)s comments", count))
