"""Answers that need not be sent twice: an ``ETag`` on every page, and 304 where it is known."""

from __future__ import annotations

from flask import Flask, Response, request


def init_app(app: Flask) -> None:
    """Name every page by its bytes. The comment form's stamp is among them, so a page that is
    confirmed as unchanged never carries a dead one."""
    app.after_request(_name)


def _name(response: Response) -> Response:
    is_page = response.status_code == 200 and not response.direct_passthrough
    if is_page and request.method in {"GET", "HEAD"}:
        response.add_etag()
        response.make_conditional(request)
    if response.status_code == 304 or request.method == "HEAD":
        response.close()  # Werkzeug does so only for what it sends: a file would stay open
    return response
