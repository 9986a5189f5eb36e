"""The script that readers' pages carry, under an address that changes with its bytes."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

from flask import current_app, url_for


def url() -> str:
    """Where the script is, in its present form."""
    return url_for("site.script", digest=digest())


def digest() -> str:
    """The name that the script has now."""
    return hashlib.sha256(text().encode()).hexdigest()[:12]


def text() -> str:
    """The whole script."""
    return _read(Path(current_app.static_folder or "static") / "js" / "preferences.js")


@lru_cache(maxsize=4)
def _read(path: Path) -> str:
    return path.read_text("utf-8")
