"""The parts of an address that have a shape of their own."""

from __future__ import annotations

from collections.abc import MutableMapping
from functools import lru_cache
from typing import Any
from urllib.parse import quote

from flask import Flask, abort, request
from flask.globals import _cv_request
from flask.templating import Environment
from werkzeug.routing import BaseConverter, IntegerConverter, Map

LARGEST = 2**63 - 1
"""The largest number that a row can have."""


BUILT = 4_096
"""How many links are remembered; a page has about two hundred, most of them those of others."""


class Templates(Environment):
    """Jinja, whose templates all know the same. It would compare what each of them knows whenever
    one imports another."""

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """What a template knows: nothing of its own."""
        return super().make_globals(d) if d else self.globals


class Application(Flask):
    """Flask, that builds a link once and then remembers it."""

    jinja_environment = Templates

    def __init__(self, *args: Any, **options: Any) -> None:
        """Begin with no link."""
        super().__init__(*args, **options)
        self._link = lru_cache(maxsize=BUILT, typed=True)(self._build)

    def url_for(self, /, endpoint: str, **values: Any) -> str:
        """The link, relative to the host for a request. Below which path the blog is mounted
        counts, too."""
        is_full = values.get("_external") or values.get("_scheme")  # with the host of a request
        root = mount()
        if endpoint.startswith(".") or is_full or root is None:
            return super().url_for(endpoint, **values)
        try:
            return self._link(root, endpoint, **values)
        except TypeError:  # something is asked for several times, in a list
            return super().url_for(endpoint, **values)

    def _build(self, _root: str, endpoint: str, /, **values: Any) -> str:
        return super().url_for(endpoint, **values)


def mount() -> str | None:
    """Below which path the blog is mounted for this request; nothing where there is none."""
    asked = _cv_request.get(None)  # "request" would look three times; pages have many links
    return asked.request.root_path if asked else None


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


class FeedFormat(BaseConverter):
    """A format in which a feed can be had."""

    regex = "atom|rss|json"


def init_app(app: Flask) -> None:
    """Let rules say ``<year:…>``, ``<feed:…>`` and so on, and bound their ``<int:…>``."""
    app.url_map.converters.update(
        int=Number, year=Year, month=Month, picture=PictureFile, feed=FeedFormat
    )


def link(path: str) -> str:
    """A decoded path as a link on this site, whatever characters it holds."""
    return quote(f"/{path.lstrip('/')}", safe="/!$&'()*+,:;=@")  # "//x" is another host


def asked_for() -> str:
    """The path and query of this request as a link on this site, whatever bytes they hold."""
    return with_question(link(request.path))


def with_question(url: str) -> str:
    """The address with what this request asks, but for ``m``: so Blogger called its pages for
    phones, and ours are the same for all."""
    asked = request.query_string.decode("utf-8", "replace").split("&")
    query = "&".join(part for part in asked if part not in {"m=0", "m=1"})
    return f"{url}?{query}" if query else url


def page_number() -> int:
    """The page of a list that was asked for; 404 for what is none."""
    asked = request.args.get("page", "1")
    if not (asked.isascii() and asked.isdigit() and len(asked) <= 6 and int(asked) > 0):
        abort(404)
    return int(asked)
