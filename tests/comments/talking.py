"""Long conversations, in no time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import func, insert, select

from blog.comments import arranging
from blog.db import db, now
from blog.models.article import Article
from blog.models.comment import DEEPEST, Comment, Standing


def talk(article: Article, answered: Sequence[int | None], **fields: Any) -> list[int]:
    """As many comments as ``answered`` is long, a second apart, the first of them an hour ago.

    Each answers the one with that place in the list, or none. Returns their numbers.
    """
    began = now() - timedelta(hours=1)
    with db.writing():
        first = (db.session.scalar(select(func.max(Comment.id))) or 0) + 1
        rows = [
            {
                "id": first + nth,
                "article_id": article.id,
                "parent_id": None if one is None else first + one,
                "anchor": f"c{first + nth}",
                "name": f"Speaker {nth}",
                "body": f"Word {nth}.",
                "html": f"<p>Word {nth}.</p>",
                "policy": 1,
                "standing": Standing.APPROVED,
                "created_at": began + timedelta(seconds=nth),
                **fields,
            }
            for nth, one in enumerate(answered)
        ]
        db.session.execute(insert(Comment), rows)
        arranging.arrange(db.session.connection(), Article.id == article.id)
    return [row["id"] for row in rows]


def flat(length: int) -> list[int | None]:
    """Nobody answers anybody."""
    return [None] * length


def below_one(length: int) -> list[int | None]:
    """Everybody answers the first."""
    return [None, *[0] * (length - 1)]


def chain(length: int) -> list[int | None]:
    """Everybody answers the one before."""
    return [None, *range(length - 1)]


def in_tree_order(answered: Sequence[int | None], newest: bool = False) -> list[int]:
    """How a conversation is read, found out by walking through it, a step at a time."""
    answers = defaultdict(list)
    for nth, one in enumerate(answered):
        answers[one].append(nth)

    def below(one: int, depth: int) -> list[int]:
        if depth < DEEPEST:
            return [one, *(found for answer in answers[one] for found in below(answer, depth + 1))]
        found, waiting = [], [one]
        while waiting:
            found.append(waiting.pop())
            waiting += answers[found[-1]]
        return sorted(found)

    beginnings = reversed(answers[None]) if newest else answers[None]
    return [found for beginning in beginnings for found in below(beginning, 0)]
