"""Putting a backup in the place of what is there.

The pictures come first: they are named by their content, so those that are new disturb nobody. Then
one file, the finished database, takes the place of another: whatever happens, and when, the
blog is as it was before or as it was backed up.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
import sqlite3
from collections.abc import Iterable
from contextlib import ExitStack, closing, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from flask import Flask, current_app

from blog import acts, config, instance, migrations
from blog.db import db
from blog.models.act import Verb
from blog.search import index
from blog.transfer import backup, backup_file, nightly
from blog.transfer.backup_file import About, Damaged, quoted

DRAFTS = ".restore-"


class Newer(Exception):
    """The backup is of a later program than this one."""


@dataclass(frozen=True)
class Restored:
    """A backup that was restored, and where that is kept which it replaced."""

    about: About
    kept: Path | None


def restore(file: Path) -> Restored:
    """Restore the blog from a backup, all of it or nothing. Nobody may have it open.

    What was there is kept. Raises ``NoBackup``, ``Damaged`` and ``Newer`` for the file,
    ``instance.InUse``, and ``OSError`` when the disk is full.
    """
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    with instance.alone(app), backup_file.told(), ExitStack() as undo:
        about = backup_file.examine(file)
        _refuse_a_newer(about)
        db.session.remove()
        db.engine.dispose()
        live = backup.database()
        _clear_away(live)
        with TemporaryDirectory(
            dir=live.parent, prefix=DRAFTS, ignore_cleanup_errors=True
        ) as folder:
            draft = _rebuild(file, about, Path(folder))
            kept = _keep(live, Path(folder), undo)
            _unpack(file, about, undo)
            _fold_in_the_log(live)
            undo.pop_all()
            _swap(draft, live)
    return Restored(about, kept)


def _refuse_a_newer(about: About) -> None:
    if about.revision not in migrations.revisions():
        raise Newer(
            f"this backup was made by {about.program}, which is newer than this program "
            f"({backup.program()}). Please update the program, then restore."
        )


def _clear_away(live: Path) -> None:
    """Remove what a restore left behind that was killed."""
    for folder in live.parent.glob(f"{DRAFTS}*"):
        shutil.rmtree(folder)


# -- the database --


def _rebuild(file: Path, about: About, folder: Path) -> Path:
    """The backup's rows in a database of our own making, brought up to what the models say.

    Of the file only values are taken, never its schema: a trigger in it would be executed.
    """
    app = Flask("blog", instance_path=str(folder))
    config.load(app, {"DATABASE_URL": "", "BROADSHEET_MEDIA": ""})
    db.init_app(app)
    with app.app_context():
        draft = backup.database()
        migrations.upgrade(about.revision)
        db.engine.dispose()
        _copy_rows(file, draft)
        migrations.upgrade()
        with db.writing():
            index.clear()
            index.put_off_all()
            acts.note(Verb.RESTORED, name=f"{about.made_at:%Y-%m-%d %H:%M} UTC")
        db.session.remove()
        db.engine.dispose()
    with closing(backup_file.connect(draft)) as rebuilt:
        backup_file.check_database(rebuilt)
    backup.make_lasting(draft)
    return draft


def _copy_rows(file: Path, draft: Path) -> None:
    with closing(backup_file.connect(draft, "rw")) as connection:
        connection.execute("PRAGMA journal_mode=OFF").close()
        connection.execute("ATTACH ? AS backup", (f"{file.resolve().as_uri()}?mode=ro",))
        connection.execute("BEGIN")
        for table in sorted(backup_file.tables(connection)):
            columns = _columns(connection, "main", table)
            if _columns(connection, "backup", table) != columns:
                raise Damaged(f"the table {table} has not the columns it should have")
            name, values = quoted(table), ", ".join(map(quoted, columns))
            connection.execute(f"DELETE FROM main.{name}")  # noqa: S608
            connection.execute(
                f"INSERT INTO main.{name} ({values}) SELECT {values} FROM backup.{name}"  # noqa: S608
            )
        connection.execute("COMMIT")


def _columns(connection: sqlite3.Connection, schema: str, table: str) -> list[str]:
    found = connection.execute(f"PRAGMA {schema}.table_info({quoted(table)})")
    return sorted(name for _, name, *_ in found)


def _swap(draft: Path, live: Path) -> None:
    """The one moment in which the blog becomes another."""
    draft.replace(live)
    with suppress(OSError):  # what would come back after a power cut is the blog as it was
        backup.make_lasting(live.parent)


# -- what was there --


def _keep(live: Path, drafts: Path, undo: ExitStack) -> Path | None:
    """Keep the blog as it is beside the other backups; its files as they are, if it is damaged."""
    if not live.exists() or not live.stat().st_size:
        return None
    files = _copy_files(live, drafts / "files")
    kept = nightly.place_before_restore()
    try:
        if _was_never_set_up(live):
            return None
        undo.callback(kept.unlink, missing_ok=True)
        backup.make(kept)
    except (Damaged, sqlite3.DatabaseError):
        kept = kept.with_suffix(".damaged")
        undo.callback(shutil.rmtree, kept, ignore_errors=True)
        shutil.move(files, kept)
    return kept


def _copy_files(live: Path, folder: Path) -> Path:
    """Copy a database that nobody has open before SQLite opens it: a damaged one loses its log."""
    folder.mkdir(mode=0o700)
    for path in (live, *_log_of(live)):
        with suppress(FileNotFoundError):
            shutil.copy2(path, folder)
    return folder


def _was_never_set_up(live: Path) -> bool:
    with closing(backup_file.connect(live, "rw")) as connection:
        return "site" not in backup_file.tables(connection) or not (
            connection.execute("SELECT 1 FROM site").fetchone()
        )


def _log_of(live: Path) -> list[Path]:
    return [live.with_name(live.name + ending) for ending in ("-wal", "-shm")]


def _fold_in_the_log(live: Path) -> None:
    """Have nothing but one file be the old database: its log would be read as the new one's.

    SQLite does it only if nobody else has the database open; so this finds out even those
    who know nothing of our lock. Raises ``instance.InUse``.
    """
    if not live.exists():
        return
    try:
        with closing(backup_file.connect(live, "rw")) as connection:
            connection.execute("PRAGMA journal_mode=DELETE").close()
    except sqlite3.DatabaseError as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_BUSY:
            raise instance.InUse from None
    for path in _log_of(live):  # a damaged database kept its own
        path.unlink(missing_ok=True)


# -- the pictures --


def _unpack(file: Path, about: About, undo: ExitStack) -> None:
    """Write every picture that is not there as it should be. ``undo`` removes the new ones."""
    with closing(backup_file.connect(file)) as connection:
        for name, checksum in about.pictures.items():
            path = backup.picture_path(name)
            if _digest(path) in {checksum, path.stem}:
                continue
            if not path.exists():
                undo.callback(path.unlink, missing_ok=True)
            with closing(backup_file.read_picture(connection, name)) as chunks:
                _write(path, chunks)
    os.sync()  # all at once: one by one it takes longer than everything else together


def _digest(path: Path) -> str | None:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        return None


def _write(path: Path, chunks: Iterable[bytes]) -> None:
    """Make a picture appear whole; an original is for its owner's eyes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    mode = 0o600 if path.parent.name == "originals" else 0o644
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
            file.writelines(chunks)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
