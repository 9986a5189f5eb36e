"""Bytes made smaller for the way, as whoever asks can read them (RFC 9110, 12.5.3)."""

from __future__ import annotations

import gzip
import sys
from collections.abc import Callable
from functools import lru_cache, partial

import brotli
from werkzeug.datastructures import Accept
from werkzeug.http import parse_accept_header

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

ENCODERS: dict[str, Callable[[bytes], bytes]] = {
    "br": partial(brotli.compress, mode=brotli.MODE_TEXT, quality=5),
    "zstd": partial(zstd.compress, level=9),
    "gzip": partial(gzip.compress, compresslevel=6, mtime=0),
}
"""Every coding, the best first: brotli makes the fewest bytes."""

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


def choose(accepted: str) -> str:
    """The coding for an ``Accept-Encoding``; empty where none of ours is welcome."""
    return _choose(accepted[:500])


@lru_cache(maxsize=256)
def _choose(accepted: str) -> str:
    wanted = parse_accept_header(accepted, Accept)
    return max(ENCODERS, key=wanted.quality) if max(map(wanted.quality, ENCODERS)) > 0 else ""
