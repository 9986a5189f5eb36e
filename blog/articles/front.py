"""The front page is composed, not listed: each rank says less than the one above."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from blog.models.article import Article

SECOND, THIRD = 3, 6
"""How many articles stand beside the lead story, and in columns under it."""


class Front(NamedTuple):
    """A composed page of news. The second rank stands partly ``under`` the lead story."""

    lead: Article | None
    under: Sequence[Article]
    beside: Sequence[Article]
    third: Sequence[Article]
    river: Sequence[Article]


def compose(articles: Sequence[Article], is_first_page: bool) -> Front:
    """Give every article its rank, newest first; later pages are river only."""
    if not is_first_page or not articles:
        return Front(None, (), (), (), articles)
    ranked, third = 1 + SECOND, 1 + SECOND + THIRD
    under, beside = _part(articles[0], articles[1:ranked])
    return Front(articles[0], under, beside, articles[ranked:third], articles[third:])


def _part(lead: Article, second: Sequence[Article]) -> tuple[Sequence[Article], Sequence[Article]]:
    """Part the second rank so that both columns end about level: under the lead, and beside it.

    The one picture of the second rank opens the column beside, and is as tall as a story.
    """
    pictured = [article for article in second if article.picture][:1]
    plain = [article for article in second if article not in pictured]
    beside = SECOND - len(pictured) - (lead.picture is None)
    under = max(0, len(second) - beside)
    return plain[:under], [*pictured, *plain[under:]]
