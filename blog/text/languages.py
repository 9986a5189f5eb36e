"""Languages that texts are in: what they are called, and which way they are written."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from babel import Locale, UnknownLocaleError

from blog.text.folding import fold

TAG_MAX = 35
"""Characters that the longest tag needs (RFC 5646, 4.4.1)."""
OFFERED = (
    *("ar", "az", "bg", "bs", "ckb", "cs", "da", "de", "el", "en", "es", "fa", "fi", "fr", "he"),
    *("hr", "hu", "hy", "it", "ja", "ka", "ku", "nb", "nl", "pl", "pt", "ro", "ru", "sq", "sr"),
    *("sv", "tr", "uk", "zh"),
)
"""What an owner can choose without knowing a tag."""

_TAG = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def is_tag(words: str) -> bool:
    """Whether it can name a language (BCP 47), be it one that we know or not."""
    return len(words) <= TAG_MAX and _TAG.fullmatch(words) is not None


@lru_cache
def direction(tag: str) -> str:
    """What ``dir`` says of a text in that language; of one we don't know, its letters decide."""
    known = _locale(tag)
    return known.text_direction if known else "auto"


def called(tag: str, spoken: Locale) -> str:
    """What a language is called in another; its tag, where nobody knows."""
    known = _locale(tag)
    return (known and known.get_display_name(spoken)) or tag


def in_order(tags: Iterable[str], spoken: Locale) -> list[tuple[str, str]]:
    """Languages with what they are called, in the order of that."""
    return sorted(((tag, called(tag, spoken)) for tag in tags), key=lambda pair: fold(pair[1]))


def _locale(tag: str) -> Locale | None:
    try:
        return Locale.parse(tag, sep="-")
    except (UnknownLocaleError, ValueError):
        return None
