"""An old blog on its way in: one move, every entry of its files, and the pictures they show."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from blog.db import Model, now
from blog.models.article import Article
from blog.models.picture import Picture


class Step(enum.StrEnum):
    """What a move is at. Only reading and fetching go on by themselves."""

    CHOOSING = "choosing"
    READING = "reading"
    READY = "ready"
    FETCHING = "fetching"


class Move(Model):
    """One old blog that is brought in: rehearsed, published in one step, undone in one.

    ``files`` are those handed in, as ``[path, size, mtime]``; ``blog`` names the one to take
    where they hold several, ``choices``. ``hosts`` are where it lived, the owner's answer first.
    ``entries`` counts those that were read, ``read`` and ``size`` are the bytes of its feeds.
    ``problem`` tells why nothing of it can be brought in, with the fields of ``NotReadable``.
    ``before`` is what publishing changed besides articles and comments, for undoing.
    """

    __tablename__ = "move"

    id: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(String(20))
    files: Mapped[list[list[Any]]] = mapped_column(JSON)
    blog: Mapped[str] = mapped_column(String(255), default="")
    choices: Mapped[list[str]] = mapped_column(JSON, default=list)
    hosts: Mapped[list[str]] = mapped_column(JSON, default=list)
    settings: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    step: Mapped[Step] = mapped_column(default=Step.READING)
    entries: Mapped[int] = mapped_column(default=0)
    read: Mapped[int] = mapped_column(default=0)
    size: Mapped[int] = mapped_column(default=0)
    problem: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    before: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    created_at: Mapped[datetime] = mapped_column(default=now)
    published_at: Mapped[datetime | None]
    undone_at: Mapped[datetime | None]

    @property
    def is_busy(self) -> bool:
        """Whether work goes on by itself."""
        return self.step in {Step.READING, Step.FETCHING} and not self.problem

    @property
    def is_rehearsed(self) -> bool:
        """Whether everything was read, and its owner decides."""
        return self.step is Step.READY and not self.problem and not self.published_at

    @property
    def is_public(self) -> bool:
        """Whether readers see what it brought."""
        return self.published_at is not None and self.undone_at is None

    @property
    def name(self) -> str:
        """What the old blog was called, as far as it is known."""
        return self.settings.get("name") or self.blog or next(iter(self.hosts), "")

    @property
    def picture_source(self) -> str:
        """What its pictures bear as ``source``."""
        return f"move-{self.id}"


class EntryKind(enum.StrEnum):
    """What an entry is, in the words of ``transfer.found``."""

    ARTICLE = "article"
    PAGE = "page"
    COMMENT = "comment"
    SETTING = "setting"
    TEMPLATE = "template"
    UNKNOWN = "unknown"


class Outcome(enum.StrEnum):
    """What becomes of an entry.

    A ``KEPT`` one was changed both here and there: ours stays as it is. An ``ORPHANED``
    comment has no article that it could stand under.
    """

    ADDED = "added"
    CHANGED = "changed"
    SAME = "same"
    KEPT = "kept"
    NOTED = "noted"
    ORPHANED = "orphaned"
    LEFT_OUT = "left out"


class Way(enum.StrEnum):
    """What becomes of an old address. All but the first two give the article another one."""

    SAME = "same"
    DISPLACES = "displaces"
    RESERVED = "reserved"
    TAKEN = "taken"
    TOO_LONG = "too long"
    NONE = "none"


class Entry(Model):
    """One entry of the old blog's files, accounted for.

    ``number`` counts from 1 in the order of the files. ``source`` is its number in the old
    blog, ``about`` that of a comment's article and ``answers`` that of the comment it answers.
    ``path`` is its address there, ``place`` the one it has here. ``content`` is what will be
    published, cleaned; it is emptied then. ``digest`` stands for what was found. ``version`` is
    the article's when this entry was published, and ``before`` what it replaced.
    """

    __tablename__ = "move_entry"
    __table_args__ = (
        UniqueConstraint("move_id", "number"),
        Index("ix_move_entry_move_id_kind_source", "move_id", "kind", "source"),
        Index("ix_move_entry_move_id_outcome", "move_id", "outcome"),
        Index("ix_move_entry_feed_id", "feed_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    move_id: Mapped[int] = mapped_column(ForeignKey("move.id", ondelete="CASCADE"))
    number: Mapped[int]
    kind: Mapped[EntryKind]
    outcome: Mapped[Outcome]
    reason: Mapped[str] = mapped_column(String(40), default="")
    notes: Mapped[list[str]] = mapped_column(JSON, default=list)
    feed_id: Mapped[str] = mapped_column(Text, default="")
    source: Mapped[str] = mapped_column(String(40), default="")
    about: Mapped[str] = mapped_column(String(40), default="")
    answers: Mapped[str] = mapped_column(String(40), default="")
    state: Mapped[str] = mapped_column(String(20), default="")
    title: Mapped[str] = mapped_column(Text, default="")
    path: Mapped[str] = mapped_column(Text, default="")
    way: Mapped[Way] = mapped_column(default=Way.NONE)
    place: Mapped[str | None] = mapped_column(Text)
    published: Mapped[datetime | None]
    digest: Mapped[str] = mapped_column(String(64), default="")
    content: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    before: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    version: Mapped[int | None]
    article_id: Mapped[int | None] = mapped_column(
        ForeignKey("article.id", ondelete="SET NULL"), index=True
    )
    comment_id: Mapped[int | None] = mapped_column(
        ForeignKey("comment.id", ondelete="SET NULL"), index=True
    )

    article: Mapped[Article | None] = relationship()


class Whereabouts(enum.StrEnum):
    """Where an old picture was found, or whether it still may be."""

    ALBUM = "album"
    INLINE = "inline"
    FETCHED = "fetched"
    AWAY = "away"
    LOST = "lost"


class OldPicture(Model):
    """A picture of the old blog. ``key`` is what stands for it in a body until it is here.

    ``AWAY`` is one that could be fetched from its address; of one that is ``LOST``, ``reason``
    tells why.
    """

    __tablename__ = "move_picture"
    __table_args__ = (UniqueConstraint("move_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    move_id: Mapped[int] = mapped_column(ForeignKey("move.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(Text)
    whereabouts: Mapped[Whereabouts]
    reason: Mapped[str] = mapped_column(String(40), default="")
    picture_id: Mapped[int | None] = mapped_column(
        ForeignKey("picture.id", ondelete="SET NULL"), index=True
    )

    picture: Mapped[Picture | None] = relationship(lazy="joined")
