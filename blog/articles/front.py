"""The front page is composed, not listed: each rank says less than the one above."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from blog.models.article import Article

PER_PAGE = 24
SECOND, THIRD = 3, 6
"""How many articles stand beside the lead story, and in columns under it."""


class Front(NamedTuple):
    """A composed page of news."""

    lead: Article | None
    second: Sequence[Article]
    third: Sequence[Article]
    river: Sequence[Article]


def compose(articles: Sequence[Article], is_first_page: bool) -> Front:
    """Give every article its rank, newest first; later pages are river only."""
    if not is_first_page or not articles:
        return Front(None, (), (), articles)
    ranked, third = 1 + SECOND, 1 + SECOND + THIRD
    return Front(articles[0], articles[1:ranked], articles[ranked:third], articles[third:])
