"""The program's own files, under ``/static/``: few and small, so they are kept as pages are."""

from __future__ import annotations

from mimetypes import MimeTypes
from pathlib import Path

from flask import Flask, Response, abort, current_app
from werkzeug.security import safe_join

from blog.web import pagecache

FOR_A_DAY = 86_400
"""Seconds that a file may be kept whose name stays when its content changes."""

_types = MimeTypes()  # what Python knows, not what the machine is told
_types.add_type("text/javascript", ".js")
_types.add_type("font/woff2", ".woff2")


def init_app(app: Flask) -> None:
    """Give them instead of Flask, which would send them from the disk."""
    app.view_functions["static"] = show


@pagecache.same_for_all
def show(filename: str) -> Response:
    """Give a file. Fonts hardly ever change; scripts have to fit the page that asks for them."""
    path = Path(safe_join(current_app.static_folder or "static", filename) or "")
    try:
        content = path.read_bytes()
    except (OSError, ValueError):
        abort(404)
    type, _ = _types.guess_type(path.name)
    answer = Response(content, mimetype=type or "application/octet-stream")
    if path.suffix == ".woff2":
        answer.headers["Cache-Control"] = f"public, max-age={FOR_A_DAY}"
    return answer
