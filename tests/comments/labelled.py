"""Comments of which it is known whether they are spam: home-made, English and Turkish.

``corpus/*.tsv`` has them, one a line: name, web address, words. docs/decisions/0021 tells how they
were made.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from blog.comments.spam import bayes, tokens
from blog.models.comment import Comment, Standing
from blog.text import html

CORPUS = Path(__file__).parent / "corpus"
FOLDS = 5


class Labelled(NamedTuple):
    """A comment, and what an owner would decide of it."""

    comment: Comment
    standing: Standing


class Score(NamedTuple):
    """How the filter did: right ones of what it held, and of what it should have held."""

    precision: float
    recall: float
    wronged: list[str]
    missed: list[str]


def corpus() -> list[Labelled]:
    """All of them, in no session."""
    kinds = {"honest": Standing.APPROVED, "spam": Standing.SPAM}
    return [
        Labelled(comment, standing)
        for kind, standing in kinds.items()
        for comment in _read(CORPUS / f"{kind}.tsv")
    ]


def _read(file: Path) -> Iterator[Comment]:
    with file.open(encoding="utf-8", newline="") as lines:
        for name, url, body in csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            yield Comment(name=name, url=url, body=body, html=html.comment(body), email="")


def score(threshold: float) -> Score:
    """What the filter says of every comment, having learned four fifths of the others: each fifth
    in turn is what it has never seen."""
    everything = corpus()
    right, wronged, missed = 0, [], []
    for fold in range(FOLDS):
        known: dict[str, tuple[int, int]] = {}
        for at, (comment, standing) in enumerate(everything):
            if at % FOLDS != fold:
                _learn(known, comment, standing)
        totals = known.pop(tokens.EVERY)
        for comment, standing in everything[fold::FOLDS]:
            seen = tokens.of(comment)
            mine = {token: known[token] for token in seen if token in known}
            is_held = bayes.weigh(mine, totals, seen).likelihood >= threshold
            is_spam = standing is Standing.SPAM
            right += is_held and is_spam
            if is_held and not is_spam:
                wronged.append(comment.body)
            if is_spam and not is_held:
                missed.append(comment.body)
    spam = right + len(missed)
    return Score(right / (right + len(wronged)), right / spam, wronged, missed)


def _learn(known: dict[str, tuple[int, int]], comment: Comment, standing: Standing) -> None:
    for token in tokens.of(comment):
        spam, ham = known.get(token, (0, 0))
        is_spam = standing is Standing.SPAM
        known[token] = (spam + is_spam, ham + (not is_spam))
