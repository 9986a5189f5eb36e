"""The archive as a calendar: years, and the months in them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple

from flask import get_template_attribute, request, url_for
from flask_babel import get_locale

from blog.web.language import month_name

REMEMBERED = 500
"""How many years, in whatever language, are remembered as they are shown."""


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


def links(year: Year) -> str:
    """The items of a list of its months: of most years they are what they were the last time."""
    return _links(request.root_path, str(get_locale()), year.months)


@lru_cache(REMEMBERED)
def _links(_root: str, _locale: str, months: tuple[Month, ...]) -> str:
    shown: str = get_template_attribute("archive/months.html", "links")(months)
    return shown
