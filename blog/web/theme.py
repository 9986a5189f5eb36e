"""The style sheet: the flat files of ``static/css`` joined into one, in the owner's accent."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

from flask import current_app, url_for

from blog.models.site import ACCENT, Site

PAPER, NIGHT = (0xFA, 0xF8, 0xF3), (0x16, 0x15, 0x13)
"""The two grounds on which the accent has to be read; ``tokens.css`` has the same."""
CONTRAST = 4.5
"""WCAG 2.2, 1.4.3: the least contrast of text with its ground."""

Colour = tuple[int, int, int]


def url(site: Site | None) -> str:
    """Where the style sheet of this blog is, in its present form."""
    return url_for("site.stylesheet", digest=digest(site.accent if site else ACCENT))


def digest(accent: str) -> str:
    """The name that a style sheet in this accent has."""
    return hashlib.sha256(text(accent).encode()).hexdigest()[:12]


def text(accent: str) -> str:
    """The whole style sheet for an accent of the form ``#rrggbb``."""
    return _joined(Path(current_app.static_folder or "static") / "css") + accents(accent)


def accents(accent: str) -> str:
    """The accent as tokens, mended where it could not be read by day or by night."""
    by_day = legible(_parse(accent), PAPER)
    by_night = legible(_parse(accent), NIGHT)
    return (
        "@layer tokens{:root{"
        f"--accent-light:#{bytes(by_day).hex()};--accent-dark:#{bytes(by_night).hex()}"
        "}}\n"
    )


def legible(colour: Colour, ground: Colour) -> Colour:
    """The colour, moved towards black or white until it can be read on the ground."""
    end = 0 if _luminance(ground) > 0.2 else 255
    for step in range(101):
        mixed = tuple(round(part + (end - part) * step / 100) for part in colour)
        if contrast(mixed, ground) >= CONTRAST:  # type: ignore[arg-type]
            break
    return mixed  # type: ignore[return-value]


def contrast(one: Colour, other: Colour) -> float:
    """The contrast ratio of two colours, 1 to 21 (WCAG 2.2, "contrast ratio")."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: Colour) -> float:
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (value / 255 for value in colour)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _parse(colour: str) -> Colour:
    red, green, blue = bytes.fromhex(colour.removeprefix("#"))
    return red, green, blue


@lru_cache(maxsize=4)
def _joined(folder: Path) -> str:
    names = (folder / "order.txt").read_text("utf-8").split()
    return "".join((folder / name).read_text("utf-8") for name in names)
