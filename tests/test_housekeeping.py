"""What the blog does by itself: by one process at a time, and until it is told to stop."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from sqlalchemy import select

from blog import db as blog_db
from blog import housekeeping
from blog.db import db, now
from blog.models.lease import Lease
from blog.models.site import Site

SOON = timedelta(milliseconds=1)
LONG = 30
"""Seconds that a test waits for another thread before it gives up."""


@pytest.fixture(autouse=True)
def only_ours(monkeypatch):
    """Let there be no tasks but those of the test, and no waiting for the server to fork."""
    monkeypatch.setattr(housekeeping, "_tasks", {})
    monkeypatch.setattr(housekeeping, "QUIET", SOON)
    monkeypatch.setattr(housekeeping, "RECOVERY", SOON)
    yield
    housekeeping.stop()


@pytest.fixture
def held(app):
    """Have another process hold the lease on "sweeping", for so long."""

    def hold(lasts):
        with db.writing():
            db.session.merge(Lease(name="sweeping", holder="somebody", until=now() + lasts))

    return hold


def leases():
    found = [(lease.name, lease.until) for lease in db.session.scalars(select(Lease))]
    db.session.rollback()
    return found


def task(do, every=SOON, **options):
    housekeeping.task("sweeping", every=every, **options)(do)


# -- leases --


def test_a_task_is_done_under_a_lease_that_is_given_back(app, time_machine):
    time_machine.move_to(now(), tick=False)
    during = []
    task(lambda: during.extend(leases()))

    assert housekeeping.run("sweeping")

    assert during == [("sweeping", now() + housekeeping.LASTS)]
    assert leases() == []


def test_what_another_process_is_at_is_not_done_twice(held):
    done = []
    task(lambda: done.append(1))
    held(timedelta(seconds=1))

    assert not housekeeping.run("sweeping")
    assert done == []


def test_the_lease_of_a_killed_process_ends(held, time_machine):
    done = []
    task(lambda: done.append(1))
    held(housekeeping.LASTS)
    time_machine.move_to(now() + housekeeping.LASTS, tick=False)

    assert housekeeping.run("sweeping")
    assert done == [1]


def test_a_lease_that_was_taken_while_the_clock_was_wrong_holds_nobody_up(held):
    task(lambda: None)
    held(timedelta(days=365))

    assert housekeeping.run("sweeping")


def test_a_task_that_fails_gives_its_lease_back(app):
    def fail():
        raise ValueError("no broom")

    task(fail)

    with pytest.raises(ValueError, match="no broom"):
        housekeeping.run("sweeping")
    assert leases() == []


def test_a_task_that_fails_in_the_midst_of_a_change_gives_its_lease_back(app):
    def fail():
        db.session.get_one(Site, 1).name = "Half renamed"
        raise ValueError("no broom")

    task(fail)

    with pytest.raises(ValueError, match="no broom"):
        housekeeping.run("sweeping")
    db.session.rollback()
    assert leases() == []


def test_a_long_task_keeps_its_lease(app, time_machine):
    time_machine.move_to(now(), tick=False)
    lasts = []

    def sweep():
        for _ in range(4):
            housekeeping.go_on()
            lasts.append(leases()[0][1] - now())
            time_machine.shift(housekeeping.RENEWAL / 2)

    task(sweep)
    housekeeping.run("sweeping")

    full, half = housekeeping.LASTS, housekeeping.LASTS - housekeeping.RENEWAL / 2
    assert lasts == [full, half, full, half]


def test_a_task_that_has_lost_its_lease_leaves_off(held, time_machine):
    time_machine.move_to(now(), tick=False)
    steps = []

    def sweep():
        steps.append(1)
        time_machine.shift(housekeeping.LASTS)
        held(housekeeping.LASTS)
        housekeeping.go_on()
        steps.append(2)

    task(sweep)

    with pytest.raises(housekeeping.Stopped):
        housekeeping.run("sweeping")
    assert steps == [1]
    assert len(leases()) == 1  # the other's stays


def test_a_lease_stays_ours_while_the_database_is_too_busy_to_renew_it(
    app, time_machine, monkeypatch
):
    time_machine.move_to(now(), tick=False)
    monkeypatch.setattr(blog_db, "PATIENCE", 1)
    db.engine.dispose()
    steps = []

    def sweep():
        time_machine.shift(housekeeping.RENEWAL)
        with db.writing():
            housekeeping.go_on()
        steps.append(1)
        housekeeping.go_on()

    task(sweep)

    assert housekeeping.run("sweeping")
    assert steps == [1]


class Patience:
    """Looks on while somebody waits to be asked to stop: ``rests`` are the seconds."""

    def __init__(self):
        self.rests = []

    def wait(self, seconds):
        self.rests.append(seconds)
        return False


def test_a_task_rests_for_as_long_as_it_kept_other_writers_waiting(app, monkeypatch):
    stopping, clock = Patience(), iter([0, 7, 10, 12, 20, 20.5, 30, 130])
    monkeypatch.setattr(threading, "Event", lambda: stopping)
    monkeypatch.setattr(blog_db, "perf_counter", lambda: next(clock))

    def sweep():
        for _ in range(2):
            with db.writing():
                pass
        housekeeping.go_on()
        housekeeping.go_on()
        with db.writing():
            pass
        housekeeping.go_on()

    task(sweep)
    with db.writing():
        pass
    housekeeping.run("sweeping")

    assert stopping.rests == [2.5, 0, housekeeping.LONGEST_REST.total_seconds()]


def test_outside_of_a_task_nothing_keeps_a_function_from_going_on(app):
    housekeeping.go_on()

    assert leases() == []


# -- threads --


def test_a_task_is_done_again_and_again_beside_the_blog(app):
    names, often = [], threading.Event()

    def sweep():
        names.append(db.session.get_one(Site, 1).name)
        if len(names) == 3:
            often.set()

    task(sweep)
    housekeeping.start(app)

    assert often.wait(LONG)
    assert set(names) == {"Günebakan"}


def test_an_error_is_logged_and_ends_no_thread(app, caplog):
    tries, recovered = [], threading.Event()

    def sweep():
        tries.append(1)
        if len(tries) == 1:
            raise ValueError("no broom")
        recovered.set()

    task(sweep)
    housekeeping.start(app)

    assert recovered.wait(LONG)
    assert "Housekeeping: sweeping failed" in caplog.text
    assert "no broom" in caplog.text


def test_what_is_not_due_is_not_done(app):
    asked, done = threading.Semaphore(0), []

    def is_due():
        asked.release()
        return False

    task(lambda: done.append(1), when=is_due)
    housekeeping.start(app)

    assert asked.acquire(timeout=LONG)
    assert asked.acquire(timeout=LONG)
    assert done == []


def test_a_task_leaves_off_when_the_process_is_asked_to_stop(app, caplog):
    begun, reasons = threading.Event(), []

    def sweep():
        begun.set()
        try:
            while True:
                housekeeping.go_on()
        except housekeeping.Stopped as reason:
            reasons.append(str(reason))
            raise

    task(sweep)
    housekeeping.start(app)
    assert begun.wait(LONG)

    housekeeping.stop()

    assert reasons == ["sweeping: the process is asked to stop"]
    assert not [one for one in threading.enumerate() if one.name.startswith("housekeeping")]
    assert leases() == []
    assert "failed" not in caplog.text


def test_no_connection_is_left_open_for_a_fork_to_copy(app):
    done = threading.Event()

    def sweep():
        db.session.get_one(Site, 1)
        done.set()

    task(sweep)
    housekeeping.start(app)
    assert done.wait(LONG)
    db.session.remove()

    housekeeping.stop()

    assert db.engine.pool.checkedin() == 0


def test_a_second_start_takes_the_place_of_the_first(app):
    task(lambda: None)

    housekeeping.start(app)
    housekeeping.start(app)

    assert len([one for one in threading.enumerate() if one.name.startswith("housekeeping")]) == 1


# -- by hand --


def test_tidying_by_hand_does_what_is_due(app, held):
    done = []
    task(lambda: done.append("sweeping"))
    housekeeping.task("dusting", every=SOON)(lambda: done.append("dusting"))
    housekeeping.task("mowing", every=SOON, when=lambda: False)(lambda: done.append("mowing"))
    held(housekeeping.LASTS)

    tidied = app.test_cli_runner().invoke(args=["tidy"])

    assert tidied.output.splitlines() == [
        "dusting: done",
        "mowing: nothing to do",
        "sweeping: another process is at it",
    ]
    assert done == ["dusting"]
