"""What somebody typed who looks for something, taken apart.

``vapur seferleri`` are two words, ``"vapur seferleri"`` is one phrase, ``vap*`` how a word begins;
``label:spor`` and ``year:2019`` narrow it down. Whatever else is typed is words, or nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from blog.text.characters import readable
from blog.text.folding import fold, words

LONGEST = 200
"""Characters that are looked at."""
MOST = 8
"""Words that are looked for, and as many labels."""
SHORTEST = 2
"""Letters that the beginning of a word has, at the least."""

LABEL = {"label", "etiket"}
YEAR = {"year", "yil"}
"""What they are called in the languages that the blog speaks, folded."""

_PART = re.compile(r'(?:(?P<field>[^\W\d_]+):)?(?:"(?P<quoted>[^"]*)"?(?P<star>\*)?|[^\s"]+)')
_QUOTES = str.maketrans("“”„‟«»", '""""""')
_A_YEAR = re.compile("[1-9][0-9]{3}", re.ASCII)


@dataclass(frozen=True)
class Phrase:
    """Folded words that stand one after another; the last may be no more than a beginning."""

    words: tuple[str, ...]
    is_beginning: bool = False
    is_quoted: bool = False

    @property
    def can_begin(self) -> bool:
        """Whether it is a single word, long enough to be taken for a beginning."""
        return len(self.words) == 1 and not self.is_quoted and len(self.words[0]) > SHORTEST


@dataclass(frozen=True)
class Question:
    """What is looked for: every phrase, on everything that bears every label, in that year.

    ``typed`` is as much of it as is looked at; ``was_cut`` tells that it was more.
    """

    typed: str = ""
    phrases: tuple[Phrase, ...] = ()
    labels: tuple[str, ...] = ()
    year: int | None = None
    was_cut: bool = False

    def __bool__(self) -> bool:
        """Whether anything is looked for."""
        return bool(self.phrases or self.labels or self.year)

    @property
    def widened(self) -> Question:
        """The same, with words taken for beginnings: ``okul`` is in ``okulda``, too. Who says so of
        some of them, doesn't mean it of the others."""
        if any(one.is_beginning for one in self.phrases):
            return self
        phrases = tuple(replace(one, is_beginning=one.can_begin) for one in self.phrases)
        return replace(self, phrases=phrases)


def read(typed: str) -> Question:
    """Understand what was typed, whatever it is."""
    line = " ".join(readable(typed).split())
    phrases: dict[Phrase, None] = {}
    labels: dict[str, None] = {}
    year, left, was_cut = None, MOST, len(line) > LONGEST
    for part in _PART.finditer(line[:LONGEST].translate(_QUOTES)):
        field, value = fold(part["field"] or ""), _value(part)
        if field in LABEL and value:
            labels[fold(value)] = None
        elif field in YEAR and _A_YEAR.fullmatch(value):
            year = int(value)
        elif (phrase := _phrase(part)) and phrase not in phrases:
            if len(phrase.words) > left:
                phrase, was_cut = replace(phrase, words=phrase.words[:left]), True
            if phrase.words:
                phrases[phrase] = None
            left -= len(phrase.words)
    return Question(
        typed=line[:LONGEST],
        phrases=tuple(phrases),
        labels=tuple(labels)[:MOST],
        year=year,
        was_cut=was_cut or len(labels) > MOST,
    )


def _value(part: re.Match[str]) -> str:
    """What follows ``label:`` or ``year:``."""
    if part["quoted"] is not None:
        return part["quoted"].strip()
    return part.group().partition(":")[2]


def _phrase(part: re.Match[str]) -> Phrase | None:
    """The words of a part, be it quoted or such as ``e-mail``, which are two."""
    found = tuple(word.folded for word in words(part.group()))
    if not found:
        return None
    has_star = part["star"] is not None if part["quoted"] is not None else part.group()[-1] == "*"
    return Phrase(
        found,
        is_beginning=has_star and len(found[-1]) >= SHORTEST,
        is_quoted=part["quoted"] is not None,
    )
