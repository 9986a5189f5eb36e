"""The pictures of the sample articles, drawn and printed by the program itself.

Each is the same at every run.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PIL import Image

from blog.demo import country, rooms, sea, town

SCENES: Final[dict[str, Callable[[], Image.Image]]] = {
    "bridge": town.bridge,
    "ferry": sea.ferry,
    "harbour": sea.harbour,
    "library": rooms.library,
    "lighthouse": sea.lighthouse,
    "market": town.market,
    "mountains": country.mountains,
    "night": town.night,
    "orchard": country.orchard,
    "stadium": rooms.stadium,
    "tram": town.tram,
    "waves": sea.waves,
}


def draw(kind: str) -> Image.Image:
    """The picture of that kind. Raises ``KeyError`` where there is none."""
    return SCENES[kind]()


advertisement = rooms.advertisement
