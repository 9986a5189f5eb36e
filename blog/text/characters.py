"""The characters nobody sees: which of them a reader's words may keep."""

import re
import unicodedata

TALLEST_TOWER = 3
"""Combining marks on one letter: Vietnamese, Hebrew and Arabic need up to three."""

_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")

# Overrides and isolates turn the words after them round; the others hide inside words.
# U+200C and U+200D stay: Persian and Indic spelling need them, and so do family emoji.
_DISGUISES = re.compile("[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


def without_controls(text: str) -> str:
    """Drop controls other than tab and line ends, and whatever else XML 1.0 can't hold."""
    return _CONTROLS.sub("", text)


def readable(text: str) -> str:
    """Drop whatever changes how the words around it look without being seen itself."""
    return without_towers(_DISGUISES.sub("", without_controls(text)))


def without_towers(text: str) -> str:
    """Keep at most ``TALLEST_TOWER`` combining marks in a row."""
    if text.isascii():
        return text

    kept = []
    height = 0
    for character in text:
        height = height + 1 if is_mark(character) else 0
        if height <= TALLEST_TOWER:
            kept.append(character)
    return "".join(kept)


def is_mark(character: str) -> bool:
    """Say whether this character is drawn on top of the one before it."""
    return unicodedata.category(character) in ("Mn", "Me")
