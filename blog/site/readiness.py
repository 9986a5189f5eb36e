"""Whether this process can do what the blog is for: for a watchdog, or before it gets readers."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator

from flask import current_app
from sqlalchemy.exc import SQLAlchemyError

from blog import migrations
from blog.db import db

ROOM = 64 * 1024
"""Bytes that have to go onto the disk: more than a comment takes with everything about it."""


def lacking() -> Iterator[str]:
    """What is not as it has to be, in words that anybody may read."""
    try:
        with db.engine.connect() as connection:
            if migrations.revision(connection) != migrations.head():
                yield "the database is of another version of the program"
    except SQLAlchemyError:
        yield "the database can't be read"
    for what, folder in (
        ("the instance folder", current_app.instance_path),
        ("the folder of the pictures", current_app.config["MEDIA"]),
    ):
        try:
            with tempfile.TemporaryFile(dir=folder, buffering=0) as file:
                file.write(bytes(ROOM))
        except OSError:
            yield f"{what} can't be written to"
