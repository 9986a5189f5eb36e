"""What a move brings, counted and listed: every entry of the old files is accounted for."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Select, func, or_, select

from blog.db import db
from blog.models.moving import (
    Entry,
    EntryKind,
    Move,
    OldPicture,
    Outcome,
    Step,
    Way,
    Whereabouts,
)
from blog.text import tables
from blog.transfer.matching import WRITTEN

BRINGS = (Outcome.ADDED, Outcome.CHANGED, Outcome.SAME, Outcome.KEPT)
STAYS_OUT = (Outcome.ORPHANED, Outcome.LEFT_OUT)
SAMPLES = 12
COLUMNS = (
    "number", "kind", "state", "outcome", "reason", "notes", "published", "title or name",
    "old address", "what becomes of it", "new address", "id", "words",
)  # fmt: skip


def moves() -> Select[Move]:
    """Every move, the newest first."""
    return select(Move).order_by(Move.id.desc())


def public() -> Select[Move]:
    """The moves that readers see something of, the newest first."""
    return moves().where(Move.published_at.is_not(None), Move.undone_at.is_(None))


def part_done(move: Move) -> float:
    """How much of what a move is at is done, from 0 to 1."""
    if move.step is Step.FETCHING:
        total = select(func.count()).where(OldPicture.move_id == move.id)
        waiting = total.where(OldPicture.whereabouts == Whereabouts.AWAY, OldPicture.reason == "")
        all_of_them = db.session.scalar(total) or 1
        return 1 - (db.session.scalar(waiting) or 0) / all_of_them
    return min(1.0, move.read / move.size) if move.size else 0.0


def counts(move: Move) -> Select[EntryKind, str, Outcome, int]:
    """How many entries there are, by kind, state and outcome."""
    return (
        select(Entry.kind, Entry.state, Entry.outcome, func.count())
        .where(Entry.move_id == move.id)
        .group_by(Entry.kind, Entry.state, Entry.outcome)
        .order_by(Entry.kind, Entry.state, Entry.outcome)
    )


def reasons(move: Move) -> Select[EntryKind, Outcome, str, int]:
    """How many entries stay out, by kind and by why."""
    return (
        select(Entry.kind, Entry.outcome, Entry.reason, func.count())
        .where(Entry.move_id == move.id, Entry.outcome.in_(STAYS_OUT))
        .group_by(Entry.kind, Entry.outcome, Entry.reason)
        .order_by(Entry.outcome != Outcome.ORPHANED, Entry.kind, Entry.reason)
    )


def way_counts(move: Move) -> Select[Way, int]:
    """How many old addresses there are, by what becomes of them."""
    return (
        select(Entry.way, func.count())
        .where(Entry.move_id == move.id, Entry.kind.in_(WRITTEN), Entry.path != "")
        .where(Entry.outcome.in_(BRINGS))
        .group_by(Entry.way)
    )


def addresses(move: Move) -> Select[Entry]:
    """The articles and pages with an old address; those that can't keep it come first."""
    return (
        select(Entry)
        .where(Entry.move_id == move.id, Entry.kind.in_(WRITTEN), Entry.path != "")
        .where(Entry.outcome.in_(BRINGS))
        .order_by(Entry.way == Way.SAME, Entry.path, Entry.number)
    )


def left_out(move: Move) -> Select[Entry]:
    """What is not brought in, or not all of it: comments without an article come first."""
    return (
        select(Entry)
        .where(Entry.move_id == move.id)
        .where(or_(Entry.outcome.in_((*STAYS_OUT, Outcome.KEPT)), Entry.notes != []))
        .order_by(Entry.outcome != Outcome.ORPHANED, Entry.outcome, Entry.number)
    )


def samples(move: Move) -> Select[Entry]:
    """A few articles and pages to look at: the newest, which readers will see first."""
    return (
        select(Entry)
        .where(Entry.move_id == move.id, Entry.kind.in_(WRITTEN), Entry.content.is_not(None))
        .where(Entry.outcome.in_(BRINGS))
        .order_by(Entry.published.desc(), Entry.number)
        .limit(SAMPLES)
    )


def sample(move: Move, entry_id: int) -> Select[Entry]:
    """One article or page of a rehearsal."""
    return select(Entry).where(
        Entry.id == entry_id,
        Entry.move_id == move.id,
        Entry.outcome.in_(BRINGS),
        Entry.kind.in_(WRITTEN),
        Entry.content.is_not(None),
    )


def picture_counts(move: Move) -> Select[Whereabouts, int]:
    """How many pictures there are, by where they were found."""
    return (
        select(OldPicture.whereabouts, func.count())
        .where(OldPicture.move_id == move.id)
        .group_by(OldPicture.whereabouts)
    )


def missing_pictures(move: Move) -> Select[OldPicture]:
    """The pictures that are not here, those that can't be had any more first."""
    return (
        select(OldPicture)
        .where(OldPicture.move_id == move.id)
        .where(OldPicture.whereabouts.in_((Whereabouts.AWAY, Whereabouts.LOST)))
        .order_by(OldPicture.whereabouts != Whereabouts.LOST, OldPicture.id)
    )


def table(move: Move) -> Iterator[str]:
    """Every entry, and every picture that is not here, as lines of CSV (RFC 4180), for
    spreadsheets, which take what looks like a formula for one."""
    yield tables.BEGINNING + tables.line(COLUMNS)
    entries = select(Entry).where(Entry.move_id == move.id).order_by(Entry.number)
    for entry in db.session.scalars(entries.execution_options(yield_per=500)):
        moment = entry.published.isoformat() if entry.published else ""
        words = str((entry.content or {}).get("body", "")) if entry.outcome in STAYS_OUT else ""
        yield tables.line((
            str(entry.number), entry.kind, entry.state, entry.outcome, entry.reason,
            ", ".join(entry.notes), moment, entry.title, entry.path,
            entry.way if entry.path else "", entry.place or "", entry.feed_id, words,
        ))  # fmt: skip
    for old in db.session.scalars(missing_pictures(move)):
        yield tables.line(
            ("", "picture", old.whereabouts, "", old.reason, *[""] * 3, old.key, *[""] * 4)
        )
