"""The blog's own backups: one each night, a few of them kept."""

from __future__ import annotations

import errno
import json
import re
import shutil
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from flask import current_app
from sqlalchemy import select

from blog import housekeeping
from blog.db import db, now
from blog.models.lease import Lease
from blog.models.site import Site
from blog.transfer import backup
from blog.transfer.backup_file import Damaged

AT = time(3, 30)
"""When a night's backup is due, in the site's zone; later, if the blog was not running then."""
PATIENCE = timedelta(hours=1)
"""How long after a failure it is tried again."""

STAMP = "%Y-%m-%dT%H%M%SZ"
NAME = re.compile(r"(before-restore-)?(\d{4}-\d\d-\d\dT\d{6}Z)\.backup")


@dataclass(frozen=True)
class Kept:
    """A backup in the folder. ``size`` is in bytes; one made ``before_restore`` is never removed
    by the program."""

    path: Path
    made_at: datetime
    size: int
    before_restore: bool


@dataclass(frozen=True)
class Failure:
    """Why there is no backup, or not all of the blog is in it.

    ``reason`` is ``full``, ``damaged``, ``incomplete`` or ``other``; ``details`` are the
    program's own words.
    """

    at: datetime
    reason: str
    details: str


# -- the folder --


def folder() -> Path:
    """Where the backups are; its owner's alone."""
    place = Path(current_app.instance_path) / "backups"
    place.mkdir(mode=0o700, exist_ok=True)
    return place


def kept() -> list[Kept]:
    """The backups there are, newest first."""
    found = []
    for path in folder().iterdir():
        if name := NAME.fullmatch(path.name):
            made_at = datetime.strptime(name[2], STAMP).replace(tzinfo=UTC)
            found.append(Kept(path, made_at, path.stat().st_size, bool(name[1])))
    return sorted(found, key=lambda one: (one.made_at, one.path.name), reverse=True)


def place_before_restore() -> Path:
    """Where that is kept which a restore replaces."""
    return folder() / f"before-restore-{now():{STAMP}}.backup"


# -- what the owner wishes --


def order() -> None:
    """Have a backup made as soon as housekeeping looks."""
    _order().write_text(now().isoformat(), "utf-8")


def is_ordered() -> bool:
    """Whether the owner waits for one."""
    return _order().exists()


def _is_under_way() -> bool:
    """Whether one is being made now."""
    until = db.session.scalar(select(Lease.until).where(Lease.name == "backup"))
    return until is not None and until > now()


def _order() -> Path:
    return folder() / "ordered"


def _has_waited() -> bool:
    """Whether an order lies there that nobody takes up: housekeeping looks every few seconds."""
    try:
        ordered_at = datetime.fromisoformat(_order().read_text("utf-8"))
    except (OSError, ValueError):
        return False
    return now() - ordered_at > timedelta(minutes=1) and not _is_under_way()


@dataclass(frozen=True)
class State:
    """All there is to see of the backups."""

    kept: list[Kept]
    failure: Failure | None
    is_being_made: bool
    has_waited: bool


def state() -> State:
    """What there is, what went wrong, and what is to come."""
    return State(
        kept=kept(),
        failure=last_failure(),
        is_being_made=is_ordered() or _is_under_way(),
        has_waited=_has_waited(),
    )


# -- the task --


def is_due() -> bool:
    """Whether one was ordered, or last night's is missing."""
    if is_ordered():
        return True
    site = Site.current()
    if site is None or not site.backups_kept:
        return False
    failure = last_failure()
    if failure and now() - failure.at < PATIENCE:
        return False
    newest = max((one.made_at for one in kept() if not one.before_restore), default=site.created_at)
    return newest < _last_night(site)


def _last_night(site: Site) -> datetime:
    """When the most recent nightly backup was due."""
    here = now().astimezone(site.zone)
    tonight = datetime.combine(here.date(), AT, site.zone)
    if tonight <= here:
        return tonight
    return datetime.combine(here.date() - timedelta(days=1), AT, site.zone)


@housekeeping.task("backup", every=timedelta(seconds=5), when=is_due)
def make() -> None:
    """Make a backup, note how it went, and remove those that are too many."""
    _clear_away()
    try:
        made = backup.make(folder() / f"{now():{STAMP}}.backup")
    except (OSError, Damaged) as error:
        _note(_reason(error), str(error))
        _order().unlink(missing_ok=True)
        raise
    _order().unlink(missing_ok=True)
    if made.lost or made.altered:
        _note("incomplete", ", ".join((*made.lost, *made.altered)))
    else:
        _failure().unlink(missing_ok=True)
    _remove_what_is_too_much()


def _clear_away() -> None:
    """Remove what a backup left behind that was killed."""
    for draft in folder().glob(".*.backup.*"):
        shutil.rmtree(draft, ignore_errors=True)


def _remove_what_is_too_much() -> None:
    """Keep the newest of each day, of as many days as the owner says.

    So nobody loses the nights before by having many made in one day.
    """
    site = Site.current()
    if site is None or not site.backups_kept:
        return
    days: set[date] = set()
    for one in kept():
        day = one.made_at.astimezone(site.zone).date()
        if one.before_restore:
            continue
        if day in days or len(days) == site.backups_kept:
            one.path.unlink(missing_ok=True)
        days.add(day)


# -- how it went --


def last_failure() -> Failure | None:
    """What went wrong the last time, unless all has been well since."""
    try:
        noted = json.loads(_failure().read_text("utf-8"))
        return Failure(**{**noted, "at": datetime.fromisoformat(noted["at"])})
    except (OSError, ValueError, TypeError, KeyError):
        return None


def _reason(error: OSError | Damaged) -> str:
    if isinstance(error, Damaged):
        return "damaged"
    return "full" if error.errno in {errno.ENOSPC, errno.EDQUOT} else "other"


def _note(reason: str, details: str) -> None:
    """Keep what went wrong, beside the database: that may be what is wrong."""
    noted = {"at": now().isoformat(), "reason": reason, "details": details}
    with suppress(OSError):
        _failure().write_text(json.dumps(noted), "utf-8")


def _failure() -> Path:
    return folder() / "failure.json"
