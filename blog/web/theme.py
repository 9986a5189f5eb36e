"""The style sheet: the flat files of ``static/css`` joined into one, in the owner's accent."""

from __future__ import annotations

import colorsys
import hashlib
import re
from functools import lru_cache
from pathlib import Path

from flask import current_app, url_for

from blog.models.picture import FOCUS, Picture, Shown
from blog.models.site import ACCENT, Site

PAPER, NIGHT = (0xFA, 0xF8, 0xF3), (0x16, 0x15, 0x13)
"""The two grounds on which the accent has to be read; ``tokens.css`` has the same."""
CONTRAST = 5
"""WCAG 2.2, 1.4.3 wants 4.5 of text; who has 5 on paper has that on the sheet's shade, too."""

Colour = tuple[int, int, int]

GREYS = [level / 7 for level in range(8)]
HUES = [(turn / 8, lightness) for lightness in (0.25, 0.5, 0.75) for turn in range(8)]
SHADES: list[Colour] = [
    tuple(round(255 * part) for part in parts)  # type: ignore[misc]
    for parts in [(grey, grey, grey) for grey in GREYS]
    + [colorsys.hls_to_rgb(hue, lightness, 0.35) for hue, lightness in HUES]
]
"""What stands where a picture will be: one of these, for a page may have no style of its own."""


def url(site: Site | None) -> str:
    """Where the style sheet of this blog is, in its present form."""
    return url_for("site.stylesheet", digest=digest(site.accent if site else ACCENT))


def digest(accent: str) -> str:
    """The name that a style sheet in this accent has."""
    return _digest(text(accent))


def text(accent: str) -> str:
    """The whole style sheet for an accent of the form ``#rrggbb``."""
    return _sheet(_folder(), accent)


def desk_url() -> str:
    """Where the style sheet is that only the owner's pages have, beside the other."""
    return url_for("site.desk_stylesheet", digest=desk_digest())


def desk_digest() -> str:
    """The name that it has now."""
    return _digest(desk_text())


def desk_text() -> str:
    """The whole of it; readers needn't load how the desk looks."""
    return _joined(_folder(), "desk.txt")


def accents(accent: str) -> str:
    """The accent as tokens, mended where it could not be read by day or by night."""
    by_day, by_night = (legible(parse(accent), ground) for ground in (PAPER, NIGHT))
    return (
        "@layer tokens{:root{"
        f"--accent-light:#{bytes(by_day).hex()};--accent-dark:#{bytes(by_night).hex()}"
        "}}\n"
    )


def placeholders() -> str:
    """A class for every shade; a description that stands on it, for want of a picture, is read."""
    return "".join(
        f".ph-{number}{{background:#{bytes(shade).hex()};color:{_most_legible(shade)}}}"
        for number, shade in enumerate(SHADES)
    ).join(("@layer components{", "}\n"))


def crops() -> str:
    """A class for every tenth of a picture's width and height, for what stays in sight of it."""
    return "".join(
        f".focus-{axis}-{tenth}{{--focus-{axis}:{tenth}%}}"
        for axis in "xy"
        for tenth in range(0, 101, 10)
    ).join(("@layer components{", "}\n"))


def crop(picture: Picture | Shown) -> str:
    """The classes by which a cropped picture keeps in sight what it is about, if it needs any."""
    if picture.focus == FOCUS:
        return ""
    return f"focus-x-{round(picture.focus_x, -1)} focus-y-{round(picture.focus_y, -1)}"


@lru_cache(maxsize=1024)
def placeholder(colour: str) -> str:
    """The class of the shade that is nearest to a picture's colour."""
    wanted = parse(colour)
    distances = [
        sum((part - other) ** 2 for part, other in zip(shade, wanted, strict=True))
        for shade in SHADES
    ]
    return f"ph-{distances.index(min(distances))}"


def _most_legible(ground: Colour) -> str:
    return "#fff" if contrast(ground, (255, 255, 255)) > contrast(ground, (0, 0, 0)) else "#000"


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


def parse(colour: str) -> Colour:
    """The parts of a colour of the form ``#rrggbb``."""
    red, green, blue = bytes.fromhex(colour.removeprefix("#"))
    return red, green, blue


def _folder() -> Path:
    return Path(current_app.static_folder or "static") / "css"


@lru_cache(maxsize=4)
def _digest(sheet: str) -> str:
    return hashlib.sha256(sheet.encode()).hexdigest()[:12]


@lru_cache(maxsize=4)
def _sheet(folder: Path, accent: str) -> str:
    return _joined(folder, "order.txt") + accents(accent) + placeholders() + crops()


@lru_cache(maxsize=4)
def _joined(folder: Path, order: str) -> str:
    names = (folder / order).read_text("utf-8").split()
    whole = "".join((folder / name).read_text("utf-8") for name in names)
    return re.sub(r"\s+", " ", re.sub(r"/\*.*?\*/", "", whole, flags=re.DOTALL))
