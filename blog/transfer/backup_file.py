"""What a backup consists of, and whether one is whole.

A backup is one SQLite file. Beside the blog's own tables it has every picture, in an ``sqlar``
table (SQLite's archive format: ``sqlite3 -A --list FILE``), a checksum of each table and each
picture, and a row that says when it was made, and by which program.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import re
import sqlite3
from collections.abc import Generator, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from blog import housekeeping
from blog.db import PATIENCE

FORM = """
CREATE TABLE sqlar(
  name TEXT PRIMARY KEY,  -- name of the file
  mode INT,               -- access permissions
  mtime INT,              -- last modification time
  sz INT,                 -- original file size
  data BLOB               -- compressed content
);
CREATE TABLE backup_checksum(
  part TEXT PRIMARY KEY,  -- a table, or the name of a picture in sqlar
  sha256 TEXT             -- nothing: the picture was missing when the backup was made
) WITHOUT ROWID;
CREATE TABLE backup(
  made_at TEXT,           -- UTC, ISO 8601
  program TEXT,           -- and its version
  revision TEXT,          -- of the blog's tables
  sha256 TEXT             -- of these three and all of backup_checksum
);
"""
"""What there is beside the blog's tables. ``sqlar`` is as https://sqlite.org/sqlar.html has it;
pictures don't shrink, so none is compressed, and ``sz`` is the length of ``data``."""
ITS_OWN = {"backup", "backup_checksum", "sqlar"}

PICTURE = re.compile(r"media/(originals/)?[0-9a-f]{64}\.[a-z0-9]{1,10}")
"""What a picture may be called: whatever else a file claims to hold, it is written nowhere."""

AT_ONCE = 1024 * 1024
"""Bytes of a picture in memory at the most."""


class NoBackup(Exception):
    """A file that is none."""


class Damaged(Exception):
    """Something is not as it was written. ``parts`` says what, in words, one each."""

    def __init__(self, *parts: str) -> None:
        """Say what is damaged."""
        super().__init__("; ".join(parts))
        self.parts = parts


@dataclass(frozen=True)
class About:
    """What a backup says of itself. ``lost`` names the pictures that were missing even then."""

    made_at: datetime
    program: str
    revision: str
    pictures: dict[str, str]
    """The SHA-256 of each, by its name."""
    lost: tuple[str, ...]


def connect(file: Path, mode: str = "ro") -> sqlite3.Connection:
    """A database that is there, to be read (or changed, with ``rw``)."""
    uri = f"{file.resolve().as_uri()}?mode={mode}"
    connection = sqlite3.connect(uri, uri=True, timeout=PATIENCE / 1000, isolation_level=None)
    for pragma in ("trusted_schema=OFF", "cell_size_check=ON"):  # it may come from anywhere
        connection.execute(f"PRAGMA {pragma}").close()
    return connection


def tables(connection: sqlite3.Connection) -> set[str]:
    """The tables that are the blog's own: an index of words, and what it keeps its rows in, is
    made again."""
    found = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")
    made = ("sqlite_", *virtual_tables(connection))
    return {name for (name,) in found if not name.startswith(made)}


def virtual_tables(connection: sqlite3.Connection) -> list[str]:
    """The tables whose rows others keep for them, under names that begin like theirs."""
    found = connection.execute(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql LIKE 'CREATE VIRTUAL%'"
    )
    return [name for (name,) in found]


def quoted(name: str) -> str:
    """A name as SQL has it."""
    return '"' + name.replace('"', '""') + '"'


def is_backup(file: Path) -> bool:
    """Whether a file looks like a backup, whole or not."""
    try:
        with closing(connect(file)) as connection:
            return tables(connection) >= ITS_OWN
    except sqlite3.Error:
        return False


def check_database(connection: sqlite3.Connection) -> None:
    """Have SQLite look at all of a blog's database. Raises ``Damaged``."""
    found = [row[0] for row in connection.execute("PRAGMA integrity_check")]
    if found != ["ok"]:
        raise Damaged(*found[:5])
    dangling = connection.execute("PRAGMA foreign_key_check").fetchall()
    if dangling:
        raise Damaged(f"{len(dangling)} rows refer to rows that are not there")


@contextmanager
def told() -> Iterator[None]:
    """Say what a database's errors mean for whoever keeps the blog.

    Raises ``Damaged``, ``OSError``, or ``housekeeping.Stopped`` if that is what interrupted it.
    """
    try:
        yield
    except (sqlite3.DatabaseError, DBAPIError) as error:
        cause = getattr(error, "orig", error)
        if isinstance(cause, sqlite3.ProgrammingError):
            raise
        code = getattr(cause, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF
        if code == sqlite3.SQLITE_INTERRUPT:
            housekeeping.go_on()
        if code in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CONSTRAINT}:
            raise Damaged(str(cause)) from error
        if code == sqlite3.SQLITE_FULL:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)) from error
        raise OSError(str(cause)) from error


# -- examining --


def examine(file: Path) -> About:
    """What a backup has, after all of it was read and found as it was written.

    Raises ``NoBackup``, or ``Damaged`` with every part that is.
    """
    with closing(_open(file)) as backup:
        checksums, about = _contents(backup)
        damaged = [
            words
            for part, checksum in checksums.items()
            for words in _faults(backup, part, checksum)
        ]
    if damaged:
        raise Damaged(*damaged)
    return about


def _open(file: Path) -> sqlite3.Connection:
    if not file.is_file():
        raise NoBackup(f"there is no file {file}.")
    whole, there = _promised_size(file), file.stat().st_size
    if there < whole:
        raise Damaged(f"the file ends too early: it has {there:,} of {whole:,} bytes")
    connection = connect(file)
    try:
        if tables(connection) >= ITS_OWN:
            return connection
    except sqlite3.DatabaseError as error:
        connection.close()
        raise NoBackup(
            f"{file} is no backup, or damaged at its very beginning ({error})."
        ) from None
    connection.close()
    raise NoBackup(f"{file} is no backup of a blog: it has neither pictures nor checksums.")


def _promised_size(file: Path) -> int:
    """The bytes that a database has by its own account (SQLite's file format, 1.3)."""
    with file.open("rb") as beginning:
        head = beginning.read(100)
    if not head.startswith(b"SQLite format 3\0") or len(head) < 100:
        return 0
    page = int.from_bytes(head[16:18], "big")
    return (65_536 if page == 1 else page) * int.from_bytes(head[28:32], "big")


def _contents(backup: sqlite3.Connection) -> tuple[dict[str, str | None], About]:
    """Every part's checksum, and what the backup says of itself."""
    try:
        checksums = dict(backup.execute("SELECT part, sha256 FROM backup_checksum"))
        made_at, program, revision, known = backup.execute("SELECT * FROM backup").fetchone()
        if seal(backup, made_at, program, revision) != known:
            raise Damaged("the list of checksums")
        about = About(
            made_at=datetime.fromisoformat(made_at),
            program=program,
            revision=revision,
            pictures={part: sum for part, sum in checksums.items() if sum and "/" in part},
            lost=tuple(part for part, checksum in checksums.items() if checksum is None),
        )
    except (sqlite3.Error, TypeError, ValueError):
        raise Damaged("the list of checksums") from None
    return checksums, about


def _faults(backup: sqlite3.Connection, part: str, checksum: str | None) -> Iterator[str]:
    """What is wrong with one part, in words."""
    housekeeping.go_on()
    what = f"the picture {part}" if "/" in part else f"the table {part}"
    if checksum is None:
        return
    if "/" in part and not PICTURE.fullmatch(part):
        yield f"{what} has a name that no picture has"
        return
    try:
        found = digest_of_picture(backup, part) if "/" in part else digest_of_table(backup, part)
    except sqlite3.Error:
        found = "unreadable"
    if found is None:
        yield f"{what} is missing"
    elif found != checksum:
        yield f"{what} is damaged"


# -- checksums --


def seal(backup: sqlite3.Connection, *about: str) -> str:
    """SHA-256 of what a backup says of itself and of its list of checksums."""
    return _digest([about, digest_of_table(backup, "backup_checksum")])


def digest_of_table(connection: sqlite3.Connection, table: str) -> str | None:
    """SHA-256 of a table's rows, a line of JSON each, in the order in which they are stored."""
    if table not in tables(connection):
        return None
    return _digest(connection.execute(f"SELECT * FROM {quoted(table)} NOT INDEXED"))  # noqa: S608


def _digest(rows: Iterable[object]) -> str:
    digest = hashlib.sha256()
    for row in rows:
        digest.update(json.dumps(row, default=bytes.hex).encode() + b"\n")
    return digest.hexdigest()


def digest_of_picture(backup: sqlite3.Connection, name: str) -> str | None:
    """SHA-256 of a picture in a backup."""
    digest = hashlib.sha256()
    try:
        for chunk in read_picture(backup, name):
            digest.update(chunk)
    except KeyError:
        return None
    return digest.hexdigest()


def read_picture(backup: sqlite3.Connection, name: str) -> Generator[bytes, None, None]:
    """A picture's bytes, ``AT_ONCE`` at a time. Raises ``KeyError`` where it is missing."""
    row = backup.execute("SELECT rowid FROM sqlar WHERE name = ?", (name,)).fetchone()
    if row is None:
        raise KeyError(name)
    with backup.blobopen("sqlar", "data", row[0], readonly=True) as data:
        while chunk := data.read(AT_ONCE):
            yield chunk
