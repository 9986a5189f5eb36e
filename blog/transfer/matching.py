"""What becomes of every entry and of every old address: seen in the rehearsal, and once more at
the moment of publishing, for the blog goes on meanwhile."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from sqlalchemy import exists, select, update
from sqlalchemy.orm import aliased

from blog import addresses
from blog.db import db
from blog.models.address import Address
from blog.models.article import Article, WorkingCopy
from blog.models.comment import Comment
from blog.models.moving import Entry, EntryKind, Move, Outcome, Way
from blog.transfer.found import Note, State

WRITTEN = (EntryKind.ARTICLE, EntryKind.PAGE)
MANY = 500
"""Values in one ``IN (…)``."""


class Ours(NamedTuple):
    """An article here that an entry is about."""

    id: int
    version: int
    path: str | None
    is_being_written: bool
    digest: str | None
    imported_version: int | None


def match(move: Move) -> None:
    """Work out what becomes of a move's entries. A transaction of its own."""
    with db.writing():
        match_now(move)


def match_now(move: Move) -> None:
    """The same within ``db.writing()``."""
    _match_articles(move)
    _match_comments(move)


def _match_articles(move: Move) -> None:
    query = (
        select(
            Entry.id, Entry.feed_id, Entry.digest, Entry.path, Entry.state, Entry.outcome,
            Entry.way, Entry.place, Entry.article_id,
        )
        .where(Entry.move_id == move.id, Entry.kind.in_(WRITTEN))
        .where(Entry.outcome != Outcome.LEFT_OUT)
        .order_by(Entry.state != State.LIVE, Entry.number)
    )  # fmt: skip
    rows = db.session.execute(query).all()
    ours = dict(_ours(move))
    taken = _taken(row.path for row in rows)
    claimed: set[str] = set()

    changes = []
    for row in rows:
        known = ours.get(row.feed_id)
        way = _way(row.path, row.state, taken, claimed, known)
        if way in {Way.SAME, Way.DISPLACES}:
            claimed.add(row.path)
        place = known.path if known else row.path if way in {Way.SAME, Way.DISPLACES} else None
        outcome = _outcome(row.digest, known)
        now_so = (outcome, way, place, known.id if known else None)
        if now_so != (row.outcome, row.way, row.place, row.article_id):
            outcome, way, place, article_id = now_so
            changes.append(
                {"id": row.id, "outcome": outcome, "way": way, "place": place}
                | {"article_id": article_id}
            )
    _change(changes)


def _ours(move: Move) -> Iterator[tuple[str, Ours]]:
    """The articles here that the entries are about, and how they were last brought in."""
    earlier = aliased(Entry)
    last = (
        select(earlier.id)
        .join(Move, Move.id == earlier.move_id)
        .where(earlier.article_id == Article.id, earlier.version.is_not(None))
        .where(earlier.move_id != move.id, Move.published_at.is_not(None))
        .where(Move.undone_at.is_(None))
        .order_by(earlier.id.desc())
        .limit(1)
        .correlate(Article)
        .scalar_subquery()
    )
    before = aliased(Entry)
    query = (
        select(
            Entry.feed_id, Article.id, Article.version, Article.path,
            exists().where(WorkingCopy.article_id == Article.id),
            before.digest, before.version,
        )
        .join(Article, Article.feed_id == Entry.feed_id)
        .outerjoin(before, before.id == last)
        .where(Entry.move_id == move.id, Entry.kind.in_(WRITTEN))
    )  # fmt: skip
    for row in db.session.execute(query):
        feed_id, *fields = row
        yield feed_id, Ours._make(fields)


def _outcome(digest: str, ours: Ours | None) -> Outcome:
    if ours is None:
        return Outcome.ADDED
    if ours.digest == digest:
        return Outcome.SAME
    was_changed_here = ours.version != ours.imported_version or ours.is_being_written
    return Outcome.KEPT if was_changed_here else Outcome.CHANGED


def _taken(paths: Iterable[str]) -> dict[str, tuple[int | None, bool]]:
    """Of these paths those that something here has: its article, and whether it lives there."""
    wanted = [path for path in dict.fromkeys(paths) if path]
    taken = {}
    for at in range(0, len(wanted), MANY):
        query = (
            select(Address.path, Address.article_id, Article.path == Address.path)
            .outerjoin(Article, Article.id == Address.article_id)
            .where(Address.path.in_(wanted[at : at + MANY]))
        )
        for path, article_id, lives_there in db.session.execute(query):
            taken[path] = (article_id, bool(lives_there))
    return taken


def _way(
    path: str,
    state: str,
    taken: dict[str, tuple[int | None, bool]],
    claimed: set[str],
    ours: Ours | None,
) -> Way:
    """What becomes of an old address. A draft takes nothing from anybody."""
    if not path:
        return Way.NONE
    if len(path) > addresses.PATH_MAX:
        return Way.TOO_LONG
    if addresses.is_reserved(path):
        return Way.RESERVED
    if path in claimed:
        return Way.TAKEN
    article_id, lives_there = taken.get(path, (None, False))
    if not lives_there or (ours and article_id == ours.id):
        return Way.SAME
    return Way.TAKEN if ours or state == State.DRAFT else Way.DISPLACES


def _match_comments(move: Move) -> None:
    """Find the articles and the answered ones of comments, and whether they are here already."""
    query = select(
        Entry.id, Entry.source, Entry.about, Entry.answers, Entry.digest, Entry.outcome,
        Entry.notes, Entry.comment_id, Entry.content["anchor"].as_string().label("anchor"),
    ).where(
        Entry.move_id == move.id,
        Entry.kind == EntryKind.COMMENT,
        Entry.outcome != Outcome.LEFT_OUT,
    )  # fmt: skip
    rows = db.session.execute(query).all()
    about = {row.source: row.about for row in rows}
    homes = dict(_homes(move))
    here = dict(_comments_here(move))
    earlier = dict(_brought_earlier(move))

    changes = []
    for row in rows:
        comment_id = None
        outcome = Outcome.ADDED if row.about in homes else Outcome.ORPHANED
        if known := here.get((homes.get(row.about), row.anchor)):
            comment_id, standing = known
            outcome = _comment_outcome(row.digest, standing, earlier.get(comment_id))
        notes = [note for note in row.notes if note != Note.UNKNOWN_ANSWERED]
        if row.answers and about.get(row.answers) != row.about:
            notes.append(Note.UNKNOWN_ANSWERED.value)
        if (outcome, notes, comment_id) != (row.outcome, row.notes, row.comment_id):
            changes.append(
                {"id": row.id, "outcome": outcome, "notes": notes, "comment_id": comment_id}
            )
    _change(changes)


def _homes(move: Move) -> Iterator[tuple[str, int | None]]:
    """The number in the old blog of everything that can bear comments, and its article here."""
    query = select(Entry.source, Entry.article_id).where(
        Entry.move_id == move.id, Entry.kind.in_(WRITTEN), Entry.outcome != Outcome.LEFT_OUT
    )
    yield from ((row.source, row.article_id) for row in db.session.execute(query))


def _comments_here(move: Move) -> Iterator[tuple[tuple[int | None, str], tuple[int, str]]]:
    """The comments that stand under the entries' articles already, by article and anchor."""
    query = (
        select(Comment.article_id, Comment.anchor, Comment.id, Comment.standing)
        .join(Entry, Entry.article_id == Comment.article_id)
        .where(Entry.move_id == move.id, Entry.kind.in_(WRITTEN))
    )
    for article_id, anchor, comment_id, standing in db.session.execute(query):
        yield (article_id, anchor), (comment_id, standing)


def _brought_earlier(move: Move) -> Iterator[tuple[int | None, tuple[str, str]]]:
    """By their number here, the digest and standing with which comments were last brought in."""
    query = (
        select(Entry.comment_id, Entry.digest, Entry.state)
        .join(Move, Move.id == Entry.move_id)
        .where(Entry.comment_id.is_not(None), Entry.version.is_not(None), Entry.move_id != move.id)
        .where(Move.published_at.is_not(None), Move.undone_at.is_(None))
        .order_by(Entry.id)
    )
    for comment_id, digest, state in db.session.execute(query):
        yield comment_id, (digest, state)


def _comment_outcome(digest: str, standing: str | None, earlier: tuple[str, str] | None) -> Outcome:
    if earlier is None:
        return Outcome.KEPT
    if earlier[0] == digest:
        return Outcome.SAME
    return Outcome.CHANGED if standing == earlier[1] else Outcome.KEPT


def _change(changes: list[dict[str, Any]]) -> None:
    if changes:
        db.session.execute(update(Entry), changes)
