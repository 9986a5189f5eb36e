"""Lists that are turned like pages, without counting what is on them or walking through it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache, partial
from typing import Any, NamedTuple

from flask_sqlalchemy.pagination import Pagination
from sqlalchemy import Integer, Row, Select, bindparam, tuple_

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


class _Asked(NamedTuple):
    """What a list is asked, put together once: its entries between two months, the same from one
    on, and an entry of a month by its place from either end."""

    beginning: Select[Any]
    following: Select[Any]
    from_newest: Select[Any]
    from_oldest: Select[Any]


@lru_cache(maxsize=16)
def _asked(query: Select[Any], key: Key) -> _Asked:
    query = query.order_by(None)
    newest_first = [column.desc() for column in key]
    # Between two months, so that the index that has them is read.
    entries = query.where(key[0].between(bindparam("oldest"), bindparam("newest")))
    entries = entries.order_by(*newest_first).limit(bindparam("length", type_=Integer()))
    first = tuple_(*(bindparam(f"key_{place}", type_=one.type) for place, one in enumerate(key)))
    of_month = query.with_only_columns(*key).where(key[0] == bindparam("newest"))
    of_month = of_month.offset(bindparam("place", type_=Integer())).limit(1)
    return _Asked(
        entries,
        entries.where(tuple_(*key) <= first),
        of_month.order_by(*newest_first),
        of_month.order_by(*key),
    )


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
    given: Mapping[str, Any] | None = None,
) -> Pagination:
    """The page that was asked for, or this ``number``; 404 where there is no such page. ``query``
    is a constant, for which values are ``given``.

    The months before it are skipped by their ``counts``. Of what is before it in its own month, or
    after it where that is less, only the key is read, from an index.
    """
    number = number or routing.page_number()
    read = partial(_read, _asked(query, key), given or {})
    return _Page(number, length, read=read, counts=list(counts))


def read_page(read: Read, counts: Iterable[tuple[int, int]], length: int) -> Pagination:
    """The page that was asked for of a list that is read in a way of its own; an empty one where
    there is no such page."""
    return _Page(routing.page_number(), length, read=read, counts=list(counts), error_out=False)


def _read(asked: _Asked, given: Mapping[str, Any], stretch: Stretch) -> Sequence[Any]:
    """A stretch of a list, from an index that is in the order of its key."""
    given = {**given, **stretch._asdict()}
    if not stretch.place:
        return db.session.scalars(asked.beginning, given).all()
    first = _entry(asked, given, stretch)
    if first is None:  # it has become shorter
        return []
    given |= {f"key_{place}": value for place, value in enumerate(first)}
    return db.session.scalars(asked.following, given).all()


def _entry(asked: _Asked, given: Mapping[str, Any], stretch: Stretch) -> Row[Any] | None:
    """The key of the first entry of a stretch, counted from the nearer end of its month."""
    if stretch.place <= stretch.number // 2:
        return db.session.execute(asked.from_newest, given).first()
    from_the_end = {**given, "place": stretch.number - 1 - stretch.place}
    return db.session.execute(asked.from_oldest, from_the_end).first()


def _month_at(counts: Counts, place: int) -> tuple[int, int, int]:
    """The month of the entry that has so many before it, how many of these are of it, too, and how
    many it has."""
    for month, number in counts:
        if place < number:
            return month, place, number
        place -= number
    raise IndexError(place)
