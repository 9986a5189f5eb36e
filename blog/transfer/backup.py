"""Making a backup of the whole blog, while it is in use."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import sqlite3
import tomllib
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from blog import housekeeping, pictures
from blog.config import ROOT
from blog.db import db, now
from blog.transfer import backup_file
from blog.transfer.backup_file import AT_ONCE, NoBackup, quoted, told

PASSING = (
    "challenge",
    "daily_key",
    "lease",
    "letter",
    "login",
    "one_time_link",
    "search_due",
    "search_entry",
    "search_term",
    "search_text",
    "seen",
    "sighting",
    "tally",
)
"""Tables whose rows a backup leaves out: they open doors, are worth nothing tomorrow, or are made
again from what there is."""


@dataclass(frozen=True)
class Made:
    """A backup that was made. ``size`` is in bytes.

    ``lost`` are pictures that the blog itself has no more, ``altered`` those whose bytes are not
    what they were; of the latter, the backup has what there is.
    """

    size: int
    pictures: int
    lost: tuple[str, ...]
    altered: tuple[str, ...]


def make(target: Path) -> Made:
    """Back the blog up to ``target``, which appears whole and checked, or not at all.

    The blog goes on meanwhile; the backup has all that was acknowledged before. Raises ``Damaged``
    when the database is, ``NoBackup`` where ``target`` is a file of another kind, ``OSError`` when
    it can't be written, and ``housekeeping.Stopped``.
    """
    _refuse_to_overwrite(target)
    with TemporaryDirectory(dir=target.parent, prefix=f".{target.name}.") as folder:
        draft = Path(folder) / target.name
        draft.touch(mode=0o600)  # the owner's password is in it, if only as a hash
        with told():
            _copy_database(draft)
            with closing(_open(draft)) as backup:
                _leave_out_what_passes(backup)
                backup_file.check_database(backup)
                _add_pictures(backup, draft)
            about = backup_file.examine(draft)
        make_lasting(draft)
        draft.replace(target)
    make_lasting(target.parent)
    return Made(
        size=target.stat().st_size,
        pictures=len(about.pictures),
        lost=about.lost,
        altered=tuple(name for name, sum in about.pictures.items() if sum != Path(name).stem),
    )


def _refuse_to_overwrite(target: Path) -> None:
    """Let a backup take the place of a backup, or of nothing."""
    if target.is_file() and target.stat().st_size and not backup_file.is_backup(target):
        raise NoBackup(f"{target} is there already and is no backup. It stays as it is.")


# -- the blog's tables --


def database() -> Path:
    """The blog's database file."""
    return Path(str(db.engine.url.database))


def _copy_database(draft: Path) -> None:
    """Copy the database as it is in this moment, without what was deleted from it.

    Never the files themselves: part of a live database is in its log.
    """
    with closing(backup_file.connect(database(), "rw")) as source:
        _heed_a_stop(source)
        source.execute("VACUUM INTO ?", (str(draft),))


def _open(draft: Path) -> sqlite3.Connection:
    """A file that nobody else knows: it needs no journal, and is made lasting at its end."""
    connection = backup_file.connect(draft, "rw")
    for pragma in ("journal_mode=OFF", "synchronous=OFF", "secure_delete=ON"):
        connection.execute(f"PRAGMA {pragma}").close()
    _heed_a_stop(connection)
    return connection


def _heed_a_stop(connection: sqlite3.Connection) -> None:
    """Have a long statement interrupted when the task that it belongs to has to leave off."""

    def has_to_stop() -> bool:
        try:
            housekeeping.go_on()
        except housekeeping.Stopped:
            return True
        return False

    connection.set_progress_handler(has_to_stop, 1_000_000)


def _leave_out_what_passes(backup: sqlite3.Connection) -> None:
    for table in backup_file.virtual_tables(backup):
        backup.execute(f"DROP TABLE {quoted(table)}")
    for table in backup_file.tables(backup) & set(PASSING):
        backup.execute(f"DELETE FROM {quoted(table)}")  # noqa: S608


# -- the pictures --


def _add_pictures(backup: sqlite3.Connection, draft: Path) -> None:
    """Add what makes the copy of a database a backup."""
    names = _picture_names(backup)
    _refuse_what_does_not_fit(names, draft)
    checksums = {
        table: backup_file.digest_of_table(backup, table) for table in backup_file.tables(backup)
    }
    backup.executescript(backup_file.FORM)
    backup.execute("BEGIN")
    for name in names:
        housekeeping.go_on()
        checksums[name] = _add_picture(backup, name)
    backup.executemany("INSERT INTO backup_checksum VALUES (?, ?)", checksums.items())
    revision = backup.execute("SELECT version_num FROM alembic_version").fetchone()[0]
    about = (now().isoformat(timespec="seconds"), program(), revision)
    seal = backup_file.seal(backup, *about)
    backup.execute("INSERT INTO backup VALUES (?, ?, ?, ?)", (*about, seal))
    backup.execute("COMMIT")


def _picture_names(connection: sqlite3.Connection) -> list[str]:
    """Every picture that a blog's rows name, as a backup calls it."""
    found = connection.execute(
        "SELECT 'media/' || file FROM rendition"
        " UNION SELECT 'media/originals/' || digest || '.' || format FROM picture ORDER BY 1"
    )
    return [name for (name,) in found]


def picture_path(name: str) -> Path:
    """Where the picture that a backup calls so is in this blog."""
    return pictures.media() / name.removeprefix("media/")


def _refuse_what_does_not_fit(names: list[str], draft: Path) -> None:
    """Find out before the disk is full, for the blog has to write there too."""
    needed = sum(path.stat().st_size for path in map(picture_path, names) if path.exists())
    if needed > shutil.disk_usage(draft.parent).free:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def _add_picture(backup: sqlite3.Connection, name: str) -> str | None:
    """Add one picture as it is on the disk; its checksum, or ``None`` where it is missing."""
    try:
        file = picture_path(name).open("rb")
    except FileNotFoundError:
        return None
    with file:
        about = os.fstat(file.fileno())
        row = backup.execute(
            "INSERT INTO sqlar VALUES (?, ?, ?, ?, zeroblob(?))",
            (name, about.st_mode, int(about.st_mtime), about.st_size, about.st_size),
        ).lastrowid
        digest = hashlib.sha256()
        with backup.blobopen("sqlar", "data", row or 0) as data:
            while chunk := file.read(AT_ONCE):
                data.write(chunk)
                digest.update(chunk)
    return digest.hexdigest()


def program() -> str:
    """What makes a backup, and its version."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    return f"{project['name'].title()} {project['version']}"


def make_lasting(path: Path) -> None:
    """Have a file's bytes, or a folder's names, survive a power cut."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
