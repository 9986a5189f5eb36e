"""A name for every request, by which one finds what was logged about it: no address, no browser."""

from __future__ import annotations

import logging
import re
import secrets
from typing import TYPE_CHECKING

from flask import Flask, Response, current_app, has_request_context, request
from flask.logging import default_handler

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

HEADER = "X-Request-Id"

_NAMED = "broadsheet.request"
_WELL_FORMED = re.compile(r"[\w.-]{8,64}", re.ASCII)


class Formatter(logging.Formatter):
    """A line of the log, with the name of the request that it is about."""

    def format(self, record: logging.LogRecord) -> str:
        """The line; what housekeeping logs is about none."""
        about = f" [{named()}]" if has_request_context() else ""
        return f"{super().format(record)}{about}"


def init_app(app: Flask) -> None:
    """Have the log, and every answer that is not kept for others, say which request it was."""
    default_handler.setFormatter(
        Formatter("[%(asctime)s] %(levelname)s in %(module)s: %(message)s")
    )
    app.after_request(_tell)


def named() -> str:
    """The name of the request that is being answered."""
    return name(current_app, request.environ)


def name(app: Flask, environ: WSGIEnvironment) -> str:
    """The name of a request: our proxy's, for then it is in the proxy's log too, else a new one."""
    known: str | None = environ.get(_NAMED)
    if known is None:
        given = environ.get("HTTP_X_REQUEST_ID", "") if app.config["PROXIES"] else ""
        known = given if _WELL_FORMED.fullmatch(given) else secrets.token_hex(8)
        environ[_NAMED] = known
    return known


def _tell(response: Response) -> Response:
    is_for_others_too = re.search("s-maxage|public", response.headers.get("Cache-Control", ""))
    if not is_for_others_too:
        response.headers[HEADER] = named()
    return response
