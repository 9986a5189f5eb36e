"""Drawings of a stadium and of shelves of books."""

from __future__ import annotations

import math

from PIL import Image, ImageDraw, ImageFont

from blog.demo.press import BANNER, LANDSCAPE, NIGHT, OCHRE, PINE, RED, Point, Press
from blog.demo.shapes import books, rectangle, ring


def stadium() -> Image.Image:
    """A small ground under floodlights, before the kick-off."""
    press = Press(*LANDSCAPE, inks=(NIGHT, PINE, OCHRE), seed=41)
    press.fade(rectangle(0, 0, 1600, 520), (100, 30, 0), (74, 30, 10))
    for x, y, radius in ((230.0, 150.0, 430), (1370, 150, 430), (640, 250, 190), (960, 250, 190)):
        press.glow((x, y), radius, 26, 40, 100)
    press.polygon(
        [(0, 330), (520, 372), (1080, 372), (1600, 330), (1600, 590), (0, 590)], 90, 20, 0
    )
    press.polygon(
        [(0, 300), (520, 352), (1080, 352), (1600, 300), (1600, 330), (0, 330)], 100, 0, 24
    )
    for row in range(13):
        y = 392 + row * 14
        for seat in range(150):
            if press.chance.random() < 0.72:
                x = seat * 10.7 + press.chance.uniform(-3, 3)
                tones = press.chance.choice(((0, 0, 20), (0, 0, 86), (40, 30, 0), (0, 60, 30)))
                press.disc((x, y + press.chance.uniform(-3, 3)), 3.6, *tones)

    press.box((0, 572, 1600, 606), 0, 0, 64)
    for board in range(9):
        start = board * 182 - 40
        press.box((start, 578, start + 120, 600), *((84, 0, 0) if board % 2 else (0, 84, 10)))
    far, near = 606, 1067
    for stripe in range(12):
        left, right = stripe / 12, (stripe + 1) / 12
        shade = (22, 100, 0) if stripe % 2 else (0, 92, 22)
        press.polygon(
            [
                (-200 + 2000 * left, far),
                (-200 + 2000 * right, far),
                (-1800 + 5200 * right, near),
                (-1800 + 5200 * left, near),
            ],
            *shade,
        )
    chalk = (0, 0, 0)
    press.line([(-40, 640), (1640, 640)], 5, *chalk)
    press.line([(800, 640), (800, 1067)], 12, *chalk)
    ring(press, (800, 900), 560, 0.3, 10, chalk)
    press.line([(1230, 640), (1420, 730), (1640, 730)], 6, *chalk)
    press.line([(370, 640), (180, 730), (-40, 730)], 6, *chalk)
    for x, lamps in ((230, 5), (1370, 5), (640, 3), (960, 3)):
        big = lamps == 5
        top = 110 if big else 226
        press.box((x - 5, top, x + 5, 360 if big else 356), 100, 0, 0)
        for lamp in range(lamps):
            for row in range(3 if big else 2):
                gap = 30 if big else 16
                press.disc(
                    (x + (lamp - lamps // 2) * gap, top + row * gap - 10), gap * 0.4, 0, 0, 8
                )
    press.disc((905, 948), 150, 84, 60, 0, flat=0.16)
    _football(press, (800, 860), 92)
    return press.pull()


def _football(press: Press, centre: Point, radius: float) -> None:
    x, y = centre
    press.disc(centre, radius, 0, 0, 0)
    spots = [(0.0, 0.0, 0.36)]
    spots += [
        (math.sin(turn) * 0.86, -math.cos(turn) * 0.86, 0.26) for turn in _fifths(math.pi / 5)
    ]
    for dx, dy, size in spots:
        lean = math.atan2(dx, -dy) if size < 0.3 else math.pi
        corners = [
            (
                x + radius * (dx + math.sin(turn + lean) * size),
                y + radius * (dy - math.cos(turn + lean) * size),
            )
            for turn in _fifths(math.pi)
        ]
        press.polygon(corners, 100, 0, 0)
    for turn in _fifths(math.pi / 5):
        press.line(
            [
                (x + math.sin(turn) * radius * 0.34, y - math.cos(turn) * radius * 0.34),
                (x + math.sin(turn) * radius * 0.62, y - math.cos(turn) * radius * 0.62),
            ],
            5,
            100,
            0,
            0,
        )
    ring(press, centre, radius, 1, 9, (100, 0, 0))


def _fifths(start: float) -> list[float]:
    """Five directions, evenly around."""
    return [start + math.tau * step / 5 for step in range(5)]


def library() -> Image.Image:
    """Shelves to the ceiling, a ladder, and a lamp that somebody left on."""
    press = Press(*LANDSCAPE, inks=(NIGHT, RED, OCHRE), seed=101)
    press.box((0, 0, 1600, 1067), 96, 30, 0)
    for bay in range(4):
        for shelf in range(5):
            left, floor = 24 + bay * 396, 190 + shelf * 186
            press.box((left, floor - 168, left + 372, floor), 100, 0, 0)
            books(press, left + 6, left + 366, floor)
            press.box((left - 12, floor, left + 384, floor + 18), 30, 80, 30)
    for x in range(0, 1601, 396):
        press.box((x, 0, x + 24, 1067), 44, 84, 20)
        press.box((x + 17, 0, x + 24, 1067), 96, 40, 0)

    for x in (1010, 1150):  # the ladder
        press.polygon([(x, 1067), (x - 140, 0), (x - 118, 0), (x + 24, 1067)], 0, 16, 80)
    for rung in range(1, 13):
        y = rung * 84
        start = 882 + y * 140 / 1067
        press.box((start, y, start + 146, y + 13), 0, 16, 80)
    press.glow((330, 690), 470, 30, 88, 100)
    press.polygon([(0, 1067), (0, 950), (760, 950), (800, 1067)], 46, 90, 0)
    press.polygon([(0, 950), (0, 932), (756, 932), (760, 950)], 0, 30, 100)
    press.box((322, 730, 338, 925), 0, 0, 90)
    press.disc((330, 928), 84, 0, 0, 90, flat=0.16)
    press.polygon([(226, 745), (272, 596), (388, 596), (434, 745)], 0, 4, 80)
    press.polygon([(226, 745), (232, 726), (428, 726), (434, 745)], 0, 0, 0)
    for lift, wide, tones in ((0, 210, (0, 92, 0)), (26, 180, (80, 0, 20)), (52, 196, (0, 10, 90))):
        press.box((500, 906 - lift, 500 + wide, 932 - lift), *tones)
        press.box((506, 912 - lift, 500 + wide, 916 - lift), 0, 0, 10)
    return press.pull()


def advertisement(name: str, line: str) -> Image.Image:
    """A bookshop's banner. Pillow's own letters know neither ş, ğ, ı nor a dash."""
    press = Press(*BANNER, inks=(NIGHT, RED, OCHRE), seed=131)
    press.box((0, 0, 1456, 180), 0, 0, 22)
    press.box((0, 0, 470, 180), 100, 20, 0)
    press.glow((150, 84), 150, 40, 100, 100)
    books(press, 232, 462, 164, tallest=132)
    press.box((216, 164, 470, 172), 0, 20, 70)
    press.polygon([(86, 92), (116, 24), (184, 24), (214, 92)], 0, 0, 76)
    press.box((144, 92, 156, 158), 0, 0, 90)
    press.disc((150, 160), 46, 0, 0, 90, flat=0.18)
    press.box((1262, 0, 1456, 180), 100, 20, 0)
    books(press, 1276, 1444, 164, tallest=132)
    press.box((1262, 164, 1456, 172), 0, 20, 70)
    picture = press.pull()

    pen = ImageDraw.Draw(picture)
    pen.text((520, 34), name, font=ImageFont.load_default(66), fill=NIGHT)
    pen.text((523, 116), line, font=ImageFont.load_default(30), fill=RED)
    return picture
