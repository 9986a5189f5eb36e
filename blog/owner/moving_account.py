"""What a move brings, in numbers, as its owner reads them before deciding."""

from __future__ import annotations

from typing import NamedTuple

from flask_babel import LazyString

from blog.db import db
from blog.models.moving import EntryKind, Move, Outcome, Way, Whereabouts
from blog.owner import moving_words as words
from blog.transfer import reports
from blog.transfer.found import Standing, State

READERS_SEE = {State.LIVE.value, Standing.APPROVED.value}
WRITTEN = (EntryKind.ARTICLE, EntryKind.PAGE)


class Line(NamedTuple):
    """Things of one kind and state, counted by what becomes of them."""

    what: LazyString
    counts: dict[Outcome, int]


class LeftOut(NamedTuple):
    """Things of one kind that stay out, for one reason."""

    kind: LazyString
    why: LazyString
    number: int


class Account(NamedTuple):
    """A move in numbers. ``lines`` tells what comes in, ``left_out`` what does not."""

    lines: list[Line]
    left_out: list[LeftOut]
    ways: dict[Way, int]
    pictures: dict[Whereabouts, int]
    becomes_public: dict[EntryKind, int]

    @property
    def updated(self) -> int:
        """How many things that are here will be as the file has them."""
        return sum(line.counts.get(Outcome.CHANGED, 0) for line in self.lines)

    @property
    def addresses(self) -> int:
        """How many old addresses there are."""
        return sum(self.ways.values())

    @property
    def changing(self) -> int:
        """How many of them don't simply stay as they are."""
        return self.addresses - self.ways.get(Way.SAME, 0)

    @property
    def missing(self) -> int:
        """How many pictures are not here."""
        return self.pictures.get(Whereabouts.AWAY, 0) + self.pictures.get(Whereabouts.LOST, 0)


def of(move: Move) -> Account:
    """Count everything of a move."""
    counted: dict[tuple[EntryKind, str], dict[Outcome, int]] = {}
    public: dict[EntryKind, int] = dict.fromkeys((*WRITTEN, EntryKind.COMMENT), 0)
    for kind, state, outcome, count in db.session.execute(reports.counts(move)):
        if outcome not in reports.BRINGS:
            continue
        counted.setdefault((kind, state), {})[outcome] = count
        if outcome is Outcome.ADDED and state in READERS_SEE:
            public[kind] += count
    return Account(
        lines=[Line(what, counted[key]) for key, what in words.STATES.items() if key in counted],
        left_out=[
            LeftOut(words.GROUPS[kind], words.why_left_out(outcome, reason), number)
            for kind, outcome, reason, number in db.session.execute(reports.reasons(move))
        ],
        ways=dict(db.session.execute(reports.way_counts(move)).all()),
        pictures=dict(db.session.execute(reports.picture_counts(move)).all()),
        becomes_public=public,
    )
