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
    return _digest(current_app.static_folder or "static", name)


def text(name: str) -> str:
    """The whole script."""
    return _read(current_app.static_folder or "static", name)


@lru_cache(maxsize=8)
def _digest(folder: str, name: str) -> str:
    return hashlib.sha256(_read(folder, name).encode()).hexdigest()[:12]


@lru_cache(maxsize=8)
def _read(folder: str, name: str) -> str:
    return (Path(folder) / "js" / f"{name}.js").read_text("utf-8")
