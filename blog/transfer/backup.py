"""A copy of the database that can be trusted, taken while the blog is in use."""

from __future__ import annotations

import os
import secrets
import sqlite3
from contextlib import closing
from pathlib import Path

from blog.db import db


class Damaged(Exception):
    """The copy has errors, and so, most likely, has the database."""


def copy(target: Path) -> int:
    """Copy the database to ``target``, which appears whole and checked, or not at all.

    Uses SQLite's backup API, never the files themselves: a live database has part of its
    content in its log. Returns the copy's size in bytes. Raises ``Damaged``, or ``OSError``.
    """
    draft = target.with_name(f".{target.name}.{secrets.token_hex(8)}")
    try:
        draft.touch(mode=0o600)  # the owner's password is in it, if only as a hash
        with (
            closing(sqlite3.connect(_file())) as source,
            closing(sqlite3.connect(draft)) as drafted,
        ):
            source.backup(drafted)
            _check(drafted)
        _sync(draft)
        draft.replace(target)
    except sqlite3.OperationalError as error:
        raise OSError(str(error)) from error
    finally:
        draft.unlink(missing_ok=True)
    return target.stat().st_size


def _file() -> str:
    path = db.engine.url.database
    if not path:
        raise ValueError("a database in memory can't be backed up")
    return path


def _check(connection: sqlite3.Connection) -> None:
    found = connection.execute("PRAGMA integrity_check").fetchall()
    if found != [("ok",)]:
        raise Damaged("; ".join(row[0] for row in found[:5]))
    dangling = connection.execute("PRAGMA foreign_key_check").fetchall()
    if dangling:
        raise Damaged(f"{len(dangling)} rows refer to rows that are not there")


def _sync(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())
