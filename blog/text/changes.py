"""What changed between two texts, word by word; bounded, however long they are."""

from __future__ import annotations

import enum
import re
from collections import Counter
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import NamedTuple

LINES = 3_000
"""Lines that differ on either side: beyond that they are not told apart (difflib is quadratic)."""
WORK = 25_000_000
"""Pairs of words that are compared at the most, all stretches together."""
CONTEXT = 40
"""Words that are shown around a change."""

_WORD = re.compile(r"\n|\S+[^\S\n]*|[^\S\n]+")


class Kind(enum.StrEnum):
    """What became of some words. ``SKIPPED`` ones are the same, and too many to show."""

    SAME = "same"
    GONE = "gone"
    NEW = "new"
    SKIPPED = "skipped"


class Change(NamedTuple):
    """Some words in a row, and what became of them; ``words`` counts them."""

    kind: Kind
    text: str

    @property
    def words(self) -> int:
        """How many words they are."""
        return len(self.text.split())


def compare(before: str, after: str) -> list[Change]:
    """What became of one text in the other, with some words around each change.

    Lines are matched first, then the words of those that changed. Where there are too many of
    them for that, they are gone and new as a whole.
    """
    start, gone, new, end = _parted(before, after)
    runs = [(Kind.SAME, start), *_lines(gone, new), (Kind.SAME, end)]
    return list(_abridged(_joined(runs)))


def count(before: str, after: str) -> tuple[int, int]:
    """How many words came, and how many went; those that only moved are neither."""
    _start, gone, new, _end = _parted(before, after)
    went, came = Counter(gone.split()), Counter(new.split())
    return (came - went).total(), (went - came).total()


def taken_away(before: str, after: str) -> int:
    """How many characters lay where something else lies now, or nothing: from the first one
    that differs to the last."""
    first = _common(before, after)
    gone, new = before[first:], after[first:]
    return len(gone) - _common(gone[::-1], new[::-1])


def _parted(before: str, after: str) -> tuple[str, str, str, str]:
    """What both texts begin with, what is between in each, and what both end with; whole lines."""
    first = before.rfind("\n", 0, _common(before, after)) + 1
    gone, new = before[first:], after[first:]
    last = _common(gone[::-1], new[::-1])
    if last < max(len(gone), len(new)):  # else there is nothing between
        found = gone.find("\n", len(gone) - last)
        last = len(gone) - found - 1 if found >= 0 else 0
    return (
        before[:first],
        gone[: len(gone) - last],
        new[: len(new) - last],
        gone[len(gone) - last :],
    )


def _common(one: str, other: str) -> int:
    """How many characters two texts begin with alike, found by halving: texts compare fast."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


Run = tuple[Kind, str]


def _lines(before: str, after: str) -> Iterator[Run]:
    """Runs of lines, and inside those that changed, of words."""
    gone, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    if max(len(gone), len(new)) > LINES:
        yield from _replaced(before, after)
        return
    work = WORK
    for kind, a, b, c, d in SequenceMatcher(None, gone, new).get_opcodes():
        left, right = "".join(gone[a:b]), "".join(new[c:d])
        if kind == "equal":
            yield Kind.SAME, left
            continue
        old_words, new_words = _WORD.findall(left), _WORD.findall(right)
        work -= len(old_words) * len(new_words)
        if work < 0:
            yield from _replaced(left, right)
        else:
            yield from _words(old_words, new_words)


def _words(before: list[str], after: list[str]) -> Iterator[Run]:
    for kind, a, b, c, d in SequenceMatcher(None, before, after).get_opcodes():
        if kind == "equal":
            yield Kind.SAME, "".join(before[a:b])
        else:
            yield from _replaced("".join(before[a:b]), "".join(after[c:d]))


def _replaced(before: str, after: str) -> Iterator[Run]:
    yield Kind.GONE, before
    yield Kind.NEW, after


def _joined(runs: list[Run]) -> list[Run]:
    """The same with neighbours of a kind made one, and without empty ones."""
    joined: list[Run] = []
    for kind, text in runs:
        if not text:
            continue
        if joined and joined[-1][0] is kind:
            joined[-1] = (kind, joined[-1][1] + text)
        else:
            joined.append((kind, text))
    return joined


def _abridged(runs: list[Run]) -> Iterator[Change]:
    """The same with less of what stayed as it was."""
    for place, (kind, text) in enumerate(runs):
        words = _WORD.findall(text) if kind is Kind.SAME else []
        head = CONTEXT if place else 0
        tail = CONTEXT if place + 1 < len(runs) else 0
        if len(words) <= head + tail + CONTEXT:
            yield Change(kind, text)
            continue
        if head:
            yield Change(Kind.SAME, "".join(words[:head]))
        yield Change(Kind.SKIPPED, "".join(words[head : len(words) - tail]))
        if tail:
            yield Change(Kind.SAME, "".join(words[-tail:]))
