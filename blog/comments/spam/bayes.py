"""How likely a comment is spam, by the words it has: naive Bayes, with log-odds."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import NamedTuple

from sqlalchemy import select

from blog.comments.spam import tokens
from blog.db import db
from blog.models.comment import Comment
from blog.models.spam import WORD_MAX, SpamWord

ENOUGH = 10
"""So many comments of both kinds have to be known before anything is said."""
TELLING = 20
"""How many tokens count: those that tell most, so that a long comment is no surer than a short."""
SMOOTHING = 1
"""Comments of either kind in which every token is taken to have been besides (Laplace)."""
NAMED = 4
"""How many words an explanation has at the most."""


class Opinion(NamedTuple):
    """How likely it is spam, from 0 to 1, and the words that say so, those that say most first."""

    likelihood: float
    words: list[str]


def opinion(comment: Comment) -> Opinion | None:
    """What the words of a comment say; nothing while too little is known. One query."""
    seen = tokens.of(comment)
    rows = db.session.execute(
        select(SpamWord.word, SpamWord.spam, SpamWord.ham).where(SpamWord.word.in_(seen))
    )
    known = {word: (spam, ham) for word, spam, ham in rows}
    totals = known.pop(tokens.EVERY, (0, 0))
    return weigh(known, totals, seen) if min(totals) >= ENOUGH else None


def weigh(
    known: Mapping[str, tuple[int, int]], totals: tuple[int, int], seen: Mapping[str, str]
) -> Opinion:
    """What tokens say of which it is known in how many spam and ham comments they were."""
    weights = {token: _log_odds(counts, totals) for token, counts in known.items()}
    telling = sorted(weights, key=lambda token: (-abs(weights[token]), token))[:TELLING]
    total = sum(weights[token] for token in telling)
    words = [seen[token][:WORD_MAX] for token in telling if weights[token] > 0 and seen[token]]
    return Opinion(1 / (1 + math.exp(-max(min(total, 50.0), -50.0))), words[:NAMED])


def _log_odds(counts: tuple[int, int], totals: tuple[int, int]) -> float:
    """How much likelier a token is in spam than in ham. Both kinds are taken to be as common."""
    in_spam, in_ham = (
        (count + SMOOTHING) / (total + 2 * SMOOTHING)
        for count, total in zip(counts, totals, strict=True)
    )
    return math.log(in_spam / in_ham)
