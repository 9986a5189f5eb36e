"""What there is to see in a comment, for whoever judges it."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import urlsplit

from blog.models.comment import Comment
from blog.text import html
from blog.text.folding import fold

_LINK = re.compile(r'<a href="([^"]*)"')
"""As the cleaner writes it."""
_WORD = re.compile(r"[^\W_]+")


def text(comment: Comment) -> str:
    """What readers would read."""
    return html.plain(comment.html)


def links(comment: Comment) -> list[str]:
    """Where it leads: the links in its words, and its author's web address."""
    found = [unescape(address) for address in _LINK.findall(comment.html)]
    return [*found, comment.url] if comment.url else found


def hosts(comment: Comment) -> list[str]:
    """The hosts that it leads to, each once, in order."""
    return list(dict.fromkeys(filter(None, map(host_of, links(comment)))))


def host_of(address: str) -> str:
    """The host of an address, or of the bare name of one: in ASCII, without ``www``."""
    try:
        host = urlsplit(address if "//" in address else f"//{address.strip()}").hostname or ""
    except ValueError:
        return ""
    host = host.strip(".").removeprefix("www.")
    try:
        return host.encode("idna").decode()
    except UnicodeError:
        return host


def words(text: str) -> list[str]:
    """The words of a text, folded, in order."""
    return _WORD.findall(fold(text))


def spelled(text: str) -> list[tuple[str, str]]:
    """The words of a text as they are written, each with the same folded."""
    return [(word, fold(word)) for word in _WORD.findall(text)]
