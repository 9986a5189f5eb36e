"""Bytes made smaller for the way, as whoever asks can read them (RFC 9110, 12.5.3)."""

from __future__ import annotations

import gzip
import sys
from collections.abc import Callable
from functools import lru_cache, partial
from typing import NamedTuple

import brotli
from werkzeug.datastructures import Accept
from werkzeug.http import parse_accept_header

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

ENCODERS: dict[str, Callable[[bytes], bytes]] = {
    "br": partial(brotli.compress, mode=brotli.MODE_TEXT, quality=5),
    "zstd": partial(zstd.compress, level=3),
    "gzip": partial(gzip.compress, compresslevel=4, mtime=0),
}
"""Every coding, that of the fewest bytes first."""
HASTE = ("zstd", "br", "gzip")
"""The same, as one wants them for what is sent once: a seventh of the work for an eighth more bytes
first. ``gzip`` would be a third less work than ``br``, for a quarter more."""

WORTHWHILE = 500
"""Bytes below which nothing is gained."""

TYPES = {
    "application/atom+xml",
    "application/feed+json",
    "application/opensearchdescription+xml",
    "application/rss+xml",
    "application/xml",
    "image/svg+xml",
    "text/css",
    "text/html",
    "text/javascript",
    "text/plain",
}


def is_for(mimetype: str | None, size: int) -> bool:
    """Whether so many bytes of this type become fewer."""
    return mimetype in TYPES and size >= WORTHWHILE


class Chosen(NamedTuple):
    """The coding of the fewest bytes, and the one for what is sent once; empty where none is
    welcome."""

    smallest: str
    quickest: str


NONE = Chosen("", "")


def choose(accepted: str) -> Chosen:
    """The codings for an ``Accept-Encoding``."""
    return _choose(accepted[:500])


@lru_cache(maxsize=256)
def _choose(accepted: str) -> Chosen:
    wanted = parse_accept_header(accepted, Accept)
    if max(map(wanted.quality, ENCODERS)) <= 0:
        return NONE
    return Chosen(max(ENCODERS, key=wanted.quality), max(HASTE, key=wanted.quality))
