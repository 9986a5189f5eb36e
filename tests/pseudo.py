"""A language that nobody speaks, made of the blog's own words, to show that any language fits.

``Archive`` is ``ÁÁŕçĥíívéé`` in it: it can be read, every letter shows that it went through the
catalogue, and it is longer, as other languages are longer than English. It is written from the
right, and has the dates of Arabic.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from unittest import mock

from babel.messages.mofile import write_mo
from babel.support import Translations
from flask_babel import Domain

from blog import translate

LANGUAGE = "ar"

PLAIN = "abcdefghijklmnopqrstuvwxyz"
ACCENTED = "áƀçđéƒĝĥíĵķĺɱñóṕɋŕšţúṽŵẋýž"
LETTERS = str.maketrans(PLAIN + PLAIN.upper(), ACCENTED + ACCENTED.upper())
KEPT = re.compile(r"(%\(\w+\)[sd]|%%|</?[a-z][^>]*>|&\w+;)")


def said(text: str) -> str:
    """A text of the blog in this language; what is filled in stays, and tags do."""
    parts = KEPT.split(text)
    return "".join(part if nth % 2 else _said(part) for nth, part in enumerate(parts))


def _said(words: str) -> str:
    return re.sub("([aeiou])", r"\1\1", words, flags=re.IGNORECASE).translate(LETTERS)


@cache
def catalogue() -> Translations:
    """Every text that ``app.py translate`` knows of; what it doesn't stays English."""
    words = translate.Words(LANGUAGE)
    for place, text in translate.said():
        if isinstance(text, tuple):
            words.add(text, [said(text[-1])] * words.num_plurals, [place])
        else:
            words.add(text, said(text), [place])
    file = io.BytesIO()
    write_mo(file, words)
    file.seek(0)
    return Translations(file)


@contextmanager
def spoken() -> Iterator[None]:
    """Whatever a blog says is said in it, until the block ends."""
    with mock.patch.object(Domain, "get_translations", return_value=catalogue()):
        yield
