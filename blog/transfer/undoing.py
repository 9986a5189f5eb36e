"""Taking a move back in one transaction, and why that may not be done any more."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, case, delete, exists, or_, select, update
from sqlalchemy.orm import aliased

from blog import acts, pictures
from blog.db import db, now
from blog.models.act import Verb
from blog.models.address import Address
from blog.models.article import Article, WorkingCopy
from blog.models.comment import Comment, Standing
from blog.models.label import Label, labelling
from blog.models.moving import Entry, EntryKind, Move, Outcome
from blog.models.site import Site
from blog.search import index
from blog.transfer.matching import WRITTEN
from blog.transfer.publishing import (
    MOMENTS,
    NotNow,
    Values,
    arrange_comments,
    brought,
    entries_of,
    parts,
    read_moment,
)


class Hold(enum.StrEnum):
    """Why something that was brought in can't be taken back: somebody's work would be lost."""

    CHANGED = "changed"
    COMMENTED = "commented"
    DECIDED = "decided"


class Obstacle(NamedTuple):
    """An article that can't be taken back as it came."""

    article_id: int
    title: str
    hold: str


class Refused(Exception):
    """A move can't be undone, because of ``obstacles``."""

    def __init__(self, obstacles: Sequence[Obstacle]) -> None:
        super().__init__(len(obstacles))
        self.obstacles = obstacles


def obstacles(move: Move) -> list[Obstacle]:
    """What keeps a move from being undone, an article at a time."""
    brought = aliased(Entry)
    is_its_own = exists().where(
        brought.comment_id == Comment.id, brought.move_id == move.id, brought.version.is_not(None)
    )
    is_commented = exists().where(Comment.article_id == Article.id, ~is_its_own)
    is_written = exists().where(WorkingCopy.article_id == Article.id)
    was_changed = or_(Article.version != Entry.version, is_written)
    articles = (
        select(Article.id, Article.title, case((was_changed, Hold.CHANGED), else_=Hold.COMMENTED))
        .join(Entry, Entry.article_id == Article.id)
        .where(Entry.move_id == move.id, Entry.kind.in_(WRITTEN), Entry.version.is_not(None))
        .where(or_(was_changed, and_(Entry.outcome == Outcome.ADDED, is_commented)))
        .order_by(Article.id)
    )
    found = {row[0]: Obstacle(*row) for row in db.session.execute(articles)}
    for row in db.session.execute(_comments_held(move, is_its_own)):
        found.setdefault(row[0], Obstacle(*row))
    return list(found.values())


def _comments_held(move: Move, is_its_own: ColumnElement[bool]) -> Select[Any]:
    """The articles whose imported comments were decided on, or answered, since."""
    imported = aliased(Comment)
    was_decided = imported.standing != Entry.state
    was_answered = exists().where(Comment.parent_id == imported.id, ~is_its_own)
    return (
        select(Article.id, Article.title, case((was_decided, Hold.DECIDED), else_=Hold.COMMENTED))
        .join(imported, imported.article_id == Article.id)
        .join(Entry, Entry.comment_id == imported.id)
        .where(Entry.move_id == move.id, Entry.version.is_not(None))
        .where(or_(was_decided, was_answered))
        .order_by(Article.id)
    )


def undo(move: Move) -> None:
    """Take everything of a move back, or nothing. Raises ``Refused`` or ``NotNow``."""
    with db.writing():
        if not move.is_public:
            raise NotNow
        if found := obstacles(move):
            raise Refused(found)

        _take_back_comments(move)
        changed = brought(move)
        _take_back_articles(move)
        index.note(changed)
        arrange_comments(move)
        _give_addresses_back(move)
        _forget_labels(move)
        site = db.get_or_404(Site, 1)
        site.feed_id = move.before["site_feed_id"]
        move.undone_at = now()
        acts.note(Verb.MOVE_UNDONE, name=move.name)
        db.session.flush()
        pictures.discard_unused(move.picture_source)


def _take_back_comments(move: Move) -> None:
    for batch in entries_of(move, Outcome.CHANGED, [EntryKind.COMMENT]):
        for entry in batch:
            comment = db.session.get_one(Comment, entry.comment_id)
            for name, value in (entry.before or {}).items():
                setattr(comment, name, Standing(value) if name == "standing" else value)
    _delete(Comment.id, move, Entry.comment_id, [EntryKind.COMMENT])


def _take_back_articles(move: Move) -> None:
    for batch in entries_of(move, Outcome.CHANGED, WRITTEN):
        for entry in batch:
            _restore(db.session.get_one(Article, entry.article_id), dict(entry.before or {}))
    for known_by in (Address.article_id, Article.id):
        _delete(known_by, move, Entry.article_id, WRITTEN)


def _restore(article: Article, before: Values) -> None:
    """Give an article back what it had; an earlier move can then be undone, too."""
    ids = before.pop("labels")
    article.labels = list(db.session.scalars(select(Label).where(Label.id.in_(ids))))
    for name, value in before.items():
        setattr(article, name, read_moment(value) if name in MOMENTS else value)
    earlier = select(Entry.id).where(
        Entry.article_id == article.id, Entry.version == article.version - 1
    )
    article.version += 1
    db.session.execute(
        _silently(update(Entry).where(Entry.id.in_(earlier)).values(version=article.version))
    )


def _delete(known_by: Any, move: Move, column: Any, kinds: Iterable[EntryKind]) -> None:
    """Delete what is ``known_by`` a number that entries of what was added have in a ``column``.

    Many at a time: SQLite keeps in memory what it needs to undo a statement.
    """
    for which in parts(move, Outcome.ADDED, kinds):
        added = select(column).where(which, column.is_not(None))
        db.session.execute(_silently(delete(known_by.class_).where(known_by.in_(added))))


def _silently(statement: Any) -> Any:
    """Leave the objects in memory as they are: nobody looks at them again."""
    return statement.execution_options(synchronize_session=False)


def _give_addresses_back(move: Move) -> None:
    for article_id, left, place in move.before["moved"]:
        article = db.session.get(Article, article_id)
        if article and article.path == place:  # its new address still leads to it
            article.path = left
            db.session.merge(Address(path=left, article_id=article_id))
    for path, article_id, target in move.before["replaced"]:
        db.session.merge(Address(path=path, article_id=article_id, target=target))


def _forget_labels(move: Move) -> None:
    is_used = exists().where(labelling.c.label_id == Label.id)
    ours = Label.id.in_(move.before["labels"]) & Label.position.is_(None)
    db.session.execute(_silently(delete(Label).where(ours, ~is_used)))


def discard(move: Move) -> None:
    """Forget a rehearsal. Raises ``NotNow`` for what is public."""
    with db.writing():
        if move.is_public:
            raise NotNow
        db.session.delete(move)
        db.session.flush()
        pictures.discard_unused(move.picture_source)
