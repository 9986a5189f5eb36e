"""Putting whole conversations in order, where comments came or went many at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    ScalarSelect,
    bindparam,
    func,
    select,
    update,
)

from blog.models.article import Article
from blog.models.comment import COUNTED, Comment, Position, Standing

ARTICLES_AT_ONCE = 200
ROWS_AT_ONCE = 1_000

Said = Row[int, int | None, datetime, Standing]
"""What is read of a comment: its number, that of the one it answers, its time and standing."""

PLACED = update(Comment).where(Comment.id == bindparam("number"))


def arrange(connection: Connection, which: ColumnElement[bool]) -> None:
    """Give the comments on these articles their places, and count them.

    The outcome is right whatever was there before. Objects in memory are not told.
    """
    counts = {name: _number(standing) for standing, name in COUNTED.items()}
    ids = iter(connection.scalars(select(Article.id).where(which)).all())
    while some := list(islice(ids, ARTICLES_AT_ONCE)):
        rows = connection.execute(
            select(Comment.id, Comment.parent_id, Comment.created_at, Comment.standing)
            .where(Comment.article_id.in_(some))
            .order_by(Comment.created_at, Comment.id)
        ).all()
        places = _places(rows)
        while batch := list(islice(places, ROWS_AT_ONCE)):
            connection.execute(PLACED, batch)
        connection.execute(update(Article).where(Article.id.in_(some)).values(counts))


def _places(rows: Sequence[Said]) -> Iterator[dict[str, Any]]:
    """What follows for each comment from those that it answers and that answer it.

    Without recursion: a chain may be longer than Python's stack. Of comments that answer each
    other, one stands as if it answered none.
    """
    known = {row.id: row for row in rows}
    positions: dict[int, Position] = {}
    for row in rows:
        way = {}
        one: Said | None = row
        while one and one.id not in positions and one.id not in way:
            way[one.id] = one
            one = known.get(one.parent_id)
        for step in reversed(way.values()):
            answered = positions.get(step.parent_id)
            positions[step.id] = Position.of(step.created_at, step.id, answered)

    answers: Counter[int] = Counter()
    for id in reversed(positions):  # answers come before what they answer
        row = known[id]
        is_shown = row.standing is Standing.APPROVED or answers[id] > 0
        if is_shown and row.parent_id in known:
            answers[row.parent_id] += 1
        place = positions[id]._asdict()
        yield {"number": id, **place, "is_shown": is_shown, "answers": answers[id]}


def _number(standing: Standing) -> ScalarSelect[int]:
    return (
        select(func.count())
        .where(Comment.article_id == Article.id, Comment.standing == standing)
        .scalar_subquery()
    )
