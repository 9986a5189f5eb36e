"""A small printing press: flat shapes in two or three inks, screened like a newspaper's pictures.

A shape covers what was there before and says how much of each ink it takes, in per cent.
Points are pixels of the finished picture, from its upper left corner.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterable, Sequence

from PIL import Image, ImageChops, ImageDraw

LANDSCAPE, PORTRAIT, BANNER = (1600, 1067), (1067, 1600), (1456, 180)

PAPER = "#f6f1e6"
NIGHT, RED, OCHRE = "#1b2a3d", "#cf4a2c", "#e7ae3f"
SEA, SKY, PINE, ROSE = "#2f7f8c", "#8fb8c4", "#2f6b4f", "#e08a7d"

SCREENED = 0.3
"""How much of a tone is made by dots and lines; the rest is thinner ink."""

FINE = 2
"""How much larger than the picture its plates are, for smooth edges."""

Point = tuple[float, float]
Box = tuple[float, float, float, float]
Tones = Sequence[float]


class Press:
    """One picture in the making. The same ``seed`` prints the same picture."""

    def __init__(self, width: int, height: int, inks: Sequence[str], seed: int) -> None:
        self.width, self.height = width, height
        self.inks = inks
        self.chance = random.Random(seed)
        self._plates = [Image.new("L", (width * FINE, height * FINE)) for _ in inks]
        self._pens = [ImageDraw.Draw(plate) for plate in self._plates]

    def polygon(self, points: Iterable[Point], *tones: float) -> None:
        """A filled shape."""
        fine = [(x * FINE, y * FINE) for x, y in points]
        for pen, tone in zip(self._pens, tones, strict=True):
            pen.polygon(fine, fill=_level(tone))

    def box(self, box: Box, *tones: float) -> None:
        """A filled rectangle: left, top, right, bottom."""
        left, top, right, bottom = box
        self.polygon([(left, top), (right, top), (right, bottom), (left, bottom)], *tones)

    def disc(self, centre: Point, radius: float, *tones: float, flat: float = 1) -> None:
        """A filled circle, or an ellipse of ``flat`` times its height."""
        (x, y), high = centre, radius * flat
        for pen, tone in zip(self._pens, tones, strict=True):
            box = [value * FINE for value in (x - radius, y - high, x + radius, y + high)]
            pen.ellipse(box, fill=_level(tone))

    def line(self, points: Iterable[Point], width: float, *tones: float) -> None:
        """A line of that many pixels."""
        fine = [(x * FINE, y * FINE) for x, y in points]
        for pen, tone in zip(self._pens, tones, strict=True):
            pen.line(fine, fill=_level(tone), width=round(width * FINE), joint="curve")

    def cut(self, start: Point, end: Point, width: float, *tones: float) -> None:
        """The mark of a gouge: thick in the middle, pointed at both ends."""
        (x1, y1), (x2, y2) = start, end
        length = math.hypot(x2 - x1, y2 - y1) or 1
        across, along = (y2 - y1) / length * width / 2, (x2 - x1) / length * width / 2
        middle = ((x1 + x2) / 2, (y1 + y2) / 2)
        sides = (middle[0] - across, middle[1] + along), (middle[0] + across, middle[1] - along)
        self.polygon([start, sides[0], end, sides[1]], *tones)

    def fade(self, points: Sequence[Point], upper: Tones, lower: Tones) -> None:
        """A filled shape whose tones change from its top to its bottom."""
        box = _around(points, self.width, self.height)
        size = (box[2] - box[0], box[3] - box[1])
        if min(size) <= 0:
            return
        mask = Image.new("L", size)
        ImageDraw.Draw(mask).polygon(
            [(x * FINE - box[0], y * FINE - box[1]) for x, y in points], 255
        )
        slope = Image.linear_gradient("L").resize(size)
        for plate, high, low in zip(self._plates, upper, lower, strict=True):
            plate.paste(slope.point(_ramp(high, low)), box, mask)

    def glow(self, centre: Point, radius: float, *shares: float) -> None:
        """Light: next to ``centre`` only these shares (per cent) of each ink remain."""
        x, y = centre
        left, top, side = (round(v * FINE) for v in (x - radius, y - radius, radius * 2))
        light = Image.radial_gradient("L").resize((side, side))
        for plate, share in zip(self._plates, shares, strict=True):
            low = _level(share)
            # The gradient is at its brightest in the corners; light ends at the sides.
            fading = [round(low + min(v / 179, 1) * (255 - low)) for v in range(256)]
            lit = plate.crop((left, top, left + side, top + side))
            plate.paste(ImageChops.multiply(lit, light.point(fading)), (left, top))

    def pull(self) -> Image.Image:
        """The printed picture: each ink through its own screen, a little out of register."""
        size = (self.width, self.height)
        page = Image.new("RGB", size, PAPER)
        for number, (plate, ink) in enumerate(zip(self._plates, self.inks, strict=True)):
            left, top, right, bottom = _REGISTER[number]
            box = (left, top, plate.width - right, plate.height - bottom)
            tone = plate.resize(size, Image.Resampling.BOX, box)
            screen = _tiled(_SCREENS[number](), size)
            dots = ImageChops.subtract(tone, screen, scale=0.25, offset=128)
            inked = ImageChops.subtract(Image.blend(tone, dots, SCREENED), self._wear(size))
            layer = Image.composite(
                Image.new("RGB", size, ink), Image.new("RGB", size, "white"), inked
            )
            page = ImageChops.multiply(page, layer)
        return page

    def _wear(self, size: tuple[int, int]) -> Image.Image:
        """The specks where an ink did not take."""
        coarse = (size[0] // 2, size[1] // 2)
        noise = Image.frombytes("L", coarse, self.chance.randbytes(coarse[0] * coarse[1]))
        return noise.point([0] * 251 + [120] * 5).resize(size, Image.Resampling.BILINEAR)


def _level(tone: float) -> int:
    return round(tone * 2.55)


def _ramp(upper: float, lower: float) -> list[int]:
    return [_level(upper + (lower - upper) * step / 255) for step in range(256)]


def _around(points: Sequence[Point], width: int, height: int) -> tuple[int, int, int, int]:
    """The box around some points, in pixels of the plate and within it."""
    across, down = [x for x, _ in points], [y for _, y in points]
    return (
        round(max(0, min(across)) * FINE),
        round(max(0, min(down)) * FINE),
        round(min(width, max(across)) * FINE),
        round(min(height, max(down)) * FINE),
    )


def _tiled(tile: Image.Image, size: tuple[int, int]) -> Image.Image:
    """A picture of that size, laid with one tile."""
    whole = Image.new("L", size)
    for x in range(0, size[0], tile.width):
        whole.paste(tile, (x, 0))
    row = whole.crop((0, 0, size[0], tile.height))
    for y in range(tile.height, size[1], tile.height):
        whole.paste(row, (0, y))
    return whole


def _lines() -> Image.Image:
    """A screen of slanting lines."""
    return _screen(60, lambda u, v: math.cos(u * 3 + v * 9))


def _dots() -> Image.Image:
    """A screen of dots."""
    return _screen(60, lambda u, v: (math.cos(u * 6 + v * 6) + math.cos(u * 6 - v * 6)) / 2)


def _crossing_dots() -> Image.Image:
    """A screen of dots at another angle, so that two of them make no pattern of their own."""
    return _screen(60, lambda u, v: (math.cos(u * 8 + v * 3) + math.cos(v * 8 - u * 3)) / 2)


def _screen(period: int, wave: Callable[[float, float], float]) -> Image.Image:
    """A tile of thresholds. None at all prints nothing, and full ink prints solid."""
    turn = 2 * math.pi / period
    values = [
        128 + round(wave(x * turn, y * turn) * 100) for y in range(period) for x in range(period)
    ]
    return Image.frombytes("L", (period, period), bytes(values))


_SCREENS = (_lines, _dots, _crossing_dots)
_REGISTER = ((0, 0, 0, 0), (5, 0, 0, 4), (0, 5, 5, 0))
"""How much of each plate misses the paper: left, top, right, bottom."""
