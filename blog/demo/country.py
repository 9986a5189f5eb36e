"""Drawings of the country: mountains in the mist, an olive grove."""

from __future__ import annotations

import math

from PIL import Image

from blog.demo.press import LANDSCAPE, NIGHT, PINE, RED, ROSE, Press, Tones
from blog.demo.shapes import gulls, rectangle, ridge


def mountains() -> Image.Image:
    """Ridge behind ridge in the morning mist, and pines in front."""
    press = Press(*LANDSCAPE, inks=(NIGHT, ROSE), seed=53)
    press.fade(rectangle(0, 0, 1600, 800), (14, 4), (0, 58))
    press.disc((1120, 300), 112, 0, 100)
    for top, high, crest, foot in (
        (400, 150, (14, 62), (0, 22)),
        (490, 140, (34, 56), (0, 30)),
        (600, 110, (52, 40), (4, 30)),
        (710, 90, (72, 28), (16, 26)),
        (810, 60, (92, 12), (60, 20)),
    ):
        press.fade(ridge(press, top, high, 1067, rough=1.4), crest, foot)
    for _ in range(46):
        x = press.chance.choice((press.chance.uniform(-20, 620), press.chance.uniform(1050, 1620)))
        _pine(
            press, x, 1090 - press.chance.uniform(0, 60), press.chance.uniform(120, 330), (100, 0)
        )
    for x, high in ((90, 560), (235, 430), (1500, 600), (1375, 420)):
        _pine(press, x, 1090, high, (100, 14))
    gulls(press, ((640, 250, 22), (700, 282, 16), (588, 300, 14)), (100, 0))
    return press.pull()


def _pine(press: Press, x: float, foot: float, high: float, tones: Tones) -> None:
    press.box((x - high * 0.018, foot - high * 0.2, x + high * 0.018, foot), *tones)
    for tier in range(7):
        y = foot - high * (0.1 + tier * 0.13)
        wide = high * (0.21 - tier * 0.027) * press.chance.uniform(0.86, 1.14)
        press.polygon(
            [(x - wide, y), (x, y - high * 0.24), (x + wide, y), (x, y - high * 0.035)], *tones
        )


def orchard() -> Image.Image:
    """An olive grove on red earth, row after row up to the hill."""
    press = Press(*LANDSCAPE, inks=(NIGHT, PINE, RED), seed=113)
    press.fade(rectangle(0, 0, 1600, 460), (0, 20, 0), (0, 0, 16))
    press.disc((340, 190), 80, 0, 0, 100)
    press.fade(ridge(press, 330, 110, 520), (18, 54, 0), (0, 34, 0))
    press.fade(ridge(press, 400, 60, 520), (30, 82, 0), (10, 62, 0))
    press.fade(rectangle(0, 455, 1600, 1067), (0, 0, 40), (0, 0, 94))
    eye = (900, 420)
    for furrow in range(-44, 45):
        foot = eye[0] + furrow * 110
        press.polygon([(foot - 9, 1067), (eye[0] + furrow * 9, 458), (foot + 12, 1067)], 46, 0, 100)
    rows = []
    for row in range(11):
        depth = (row / 10) ** 2.1
        rows += [
            (eye[0] + (column + 0.5) * (62 + depth * 500), 474 + depth * 500, 20 + depth * 155)
            for column in range(-14, 14)
        ]
    for x, y, size in rows:
        if -200 < x < 1800:
            _olive_tree(press, x, y, size)
    return press.pull()


def _olive_tree(press: Press, x: float, y: float, size: float) -> None:
    chance = press.chance
    press.disc((x + size * 0.4, y + size * 0.04), size * 0.72, 62, 0, 60, flat=0.2)
    press.polygon(
        [
            (x - size * 0.1, y),
            (x - size * 0.05, y - size * 0.6),
            (x + size * 0.07, y - size * 0.6),
            (x + size * 0.12, y),
        ],
        100,
        0,
        30,
    )
    for dx, dy, radius in (
        (-0.32, -0.62, 0.4),
        (0.34, -0.6, 0.4),
        (0, -0.86, 0.48),
        (0, -0.54, 0.42),
    ):
        press.disc((x + dx * size, y + dy * size), radius * size, 44, 96, 0)
    for dx, dy, radius in ((-0.36, -0.72, 0.26), (0.22, -0.72, 0.24), (-0.06, -1, 0.3)):
        press.disc((x + dx * size, y + dy * size), radius * size, 0, 76, 0)
    for _ in range(round(size / 5)):
        turn, far = chance.uniform(0, math.tau), chance.random() ** 0.5 * size * 0.6
        at = (x + math.cos(turn) * far, y - size * 0.72 + math.sin(turn) * far * 0.72)
        press.cut(at, (at[0] + size * 0.1, at[1] - size * 0.08), size * 0.035, 0, 14, 0)
