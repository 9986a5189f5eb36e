"""Where in a text the words stand that somebody looked for.

Hits stand between ``\\x02`` and ``\\x03``, as ``html.marked`` wants them: what is shown is the text
itself, never its folded spelling.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from blog.text.excerpts import excerpt as beginning
from blog.text.folding import Word, beginning_so, words
from blog.text.questions import Phrase

LENGTH = 260
"""Characters of an excerpt, nearly."""
BEFORE = 70
"""Characters that lead up to its first hit."""
FURTHEST = 50_000
"""Characters of a text in which hits are looked for."""
ENOUGH = 20
"""Hits of which the best place is chosen."""


class Hit(NamedTuple):
    """A place where a phrase stands."""

    start: int
    end: int
    phrase: Phrase


def marked(text: str, phrases: Sequence[Phrase]) -> str:
    """A short text with its hits marked."""
    return _mark(text, _hits(text, phrases))


def excerpt(text: str, phrases: Sequence[Phrase]) -> str:
    """The part of a one-line text that has most of the phrases, cut at the ends of words, with its
    hits marked; the text's beginning where it has none."""
    hits = list(islice(_hits(text, phrases), ENOUGH))
    if not hits:
        return beginning(text, LENGTH)
    first = max(hits, key=lambda hit: (_worth(hits, hit.start), -hit.start))
    start = _start(text, first.start)
    end = _end(text, start)
    inside = (
        hit._replace(start=hit.start - start, end=hit.end - start)
        for hit in hits
        if start <= hit.start and hit.end <= end
    )
    shown = _mark(text[start:end], inside)
    return f"{'… ' if start else ''}{shown}{' …' if end < len(text) else ''}"


def _hits(text: str, phrases: Sequence[Phrase]) -> Iterator[Hit]:
    """Every place in turn, none of them inside another."""
    if not phrases:
        return
    longest = max(len(phrase.words) for phrase in phrases)
    firsts = tuple(phrase.words[0] for phrase in phrases)
    text = text[:FURTHEST]
    after = 0
    for start in beginning_so(text, firsts):
        if start < after:
            continue
        ahead = list(islice(words(text, start), longest))
        if phrase := _standing(ahead, phrases):
            after = ahead[len(phrase.words) - 1].end
            yield Hit(start, after, phrase)


def _standing(ahead: Sequence[Word], phrases: Sequence[Phrase]) -> Phrase | None:
    """The longest phrase that begins with the next word."""
    found = [
        phrase
        for phrase in phrases
        if len(phrase.words) <= len(ahead)
        and all(map(_is, ahead, phrase.words[:-1]))
        and _ends(ahead[len(phrase.words) - 1], phrase)
    ]
    return max(found, key=lambda phrase: len(phrase.words), default=None)


def _is(word: Word, wanted: str) -> bool:
    return word.folded == wanted


def _ends(word: Word, phrase: Phrase) -> bool:
    last = phrase.words[-1]
    return word.folded.startswith(last) if phrase.is_beginning else word.folded == last


def _worth(hits: Iterable[Hit], start: int) -> tuple[int, int]:
    """How many of the phrases, and how many hits, an excerpt from here on would show."""
    shown = [
        hit.phrase for hit in hits if start <= hit.start and hit.end <= start + LENGTH - BEFORE
    ]
    return len(set(shown)), len(shown)


def _start(text: str, hit: int) -> int:
    """Where a word begins, a little before the hit."""
    if hit <= BEFORE:
        return 0
    space = text.find(" ", hit - BEFORE, hit)
    return hit if space < 0 else space + 1


def _end(text: str, start: int) -> int:
    """Where a word ends, about as far on as an excerpt is long."""
    if len(text) <= start + LENGTH:
        return len(text)
    space = text.rfind(" ", start + BEFORE, start + LENGTH)
    return start + LENGTH if space < 0 else space


def _mark(text: str, hits: Iterable[Hit]) -> str:
    parts, done = [], 0
    for hit in hits:
        parts += [text[done : hit.start], "\x02", text[hit.start : hit.end], "\x03"]
        done = hit.end
    return "".join([*parts, text[done:]])
