"""Lists that are turned like pages, without counting what is on them or walking through it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from flask_sqlalchemy.pagination import Pagination
from sqlalchemy import ColumnElement, Row, Select, literal, tuple_

from blog.db import db
from blog.web import routing

Key = tuple[Any, Any, Any]
"""The columns that a list is in the order of, the newest first: month, moment, number."""
Counts = Sequence[tuple[int, int]]
"""How many entries of a list every month has, the newest first."""


class Stretch(NamedTuple):
    """What of a list is on a page: ``length`` entries from the ``newest`` month to the ``oldest``.
    Of the ``number`` of the newest one, so many stand before them as ``place`` says."""

    newest: int
    place: int
    number: int
    oldest: int
    length: int


Read = Callable[[Stretch], Sequence[Any]]


class _Page(Pagination):
    """A page of a list of which ``read`` fetches a stretch, by its ``counts``."""

    def _query_items(self) -> list[Any]:
        counts, read = self._query_args["counts"], self._query_args["read"]
        before, total = self._query_offset, self._query_count()
        if before >= total:
            return []
        length = min(self.per_page, total - before)
        newest, place, number = _month_at(counts, before)
        oldest, _, _ = _month_at(counts, before + length - 1)
        return list(read(Stretch(newest, place, number, oldest, length)))

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

    The months before it are skipped by their ``counts``. Of what is before it in its own month, or
    after it where that is less, only the key is read, from an index.
    """
    number = number or routing.page_number()
    return _Page(number, length, read=_reading(query, key), counts=list(counts))


def read_page(read: Read, counts: Iterable[tuple[int, int]], length: int) -> Pagination:
    """The page that was asked for of a list that is read in a way of its own; an empty one where
    there is no such page."""
    return _Page(routing.page_number(), length, read=read, counts=list(counts), error_out=False)


def _reading(query: Select[Any], key: Key) -> Read:
    """How to read a list from an index that is in the order of the key."""

    def read(stretch: Stretch) -> Sequence[Any]:
        # Between two months, so that the index that has them is read.
        entries = query.where(key[0].between(stretch.oldest, stretch.newest)).order_by(None)
        entries = entries.order_by(*(column.desc() for column in key))
        if stretch.place:
            of_month = query.where(key[0] == stretch.newest).order_by(None)
            entry = _entry(of_month.with_only_columns(*key), key, stretch)
            first = db.session.execute(entry).first()
            if first is None:  # it has become shorter
                return []
            entries = entries.where(tuple_(*key) <= _as_bound(key, first))
        return db.session.scalars(entries.limit(stretch.length)).all()

    return read


def _month_at(counts: Counts, place: int) -> tuple[int, int, int]:
    """The month of the entry that has so many before it, how many of these are of it, too, and how
    many it has."""
    for month, number in counts:
        if place < number:
            return month, place, number
        place -= number
    raise IndexError(place)


def _entry(of_month: Select[Any], key: Key, stretch: Stretch) -> Select[Any]:
    """The first of a stretch among the entries of its month, from the nearer end."""
    if stretch.place <= stretch.number // 2:
        newest_first = of_month.order_by(*(column.desc() for column in key))
        return newest_first.offset(stretch.place).limit(1)
    return of_month.order_by(*key).offset(stretch.number - 1 - stretch.place).limit(1)


def _as_bound(key: Key, entry: Row[Any]) -> ColumnElement[Any]:
    return tuple_(*(literal(value, column.type) for column, value in zip(key, entry, strict=True)))
