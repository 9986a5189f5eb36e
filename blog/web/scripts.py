"""The scripts that readers' pages carry, under addresses that change with their bytes."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

from flask import current_app, url_for


def url(name: str = "preferences") -> str:
    """Where a script is, in its present form."""
    return url_for("site.script", script=name, digest=digest(name))


def digest(name: str) -> str:
    """What tells a script's present form from others."""
    return _digest(text(name))


def text(name: str) -> str:
    """The whole script."""
    return _read(Path(current_app.static_folder or "static") / "js" / f"{name}.js")


@lru_cache(maxsize=8)
def _digest(script: str) -> str:
    return hashlib.sha256(script.encode()).hexdigest()[:12]


@lru_cache(maxsize=8)
def _read(path: Path) -> str:
    return path.read_text("utf-8")
