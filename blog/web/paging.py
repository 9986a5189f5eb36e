"""Lists that are turned like pages, without counting what is on them or walking through it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from flask_sqlalchemy.pagination import Pagination
from sqlalchemy import ColumnElement, Row, Select, literal, tuple_

from blog.db import db
from blog.web import routing

Key = tuple[Any, Any, Any]
"""The columns that a list is in the order of, the newest first: month, moment, number."""
Counts = Sequence[tuple[int, int]]
"""How many entries of a list every month has, the newest first."""


class _Page(Pagination):
    """A page of a list: ``query`` in the order of ``key``, by its ``counts``."""

    def _query_items(self) -> list[Any]:
        query, key, counts = (self._query_args[name] for name in ("query", "key", "counts"))
        before, total = self._query_offset, self._query_count()
        if before >= total:
            return []
        newest, place = _month_at(counts, before)
        oldest, _ = _month_at(counts, min(before + self.per_page, total) - 1)
        # Between two months, so that the index that has them is read.
        entries = query.where(key[0].between(oldest, newest)).order_by(None)
        entries = entries.order_by(*(column.desc() for column in key))
        if place:
            first = db.session.execute(_entry(entries, key, place)).first()
            if first is None:  # it has become shorter
                return []
            entries = entries.where(tuple_(*key) <= _as_bound(key, first))
        return list(db.session.scalars(entries.limit(self.per_page)))

    def _query_count(self) -> int:
        return sum(number for _, number in self._query_args["counts"])


def page(
    query: Select[Any],
    key: Key,
    counts: Iterable[tuple[int, int]],
    length: int,
    number: int | None = None,
) -> Pagination:
    """The page that was asked for, or this ``number``; 404 where there is no such page.

    The months before it are skipped by their ``counts``. Of what is before it in its own month only
    the key is read, from an index.
    """
    number = number or routing.page_number()
    return _Page(number, length, query=query, key=key, counts=list(counts))


def _month_at(counts: Counts, place: int) -> tuple[int, int]:
    """The month of the entry that has so many before it, and how many of these are of it, too."""
    for month, number in counts:
        if place < number:
            return month, place
        place -= number
    raise IndexError(place)


def _entry(query: Select[Any], key: Key, place: int) -> Select[Any]:
    return query.with_only_columns(*key).offset(place).limit(1)


def _as_bound(key: Key, entry: Row[Any]) -> ColumnElement[Any]:
    return tuple_(*(literal(value, column.type) for column, value in zip(key, entry, strict=True)))
