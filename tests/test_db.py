"""The database: durable, suspicious, and clear about who may change things."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime

import pytest
from sqlalchemy import delete, select
from sqlalchemy.exc import OperationalError, StatementError

import app as blog_app
from blog.db import Trouble, db, trouble
from blog.models.label import Label
from blog.models.site import Site
from tests import counting

PRAGMAS = {
    "journal_mode": "wal",
    "synchronous": 2,  # FULL
    "busy_timeout": 5_000,
    "foreign_keys": 1,
    "trusted_schema": 0,
    "cell_size_check": 1,
    "mmap_size": 0,
}


def label(name: str) -> Label:
    return Label(name=name, key=name, slug=name)


def names() -> list[str]:
    found = list(db.session.scalars(select(Label.name).order_by(Label.name)))
    db.session.rollback()
    return found


def at_once(app, *tasks: Callable[[], object]) -> None:
    """Run tasks in threads of their own, and raise what went wrong in any of them."""
    together, mistakes = threading.Barrier(len(tasks)), []

    def run(task: Callable[[], object]) -> None:
        try:
            with app.app_context():
                together.wait()
                task()
        except Exception as mistake:  # noqa: BLE001  # whatever it is, the test has to see it
            mistakes.append(mistake)

    threads = [threading.Thread(target=run, args=[task]) for task in tasks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if mistakes:
        raise mistakes[0]


def test_every_connection_is_durable_and_suspicious(tmp_path):
    app = blog_app.create_app(INSTANCE=tmp_path)  # the tests' own does not wait for the disk
    with app.app_context():
        connections = [db.engine.connect() for _ in range(3)]

        for connection in connections:
            found = {one: connection.exec_driver_sql(f"PRAGMA {one}").scalar() for one in PRAGMAS}
            assert found == PRAGMAS
            connection.close()
        db.engine.dispose()


def test_a_moment_without_a_zone_is_refused(site):
    naive = datetime(2026, 11, 22)  # noqa: DTZ001

    with pytest.raises(StatementError, match="has no time zone"), db.writing():
        site.created_at = naive


def test_a_change_outside_a_writing_transaction_is_refused(site):
    site.name = "Changed in passing"

    with pytest.raises(RuntimeError, match=r"db\.writing"):
        db.session.commit()


def test_a_change_of_many_rows_outside_a_writing_transaction_is_refused(app):
    with pytest.raises(RuntimeError, match=r"db\.writing"):
        db.session.execute(delete(Site))


def test_nothing_changed_before_a_writing_transaction_slips_into_it(site):
    site.name = "Changed in passing"

    with pytest.raises(RuntimeError, match="changed before"), db.writing():
        pass


def test_writing_inside_writing_is_refused_and_keeps_nothing(app):
    def nest() -> None:
        with db.writing():
            db.session.add(label("outer"))
            db.session.flush()
            with db.writing():
                db.session.add(label("inner"))

    with pytest.raises(RuntimeError, match="open already"):
        nest()

    assert names() == []


def test_an_error_inside_a_writing_transaction_takes_everything_back(app):
    def fail() -> None:
        with db.writing():
            db.session.add(label("half"))
            db.session.flush()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()

    assert names() == []


def test_a_decision_in_a_writing_transaction_is_taken_on_what_is_true_now(app, site):
    assert site.name == "Günebakan"

    def rename() -> None:
        with db.writing():
            Site.current().name = "Renamed elsewhere"

    at_once(app, rename)

    with db.writing():
        assert site.name == "Renamed elsewhere"


def test_readers_go_on_while_a_writer_writes(app):
    read = []
    with db.writing():
        db.session.add(label("not yet"))
        db.session.flush()
        at_once(app, lambda: read.append(names()))

    assert read == [[]]
    assert names() == ["not yet"]


def test_writers_wait_for_each_other_and_all_succeed(app):
    def write(name: str) -> Callable[[], None]:
        def task() -> None:
            with db.writing():
                # Reads before it writes: a reader that turned writer would fail here.
                taken = set(db.session.scalars(select(Label.name)))
                db.session.add(label(f"{name}-{len(taken)}"))

        return task

    at_once(app, *(write(name) for name in "abcdefgh"))

    assert sorted(name[2:] for name in names()) == list("01234567")


def test_the_writers_of_a_process_stand_in_line_however_impatient_the_database_is(app, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr("blog.db.PATIENCE", 1)
        db.engine.dispose()
        for connection in [db.engine.connect() for _ in range(8)]:
            connection.close()  # into the pool, from which the writers take them

    def write() -> None:
        with db.writing():
            taken = db.session.scalars(select(Label.name)).all()
            db.session.add(label(f"label {len(taken)}"))

    at_once(app, *[write] * 8)

    assert len(names()) == 8


def test_a_writer_that_waited_too_long_is_told_that_the_database_is_busy(app, monkeypatch):
    monkeypatch.setattr("blog.db.PATIENCE", 1)
    db.engine.dispose()  # the next connections are less patient
    told = []

    def write() -> None:
        with pytest.raises(OperationalError) as refusal, db.writing():
            pass
        told.append(trouble(refusal.value))

    with db.writing():
        at_once(app, write)

    assert told == [Trouble.BUSY]


def test_a_reader_begins_without_asking_for_the_right_to_write(app):
    with counting.queries() as asked:
        names()

    assert asked[0] == "BEGIN"
