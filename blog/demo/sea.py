"""Drawings of the sea: a harbour, a ferry, a storm, a lighthouse."""

from __future__ import annotations

import math

from PIL import Image

from blog.demo.press import LANDSCAPE, NIGHT, OCHRE, PORTRAIT, RED, SEA, SKY, Point, Press
from blog.demo.shapes import gulls, rectangle, ridge


def harbour() -> Image.Image:
    """A harbour at dusk: the sun goes down behind three rows of hills."""
    press = Press(*LANDSCAPE, inks=(NIGHT, RED, OCHRE), seed=11)
    press.fade(rectangle(0, 0, 1600, 300), (82, 44, 10), (26, 66, 60))
    press.fade(rectangle(0, 300, 1600, 640), (26, 66, 60), (0, 40, 100))
    press.glow((1030, 500), 460, 0, 0, 100)
    press.disc((1030, 500), 132, 0, 0, 34)
    for top, high, tones in (
        (500, 95, (16, 78, 40)),
        (555, 70, (46, 80, 20)),
        (605, 42, (78, 50, 0)),
    ):
        press.polygon(ridge(press, top, high, 640), *tones)

    press.fade(rectangle(0, 640, 1600, 1067), (10, 52, 70), (86, 40, 10))
    for _ in range(330):  # the light on the water
        depth = press.chance.random() ** 1.6
        y = 648 + depth * 400
        reach = 60 + depth * 190
        x = press.chance.gauss(1030, reach * 0.42)
        half = press.chance.uniform(12, 30) + depth * 46
        press.cut((x - half, y), (x + half, y), 3 + depth * 7, 0, 0, 62)
    for _ in range(170):  # its dark side
        depth = press.chance.random()
        x, y = press.chance.uniform(0, 1600), 655 + depth * 400
        half = 20 + depth * 70
        press.cut((x - half, y), (x + half, y), 2 + depth * 4, 100, 20, 0)

    press.polygon([(0, 632), (330, 640), (420, 655), (420, 668), (0, 676)], 96, 20, 0)
    press.polygon([(352, 642), (360, 520), (384, 520), (392, 642)], 96, 0, 0)
    press.box((354, 500, 390, 522), 0, 0, 70)
    press.polygon([(348, 500), (372, 474), (396, 500)], 100, 0, 0)
    for x, size, lean in ((560, 1.15, 8), (830, 0.72, -5), (1330, 1.6, -12)):
        _fishing_boat(press, x, 700 + size * 120, size, lean)
    press.polygon([(0, 1067), (0, 985), (520, 1002), (640, 1022), (640, 1067)], 100, 20, 0)
    for x in range(40, 640, 150):
        press.box((x, 930 + x * 0.03, x + 26, 1010), 100, 0, 0)
        press.box((x - 6, 922 + x * 0.03, x + 32, 940 + x * 0.03), 100, 0, 0)
    return press.pull()


def _fishing_boat(press: Press, x: float, y: float, size: float, lean: float) -> None:
    def at(*points: Point) -> list[Point]:
        return [(x + dx * size, y + dy * size) for dx, dy in points]

    press.polygon(at((-110, -28), (118, -40), (92, 14), (-84, 14)), 100, 0, 0)
    press.polygon(at((-104, -20), (112, -32), (108, -22), (-100, -10)), 0, 70, 20)
    press.polygon(at((-78, -28), (-74, -86), (-14, -86), (-8, -30)), 96, 10, 0)
    press.polygon(at((-64, -74), (-24, -74), (-24, -54), (-64, -54)), 0, 0, 80)
    press.line(at((28, -30), (28 + lean, -230)), 6 * size, 100, 0, 0)
    press.line(at((28 + lean, -226), (112, -38)), 2 * size, 100, 0, 0)
    press.line(at((28 + lean, -226), (-104, -28)), 2 * size, 100, 0, 0)
    for step in range(7):
        wide = (100 - step * 12) * size
        press.cut(
            (x - wide, y + (22 + step * 9) * size),
            (x + wide, y + (22 + step * 9) * size),
            7 * size,
            96,
            20,
            0,
        )


def ferry() -> Image.Image:
    """The old ferry on the afternoon crossing, with its company of gulls."""
    press = Press(*LANDSCAPE, inks=(NIGHT, RED, SKY), seed=127)
    press.fade(rectangle(0, 0, 1600, 620), (0, 4, 76), (0, 6, 6))
    press.fade(ridge(press, 520, 60, 640), (10, 0, 74), (0, 0, 46))
    for _ in range(46):  # a town on the far shore
        x = press.chance.uniform(0, 1600)
        high = press.chance.uniform(12, 46)
        press.box(
            (x, 626 - high, x + press.chance.uniform(14, 44), 640),
            26,
            0,
            press.chance.choice((20, 60, 90)),
        )
    for part in range(15):  # smoke
        along = part / 14
        press.disc(
            (742 + along * 760, 236 - along * 150 + press.chance.uniform(-14, 14)),
            34 + along * 66,
            40 - along * 32,
            0,
            20,
        )
    press.fade(rectangle(0, 634, 1600, 1067), (10, 0, 66), (92, 0, 70))
    for _ in range(300):
        depth = press.chance.random()
        x, y = press.chance.uniform(-40, 1640), 650 + depth * 410
        half = 18 + depth * 74
        tones = (96, 0, 60) if press.chance.random() < 0.55 else (0, 0, 12)
        press.cut((x - half, y), (x + half, y), 2 + depth * 6, *tones)

    hull = [(190, 640), (1380, 640), (1460, 614), (1400, 780), (1330, 812), (262, 812), (214, 770)]
    press.polygon(hull, 100, 0, 0)
    press.polygon([(220, 776), (1402, 776), (1330, 812), (262, 812)], 0, 100, 0)
    press.polygon(
        [(186, 640), (1384, 640), (1462, 612), (1456, 640), (1380, 662), (190, 660)], 0, 0, 0
    )
    for top, left, right in ((548, 236, 1330), (462, 300, 1210)):
        press.box((left, top, right, top + 94), 0, 0, 8)
        press.box((left - 16, top - 10, right + 22, top + 6), 92, 0, 0)
        for x in range(left + 26, right - 40, 58):
            press.box((x, top + 26, x + 40, top + 68), 84, 0, 40)
            press.polygon(
                [(x, top + 68), (x, top + 44), (x + 24, top + 26), (x + 40, top + 26)], 40, 0, 60
            )
    press.box((1010, 388, 1160, 462), 0, 0, 4)
    press.box((1000, 378, 1172, 392), 92, 0, 0)
    press.box((1024, 404, 1146, 436), 84, 0, 40)
    press.polygon([(668, 456), (682, 250), (806, 250), (820, 456)], 0, 96, 0)
    press.polygon([(680, 284), (682, 250), (806, 250), (808, 284)], 100, 0, 0)
    press.polygon([(674, 372), (677, 326), (811, 326), (814, 372)], 0, 0, 4)
    press.line([(1090, 380), (1090, 236)], 7, 100, 0, 0)
    press.line([(380, 456), (380, 270)], 7, 100, 0, 0)
    press.polygon([(384, 276), (470, 296), (384, 330)], 0, 96, 0)
    for x in range(320, 1000, 13):
        if not 640 < x < 850:
            press.line([(x, 430), (x, 456)], 2, 92, 0, 0)
    press.line([(306, 430), (996, 430)], 4, 92, 0, 0)
    for _ in range(90):  # the bow wave
        x = press.chance.uniform(200, 1440)
        y = 806 + press.chance.uniform(-6, 26)
        press.cut((x - 46, y), (x + 46, y + press.chance.uniform(-6, 6)), 11, 0, 0, 0)
    gulls(
        press,
        (
            (250, 250, 52),
            (150, 340, 34),
            (480, 160, 40),
            (1220, 190, 60),
            (1340, 300, 34),
            (1010, 250, 26),
        ),
        (100, 0, 0),
    )
    return press.pull()


def waves() -> Image.Image:
    """A storm at sea, as rows of scales under slanting rain."""
    press = Press(*LANDSCAPE, inks=(NIGHT, SEA), seed=97)
    press.fade(rectangle(0, 0, 1600, 560), (70, 60), (0, 34))
    for _ in range(13):
        x, y = press.chance.uniform(-100, 1700), press.chance.uniform(-10, 240)
        for part in range(6):
            press.disc(
                (x + part * 62, y + press.chance.uniform(-18, 18)),
                press.chance.uniform(46, 96),
                100,
                30,
                flat=0.62,
            )
    press.polygon([(1050, 448), (1264, 420), (1236, 500), (1084, 512)], 100, 0)
    press.polygon([(1112, 442), (1116, 386), (1180, 378), (1188, 432)], 100, 0)
    press.polygon([(1124, 428), (1126, 398), (1168, 394), (1172, 424)], 0, 10)
    press.line([(1210, 430), (1222, 300)], 7, 100, 0)
    press.line([(1222, 304), (1070, 446)], 3, 100, 0)
    press.polygon([(1222, 304), (1282, 300), (1224, 328)], 100, 0)

    y, row = 530.0, 0
    while y < 1300:
        radius = 46 + row * 13.0
        across = round(800 / radius) + 1
        for column in range(-across, across + 1):
            x = 800 + (column + row % 2 / 2) * radius * 1.9
            centre = (x, y + math.sin(x / 190 + row * 1.3) * (8 + row) + radius * 0.4)
            for ring, tones in enumerate(((100, 60), (0, 0), (60, 100), (0, 14), (0, 100), (0, 0))):
                press.disc(centre, radius * (1.04 - ring * 0.17), *tones)
        y += radius * 0.56
        row += 1
    for _ in range(250):
        x, y = press.chance.uniform(-100, 1700), press.chance.uniform(-100, 1000)
        length = press.chance.uniform(40, 150)
        press.cut((x, y), (x - length * 0.42, y + length), 3, 0, 0)
    return press.pull()


def lighthouse() -> Image.Image:
    """A lighthouse on its rock, upright."""
    press = Press(*PORTRAIT, inks=(NIGHT, RED, OCHRE), seed=83)
    press.fade(rectangle(0, 0, 1067, 620), (100, 20, 0), (50, 44, 20))
    press.fade(rectangle(0, 620, 1067, 1250), (50, 44, 20), (0, 52, 62))
    lamp = (560, 372)
    for far, wide in ((-700, 250), (1700, 330)):
        press.polygon(
            [lamp, (far, lamp[1] - 250 - wide / 2), (far, lamp[1] - 250 + wide)], 16, 0, 78
        )
    press.glow(lamp, 350, 20, 30, 100)
    for x, y, wide in ((150.0, 720.0, 190), (900, 640, 210), (240, 960, 280), (960, 900, 170)):
        press.disc((x, y), wide, 0, 30, 40, flat=0.1)
        press.disc((x + wide * 0.3, y - wide * 0.1), wide * 0.55, 0, 30, 40, flat=0.13)

    press.fade(rectangle(0, 1190, 1067, 1600), (46, 20, 12), (100, 20, 0))
    for row in range(11):
        y = 1205 + row * row * 3.4
        step = 60 + row * 13
        start = press.chance.uniform(-step, 0)
        for left in range(int(start), 1100, int(step)):
            right = left + step * 0.9
            press.cut((left, y + 8), (right, y + 8), 4 + row * 1.1, 0, 0, 8)
            press.cut((left + step * 0.2, y + 18 + row), (right, y + 18 + row), 3 + row, 100, 20, 0)
    left_side = [(250, 1600), (285, 1450), (330, 1400), (345, 1310), (410, 1270), (440, 1210)]
    right_side = [(690, 1200), (720, 1262), (800, 1300), (815, 1400), (880, 1450), (930, 1600)]
    press.polygon(left_side + right_side, 100, 16, 0)
    for _ in range(70):
        x, y = press.chance.uniform(340, 820), press.chance.uniform(1240, 1580)
        if abs(x - 580) < 120 + (y - 1200) * 0.55:
            press.cut(
                (x, y),
                (x + press.chance.uniform(10, 40), y + press.chance.uniform(20, 60)),
                5,
                40,
                60,
                0,
            )

    def half(y: float) -> float:
        return 62 + (y - 470) * 0.062

    for band in range(6):
        top, low = 470 + band * 124, 470 + (band + 1) * 124
        tones = (0, 100, 0) if band % 2 == 0 else (0, 0, 0)
        press.polygon(
            [
                (560 - half(top), top),
                (560 + half(top), top),
                (560 + half(low), low),
                (560 - half(low), low),
            ],
            *tones,
        )
    press.fade(
        [(575, 470), (560 + half(470), 470), (560 + half(1214), 1214), (600, 1214)][:4],
        (52, 100, 0),
        (52, 100, 0),
    )
    for band in range(1, 6, 2):
        top, low = 470 + band * 124, 470 + (band + 1) * 124
        press.polygon(
            [
                (583 + band * 3, top),
                (560 + half(top), top),
                (560 + half(low), low),
                (586 + band * 3, low),
            ],
            46,
            6,
            12,
        )
    for y in (640, 880):
        press.box((534, y, 560, y + 46), 100, 0, 0)
    press.polygon([(520, 1214), (520, 1130), (547, 1105), (574, 1130), (574, 1214)], 100, 0, 0)
    press.box((474, 448, 646, 474), 100, 0, 0)
    for x in range(482, 645, 26):
        press.box((x, 408, x + 4, 450), 100, 0, 0)
    press.box((474, 404, 646, 411), 100, 0, 0)
    press.box((508, 312, 612, 448), 0, 0, 84)
    for x in (508, 540, 576, 606):
        press.box((x, 312, x + 6, 448), 100, 0, 0)
    press.disc(lamp, 22, 0, 0, 0)
    press.polygon([(494, 314), (560, 236), (626, 314)], 100, 20, 0)
    press.disc((560, 232), 11, 100, 0, 0)
    press.box((557, 176, 563, 232), 100, 0, 0)
    gulls(press, ((250, 480, 40), (190, 560, 26), (820, 720, 36), (900, 660, 22)), (0, 0, 0))
    return press.pull()
