"""The server: granian, over as many processes as suit the machine (docs/decisions/0032)."""

from __future__ import annotations

import gc
import multiprocessing
import os
import socket
import sys
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.util import Finalize
from typing import Any

from flask import Flask, current_app
from granian import Granian
from granian.constants import Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels
from sqlalchemy.exc import OperationalError
from werkzeug.utils import import_string

from blog import housekeeping, visits
from blog.commands import machine
from blog.config import Refused
from blog.db import db

FACTORY = "app:create_app"

WAITING = 2_048
"""How many connections a process keeps open. People who are slow, or only look, hold most."""
SECONDS_FOR_HEADERS = 20
"""How long somebody may take over the headers, and an idle connection is kept."""
SECONDS_TO_FINISH = 20
"""How long what is under way may take when the server is asked to stop."""


class Server(Granian):  # type: ignore[misc, valid-type]  # which class it is depends on the Python
    """What answers, what looks after it, and what keeps house beside it.

    The first workers are copies of this process, with the whole blog in them: they are ready at
    once, and share its memory. Later ones, in the place of one that died or after SIGHUP, start
    afresh: housekeeping's threads run here by then, and what a thread holds during a fork is held
    in the child for ever.
    """

    def __init__(self, app: Flask) -> None:
        """Be the server of a blog, in whose context this is. Raises ``Refused`` where somebody
        listens already."""
        self._app = app
        host, port = app.config["HOST"], app.config["PORT"]
        _insist_on_being_alone(host, port)
        super().__init__(
            FACTORY,
            address=host,
            port=port,
            interface=Interfaces.WSGI,
            workers=app.config["WORKERS"] or machine.workers(),
            blocking_threads=app.config["THREADS"],
            backlog=WAITING,
            backpressure=WAITING,
            http1_settings=HTTP1Settings(header_read_timeout=1_000 * SECONDS_FOR_HEADERS),
            respawn_failed_workers=True,
            workers_kill_timeout=SECONDS_TO_FINISH,
            websockets=False,
            log_level=LogLevels.error,
        )
        self.on_shutdown(self._end)

    def serve(self, *_: object) -> None:
        """Answer until SIGINT or SIGTERM."""
        super().serve(target_loader=_load)

    def startup(self, spawn_target: Callable[..., None], target_loader: Callable[..., Any]) -> None:
        """Begin: first the workers, then the threads that keep house."""
        if sys.platform == "linux":  # elsewhere the system's own libraries stand no fork
            multiprocessing.set_start_method("fork", force=True)
        db.session.remove()
        db.engine.dispose()  # a connection must not be carried across a fork
        machine.spare_memory()
        gc.collect()
        gc.freeze()  # what is there now stays; looking at it would make copies of its memory
        super().startup(spawn_target, target_loader)
        multiprocessing.set_start_method("spawn", force=True)
        housekeeping.start(self._app)

    def _end(self) -> None:
        """The workers are gone: stop keeping house, and leave the database as one file."""
        housekeeping.stop()
        db.gather()


def _load(_target: str) -> Callable[..., Any]:
    """In a worker: the blog that it is a copy of, or a new one where it started afresh."""
    app = current_app._get_current_object() if current_app else import_string(FACTORY)()  # type: ignore[attr-defined]
    if hasattr(os, "setpgrp"):
        os.setpgrp()  # a terminal's Ctrl+C is for the first process: told twice, a worker hangs
    Finalize(None, _leave, args=(app,), exitpriority=0)
    return app.wsgi_app


def _leave(app: Flask) -> None:
    """Write down what a worker still remembers, when it has answered for the last time."""
    with app.app_context(), suppress(OperationalError):
        visits.write(app.extensions["visits"].take())
        db.session.remove()
        db.engine.dispose()


def _insist_on_being_alone(host: str, port: int) -> None:
    """Refuse to share a place: the workers may, so the system would let another server do so."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        socket.create_server((host, port), family=family).close()
    except OSError as error:
        raise Refused(f"Nobody can listen at {host}, port {port}: {error.strerror}.") from None
