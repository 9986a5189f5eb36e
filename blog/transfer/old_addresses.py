"""Whether the addresses that an old blog had still lead somewhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote, unquote, urlsplit

from flask import current_app
from werkzeug.test import Client

from blog.transfer.found import FoundArticle, State
from blog.transfer.readers import packages

STEPS_MAX = 5
"""Redirects that are followed; browsers go on longer, but nobody should have to."""


class Answer(NamedTuple):
    """What the blog answers to an old path in the end. ``place`` is where that is."""

    path: str
    status: int
    place: str

    @property
    def arrives(self) -> bool:
        """Whether whoever follows the old link finds something."""
        return self.status == 200


def known(paths: Iterable[Path]) -> Iterator[str]:
    """The old paths, decoded once, that exports or plain lists of addresses name.

    Of an export these are those of its published articles and pages; a list has one address
    or path a line. Raises ``NotReadable``, and ``OSError``.
    """
    for path in paths:
        yield from _listed(path) if _is_list(path) else _exported(path)


def answers(old_paths: Iterable[str]) -> Iterator[Answer]:
    """What the blog answers to each, asked as a browser on this machine would ask."""
    client = current_app.test_client()
    for old in old_paths:
        yield _follow(client, old)


def _is_list(path: Path) -> bool:
    """Whether a file begins with an address or a path; exports begin otherwise."""
    if path.is_dir():
        return False
    with path.open("rb") as file:
        return file.read(64).lstrip().startswith((b"/", b"http://", b"https://"))


def _listed(path: Path) -> Iterator[str]:
    for line in path.read_text("utf-8").splitlines():
        address = urlsplit(line.strip())
        if address.path.startswith("/"):
            yield unquote(address.path) + (f"?{address.query}" if address.query else "")


def _exported(path: Path) -> Iterator[str]:
    with packages.opened([path]) as package:
        for blog in package.blogs:
            for found in package.read(blog):
                if isinstance(found, FoundArticle) and found.state is State.LIVE and found.path:
                    yield found.path


def _follow(client: Client, old: str) -> Answer:
    path, _, query = old.partition("?")
    place = quote(path) + (f"?{query}" if query else "")
    for _ in range(STEPS_MAX):
        answer = client.get(place)
        if answer.status_code not in {301, 302, 303, 307, 308}:
            break
        to = urlsplit(answer.location)
        if to.netloc and to.hostname != "localhost":
            return Answer(old, 200, answer.location)  # the owner sent it to another site
        place = to.path + (f"?{to.query}" if to.query else "")
    return Answer(old, answer.status_code, unquote(place))
