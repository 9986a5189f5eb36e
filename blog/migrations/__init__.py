"""Bringing a database up to what the models say, when a blog starts.

Each file in ``versions/`` is one step, named by its number; the highest is where a
database has to be. Alembic is imported only for a database that is behind: it takes
longer to import than the whole check.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

from flask import current_app
from sqlalchemy import Connection, inspect, text

from blog.db import db
from blog.models import freshness, label_count, month_count, old_address, standing_count

FOLDER = Path(__file__).parent
KEPT = (
    month_count.keep,
    label_count.keep,
    standing_count.keep,
    old_address.keep,
    freshness.keep,
)
"""What makes the triggers anew, and the tables that they keep."""


def revisions() -> set[str]:
    """Every revision that this program knows the way from."""
    return {step.stem for step in (FOLDER / "versions").glob("[0-9]*.py")}


def head() -> str:
    """The revision that the models need."""
    return max(revisions())


def upgrade(target: str = "head") -> str | None:
    """Bring the database up, alone; return the revision it came from if anything was done.

    A database with rows in it is copied first, beside itself. Foreign keys are off
    meanwhile (rebuilding a table would delete what refers to it) and checked before the commit; an
    error leaves the database as it was.
    """
    with db.engine.connect() as connection:
        if revision(connection) == (head() if target == "head" else target):
            return None

    with db.engine.connect() as connection:
        # Before any transaction: inside one, SQLite ignores this and does not say so.
        cursor = connection.connection.cursor()
        cursor.execute("PRAGMA foreign_keys=OFF")
        cursor.execute("PRAGMA temp_store=FILE")  # one statement may change every row there is
        connection = connection.execution_options(writer=True)
        try:
            with connection.begin():
                before = revision(connection)
                if before == (head() if target == "head" else target):
                    return None  # another process did it while we waited
                if before:
                    _refuse_a_newer(before)
                    _copy(before)
                _drop_triggers(connection)
                _run(connection, target)
                # Before the last step, the triggers would speak of what is not there yet.
                if revision(connection) == head():
                    for keep in KEPT:
                        keep(connection)
                broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
                if broken:
                    raise RuntimeError(f"the migration would leave dangling rows: {broken[:5]}")
        finally:
            connection.invalidate()  # closed, for the others have their foreign keys on
    return before or "nothing"


def revision(connection: Connection) -> str | None:
    """Where the database is, or ``None`` for an empty one."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _refuse_a_newer(before: str) -> None:
    if before not in revisions():
        raise SystemExit(
            f"This database was made by a newer Broadsheet (its revision is {before}). "
            "Please update the program, or restore an older backup."
        )


def _copy(before: str) -> None:
    """Copy the database as it is, named by its revision."""
    path = db.engine.url.database
    if not path or path == ":memory:":
        return
    target = Path(current_app.instance_path) / f"before-{before}.db"
    with sqlite3.connect(path) as source, sqlite3.connect(target) as copy:
        source.backup(copy)
    source.close()
    copy.close()


def _drop_triggers(connection: Connection) -> None:
    """SQLite rebuilds no table of which another one's triggers speak. All of them are made anew."""
    ours = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    for name in connection.exec_driver_sql(ours).scalars().all():
        connection.exec_driver_sql(f"DROP TRIGGER {name}")


def _run(connection: Connection, target: str) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, target)
