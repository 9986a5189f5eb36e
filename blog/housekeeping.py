"""What the blog does by itself, beside answering: one thread a task, each under a lease.

A room says what is to be done, and how often somebody looks whether there is anything to do::

    @housekeeping.task("backup", every=timedelta(seconds=5), when=is_due)
    def make() -> None: ...

Nobody has to run anything beside the blog: ``serve`` starts the threads in the process that
watches over the one that answers. However many of them there are, a task is done by one at a
time. ``python3 app.py tidy`` does by hand what is due.
"""

from __future__ import annotations

import os
import secrets
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from flask import Flask
from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.exc import OperationalError

from blog.db import db, now
from blog.models.lease import Lease

LASTS = timedelta(minutes=1)
"""How long a lease outlives a process that was killed, at the most."""
RENEWAL = timedelta(seconds=15)
"""How old a lease has to be to be renewed. A task calls ``go_on`` more often than ``LASTS``."""

QUIET = timedelta(seconds=5)
"""How long the threads only wait at first: the server forks meanwhile, and what a thread holds
during a fork is held in the child for ever."""
RECOVERY = timedelta(minutes=1)
"""How long a task rests after an error, at the least, so that it does not flood the log."""
LONGEST_REST = timedelta(seconds=5)
"""How long a task gives way to other writers between two steps, at the most."""
FAREWELL = timedelta(seconds=5)
"""How long ``stop`` waits for the tasks to leave off, at the most."""

Do = TypeVar("Do", bound=Callable[[], object])


class Stopped(Exception):
    """The task has to leave off: the process ends, or another one is at it now."""


@dataclass(frozen=True)
class Task:
    """Something to do from time to time. ``is_due`` costs little, and needs no lease."""

    name: str
    every: timedelta
    is_due: Callable[[], bool]
    do: Callable[[], object]


@dataclass
class _Turn:
    """One process at one task."""

    task: str
    holder: str
    stopping: threading.Event
    renewed_at: datetime


@dataclass(frozen=True)
class _Household:
    """The threads of this process."""

    app: Flask
    stopping: threading.Event
    threads: list[threading.Thread]


_tasks: dict[str, Task] = {}
_turn: ContextVar[_Turn | None] = ContextVar("turn", default=None)
_households: list[_Household] = []  # one at the most, and only where the blog is served


def task(
    name: str, every: timedelta, when: Callable[[], bool] = lambda: True
) -> Callable[[Do], Do]:
    """Have a function done whenever ``when`` says so; it is asked every so often.

    Both are called inside an app context, with a database session of their own. An error is
    logged, and the task tried again later. What takes longer than a few seconds calls ``go_on``
    between its steps, and can be broken off and begun again.
    """

    def register(do: Do) -> Do:
        _tasks[name] = Task(name, every, when, do)
        return do

    return register


def tasks() -> list[Task]:
    """Everything there is to do, in the order of the names."""
    return [_tasks[name] for name in sorted(_tasks)]


def run(name: str) -> bool:
    """Do a task now, in this thread, due or not; ``False`` when another process is at it."""
    return _take_a_turn(_tasks[name], threading.Event())


def go_on() -> None:
    """Between two steps of a task, outside of ``db.writing()``: make sure that it may go on.

    It rests for as long as it kept other writers waiting. Those in other processes only ask now
    and then whether they may write, and would hardly ever find it between two steps.

    Raises ``Stopped`` when it may not. Does nothing where no task is under way.
    """
    turn = _turn.get()
    if turn is None:
        return
    if turn.stopping.wait(min(db.kept_waiting(), LONGEST_REST.total_seconds())):
        raise Stopped(f"{turn.task}: the process is asked to stop")
    if now() - turn.renewed_at >= RENEWAL and not _renew(turn):
        raise Stopped(f"{turn.task}: another process is at it")


# -- turns, and the leases they are taken under --


def _take_a_turn(task: Task, stopping: threading.Event) -> bool:
    holder = f"{socket.gethostname()[:60]} {os.getpid()} {secrets.token_hex(8)}"
    turn = _Turn(task.name, holder, stopping, renewed_at=now())
    if not _take_lease(turn):
        return False
    before = _turn.set(turn)
    db.kept_waiting()  # what this thread wrote before is no matter of the task
    try:
        task.do()
    finally:
        _turn.reset(before)
        with suppress(OperationalError):  # it ends by itself
            _give_back(turn)
    return True


def _take_lease(turn: _Turn) -> bool:
    with _writer() as connection:
        until = connection.scalar(select(Lease.until).where(Lease.name == turn.task))
        # One that ends later than any could was taken while the clock was wrong.
        if until and turn.renewed_at < until <= turn.renewed_at + LASTS:
            return False
        connection.execute(delete(Lease).where(Lease.name == turn.task))
        connection.execute(
            insert(Lease).values(name=turn.task, holder=turn.holder, until=turn.renewed_at + LASTS)
        )
    return True


def _renew(turn: _Turn) -> bool:
    """Whether the lease is still ours; while the database is busy or full, nobody can take it."""
    moment = now()
    with suppress(OperationalError), _writer() as connection:
        renewed = connection.execute(
            update(Lease)
            .where(Lease.name == turn.task, Lease.holder == turn.holder)
            .values(until=moment + LASTS)
        )
        if renewed.rowcount == 0:
            return False
        turn.renewed_at = moment
    return True


def _give_back(turn: _Turn) -> None:
    with _writer() as connection:
        connection.execute(
            delete(Lease).where(Lease.name == turn.task, Lease.holder == turn.holder)
        )


@contextmanager
def _writer() -> Iterator[Connection]:
    """A short transaction beside the task's own session, whatever state that is in."""
    with db.engine.connect() as connection:
        connection = connection.execution_options(writer=True)
        with connection.begin():
            yield connection


# -- the threads of a server --


def start(app: Flask) -> None:
    """Begin to do what is to be done, in threads that end with the process.

    They only wait for ``QUIET``. Those that were there before are stopped.
    """
    stop()
    stopping = threading.Event()
    threads = [
        threading.Thread(
            target=_keep_at, args=(app, task, stopping), name=f"housekeeping: {task.name}"
        )
        for task in tasks()
    ]
    _households.append(_Household(app, stopping, threads))
    for thread in threads:
        thread.daemon = True
        thread.start()


def stop() -> None:
    """Have every task leave off, wait a moment for it, and close the database behind them."""
    while _households:
        household = _households.pop()
        household.stopping.set()
        patience = FAREWELL.total_seconds() / max(1, len(household.threads))
        for thread in household.threads:
            thread.join(patience)
        with household.app.app_context():
            db.engine.dispose()  # a connection must not be carried across a fork


def _keep_at(app: Flask, task: Task, stopping: threading.Event) -> None:
    """Look after one task until the process is asked to stop."""
    rest = QUIET
    while not stopping.wait(rest.total_seconds()):
        rest = task.every
        try:
            with app.app_context():
                if task.is_due():
                    _take_a_turn(task, stopping)
        except Stopped as reason:
            app.logger.info("Left off %s", reason)
        except Exception:
            app.logger.exception("Housekeeping: %s failed", task.name)
            rest = max(task.every, RECOVERY)
