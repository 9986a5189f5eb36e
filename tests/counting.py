"""How often the database was asked, and how much it worked."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, event

from blog.db import db


@contextmanager
def queries() -> Iterator[list[str]]:
    """The statements that run inside."""
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        asked.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


@contextmanager
def steps() -> Iterator[Counter[str]]:
    """How much SQLite works inside, as ``steps`` of its machine: the same on any computer."""
    taken: Counter[str] = Counter()
    connections: set[sqlite3.Connection] = set()

    def watch(connection: Connection, *_rest: object) -> None:
        driver = connection.connection.driver_connection
        if driver not in connections:
            connections.add(driver)
            driver.set_progress_handler(lambda: taken.update(["steps"]), 1)

    event.listen(db.engine, "before_cursor_execute", watch)
    try:
        yield taken
    finally:
        event.remove(db.engine, "before_cursor_execute", watch)
        for driver in connections:
            driver.set_progress_handler(None, 0)
