"""A backup each night, a few of them kept, and the good ones never lost."""

from __future__ import annotations

import errno
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from blog import housekeeping, pictures
from blog.db import db, now
from blog.transfer import backup, backup_file, nightly

ISTANBUL = ZoneInfo("Europe/Istanbul")
NIGHT = datetime(2027, 3, 4, 3, 30, tzinfo=ISTANBUL)
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


@pytest.fixture
def clock(app, time_machine):
    """The clock, to be moved; at first it is a minute before the night's backup is due."""
    time_machine.move_to(NIGHT - MINUTE, tick=False)
    housekeeping.run("backup")
    return time_machine


def keep(site, count):
    with db.writing():
        site.backups_kept = count


def made():
    return [one.made_at for one in nightly.kept()]


def fail_with(monkeypatch, error):
    def fail(_target):
        raise error

    monkeypatch.setattr(backup, "make", fail)


# -- when --


def test_a_backup_is_due_at_a_quiet_hour_of_the_sites_zone(clock):
    assert not nightly.is_due()

    clock.move_to(NIGHT, tick=False)

    assert nightly.is_due()


def test_one_a_night_is_enough(clock):
    clock.move_to(NIGHT, tick=False)

    housekeeping.run("backup")

    assert not nightly.is_due()
    clock.move_to(NIGHT + DAY - MINUTE, tick=False)
    assert not nightly.is_due()
    clock.move_to(NIGHT + DAY, tick=False)
    assert nightly.is_due()


def test_a_night_in_which_the_blog_did_not_run_is_made_up_for(clock):
    clock.move_to(NIGHT + timedelta(hours=9), tick=False)

    assert nightly.is_due()


def test_a_new_blog_waits_for_its_first_night(app, site, time_machine):
    with db.writing():
        site.created_at = NIGHT + MINUTE
    time_machine.move_to(NIGHT + 2 * MINUTE, tick=False)
    assert not nightly.is_due()

    time_machine.move_to(NIGHT + DAY, tick=False)
    assert nightly.is_due()


def test_an_owner_who_wants_none_gets_none(clock, site):
    keep(site, 0)
    clock.move_to(NIGHT, tick=False)

    assert not nightly.is_due()


def test_what_is_kept_from_before_a_restore_is_no_nights_backup(clock):
    clock.move_to(NIGHT, tick=False)
    backup.make(nightly.place_before_restore())

    assert nightly.is_due()


def test_an_ordered_backup_is_due_at_once_and_only_once(clock, site):
    keep(site, 0)
    nightly.order()
    assert nightly.is_due()

    housekeeping.run("backup")

    assert not nightly.is_due()
    assert made()[0] == now()


# -- what is kept --


def test_the_newest_are_kept(clock, site):
    keep(site, 3)
    for night in range(5):
        clock.move_to(NIGHT + night * DAY, tick=False)
        housekeeping.run("backup")

    assert made() == [(NIGHT + night * DAY).astimezone(UTC) for night in (4, 3, 2)]


def test_many_backups_in_one_day_cost_no_nights_before(clock, site):
    keep(site, 3)
    hours = [0, 24, 48, 49, 50, 51, 52]
    for hour in hours:
        clock.move_to(NIGHT + timedelta(hours=hour), tick=False)
        nightly.order()
        housekeeping.run("backup")

    assert made() == [(NIGHT + timedelta(hours=hour)).astimezone(UTC) for hour in (52, 24, 0)]


def test_an_owner_who_wants_none_at_night_keeps_those_made_by_hand(clock, site):
    keep(site, 0)
    for day in range(3):
        clock.move_to(NIGHT + day * DAY, tick=False)
        housekeeping.run("backup")

    assert len(made()) == 4


def test_what_is_kept_from_before_a_restore_is_never_removed(clock, site):
    keep(site, 1)
    backup.make(nightly.place_before_restore())
    for night in range(3):
        clock.move_to(NIGHT + night * DAY, tick=False)
        housekeeping.run("backup")

    assert [one.before_restore for one in nightly.kept()] == [False, True]


def test_a_backup_is_its_owners_alone(clock):
    assert nightly.folder().stat().st_mode & 0o777 == 0o700
    assert nightly.kept()[0].path.stat().st_mode & 0o777 == 0o600


def test_what_a_killed_backup_left_is_cleared_away(clock):
    left = nightly.folder() / ".2027-03-03T003000Z.backup.0123456789abcdef"
    left.mkdir()
    (left / "draft").write_bytes(b"half")

    housekeeping.run("backup")

    assert not left.exists()


# -- what goes wrong --


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "full"),
        (backup_file.Damaged("page 7 is torn"), "damaged"),
        (PermissionError(errno.EACCES, "Permission denied"), "other"),
    ],
)
def test_a_failure_is_noted_and_costs_no_older_backup(clock, site, monkeypatch, error, reason):
    keep(site, 1)
    before = made()
    clock.move_to(NIGHT, tick=False)
    fail_with(monkeypatch, error)

    with pytest.raises(type(error)):
        housekeeping.run("backup")

    failure = nightly.last_failure()
    assert (failure.reason, failure.at) == (reason, now())
    assert str(error) in failure.details
    assert made() == before


def test_after_a_failure_it_is_tried_again_an_hour_later(clock, monkeypatch):
    clock.move_to(NIGHT, tick=False)
    nightly.order()
    fail_with(monkeypatch, OSError("torn cable"))
    with pytest.raises(OSError, match="torn cable"):
        housekeeping.run("backup")

    assert not nightly.is_due()
    clock.move_to(NIGHT + timedelta(hours=1), tick=False)
    assert nightly.is_due()


def test_a_failure_is_forgotten_once_all_is_well(clock, monkeypatch):
    with monkeypatch.context() as broken:
        fail_with(broken, OSError("torn cable"))
        with pytest.raises(OSError, match="torn cable"):
            housekeeping.run("backup")

    housekeeping.run("backup")

    assert nightly.last_failure() is None


def test_an_order_outlives_a_stop(clock, monkeypatch):
    nightly.order()
    fail_with(monkeypatch, housekeeping.Stopped("the process is asked to stop"))

    with pytest.raises(housekeeping.Stopped):
        housekeeping.run("backup")

    assert nightly.is_due()
    assert nightly.last_failure() is None


def test_pictures_that_the_blog_has_lost_are_noted(clock, make):
    lost = pictures.original_of(make.picture())
    lost.unlink()

    housekeeping.run("backup")

    failure = nightly.last_failure()
    assert (failure.reason, failure.details) == ("incomplete", f"media/originals/{lost.name}")
