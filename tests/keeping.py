"""What tests of backups look at: rows, and files."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path


def rows_of(database: Path, table: str) -> list[list[object]]:
    """Every row of a table."""
    with closing(sqlite3.connect(database)) as connection:
        return [list(row) for row in connection.execute(f"SELECT * FROM {table}")]


def files_of(folder: Path) -> dict[str, bytes]:
    """Every file below a folder that is not hidden, by its path in there."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not path.name.startswith(".")
    }


def pictures_in(backup: Path) -> dict[str, bytes]:
    """Every picture in a backup, by its path in the media folder."""
    with closing(sqlite3.connect(backup)) as connection:
        found = connection.execute("SELECT name, data, sz FROM sqlar").fetchall()
    assert all(len(data) == size for _, data, size in found)
    return {name.removeprefix("media/"): data for name, data, _ in found}
