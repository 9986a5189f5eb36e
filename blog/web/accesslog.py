"""A line for every request, where its owner wants one: what was asked for, never by whom."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from flask import Flask

from blog.web import tracing

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


def init_app(app: Flask) -> None:
    """Stand before everything that answers, if the settings say so."""
    if app.config["ACCESS_LOG"]:
        app.wsgi_app = AccessLog(app)  # type: ignore[assignment,method-assign]


class AccessLog:
    """Method, path, status, milliseconds until the answer began, and the request's name."""

    def __init__(self, app: Flask) -> None:
        """Log what this app answers."""
        self._app = app
        self._wsgi: WSGIApplication = app.wsgi_app
        self._logger = app.logger.getChild("access")
        self._logger.setLevel(logging.INFO)

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        """Have it answered, and write it down."""
        began = time.perf_counter()
        asked = f"{environ['REQUEST_METHOD']} {self._path(environ)}"
        status = "500"

        def note(line: str, headers: list[tuple[str, str]], *trouble: Any) -> Any:
            nonlocal status
            status = line[:3]
            return start(line, headers, *trouble)

        try:
            return self._wsgi(environ, note)
        finally:
            elapsed = 1_000 * (time.perf_counter() - began)
            request = tracing.name(self._app, environ)
            self._logger.info("%s %s %.1f ms [%s]", asked, status, elapsed, request)

    @cached_property
    def _secrets(self) -> tuple[str, ...]:
        """What the addresses begin with that are secrets."""
        rules = self._app.url_map.iter_rules()
        return tuple(
            {one.rule.partition("<token>")[0] for one in rules if "token" in one.arguments}
        )

    def _path(self, environ: WSGIEnvironment) -> str:
        """The path without its query; of an address that is a secret, only what kind it is."""
        path = "/" + environ["PATH_INFO"].lstrip("/")
        kind = next((kind for kind in self._secrets if path.startswith(kind)), None)
        return f"{kind}<token>" if kind else quote(path.encode("latin-1"))
