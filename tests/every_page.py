"""Every address the program has, taken from its own list: a new page can't be forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from flask import Flask

SAMPLES = {
    "accent": "005f73",
    "act": "approval",
    "article_id": 1,
    "block_id": 1,
    "comment_id": 1,
    "day": "01",
    "digest": "0123456789ab",
    "entry_id": 1,
    "filename": "css/base.css",
    "format": "atom",
    "label": "Harbour",
    "label_id": 1,
    "length": "default",
    "letter_id": 1,
    "link_id": 1,
    "month": 11,
    "move_id": 1,
    "name": "picture.webp",
    "number": 1001,
    "part": 1,
    "passkey_id": 1,
    "path": "somewhere.html",
    "revision_id": 1,
    "script": "preferences",
    "picture_id": 1,
    "slot": "header",
    "slug": "harbour",
    "subscriber_id": 1,
    "token": "a-token",
    "year": 2026,
}
"""Something for every part of an address that varies."""

SAFE = {"GET", "HEAD", "OPTIONS"}


class Door(NamedTuple):
    """One way to ask for something."""

    endpoint: str
    path: str
    method: str


def doors(app: Flask, **values: Any) -> Iterator[Door]:
    """Every address with every method it takes; ``values`` win over the samples."""
    known = {**SAMPLES, **values}
    adapter = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        path = adapter.build(rule.endpoint, {name: known[name] for name in rule.arguments})
        for method in rule.methods - {"HEAD", "OPTIONS"}:
            yield Door(rule.endpoint, path, method)


def pages(app: Flask, **values: Any) -> list[Door]:
    """What can be looked at."""
    return [door for door in doors(app, **values) if door.method in SAFE]


def forms(app: Flask, **values: Any) -> list[Door]:
    """What can be sent, or changed in any other way."""
    return [door for door in doors(app, **values) if door.method not in SAFE]
