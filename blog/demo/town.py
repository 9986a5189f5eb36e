"""Drawings of a town: its tram, its market, its bridge, its nights."""

from __future__ import annotations

import math

from PIL import Image

from blog.demo.press import LANDSCAPE, NIGHT, OCHRE, RED, SEA, Point, Press, Tones
from blog.demo.shapes import gulls, rectangle, ridge


def tram() -> Image.Image:
    """A tram comes up a street, under its wires."""
    press = Press(*LANDSCAPE, inks=(NIGHT, RED, OCHRE), seed=23)
    eye = (770, 470)
    press.fade(rectangle(0, 0, 1600, 620), (10, 0, 30), (0, 22, 52))
    press.disc((930, 330), 92, 0, 0, 0)
    press.polygon(
        [(0, 1067), (eye[0] - 60, eye[1]), (eye[0] + 60, eye[1]), (1600, 1067)], 22, 0, 14
    )
    _street_side(press, eye, edge=0, tones=((70, 30, 0), (54, 0, 34), (86, 12, 0)))
    _street_side(press, eye, edge=1600, tones=((30, 62, 20), (46, 40, 0), (22, 22, 60)))

    for foot in (224, 630, 910, 1316):
        far = (eye[0] + (foot - eye[0]) * 0.06, eye[1] + 26)
        press.polygon([(foot - 14, 1067), far, (foot + 14, 1067)], 100, 0, 0)
        press.polygon([(foot - 5, 1067), far, (foot + 1, 1067)], 0, 0, 0)

    _tram_car(press, x=1010, top=372, width=400, height=520)
    for start in (212, 1330):
        press.line([(start, -20), (eye[0] + 5, eye[1] - 70)], 4, 100, 0, 0)
    for y, reach in ((110, 640), (265, 330), (350, 190)):
        press.line([(eye[0] - reach, y - 30), (eye[0], y), (eye[0] + reach, y - 30)], 3, 100, 0, 0)
    for x, y, size in ((316, 880, 1.2), (436, 742, 0.68), (478, 738, 0.62)):
        _walker(press, x, y, size)
    return press.pull()


def _street_side(press: Press, eye: Point, edge: float, tones: tuple[Tones, ...]) -> None:
    """A row of houses that runs to the point where all lines of a street meet."""
    way = 1 if edge else -1

    def at(along: float, high: float) -> Point:
        """``along`` is 0 at the edge of the picture and 1 at the eye's point."""
        near, kerb = edge + way * 40, 930
        x = near + (eye[0] + way * 56 - near) * along
        low = kerb + (eye[1] + 24 - kerb) * along
        return (x, low - high * (1 - along))

    start, number = 0.0, 0
    while start < 0.97:
        end = min(0.985, start + (1 - start) * 0.34)
        tall = press.chance.uniform(700, 1120)
        shade = tones[number % len(tones)]
        press.polygon([at(start, 0), at(start, tall), at(end, tall), at(end, 0)], *shade)
        floors = 5
        for floor in range(floors):
            low, high = tall * (0.2 + floor * 0.16), tall * (0.29 + floor * 0.16)
            for window in range(4):
                left = start + (end - start) * (0.1 + window * 0.22)
                right = start + (end - start) * (0.22 + window * 0.22)
                lit = press.chance.random() < 0.22
                press.polygon(
                    [at(left, low), at(left, high), at(right, high), at(right, low)],
                    *((0, 0, 88) if lit else (100, 0, 0)),
                )
        shop = [at(start, 0), at(start, tall * 0.14), at(end, tall * 0.14), at(end, 0)]
        press.polygon(shop, 100, 0, 0)
        press.polygon(
            [
                at(start, tall * 0.12),
                at(start, tall * 0.165),
                at(end, tall * 0.165),
                at(end, tall * 0.12),
            ],
            *((0, 90, 0) if number % 2 else (0, 0, 90)),
        )
        start, number = end, number + 1


def _tram_car(press: Press, x: float, top: float, width: float, height: float) -> None:
    left, right, foot = x - width / 2, x + width / 2, top + height
    press.disc((x, foot + 6), width * 0.62, 92, 0, 0, flat=0.1)
    press.polygon(  # its long side, running away
        [
            (left + 10, top + 20),
            (left - 96, top + 62),
            (left - 96, foot - 130),
            (left + 10, foot - 40),
        ],
        60,
        88,
        0,
    )
    for pane in range(3):
        near, far = left - 6 - pane * 30, left - 28 - pane * 30
        press.polygon(
            [(near, top + 120), (far, top + 126), (far, top + 226), (near, top + 236)], 100, 0, 0
        )
    press.polygon(
        [
            (left, foot - 30),
            (left, top + 46),
            (left + 40, top),
            (right - 40, top),
            (right, top + 46),
            (right, foot - 30),
            (right - 26, foot),
            (left + 26, foot),
        ],
        0,
        94,
        6,
    )
    press.box((left, top + 268, right, top + 300), 0, 0, 10)
    press.box((left + 4, foot - 74, right - 4, foot - 28), 96, 20, 0)
    press.polygon(
        [
            (left + 26, top + 252),
            (left + 34, top + 104),
            (right - 34, top + 104),
            (right - 26, top + 252),
        ],
        92,
        0,
        0,
    )
    press.polygon(
        [
            (left + 60, top + 252),
            (left + 150, top + 104),
            (left + 206, top + 104),
            (left + 120, top + 252),
        ],
        56,
        0,
        10,
    )
    press.box((x - 4, top + 104, x + 4, top + 252), 0, 94, 6)
    press.box((x - 92, top + 30, x + 92, top + 84), 100, 0, 0)
    for place in (-46, 0, 46):
        press.box((x + place - 14, top + 42, x + place + 14, top + 72), 0, 0, 92)
    for side in (-1, 1):
        press.disc((x + side * 128, foot - 126), 36, 100, 0, 0)
        press.disc((x + side * 128, foot - 126), 26, 0, 0, 30)
    press.line([(x - 40, top), (x + 46, top - 96), (x - 20, top - 150)], 7, 100, 0, 0)
    press.line([(x - 110, top - 150), (x + 70, top - 150)], 7, 100, 0, 0)


def _walker(press: Press, x: float, y: float, size: float) -> None:
    """Somebody in a long coat, with a hat."""

    def at(*points: Point) -> list[Point]:
        return [(x + dx * size, y + dy * size) for dx, dy in points]

    press.polygon(at((-14, 0), (120, 10), (150, 24), (10, 14)), 62, 0, 0)
    press.polygon(at((-16, -30), (-3, -30), (-6, 8), (-15, 8)), 100, 0, 0)
    press.polygon(at((4, -30), (17, -30), (22, 8), (12, 8)), 100, 0, 0)
    press.polygon(at((-19, -128), (19, -128), (32, -24), (-30, -24)), 100, 0, 0)
    press.line(at((-16, -120), (-30, -66)), 12 * size, 100, 0, 0)
    press.line(at((16, -120), (32, -70)), 12 * size, 100, 0, 0)
    press.disc(at((0, -144))[0], 13 * size, 20, 40, 20)
    press.polygon(
        at((-22, -150), (22, -150), (16, -156), (12, -172), (-12, -172), (-16, -156)), 100, 0, 0
    )
    press.polygon(at((-16, -128), (16, -128), (14, -118), (-14, -118)), 0, 100, 0)


def bridge() -> Image.Image:
    """A bridge on two tall piers, its feet in the mist of the river."""
    press = Press(*LANDSCAPE, inks=(NIGHT, SEA, RED), seed=37)
    press.fade(rectangle(0, 0, 1600, 700), (0, 66, 0), (0, 8, 14))
    for top, high, tones in (
        (420, 120, (0, 42, 6)),
        (500, 100, (12, 62, 0)),
        (580, 60, (34, 74, 0)),
    ):
        press.fade(ridge(press, top, high, 720), tones, (0, 8, 4))
    press.fade(rectangle(0, 690, 1600, 1067), (0, 12, 4), (30, 84, 0))
    for _ in range(210):
        depth = press.chance.random()
        x, y = press.chance.uniform(0, 1600), 715 + depth * 350
        half = 22 + depth * 90
        tones = (58, 88, 0) if press.chance.random() < 0.6 else (0, 10, 0)
        press.cut((x - half, y), (x + half, y), 2 + depth * 5, *tones)

    piers = (430, 1170)
    for x in piers:
        for side in (-46, 26):
            press.polygon(
                [(x + side, 800), (x + side + 4, 150), (x + side + 20, 150), (x + side + 26, 800)],
                0,
                0,
                100,
            )
        for y in (160, 300, 440, 690):
            press.box((x - 36, y, x + 40, y + 22), 20, 0, 100)
        press.box((x - 74, 770, x + 80, 850), 70, 40, 0)
        press.box((x - 88, 840, x + 94, 866), 96, 0, 0)
    cable = [(x, 168 + 400 * (1 - ((x - 800) / 370) ** 2)) for x in range(430, 1171, 10)]
    left = [(x, 168 + 380 * (1 - x / 430) ** 1.25) for x in range(0, 431, 10)]
    right = [(1600 - x, y) for x, y in reversed(left)]
    for curve in (left, cable, right):
        press.line(curve, 9, 0, 0, 100)
        for x, y in curve[::3]:
            press.line([(x, y), (x, 592)], 2.4, 0, 0, 100)
    press.polygon([(0, 584), (1600, 584), (1600, 616), (0, 616)], 0, 0, 100)
    press.box((0, 616, 1600, 622), 100, 0, 0)
    for x in range(0, 1600, 40):
        press.line([(x, 622), (x + 20, 642), (x + 40, 622)], 4, 100, 0, 0)
    press.box((0, 640, 1600, 648), 100, 0, 0)
    for x, length in ((250, 66), (610, 120), (905, 58), (1360, 66)):
        press.box((x, 552, x + length, 582), 100, 0, 0)
        press.box((x + 8, 558, x + length - 8, 568), 0, 14, 0)
    gulls(press, ((690, 250, 30), (760, 290, 22), (850, 225, 26), (1330, 250, 18)), (100, 0, 0))
    return press.pull()


def market() -> Image.Image:
    """A market from above: awnings, umbrellas, crates and people."""
    press = Press(*LANDSCAPE, inks=(NIGHT, RED, OCHRE), seed=67)
    press.box((0, 0, 1600, 1067), 0, 0, 40)
    for x in range(-40, 1640, 46):
        for y in range(-40, 1110, 46):
            shade = press.chance.choice(((0, 0, 18), (0, 0, 12), (0, 0, 24), (0, 6, 18)))
            press.box((x + 2, y + 2, x + 44, y + 44), *shade)

    for column, x in enumerate((70, 450, 830, 1210)):
        y = -70 + (column % 2) * -70
        while y < 1067:
            high = press.chance.choice((190, 230, 260))
            if press.chance.random() < 0.42:
                _umbrella(press, (x + 150, y + 120), 132)
                high = 252
            else:
                _awning(press, x, y, 300, high)
            _crates(press, x + 8, y + high + 8)
            y += high + 108
    for _ in range(56):
        lane = press.chance.choice((410, 790, 1170, 30, 1560))
        _person_from_above(
            press, lane + press.chance.uniform(-22, 22), press.chance.uniform(20, 1050)
        )
    return press.pull()


def _awning(press: Press, x: float, y: float, wide: float, high: float) -> None:
    """A striped roof seen from above, and its shadow."""
    press.box((x + 14, y + 16, x + wide + 16, y + high + 18), 78, 0, 0)
    stripe = press.chance.choice(((0, 100, 0), (100, 0, 0), (0, 8, 100), (64, 0, 0)))
    for number in range(10):
        left = x + number * wide / 10
        press.box((left, y, left + wide / 10, y + high), *(stripe if number % 2 else (0, 0, 4)))
    shaded = (min(100, stripe[0] + 26), *stripe[1:])
    for number in range(1, 10, 2):
        left = x + number * wide / 10
        press.box((left, y + high * 0.52, left + wide / 10, y + high), *shaded)
    press.box((x, y + high * 0.5, x + wide, y + high * 0.52), 100, 0, 0)


def _umbrella(press: Press, centre: Point, radius: float) -> None:
    """Eight panels seen from above, and their shadow."""
    x, y = centre
    press.disc((x + 18, y + 20), radius, 78, 0, 0)
    bright = press.chance.choice(((0, 100, 0), (0, 8, 100), (100, 0, 0)))
    start = press.chance.uniform(0, 1)
    corner = [
        (
            x + math.cos(start + math.tau * step / 8) * radius,
            y + math.sin(start + math.tau * step / 8) * radius,
        )
        for step in range(9)
    ]
    for step in range(8):
        press.polygon(
            [(x, y), corner[step], corner[step + 1]], *(bright if step % 2 else (0, 0, 4))
        )
        press.line([(x, y), corner[step]], 2.5, 100, 0, 0)
    press.disc((x, y), 9, 100, 0, 0)


def _crates(press: Press, x: float, y: float) -> None:
    """A row of boxes with fruit in them."""
    for number in range(4):
        left = x + number * 72
        press.box((left + 6, y + 6, left + 72, y + 70), 70, 0, 0)
        press.box((left, y, left + 64, y + 62), 72, 20, 0)
        fruit = press.chance.choice(
            ((0, 100, 0), (0, 44, 100), (0, 0, 100), (60, 0, 100), (0, 0, 0))
        )
        for row in range(3):
            for column in range(3):
                at = (left + 13 + column * 19, y + 12 + row * 19)
                press.disc(at, 9.4, *fruit)
                press.disc((at[0] - 3, at[1] - 3), 2.4, 0, 0, 10)


def _person_from_above(press: Press, x: float, y: float) -> None:
    coat = press.chance.choice(((100, 0, 0), (0, 100, 0), (0, 30, 100), (60, 0, 0), (0, 0, 0)))
    turn = press.chance.uniform(0, math.pi)
    press.disc((x + 9, y + 11), 17, 70, 0, 0)
    for side in (-1, 1):
        press.disc((x + math.cos(turn) * side * 11, y + math.sin(turn) * side * 11), 10, *coat)
    press.disc((x, y), 13, *coat)
    press.disc((x, y), 8, *press.chance.choice(((100, 30, 0), (60, 70, 20), (0, 20, 70))))


def night() -> Image.Image:
    """A town asleep under the Milky Way, a few windows lit."""
    press = Press(*LANDSCAPE, inks=(NIGHT, SEA, OCHRE), seed=79)
    press.fade(rectangle(0, 0, 1600, 1067), (100, 60, 0), (30, 66, 0))
    for step in range(26):  # the Milky Way
        x = 180 + step * 52 + press.chance.uniform(-20, 20)
        press.glow((x, 660 - step * 26), press.chance.uniform(110, 190), 88, 92, 100)
    for _ in range(720):
        along = press.chance.random()
        near = press.chance.random() < 0.5
        x = (
            180 + along * 1350 + press.chance.gauss(0, 40)
            if near
            else press.chance.uniform(0, 1600)
        )
        y = 660 - along * 676 + press.chance.gauss(0, 62) if near else press.chance.uniform(0, 760)
        press.disc((x, y), press.chance.choice((1.2, 1.2, 1.8, 1.8, 2.6, 3.6)), 0, 0, 14)
    press.glow((330, 230), 250, 60, 60, 100)
    press.disc((330, 230), 86, 0, 0, 30)
    press.disc((366, 212), 78, 88, 62, 0)

    press.polygon(ridge(press, 700, 90, 1067), 44, 84, 0)
    for base, smallest, shade in (
        (800, 60, (66, 74, 0)),
        (890, 84, (86, 60, 0)),
        (1010, 120, (100, 20, 0)),
    ):
        x = -30.0
        while x < 1620:
            wide = press.chance.uniform(smallest, smallest * 1.9)
            _house_at_night(press, x, base - press.chance.uniform(0, 70), wide, shade)
            x += wide * press.chance.uniform(0.82, 1.02)
    press.polygon([(1010, 860), (1014, 470), (1056, 470), (1060, 860)], 100, 20, 0)
    press.polygon([(1000, 472), (1035, 392), (1070, 472)], 100, 0, 0)
    press.disc((1035, 520), 17, 0, 0, 90)
    return press.pull()


def _house_at_night(press: Press, x: float, top: float, wide: float, shade: Tones) -> None:
    press.box((x, top, x + wide, 1067), *shade)
    if press.chance.random() < 0.7:
        rise = wide * press.chance.uniform(0.22, 0.42)
        press.polygon(
            [(x - 6, top + 1), (x + wide / 2, top - rise), (x + wide + 6, top + 1)], *shade
        )
    if press.chance.random() < 0.5:
        press.box((x + wide * 0.68, top - wide * 0.3, x + wide * 0.8, top + 4), *shade)
    for row in range(4):
        for column in range(3):
            if press.chance.random() < 0.2:
                left, up = x + wide * (0.16 + column * 0.28), top + wide * (0.18 + row * 0.4)
                press.box((left, up, left + wide * 0.15, up + wide * 0.23), 0, 0, 100)
