"""Words in the blog's own typeface, for pictures that leave the blog."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from PIL import ImageFont, features

from blog.config import ROOT

FACE = ROOT / "static" / "fonts" / "broadsheet-serif.woff2"
HEADLINE, SMALL = (800, 60), (900, 20)
"""Weight and optical size, the face's two axes: for large letters, and for very small ones."""

# In Turkish, "fi" may not be one letter: its dot would be gone.
SHAPING = ["-liga"] if features.check("raqm") else None

LEADING = 1.1
"""From one line to the next, in ems."""
UNIT = 100
"""Pixels of an em where something is only measured."""

Piece = tuple[str, float]
"""What can't be parted, with the space before it if there is one; its width without, in ems."""


@dataclass(frozen=True)
class Setting:
    """Words broken into lines, and the size in pixels at which these fit."""

    size: int
    lines: list[str]


def face(size: float, cut: tuple[int, int] = HEADLINE) -> ImageFont.FreeTypeFont:
    """The typeface, an em of so many pixels. Opened anew each time: threads can't share one."""
    font = ImageFont.truetype(FACE, size)
    font.set_variation_by_axes(list(cut))
    return font


@lru_cache(maxsize=1024)
def writable(words: str) -> str:
    """The words as the typeface has them: on one line, without emoji. Nothing if it lacks a letter.

    A headline with holes in it is worse than none.
    """
    font, shown = face(UNIT), ""
    for letter in unicodedata.normalize("NFC", words):
        if unicodedata.category(letter) == "Cf":  # joiners, marks of direction, soft hyphens
            continue
        if letter.isspace() or font.getmask(letter).getbbox():
            shown += letter
        elif not _is_ornament(letter):
            return ""
    return re.sub("[^\\S\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}]+", " ", shown).strip()


def _is_ornament(letter: str) -> bool:
    """Whether a sentence is the same without it: emoji, and what colours or frames them."""
    return (
        unicodedata.category(letter) in {"So", "Sk", "Me", "Cc"} or "\ufe00" <= letter <= "\ufe0f"
    )


def fit(words: str, width: int, height: int, sizes: Iterable[int], most: int = 5) -> Setting:
    """Set words in the first of the sizes in which they fit a box, with lines of like length.

    Given in pixels, the largest first. What is too long for the last one is cut.
    """
    font = face(UNIT)
    pieces = [
        (piece, font.getlength(piece.strip(" "), features=SHAPING) / UNIT)
        for piece in re.findall(r" *[^ ]+?(?:[-–—/](?=\w)|(?= |$))", words)
    ]
    space = font.getlength(" ") / UNIT
    for size in sizes:
        measure, room = width / size, min(most, int(height / size / LEADING))
        if all(wide <= measure for _, wide in pieces):
            lines = _broken(pieces, measure, space)
            if len(lines) <= room:
                return Setting(size, _balanced(pieces, measure, space, len(lines)))
    letters = [(letter, font.getlength(letter) / UNIT) for letter in words]
    lines = _broken(letters, measure - 1, space)  # an em for the ellipsis
    return Setting(size, [*lines[: room - 1], lines[room - 1] + "…"] if lines[room:] else lines)


def _broken(pieces: list[Piece], measure: float, space: float) -> list[str]:
    """The lines that pieces make where each takes as many as it can."""
    lines: list[str] = []
    left = 0.0
    for piece, wide in pieces:
        before = space if piece.startswith(" ") else 0
        if lines and before + wide <= left:
            lines[-1] += piece
            left -= before + wide
        else:
            lines.append(piece.strip(" "))
            left = measure - wide
    return lines


def _balanced(pieces: list[Piece], measure: float, space: float, count: int) -> list[str]:
    """The same number of lines, as even as may be."""
    widest = max((wide for _, wide in pieces), default=0)
    best = _broken(pieces, measure, space)
    while measure - 0.1 >= widest:
        measure -= 0.1
        lines = _broken(pieces, measure, space)
        if len(lines) > count:
            break
        best = lines
    return best
