"""The archive as a calendar: years, and the months in them."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import NamedTuple

from flask import url_for

from blog.web.language import month_name


class Month(NamedTuple):
    """A month (``yyyymm``) in which something was published, and the number of its articles."""

    month: int
    number: int

    @property
    def name(self) -> str:
        """Its name, without the year."""
        return month_name(self.month, "LLLL")

    @property
    def url(self) -> str:
        """Its page."""
        return url_for("archive.month", year=self.month // 100, month=self.month % 100)


class Year(NamedTuple):
    """A year in which something was published."""

    year: int
    months: tuple[Month, ...]

    @property
    def number(self) -> int:
        """How many articles it has."""
        return sum(month.number for month in self.months)

    @property
    def url(self) -> str:
        """Its page."""
        return url_for("archive.year", year=self.year)


def build(counts: Iterable[tuple[int, int]]) -> list[Year]:
    """Years and months, in the order in which the counts came."""
    months = [Month(month, number) for month, number in counts]
    return [
        Year(year, tuple(of_year))
        for year, of_year in groupby(months, key=lambda month: month.month // 100)
    ]
