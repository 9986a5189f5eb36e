"""What both of Blogger's formats have in common: Atom, Blogger's ids, twice-escaped words."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from datetime import UTC, datetime
from urllib.parse import unquote, urlsplit
from xml.etree.ElementTree import Element

from blog.text.names import clean_name
from blog.text.urls import web_address

ATOM = "{http://www.w3.org/2005/Atom}"
ENTRY = f"{ATOM}entry"

_NUMBER = re.compile(r"tag:blogger\.com,1999:blog-[0-9]{1,30}\.(?:post|page)-([0-9]{1,30})")
_REFERENCE = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]\w{1,31});")
_ESCAPED_END = re.compile(r"&lt;(?:/[a-z]+|br ?/?)&gt;", re.IGNORECASE)


def text(element: Element, path: str) -> str:
    """The words of a child, ``""`` where there is none."""
    return (element.findtext(path) or "").strip()


def content(entry: Element) -> str:
    """An entry's HTML, exactly as it came."""
    return entry.findtext(f"{ATOM}content") or ""


def feed_id(entry: Element) -> str:
    """An entry's name in feeds, for ever."""
    return text(entry, f"{ATOM}id")


def author(entry: Element) -> str:
    """Who wrote it; may be empty."""
    return line(text(entry, f"{ATOM}author/{ATOM}name"))


def author_url(entry: Element) -> str:
    """Where who wrote it is at home; e-mail addresses are never read."""
    return web_address(text(entry, f"{ATOM}author/{ATOM}uri")) or ""


def labels(categories: Iterable[Element]) -> tuple[str, ...]:
    """The names in categories, each once. An empty category means that there is none."""
    names = (line(category.get("term", "")) for category in categories)
    return tuple(dict.fromkeys(filter(None, names)))


def number(feed_id: str) -> str:
    """The number in the id of a post, page or comment; ``""`` if it is none of them."""
    found = _NUMBER.fullmatch(feed_id)
    return found[1] if found else ""


def line(raw: str) -> str:
    """A title, label or name on one line. Blogger escapes some of them once too often."""
    return clean_name(_REFERENCE.sub(lambda reference: html.unescape(reference[0]), raw))


def unescaped(body: str) -> str:
    """A comment's HTML. Where all of its markup, and there is some, came as text, it is read once
    more."""
    if "<" not in body and _ESCAPED_END.search(body):
        return html.unescape(body)
    return body


def path(address: str) -> str:
    """The path of an old address, decoded once. One slash begins it: two would name a host."""
    try:
        exported = urlsplit(address).path if "://" in address else address
    except ValueError:
        return ""
    return f"/{unquote(exported).lstrip('/')}" if exported.strip("/") else ""


def host(address: str) -> str:
    """The host of an old address, in small letters."""
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


def moment(raw: str) -> datetime | None:
    """A time in UTC; ``None`` if it can't be read."""
    try:
        read = datetime.fromisoformat(raw)
        return (read if read.tzinfo else read.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
