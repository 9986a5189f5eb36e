"""Share pictures (Open Graph): what stands for an article where somebody passes it on.

Of an article with a picture that is its middle; otherwise the headline, set as the blog sets it.
A card is drawn when it is first asked for, and put into the media folder beside the pictures. No
row names it, so ``pictures.sweep`` takes it away after a while; then it is drawn again.
"""

from __future__ import annotations

import hashlib
import io
import threading
from contextlib import suppress
from dataclasses import dataclass

from flask import url_for
from PIL import Image, ImageDraw, ImageOps

from blog import lettering, pictures
from blog.models.article import Article
from blog.models.picture import FOCUS
from blog.models.site import Site
from blog.web import theme

SIZE = WIDTH, HEIGHT = 1200, 630
"""Pixels; what every network shows whole."""
SMALLEST = (600, 315)
"""Pixels of a picture that can be enlarged to a card without shame."""

EDITION = 1
"""Counts how often cards began to look different: it gives all of them new addresses."""

INK = "#1a1612"
MARGIN = 72
NAME_SIZES, NAMEPLATE_SIZES, TITLE_SIZES = range(40, 23, -2), range(168, 39, -4), range(128, 39, -2)

_one_at_a_time = threading.Lock()


@dataclass(frozen=True, kw_only=True)
class Card:
    """What a share picture shows: ``picture``, a rendition's file cropped around ``focus``, else
    ``title`` and ``name``, else the blog's ``name`` alone."""

    name: str = ""
    accent: str = ""
    title: str = ""
    picture: str = ""
    focus: tuple[int, int] = FOCUS
    alt: str
    article_id: int | None = None

    @property
    def digest(self) -> str:
        """What tells it from every other card."""
        shown = (EDITION, self.name, self.accent, self.title, self.picture, self.focus)
        return hashlib.sha256(repr(shown).encode()).hexdigest()[:20]

    @property
    def url(self) -> str:
        """Where it is, in its present form."""
        if self.article_id is None:
            return url_for("site.card", digest=self.digest)
        return url_for("site.article_card", article_id=self.article_id, digest=self.digest)


def of(site: Site, article: Article | None = None) -> Card:
    """The card of an article or page that readers can see; of the blog, for all that has none."""
    if article and article.picture:
        largest = article.picture.largest()
        if largest.width >= SMALLEST[0] and largest.height >= SMALLEST[1]:
            return Card(
                picture=largest.file,
                focus=article.picture.focus,
                alt=article.picture_alt,
                article_id=article.id,
            )

    name, title = lettering.writable(site.name), ""
    if article and not article.is_page:
        title = lettering.writable(article.title)
    if not article or not title:
        return Card(name=name, accent=site.accent, alt=site.name)
    return Card(
        name=name,
        accent=site.accent,
        title=title,
        alt=f"{article.title} · {site.name}",
        article_id=article.id,
    )


def drawn(card: Card) -> bytes:
    """A card as a JPEG. ``FileNotFoundError`` if it shows a picture whose file is lost."""
    path = pictures.media() / f"card-{card.digest}.jpeg"
    with _one_at_a_time:
        with suppress(FileNotFoundError):
            return path.read_bytes()
        data = _draw(card)
        with suppress(OSError):  # a full disk: it is drawn again the next time
            pictures.write_file(path, data, mode=0o644)
        return data


def _draw(card: Card) -> bytes:
    data = io.BytesIO()
    if card.picture:
        with Image.open(pictures.media() / card.picture) as picture:
            x, y = card.focus
            centre = x / 100, y / 100
            image = ImageOps.fit(picture, SIZE, Image.Resampling.LANCZOS, centering=centre)
        image.save(data, "JPEG", quality=82, progressive=True)
    else:
        image = _headline(card) if card.title else _nameplate(card)
        image.save(data, "JPEG", quality=90, subsampling=0, optimize=True)
    return data.getvalue()


def _headline(card: Card) -> Image.Image:
    """The headline, under the blog's name between rules."""
    image, pen = _sheet()
    if card.name:
        name = lettering.fit(card.name, WIDTH - 2 * MARGIN, 50, NAME_SIZES, most=1)
        _write(pen, name, (WIDTH / 2, 48), INK, "m")
    _double_rule(pen, 116)
    top, height = 146, 390
    title = lettering.fit(card.title, WIDTH - 2 * MARGIN, height, TITLE_SIZES)
    used = title.size * lettering.LEADING * len(title.lines)
    _write(pen, title, (MARGIN, top + (height - used) / 2), INK, "l")
    pen.rectangle((MARGIN, HEIGHT - 58, WIDTH - MARGIN - 1, HEIGHT - 47), fill=_accent(card))
    return image


def _nameplate(card: Card) -> Image.Image:
    """The blog's name alone, as large as it fits."""
    image, pen = _sheet()
    pen.rectangle((MARGIN, 96, WIDTH - MARGIN - 1, 107), fill=_accent(card))
    top, height = 124, 388
    if card.name:
        name = lettering.fit(card.name, WIDTH - 2 * MARGIN, height, NAMEPLATE_SIZES, most=3)
        used = name.size * lettering.LEADING * len(name.lines)
        _write(pen, name, (WIDTH / 2, top + (height - used) / 2), INK, "m")
    _double_rule(pen, HEIGHT - 104)
    return image


def _sheet() -> tuple[Image.Image, ImageDraw.ImageDraw]:
    image = Image.new("RGB", SIZE, theme.PAPER)
    return image, ImageDraw.Draw(image)


def _double_rule(pen: ImageDraw.ImageDraw, y: int) -> None:
    pen.rectangle((MARGIN, y, WIDTH - MARGIN - 1, y + 2), fill=INK)
    pen.rectangle((MARGIN, y + 6, WIDTH - MARGIN - 1, y + 6), fill=INK)


def _write(
    pen: ImageDraw.ImageDraw,
    words: lettering.Setting,
    top: tuple[float, float],
    fill: str,
    side: str,
) -> None:
    """Write lines under one another, from ``top`` on; ``side`` as in Pillow's anchors."""
    x, y = top
    font = lettering.face(words.size)
    for number, line in enumerate(words.lines):
        # Capitals are two thirds of an em: so their middle is that of their line.
        baseline = y + (number + 0.5) * words.size * lettering.LEADING + words.size * 0.33
        pen.text((x, baseline), line, fill, font, anchor=f"{side}s", features=lettering.SHAPING)


def _accent(card: Card) -> theme.Colour:
    return theme.legible(theme.parse(card.accent), theme.PAPER)
