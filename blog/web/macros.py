"""What is remembered of pages by the values that it follows from, such as the markup of macros."""

from __future__ import annotations

from collections.abc import Hashable

from flask import Flask, current_app
from jinja2.runtime import Macro

from blog.text.memory import Memory
from blog.web import language, routing

ROOM = 4 * 1024 * 1024
"""Bytes of it, and of what it is remembered by, that a process keeps at the most."""


def init_app(app: Flask) -> None:
    """Let templates say ``{{ recalled(macro, value, …) }}`` for ``{{ macro(value, …) }}``."""
    app.extensions["macros"] = Memory(ROOM)
    app.add_template_global(recalled)


def memory() -> Memory:
    """What this program remembers."""
    known: Memory = current_app.extensions["macros"]
    return known


def recalled(macro: Macro, *values: Hashable) -> str:
    """What a macro makes of these values. Besides them it may depend on the language that is spoken
    and on where the blog is mounted, on nothing else (``tests/test_house.py`` holds that).

    Equal values have to look alike: numbers of one type, moments in UTC, as the database has them.
    """
    key = (macro, language.speech(), routing.mount(), values)
    return memory().recall(key, lambda: macro(*values))
