"""The parts of an address that have a shape of their own."""

from __future__ import annotations

from urllib.parse import quote

from flask import Flask, abort, request
from werkzeug.routing import BaseConverter, IntegerConverter, Map

LARGEST = 2**63 - 1
"""The largest number that a row can have."""


class Number(IntegerConverter):
    """The number of a row. One that no row can have is an address that nothing has."""

    def __init__(self, map: Map) -> None:
        """Know the largest."""
        super().__init__(map, max=LARGEST)


class Year(BaseConverter):
    """A year of four ASCII digits."""

    regex = "[1-9][0-9]{3}"

    def to_python(self, value: str) -> int:
        """The year as a number."""
        return int(value)


class Month(BaseConverter):
    """A month of two ASCII digits."""

    regex = "0[1-9]|1[0-2]"

    def to_python(self, value: str) -> int:
        """The month as a number."""
        return int(value)

    def to_url(self, value: int) -> str:
        """The month as two digits."""
        return f"{value:02d}"


class PictureFile(BaseConverter):
    """A picture's file for readers: the hash of its bytes, and its format."""

    regex = "[0-9a-f]{64}[.](?:avif|webp|jpeg)"


def init_app(app: Flask) -> None:
    """Let rules say ``<year:…>``, ``<month:…>``, ``<picture:…>``, and bound their ``<int:…>``."""
    app.url_map.converters.update(int=Number, year=Year, month=Month, picture=PictureFile)


def asked_for() -> str:
    """The path and query of this request as a link on this site, whatever bytes they hold."""
    path = quote(f"/{request.path.lstrip('/')}", safe="/!$&'()*+,:;=@")  # "//x" is another host
    query = request.query_string.decode("utf-8", "replace")
    return f"{path}?{query}" if query else path


def page_number() -> int:
    """The page of a list that was asked for; 404 for what is none."""
    asked = request.args.get("page", "1")
    if not (asked.isascii() and asked.isdigit() and len(asked) <= 6 and int(asked) > 0):
        abort(404)
    return int(asked)
