"""Which reader fits a file."""

from __future__ import annotations

import enum
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

from blog.transfer.found import Found, NotReadable
from blog.transfer.readers import blogger_classic, blogger_takeout, xml
from blog.transfer.readers.entries import ATOM


class Format(enum.StrEnum):
    """What a file is. Some are only known so that an error can name them."""

    TAKEOUT = "Google Takeout"
    BLOGGER = "Blogger, today"
    BLOGGER_CLASSIC = "Blogger, until about 2025"
    WORDPRESS = "WordPress"
    GHOST = "Ghost"
    ATOM = "Atom"
    RSS = "RSS"
    UNKNOWN = "unknown"


READERS: dict[Format, Callable[[BinaryIO, str], Iterator[Found]]] = {
    Format.BLOGGER: blogger_takeout.read,
    Format.BLOGGER_CLASSIC: blogger_classic.read,
}


def sniff(path: Path) -> Format:
    """Tell what a file or folder is from its beginning, not from its name."""
    if path.is_dir() or zipfile.is_zipfile(path):
        return Format.TAKEOUT
    try:
        with path.open("rb") as stream:
            return recognise(stream)
    except NotReadable:
        return Format.UNKNOWN


def recognise(stream: BinaryIO, file: str = "") -> Format:
    """The same for an open file. Raises ``NotReadable`` where not even its first tag is."""
    begin = stream.tell()
    if b'"exported_on"' in stream.read(4096):
        return Format.GHOST

    stream.seek(begin)
    head = xml.head(stream, file)
    if blogger_takeout.is_one(head):
        return Format.BLOGGER
    if blogger_classic.is_one(head):
        return Format.BLOGGER_CLASSIC
    if head.tag == "rss":
        is_wordpress = any("wordpress.org/export/" in name for name in head.namespaces)
        return Format.WORDPRESS if is_wordpress else Format.RSS
    return Format.ATOM if head.tag == f"{ATOM}feed" else Format.UNKNOWN
