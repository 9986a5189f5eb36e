"""Which comments are on a page of a conversation, found by the one that it follows.

A page reads about as many rows as it shows, each through an index, however long the conversation
is and however long any thread of it (docs/decisions/0020).
"""

from __future__ import annotations

import enum
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, Select, bindparam, func, select, tuple_, union_all
from sqlalchemy.orm import aliased

from blog.models.comment import Comment, Said, Standing

_ANSWERED = aliased(Comment)
AS_SHOWN = (
    *(getattr(Comment, name) for name in Said._fields),
    *(Comment.rank, _ANSWERED.id, _ANSWERED.anchor, _ANSWERED.name, _ANSWERED.standing),
)
"""What a page shows of a comment, where it stands, and which one it answers."""


class Order(enum.StrEnum):
    """Which beginnings come first; below each, answers follow each other in time."""

    OLDEST = "oldest"
    NEWEST = "newest"


@cache
def beginning(order: Order, length: int) -> Select[Any]:
    """The first comments on the ``article`` that is told when they are asked for."""
    ids = _shown(bindparam("article")).order_by(*_sorting(order)).limit(length)
    return _those(ids, order, length)


def page(after: Comment, order: Order, length: int) -> Select[Any]:
    """The comments ``after`` one, whether that is seen or not."""
    return _those(_behind(after, order, length), order, length)


def _those(ids: Any, order: Order, length: int) -> Select[Any]:
    """These comments ``AS_SHOWN``."""
    return (
        select(*AS_SHOWN)
        .outerjoin(_ANSWERED, _ANSWERED.id == Comment.parent_id)
        .where(Comment.id.in_(ids))
        .order_by(*_sorting(order))
        .limit(length)
    )


def before(after: Comment, order: Order, length: int) -> Select[int]:
    """What the page before the one ``after`` this comment follows; nothing if that is the first."""
    return (
        select(Comment.id)
        .where(Comment.id.in_(_behind(after, order, length + 1, back=True)))
        .order_by(*_sorting(order, back=True))
        .offset(length)
        .limit(1)
    )


def known(article_id: int, comment_id: int) -> Select[Comment]:
    """A comment on this article, seen or not: a page goes on where a hidden one stood."""
    return select(Comment).where(Comment.id == comment_id, Comment.article_id == article_id)


def said_at(article_id: int, moment: datetime) -> Select[Comment]:
    """What readers see of what was said in the millisecond that begins at ``moment``."""
    return (
        select(Comment)
        .where(Comment.article_id == article_id, Comment.is_shown)
        .where(Comment.standing.in_(Standing))  # so that their index leads to the time
        .where(Comment.created_at >= moment)
        .where(Comment.created_at < moment + timedelta(milliseconds=1))
        .order_by(Comment.created_at, Comment.id)
        .limit(1)
    )


def count_before(comment: Comment) -> Select[int]:
    """How many comments readers see before this one, the oldest first."""
    stands_before = tuple_(Comment.thread, Comment.rank) < tuple_(*comment.position)
    return _shown(comment.article_id).where(stands_before).with_only_columns(func.count())


def nth(article_id: int, number: int) -> Select[int]:
    """The comment that readers see so many others before, the oldest first."""
    return _shown(article_id).order_by(*_sorting(Order.OLDEST)).offset(number).limit(1)


def _shown(article_id: int | BindParameter[int]) -> Select[int]:
    return select(Comment.id).where(Comment.article_id == article_id, Comment.is_shown)


def _sorting(order: Order, back: bool = False) -> tuple[Any, Any]:
    is_down = (order is Order.NEWEST) != back
    return (
        Comment.thread.desc() if is_down else Comment.thread,
        Comment.rank.desc() if back else Comment.rank,
    )


def _behind(comment: Comment, order: Order, length: int, back: bool = False) -> Any:
    """So many comments behind one; on the way ``back``, itself and those before it.

    What is left of its thread and the threads beyond are asked for apart: of each, an index has
    the rows side by side.
    """
    thread, rank = _sorting(order, back)
    is_down = (order is Order.NEWEST) != back
    shown = _shown(comment.article_id)
    in_its_thread = shown.where(
        Comment.thread == comment.thread,
        Comment.rank <= comment.rank if back else Comment.rank > comment.rank,
    )
    beyond = shown.where(
        Comment.thread < comment.thread if is_down else Comment.thread > comment.thread
    )
    parts = (
        in_its_thread.order_by(rank).limit(length),
        beyond.order_by(thread, rank).limit(length),
    )
    return union_all(*(select(part.subquery().c.id) for part in parts))
