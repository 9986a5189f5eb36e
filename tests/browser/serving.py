"""A real server for a browser. Once it has ended, nothing of it goes on."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from werkzeug.serving import ThreadedWSGIServer, WSGIRequestHandler
from werkzeug.test import run_wsgi_app


class Handler(WSGIRequestHandler):
    """Lets go of a browser that connects and asks nothing."""

    timeout = 60


class Server(ThreadedWSGIServer):
    """Waits, at its end, for what is still being answered."""

    daemon_threads = False


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """Serve a blog; gives its address."""

    def whole(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        # Werkzeug leaves an answer's file open where the browser has gone away in the middle.
        body, status, headers = run_wsgi_app(app, environ, buffered=True)
        start_response(status, headers.to_wsgi_list())
        return body

    server = Server("127.0.0.1", 0, whole, Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield f"http://localhost:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
