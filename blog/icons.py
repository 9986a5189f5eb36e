"""The blog's icons, from the first letter of its name and its accent."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from flask import url_for
from PIL import Image, ImageDraw

from blog import lettering
from blog.models.site import ACCENT, Site
from blog.web import theme

PROGRAM = "Broadsheet"
"""Whose icons a blog has before it has a name."""

EDITION = 1
"""Counts how often icons began to look different: it gives all of them new addresses."""

TAB_SIZES = (16, 32, 48)
TOUCH_SIZE = 180
GRID = 128
"""Units of the drawing that scales: fine enough for any tab, and small."""

PAGE = ((5, 5, 27, 10), (5, 13, 27, 14), (5, 20, 15, 22), (5, 24, 15, 26), (17, 18, 27, 26))
"""A front page of 32 units, for a name that begins with no letter of the typeface."""


@dataclass(frozen=True)
class Icon:
    """The icon of a blog; ``letter`` is empty where the typeface lacks it."""

    letter: str
    accent: str

    @property
    def digest(self) -> str:
        """What tells it from every other icon."""
        shown = repr((EDITION, self.letter, self.accent))
        return hashlib.sha256(shown.encode()).hexdigest()[:12]

    @property
    def url(self) -> str:
        """Where the drawing that scales is."""
        return url_for("site.icon", digest=self.digest)

    @property
    def touch_url(self) -> str:
        """Where the one for a phone's home screen is."""
        return url_for("site.touch_icon", digest=self.digest)


def of(site: Site | None) -> Icon:
    """The icon that a blog has now."""
    name = lettering.writable(site.name if site else PROGRAM)
    letter = next((letter for letter in name if letter.isalnum()), "")
    return Icon(letter, site.accent if site else ACCENT)


@lru_cache(maxsize=8)
def svg(icon: Icon) -> bytes:
    """The icon as a drawing that scales: our own letter, row by row, for no font comes along."""
    shape = _shape(icon.letter, GRID).point(lambda value: 255 * (value >= 128))
    path = "".join(f"M{x} {y}h{wide}v1h-{wide}z" for x, y, wide in _runs(shape))
    ground, paper = (bytes(colour).hex() for colour in (_ground(icon), theme.PAPER))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {GRID} {GRID}">'
        f'<path fill="#{ground}" d="M0 0h{GRID}v{GRID}H0z"/>'
        f'<path fill="#{paper}" d="{path}"/></svg>'
    ).encode()


def _runs(shape: Image.Image) -> Iterator[tuple[int, int, int]]:
    """Where pixels stand that are on, row by row: x, y and how many there are."""
    for y in range(shape.height):
        row, x = bytes(shape.crop((0, y, shape.width, y + 1)).tobytes()), 0
        for bare, run in re.findall(rb"(\x00*)(\xff*)", row):
            if run:
                yield x + len(bare), y, len(run)
            x += len(bare) + len(run)


@lru_cache(maxsize=8)
def touch(icon: Icon) -> bytes:
    """The icon as a PNG for a phone's home screen, which rounds the corners itself."""
    data = io.BytesIO()
    _square(icon, TOUCH_SIZE).save(data, "PNG", optimize=True)
    return data.getvalue()


@lru_cache(maxsize=8)
def ico(icon: Icon) -> bytes:
    """The icon as an ICO, each size drawn for itself."""
    data = io.BytesIO()
    *smaller, largest = (_square(icon, size) for size in TAB_SIZES)
    sizes = [(size, size) for size in TAB_SIZES]
    largest.save(data, "ICO", sizes=sizes, append_images=smaller)
    return data.getvalue()


def _square(icon: Icon, size: int) -> Image.Image:
    image = Image.new("RGB", (size, size), _ground(icon))
    image.paste(theme.PAPER, mask=_shape(icon.letter, size))
    return image


def _shape(letter: str, size: int) -> Image.Image:
    """What stands on the icon, as a mask: the letter, three quarters of its height or width."""
    shape = Image.new("L", (size, size))
    pen = ImageDraw.Draw(shape)
    if not letter:
        for part in PAGE:
            left, top, right, bottom = (round(edge * size / 32) for edge in part)
            pen.rectangle((left, top, right - 1, bottom - 1), 255)
        return shape
    box = lettering.face(1000, lettering.SMALL).getbbox(letter, anchor="ls")
    em = 760 * size / max(box[2] - box[0], box[3] - box[1])
    x, y = ((size - (box[edge] + box[edge + 2]) * em / 1000) / 2 for edge in (0, 1))
    pen.text((x, y), letter, 255, lettering.face(em, lettering.SMALL), anchor="ls")
    return shape


def _ground(icon: Icon) -> theme.Colour:
    return theme.legible(theme.parse(icon.accent), theme.PAPER)
