"""One connection, one base model, one clock.

Besides the search index and the backup, this is the only module that knows which
database it is talking to.
"""

from __future__ import annotations

import enum
import json
import os
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from time import perf_counter
from typing import Any

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    Connection,
    DateTime,
    Dialect,
    Engine,
    Enum,
    Executable,
    MetaData,
    TypeDecorator,
    bindparam,
    event,
    func,
    select,
)
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import DeclarativeBase, ORMExecuteState, Session, registry

from blog.text.folding import fold, says

PATIENCE = 5_000
"""Milliseconds a writer waits for another one before it is told that the database is busy."""

IN_LINE = 6
"""How many times as long a writer stands in line behind others of its process: they are known to
be at work, and go on one by one."""


def now() -> datetime:
    """The time, in UTC. The only clock: tests travel through it."""
    return datetime.now(UTC)


class UtcDateTime(TypeDecorator[datetime]):
    """A moment: UTC inside, always aware. SQLite alone would forget the zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a moment without a zone, for nobody could say later which one was meant."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value!r} has no time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the moment back in UTC."""
        return value.replace(tzinfo=UTC) if value else None


NOW = bindparam("now", callable_=now, type_=UtcDateTime())
"""The time at which a statement is carried out: it may have been put together long before."""


THESE = select(func.json_each(bindparam("ids")).table_valued("value").c.value)
"""Numbers that are told when a statement is carried out, so that it is the same however many."""


def these(ids: Iterable[int]) -> dict[str, str]:
    """Those that ``THESE`` stands for."""
    return {"ids": json.dumps(list(ids))}


class Model(DeclarativeBase):
    """What every noun of the house is built on."""

    registry = registry(
        metadata=MetaData(
            naming_convention={
                "ix": "ix_%(table_name)s_%(column_0_N_name)s",
                "uq": "uq_%(table_name)s_%(column_0_N_name)s",
                "ck": "ck_%(table_name)s_%(constraint_name)s",
                "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
                "pk": "pk_%(table_name)s",
            }
        ),
        type_annotation_map={
            datetime: UtcDateTime,
            enum.StrEnum: Enum(
                enum.StrEnum,
                native_enum=False,
                create_constraint=False,
                length=20,
                values_callable=lambda kind: [member.value for member in kind],
            ),
        },
    )


class _Kept(threading.local):
    """For how long each thread has kept other writers waiting."""

    seconds = 0.0


class Database(SQLAlchemy):
    """Flask-SQLAlchemy, with reading and writing told apart.

    The writers of a process wait for each other in a line of ours. SQLite only asks again from
    time to time, so that under a flood some ask in vain for as long as ``PATIENCE``.
    """

    def __init__(self, **options: Any) -> None:
        """Begin with an empty line; so does a process that is forked off."""
        super().__init__(**options)
        self._form_line()
        os.register_at_fork(after_in_child=self._form_line)

    def _form_line(self) -> None:
        self._line = threading.Lock()
        self._kept = _Kept()

    def init_app(self, app: Flask) -> None:
        """Open the database that the settings name, durable where it is SQLite."""
        super().init_app(app)
        with app.app_context():
            if self.engine.dialect.name == "sqlite":
                event.listen(self.engine, "connect", _furnish)
                event.listen(self.engine, "begin", _begin)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """One short transaction that may change things, committed at its end.

        What was read before is read again inside, so a decision taken here is taken on
        what is true now. Never hold it over slow work: other writers wait outside.
        Raises ``OperationalError`` when the database stays busy for ``PATIENCE``.
        """
        if self.session().in_transaction() and _is_writing(self.session()):
            raise RuntimeError("a transaction that may change things is open already")
        if self.session.new or self.session.dirty or self.session.deleted:
            raise RuntimeError(
                "something was changed before the transaction that may change things"
            )
        self.session.rollback()
        line = self._line
        # Who has stood there for so long asks SQLite all the same, and is told that it is busy.
        is_first = line.acquire(timeout=IN_LINE * PATIENCE / 1000)
        try:
            self.session.connection(execution_options={"writer": True})
            began = perf_counter()
            yield
            self.session.commit()
            self._kept.seconds += perf_counter() - began
        except BaseException:
            self.session.rollback()
            raise
        finally:
            if is_first:
                line.release()

    def kept_waiting(self) -> float:
        """For how many seconds this thread has let no one else write since it was last asked."""
        seconds, self._kept.seconds = self._kept.seconds, 0.0
        return seconds

    def rows(self, asked: Executable, given: Mapping[str, Any] | None = None) -> Sequence[Any]:
        """What is found of columns, in half the time that a session takes, which looks after
        objects. It has to be in the database: a session would write down first what is new."""
        return self.session.connection().execute(asked, given).all()

    def gather(self) -> None:
        """Bring what was committed into the one file, as far as nobody reads it, and let go: the
        last one to do so leaves no other file behind."""
        if self.engine.dialect.name == "sqlite":
            with closing(self.engine.raw_connection()) as connection:
                connection.cursor().execute("PRAGMA wal_checkpoint(PASSIVE)").close()
        self.engine.dispose()


db = Database(disable_autonaming=True)


def _furnish(connection: sqlite3.Connection, _record: object) -> None:
    """Make a new SQLite connection durable and suspicious (docs/decisions/0002), and able to
    ``fold`` words as we do, and to tell whether a text ``says`` one."""
    connection.isolation_level = None  # transactions begin where ``_begin`` says so
    for pragma in (
        f"busy_timeout={PATIENCE}",
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "trusted_schema=OFF",
        "cell_size_check=ON",
        "mmap_size=0",
        "temp_store=MEMORY",  # what undoes a statement with triggers: in a file takes longer
        "cache_size=-512",  # KiB; the system keeps the file in its memory once for all connections
    ):
        connection.execute(f"PRAGMA {pragma}").close()
    connection.create_function("fold", 1, lambda words: fold(words or ""), deterministic=True)
    connection.create_function("says", 2, says, deterministic=True)


def _begin(connection: Connection) -> None:
    """Begin as a writer only where it was asked for: readers never wait, nor make others wait."""
    writer = connection.get_execution_options().get("writer")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writer else "BEGIN")


@event.listens_for(Session, "before_flush")
def _only_writers_change_things(session: Session, _context: object, _instances: object) -> None:
    """A reader that turned writer would fail at random under load; so it fails always."""
    if not _is_writing(session):
        raise RuntimeError("changes belong inside `with db.writing():`")


@event.listens_for(Session, "do_orm_execute")
def _only_writers_change_many(state: ORMExecuteState) -> None:
    """The same for an ``UPDATE`` or ``DELETE`` of many rows, which is no flush."""
    if (state.is_insert or state.is_update or state.is_delete) and not _is_writing(state.session):
        raise RuntimeError("changes belong inside `with db.writing():`")


def _is_writing(session: Session) -> bool:
    return bool(session.connection().get_execution_options().get("writer"))


class Watch:
    """Tells whether anybody, in whatever process, changed the database: in microseconds, because it
    asks for more only after a commit. It sees what was committed before it is asked, always.

    What it tells is which database it is, and the number that answers a question there. Where that
    number is lower than it was, somebody has put another database in its place.
    """

    def __init__(self, question: str) -> None:
        """Answer a question of one number anew whenever the answer may be another."""
        self._question = question
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None
        self._version = -1
        self._answer = (0, -1)

    def init_app(self, app: Flask) -> None:
        """Look at the database of this blog."""
        with app.app_context():
            self._path = db.engine.url.database if db.engine.dialect.name == "sqlite" else None

    def look(self) -> tuple[int, int] | None:
        """Both as they are now; ``None`` where they can't be had."""
        if self._path is None:
            return None
        with self._lock:
            try:
                version = self._ask("PRAGMA data_version")
                if version != self._version:
                    database, former = self._answer
                    number = self._ask(self._question)
                    self._answer = (database + (number < former), number)
                    self._version = version
            except sqlite3.Error:
                return None
            return self._answer

    def _ask(self, question: str) -> int:
        if self._connection is None:
            self._connection = sqlite3.connect(
                str(self._path), check_same_thread=False, isolation_level=None
            )
            self._version = -1
        return int(self._connection.execute(question).fetchone()[0])

    def close(self) -> None:
        """Let go of the file; the next look opens it again."""
        with self._lock:
            if self._connection:
                self._connection.close()
            self._connection = None


class Trouble(enum.Enum):
    """What a database may suffer from that is nobody's mistake."""

    BUSY = "busy"
    FULL = "full"
    BROKEN = "broken"


def trouble(error: DBAPIError) -> Trouble | None:
    """Which trouble an error tells of; ``None`` for a mistake of ours."""
    code = getattr(error.orig, "sqlite_errorcode", 0) & 0xFF
    return {
        sqlite3.SQLITE_BUSY: Trouble.BUSY,
        sqlite3.SQLITE_LOCKED: Trouble.BUSY,
        sqlite3.SQLITE_FULL: Trouble.FULL,
        sqlite3.SQLITE_IOERR: Trouble.BROKEN,
        sqlite3.SQLITE_READONLY: Trouble.BROKEN,
        sqlite3.SQLITE_CANTOPEN: Trouble.BROKEN,
    }.get(code)


def describe(engine: Engine) -> str:
    """The database in a few words, for the log of a start."""
    version: Any = sqlite3.sqlite_version
    return f"SQLite {version}" if engine.dialect.name == "sqlite" else engine.dialect.name
