"""What lies where in an export, and how its texts name the pictures of the export."""

from __future__ import annotations

import re
from collections.abc import Callable

HEAD = "broadsheet.json"
SUMS = "SHA256SUMS"
LABELS, PICTURES, ADDRESSES, ADS, SUBSCRIBERS = (
    "labels.jsonl",
    "pictures.jsonl",
    "addresses.jsonl",
    "ads.jsonl",
    "subscribers.jsonl",
)
ARTICLES, PAGES, DRAFTS, WITHDRAWN = "articles", "pages", "drafts", "withdrawn"
WORKING, COMMENTS, ORIGINALS = "working", "comments", "pictures"

TEXTS = (ARTICLES, PAGES, DRAFTS, WITHDRAWN)
"""The folders whose files are an article or page each."""
OURS = {
    *(HEAD, SUMS, LABELS, PICTURES, ADDRESSES, ADS, SUBSCRIBERS),
    *(*TEXTS, WORKING, COMMENTS, ORIGINALS),
}

FORMAT, VERSION = "broadsheet", 1
"""What ``HEAD`` begins with. A change that an older reader would misread raises the version."""

ENDINGS = {"markdown": "md", "html": "html"}
FORMATS = {ending: format_ for format_, ending in ENDINGS.items()}

_SERVED = re.compile(r"(?<![\w.:-])/media/([0-9a-f]{64}\.[a-z]+)")
_EXPORTED = re.compile(r"(?<![\w.:-])/(pictures/[0-9a-f]{64}\.[a-z]+)\?([a-z]+)=([0-9]{1,5})")


def without_ending(name: str) -> str:
    """What an article's file shares with those of its comments and of its working copy."""
    return name.rpartition(".")[0]


def original(digest: str, format_: str) -> str:
    """Where the original of a picture lies."""
    return f"{ORIGINALS}/{digest}.{format_}"


def served(body: str) -> set[str]:
    """The files of ``/media/`` that a body shows."""
    return set(_SERVED.findall(body))


def exported(body: str) -> set[str]:
    """The originals that the body of an export shows."""
    return {found[1] for found in _EXPORTED.finditer(body)}


def with_originals(body: str, original_of: Callable[[str], tuple[str, str, int] | None]) -> str:
    """A body for the export. ``/pictures/<digest>.png?jpeg=960`` is the JPEG, 960 pixels wide,
    that was made of that original: served as it is, the folder shows the original.

    ``original_of`` knows original, format and width of a file of ``/media/``.
    """

    def named(found: re.Match[str]) -> str:
        known = original_of(found[1])
        return "/{}?{}={}".format(*known) if known else found[0]

    return _SERVED.sub(named, body)


def with_renditions(body: str, rendition_of: Callable[[str, str, int], str | None]) -> str:
    """A body of an export for this blog: the reverse of ``with_originals``."""

    def named(found: re.Match[str]) -> str:
        known = rendition_of(found[1], found[2], int(found[3]))
        return f"/media/{known}" if known else found[0]

    return _EXPORTED.sub(named, body)
