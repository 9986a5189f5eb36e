"""The archive as a calendar: years, and the months in them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby

from flask import url_for

from blog.models.article import Article
from blog.web.language import month_name


@dataclass
class Month:
    """A month in which something was published. ``articles`` only where they are shown."""

    number: int
    count: int
    is_open: bool = False
    articles: Sequence[Article] = field(default_factory=list)

    @cached_property
    def name(self) -> str:
        """Its name, without the year."""
        return month_name(self.number, "LLLL")

    @cached_property
    def url(self) -> str:
        """Its page."""
        return url_for("archive.month", year=self.number // 100, month=self.number % 100)


@dataclass
class Year:
    """A year in which something was published."""

    year: int
    months: list[Month]
    is_open: bool = False

    @property
    def count(self) -> int:
        """How many articles it has."""
        return sum(month.count for month in self.months)

    @property
    def url(self) -> str:
        """Its page."""
        return url_for("archive.year", year=self.year)


def build(counts: Iterable[tuple[int, int]]) -> list[Year]:
    """Years and months, in the order in which the counts came."""
    months = [Month(number, count) for number, count in counts]
    return [
        Year(year, list(of_year))
        for year, of_year in groupby(months, key=lambda month: month.number // 100)
    ]
