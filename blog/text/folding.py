"""One spelling for every way of writing a word, for labels and for search."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import NamedTuple

_DOTS = str.maketrans("Iİı", "iii")


def fold(text: str) -> str:
    """Forget case, accents and the dots of the Turkish i: IŞIK, Işık and ışık are ``isik``."""
    plain = text
    if not text.isascii():
        for letter in _PLAIN.keys() & set(text):
            plain = plain.replace(letter, _PLAIN[letter])
    return plain.lower() if plain.isascii() else _fold(text)


def _fold(text: str) -> str:
    """The same for whatever script. ``I İ ı`` come first, for ``"İ".lower()`` is two characters
    long."""
    decomposed = unicodedata.normalize("NFKD", text.translate(_DOTS).lower())
    bare = "".join(c for c in decomposed if not unicodedata.combining(c))
    # NFKD can bring capitals back ("㎏" doesn't, "℡" does), and folding twice must change nothing.
    return bare.translate(_DOTS).lower()


_PLAIN = {one: _fold(one) for one in map(chr, range(0x80, 0x250)) if _fold(one).isascii()}
"""Latin letters that become letters without marks: texts of such are folded many times as fast."""


def says(text: str, word: str) -> bool:
    """Whether a folded word, or a part of one, is in a text: faster than folding all of it. Letters
    count in both cases and, where it is one with the letter, whatever their mark."""
    return word in text.lower() if text.isascii() else bool(_spelt(word).search(text))


@lru_cache(maxsize=100)
def _spelt(word: str) -> re.Pattern[str]:
    return re.compile("".join(f"(?:{'|'.join(map(re.escape, _spellings(one)))})" for one in word))


def _spellings(letter: str) -> set[str]:
    return {letter, letter.upper(), *_marked().get(letter, ())}


@cache
def _marked() -> dict[str, set[str]]:
    """The letters that are a folded one with marks: ``ş`` and ``Ş`` are, of ``s``. Those of Latin,
    Greek and Cyrillic scripts; others have few such."""
    marked: defaultdict[str, set[str]] = defaultdict(set)
    for letter in filter(str.isalpha, map(chr, range(0x80, 0x2000))):
        marked[_fold(letter)].add(letter)
    return marked


class Word(NamedTuple):
    """A word of a text: folded, and where it stands."""

    folded: str
    start: int
    end: int


_INSIDE = "\u0300-\u036f\u00ad\u200b-\u200d\u2060\ufeff"
"""What may stand inside a word without parting it: marks, soft hyphens, joiners."""
_OWN_WORDS = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
"""Kana and Han stand in no words that a space would part; each is one of its own."""
_WORD = re.compile(rf"[{_OWN_WORDS}]|[^\W_{_OWN_WORDS}](?:[^\W_{_OWN_WORDS}]|[{_INSIDE}])*")
_SPELT = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th"}
    | {"ə": "e", "ħ": "h", "ŋ": "n", "ς": "σ"}
)
"""Letters that are no marked ones, as they are written where a keyboard has none of them."""


def words(text: str, start: int = 0) -> Iterator[Word]:
    """The words of a text, each in one spelling, from where one begins. An apostrophe parts them:
    in ``İstanbul'da`` is ``istanbul``, as in ``don't`` are ``don`` and ``t``."""
    for found in _WORD.finditer(text, start):
        folded = _folded(found.group())
        if folded:
            yield Word(folded, found.start(), found.end())


def beginning_so(text: str, beginnings: tuple[str, ...]) -> Iterator[int]:
    """Where the words of a text begin that begin like one of these, folded."""
    for found in _WORD.finditer(text):
        if _folded(found.group()).startswith(beginnings):
            yield found.start()


@lru_cache(maxsize=2**16)
def _folded(word: str) -> str:
    return "".join(filter(str.isalnum, fold(word).translate(_SPELT)))
