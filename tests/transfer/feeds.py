"""Feeds for the readers' tests, written by hand, and what they find in them."""

from __future__ import annotations

import io
from collections.abc import Iterable
from pathlib import Path
from types import ModuleType

from blog.transfer.found import Found
from blog.transfer.readers import blogger_takeout

FIXTURES = Path(__file__).parent / "fixtures"
TAKEOUT = FIXTURES / "blogger-takeout-2018-synthetic.atom"
TAKEOUT_ZIP = FIXTURES / "blogger-takeout-2018-synthetic.zip"
CLASSIC = FIXTURES / "blogger-classic-synthetic.xml"

HEAD = (
    "<?xml version='1.0' encoding='UTF-8'?>\n"
    "<feed xmlns='http://www.w3.org/2005/Atom'"
    " xmlns:blogger='http://schemas.google.com/blogger/2018'>"
)
END = "</feed>"


def read(source: Path | str | bytes, reader: ModuleType = blogger_takeout) -> list[Found]:
    """Everything a reader finds in a file, or in what could be one."""
    if isinstance(source, Path):
        source = source.read_bytes()
    raw = source.encode() if isinstance(source, str) else source
    return list(reader.read(io.BytesIO(raw)))


def feed(*entries: str) -> str:
    return HEAD + "".join(entries) + END


def entry(
    number: int = 1,
    kind: str = "POST",
    status: str = "LIVE",
    categories: str = "",
    **elements: str,
) -> str:
    """An entry; ``elements`` are what stands inside its elements, ``blogger_…`` for Blogger's.

    ``categories`` are elements themselves.
    """
    insides = {
        "id": f"tag:blogger.com,1999:blog-1.post-{number}",
        "blogger:type": kind,
        "blogger:status": status,
        "published": "2024-03-05T10:00:00Z",
    }
    insides |= {name.replace("_", ":"): inside for name, inside in elements.items()}
    written = (f"<{name}>{inside}</{name}>" for name, inside in insides.items())
    return f"<entry>{''.join(written)}{categories}</entry>"


def only(found: Iterable[Found]) -> Found:
    """The one thing that was found."""
    (one,) = found
    return one
