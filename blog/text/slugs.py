"""The readable part of an address, made from a title."""

from collections.abc import Iterator
from itertools import count

from slugify import slugify

from blog.text.folding import fold

LONGEST = 80

_SPELT = str.maketrans({"’": "'", "ʼ": "'", "ə": "e"})


def slug(title: str, fallback: str) -> str:
    """``İstanbul'da Güneşli`` is ``istanbul-da-gunesli``; ö is o and ü is u, never oe and ue.

    At most 80 characters, cut at a word's end. A title without a letter ("2026", "…", "🎉") gets
    ``fallback``: an address of digits alone would look like a year's archive.
    """
    made = _ascii(title)
    return made if any(map(str.isalpha, made)) else fallback


def label_slug(label: str, fallback: str) -> str:
    """The same for a label, which keeps its ``/``: ``Spor/Futbol`` is ``spor/futbol``.

    A label may be a year; only one that leaves nothing at all gets ``fallback``.
    """
    return "/".join(filter(None, map(_ascii, label.split("/")))) or fallback


def candidates(slug: str) -> Iterator[str]:
    """``slug``, ``slug-2``, ``slug-3`` … without end, for a caller that knows what is taken."""
    yield slug
    for number in count(2):
        yield f"{slug}-{number}"


def _ascii(text: str) -> str:
    # Titles are text: "&amp;" in one is about HTML, not an ampersand, so no entities are read.
    return slugify(
        fold(text).translate(_SPELT),
        entities=False,
        decimal=False,
        hexadecimal=False,
        max_length=LONGEST,
        word_boundary=True,
        save_order=True,
    )
