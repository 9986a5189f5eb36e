"""Whether readers see a comment at once, and if they don't, why."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import func, select

from blog.comments import blocks, features, repeats
from blog.comments.spam import bayes
from blog.db import db
from blog.models.article import Article
from blog.models.block import BlockKind
from blog.models.comment import Comment, Standing
from blog.models.site import Moderation

LINKS = 3
"""So many links are a sign of spam."""
SUSPICIOUS = 0.9
"""From this likelihood on, the filter has a comment wait."""
SURE = 0.99
"""From this one on it is spam, where there is another sign."""
SIGNS = {"host", "links", "origin", "repeated", "trap"}
"""The reasons that are signs of spam. Each alone has a comment wait, and no more."""

Reason = dict[str, Any]


class Verdict(NamedTuple):
    """What becomes of a comment, and every reason why it was not shown at once, in the order of
    their weight; ``reasons.words`` puts one into words."""

    standing: Standing
    reasons: list[Reason]


def judge(
    comment: Comment, article: Article, *, is_known: bool = False, noticed: Sequence[Reason] = ()
) -> Verdict:
    """Judge a comment that has just come, or whose words were changed. Belongs inside
    ``db.writing()``, for it is remembered what comments had in common.

    ``is_known`` says that readers saw something of its author's before, ``noticed`` what there
    is besides its words. Nothing is thrown away: certain spam is kept as such.
    """
    blocked = _blocked(comment)
    signs = [*noticed, *_links(comment), *repeats.noticed(comment), *_origin(comment)]
    opinion = bayes.opinion(comment)
    likelihood = opinion.likelihood if opinion else 0
    told = []
    if opinion and likelihood >= SUSPICIOUS:
        told = [{"reason": "words", "words": opinion.words, "percent": int(likelihood * 100)}]
    known = is_known or comment.is_approved
    reasons = [*blocked, *told, *signs, *_rule(article, known)]

    has_signs = any(reason["reason"] in SIGNS for reason in signs)
    if blocked or (likelihood >= SURE and has_signs and not known):
        return Verdict(Standing.SPAM, reasons)
    return Verdict(Standing.WAITING if reasons else Standing.APPROVED, reasons)


def _blocked(comment: Comment) -> list[Reason]:
    """The owner's blocks that it meets; what stands for a network is nothing to be read."""
    return [
        {"reason": "block", "kind": block.kind.value}
        | ({} if block.kind is BlockKind.NETWORK else {"value": block.value})
        for block in blocks.met_by(comment)
    ]


def _links(comment: Comment) -> list[Reason]:
    count = len(features.links(comment))
    return [{"reason": "links", "count": count}] if count >= LINKS else []


def _origin(comment: Comment) -> list[Reason]:
    """What else came from that network, of which it was decided that it is spam."""
    if not comment.origin:
        return []
    spam = select(func.count(Comment.id)).where(
        Comment.origin == comment.origin,
        Comment.standing == Standing.SPAM,
        Comment.decided_at.is_not(None),
    )
    count = db.session.scalar(spam)
    return [{"reason": "origin", "count": count}] if count else []


def _rule(article: Article, is_known: bool) -> list[Reason]:
    match article.rule:
        case Moderation.SHOW:
            return []
        case Moderation.HOLD_FIRST_TIMERS:
            return [] if is_known else [{"reason": "first"}]
        case _:
            return [{"reason": "old" if article.has_grown_old else "rule"}]
