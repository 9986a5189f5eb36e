"""What several of the drawings have in common."""

from __future__ import annotations

import math

from blog.demo.press import Point, Press, Tones

DARK = ((42, 0, 0), (60, 0, 0), (36, 90, 0))
SPINES = ((0, 100, 0), (0, 12, 100), (0, 0, 10), (0, 60, 100), *DARK)
INKED, PALE = (100, 0, 0), (0, 0, 70)


def rectangle(left: float, top: float, right: float, bottom: float) -> list[Point]:
    """The four corners."""
    return [(left, top), (right, top), (right, bottom), (left, bottom)]


def ridge(press: Press, top: float, high: float, foot: float, rough: float = 1) -> list[Point]:
    """A row of hills around the height ``top``, closed at ``foot``."""
    waves = [
        (
            press.chance.uniform(0.5, 1) * high / octave,
            octave * press.chance.uniform(0.8, 1.2),
            press.chance.uniform(0, 7),
        )
        for octave in (1, 2, 4, 9)
    ]
    jag = [press.chance.uniform(-1, 1) * high * 0.05 * rough for _ in range(101)]
    crest = []
    for step, jut in enumerate(jag):
        swell = sum(size * math.sin(step * 0.045 * pace + start) for size, pace, start in waves)
        crest.append((step * 16, top + jut + swell / 2))
    return [(0, foot), *crest, (press.width, foot)]


def gulls(press: Press, gulls: tuple[tuple[float, float, float], ...], tones: Tones) -> None:
    """Birds: x, y and the reach of a wing."""
    for x, y, reach in gulls:
        for side in (-1, 1):
            press.polygon(
                [
                    (x, y),
                    (x + side * reach * 0.5, y - reach * 0.42),
                    (x + side * reach * 1.15, y - reach * 0.2),
                    (x + side * reach * 0.52, y - reach * 0.24),
                    (x, y + reach * 0.14),
                ],
                *tones,
            )


def ring(
    press: Press, centre: Point, radius: float, flat: float, width: float, tones: Tones
) -> None:
    """A line around an ellipse of ``flat`` times a circle's height."""
    x, y = centre
    turns = [math.tau * step / 60 for step in range(61)]
    around = [(x + math.cos(t) * radius, y + math.sin(t) * radius * flat) for t in turns]
    press.line(around, width, *tones)


def books(press: Press, left: float, right: float, floor: float, tallest: float = 150) -> None:
    """A shelf's worth of spines; now and then one leans, or is missing."""
    x = left
    while x < right - 12:
        wide = min(press.chance.uniform(14, 38), right - x)
        top = floor - tallest * press.chance.uniform(0.66, 1)
        tones = press.chance.choice(SPINES)
        lean = press.chance.uniform(12, 22) if press.chance.random() < 0.07 else 0
        if x + wide + lean > right:
            lean = 0
        end = x + wide - 2
        press.polygon([(x, floor), (x + lean, top), (end + lean, top), (end, floor)], *tones)
        for place in () if lean else (0.16, 0.22, 0.8):
            y = top + (floor - top) * place
            press.box((x + 2, y, end - 2, y + 3), *(PALE if tones in DARK else INKED))
        x += wide + lean
        if press.chance.random() < 0.05:
            x += press.chance.uniform(14, 40)
