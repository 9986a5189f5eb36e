"""Who is in the instance folder: many at work, or one alone who replaces everything in it."""

from __future__ import annotations

import fcntl
import os
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask

from blog.config import Refused


class InUse(Exception):
    """Another process has the blog open."""


def enter(app: Flask) -> None:
    """Note that this process has the blog open, for as long as there is this ``app``.

    The note is a lock of the operating system's: it can't outlive the process, however that
    ends, and a forked worker keeps it even where its supervisor is gone. Raises ``Refused``
    while somebody is alone in there.
    """
    place = _open(app)
    weakref.finalize(app, os.close, place)
    try:
        fcntl.flock(place, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        raise Refused(
            f"The blog in {app.instance_path} is being restored. Start again when that is done."
        ) from None
    app.extensions["instance"] = place


@contextmanager
def alone(app: Flask) -> Iterator[None]:
    """Have nobody else open the blog meanwhile. Raises ``InUse`` when somebody has it open."""
    entered = app.extensions.get("instance")
    place = _open(app) if entered is None else entered
    try:
        try:
            fcntl.flock(place, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise InUse from None
        yield
    finally:
        if entered is None:
            os.close(place)
        else:
            fcntl.flock(place, fcntl.LOCK_SH)


def _open(app: Flask) -> int:
    return os.open(Path(app.instance_path) / ".lock", os.O_RDWR | os.O_CREAT, 0o600)
