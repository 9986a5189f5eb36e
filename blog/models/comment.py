"""What a visitor says about an article."""

from __future__ import annotations

import enum
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from flask import url_for
from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from blog.db import Model, now
from blog.models.article import Article

DEEPEST = 3
"""How far answers are indented; beyond it they stand flat, with the name they answer."""


class Standing(enum.StrEnum):
    """What was decided of a comment. Only approved ones are seen.

    A rejected one broke the rules; a binned one is the owner's to take back for a while. Of a
    removed one nothing is left but its place. The place of any that is not approved is seen
    where an answer to it is.
    """

    WAITING = "waiting"
    APPROVED = "approved"
    REJECTED = "rejected"
    SPAM = "spam"
    BINNED = "binned"
    REMOVED = "removed"


class Position(NamedTuple):
    """Where a comment stands among those on its article (docs/decisions/0020).

    ``thread`` orders the comments that answer none; ``rank`` those below one of them, which has
    an empty one. Both compare as bytes. A step of the way down is a comment's time and number;
    those below ``DEEPEST`` share the way to it, so they follow each other in time.
    """

    thread: bytes
    rank: bytes

    @classmethod
    def of(cls, created_at: datetime, number: int, answered: Position | None) -> Position:
        """The position of the comment with this number, below the one it answers if it does."""
        moment = (created_at - _BEGINNING) // timedelta(microseconds=1)
        step = moment.to_bytes(_STEP // 2) + number.to_bytes(_STEP // 2)
        if answered is None:
            return cls(step, b"")
        return cls(answered.thread, answered.rank[: DEEPEST * _STEP] + step)

    @property
    def depth(self) -> int:
        """How far it is indented."""
        return min(len(self.rank) // _STEP, DEEPEST)


class Said(NamedTuple):
    """What readers see of a comment, as values: the names are those of ``Comment``."""

    id: int
    article_id: int
    anchor: str
    name: str
    url: str
    html: str
    by_owner: bool
    created_at: datetime
    standing: Standing

    @property
    def is_approved(self) -> bool:
        """Whether readers see it."""
        return self.standing is Standing.APPROVED


_BEGINNING = datetime.min.replace(tzinfo=UTC)
_STEP = 16
"""Bytes: microseconds since the year 1, and the number."""


class Comment(Model):
    """One comment, kept as it was sent.

    ``html`` is what readers see: ``body`` as cleaned under the policy of that number.
    ``anchor`` is its id in the page, for ever (imported ones keep the one they had).
    ``retry_key`` makes the same words sent twice one comment. ``receipt`` is the hash of the
    token that its author holds. ``network`` is the sender's network as a hash under the key of
    its day, ``origin`` under one that outlasts it, forgotten after a while: no address is kept.

    ``thread`` and ``rank`` put a conversation in order, one beginning after the other, each
    with its answers; ``is_shown`` is whether it has a place there, and ``answers`` how many do
    right below it. ``stood`` is what it was before the last decision, taken at ``decided_at``.
    ``withdrawn_at`` is when its author deleted it: what it said is gone then.
    ``held_for`` says why it was not shown at once, as ``[{"reason": …, …}]``, ``reports`` how
    many readers have complained of it since it was last decided on, ``learned`` what the spam
    filter took it for (approved, or spam). ``confirmed_at`` is when its author showed that
    ``email`` is theirs, ``announced_at`` when readers could first see it.
    """

    __tablename__ = "comment"
    __table_args__ = (
        UniqueConstraint("article_id", "anchor"),
        Index("ix_comment_in_order", "article_id", "created_at", "id", "standing"),
        Index("ix_comment_standing_created_at", "standing", "created_at"),
        Index("ix_comment_standing_article_id_created_at", "standing", "article_id", "created_at"),
        Index("ix_comment_origin_standing", "origin", "standing"),
        Index("ix_comment_email", text("email COLLATE NOCASE")),
        Index("ix_comment_article_id_announced_at", "article_id", "announced_at"),
        # What the spam filter has yet to learn from.
        Index(
            *("ix_comment_unlearned", "standing", "created_at"),
            sqlite_where=text("learned IS NULL AND by_owner IS 0"),
        ),
        # What a page of a conversation is found by. All that is asked of a row is in them.
        Index(
            *("ix_comment_oldest", "article_id", "thread", "rank", "is_shown"),
            sqlite_where=text("is_shown = 1"),
        ),
        Index(
            *("ix_comment_newest", "article_id", text("thread DESC"), "rank", "is_shown"),
            sqlite_where=text("is_shown = 1"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("article.id", ondelete="CASCADE"))
    parent_id: Mapped[int | None] = mapped_column(
        ForeignKey("comment.id", ondelete="SET NULL"), index=True
    )
    anchor: Mapped[str] = mapped_column(String(80))
    name: Mapped[str] = mapped_column(String(80))
    email: Mapped[str] = mapped_column(String(254), default="")
    url: Mapped[str] = mapped_column(String(200), default="")
    body: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    policy: Mapped[int]
    thread: Mapped[bytes] = mapped_column(LargeBinary, default=b"")
    rank: Mapped[bytes] = mapped_column(LargeBinary, default=b"")
    is_shown: Mapped[bool] = mapped_column(default=False)
    answers: Mapped[int] = mapped_column(default=0)
    standing: Mapped[Standing] = mapped_column(default=Standing.WAITING)
    stood: Mapped[Standing | None]
    decided_at: Mapped[datetime | None]
    held_for: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    reports: Mapped[int] = mapped_column(default=0)
    learned: Mapped[Standing | None]
    by_owner: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    edited_at: Mapped[datetime | None]
    confirmed_at: Mapped[datetime | None]
    announced_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    retry_key: Mapped[str | None] = mapped_column(String(64), unique=True)
    receipt: Mapped[str | None] = mapped_column(String(64), unique=True)
    network: Mapped[str] = mapped_column(String(64), default="")
    origin: Mapped[str] = mapped_column(String(64), default="")
    source: Mapped[str] = mapped_column(String(20), default="")

    article: Mapped[Article] = relationship(back_populates="comments")
    parent: Mapped[Comment | None] = relationship(remote_side=[id])

    @property
    def is_approved(self) -> bool:
        """Whether readers see it."""
        return self.standing is Standing.APPROVED

    @property
    def is_removed(self) -> bool:
        """Whether nothing of it is left but its place."""
        return self.standing is Standing.REMOVED

    @property
    def permalink(self) -> str:
        """The short address that leads to it, wherever its page is."""
        return permalink(self.id)

    @property
    def position(self) -> Position:
        """Where it stands among the others."""
        return Position(self.thread, self.rank)

    def take_place(self) -> None:
        """Stand below what it answers from now on, and be counted. For one that has just got its
        number."""
        answered = self.parent.position if self.parent else None
        self.thread, self.rank = Position.of(self.created_at, self.id, answered)
        self._count(+1)
        self._show()

    def decide(self, standing: Standing) -> None:
        """Let readers see it, or not; the article's counts of comments follow."""
        self._count(-1)
        self.stood, self.standing, self.decided_at = self.standing, standing, now()
        self._count(+1)
        self._show()

    def _show(self) -> None:
        """Have a place that readers see, or none; so what it answers has one, or none."""
        one: Comment | None = self
        while one and one.is_shown != (one.is_approved or one.answers > 0):
            one.is_shown = not one.is_shown
            if one.parent:
                one.parent.answers += 1 if one.is_shown else -1
            one = one.parent

    def empty(self) -> None:
        """Leave nothing of what it said, and of who said it."""
        self.name = self.email = self.url = self.body = self.html = ""
        self.network = self.origin = ""
        self.held_for = []

    def _count(self, by: int) -> None:
        name = COUNTED.get(self.standing)
        if name:
            setattr(self.article, name, getattr(self.article, name) + by)


def permalink(comment_id: int) -> str:
    """The short address that leads to a comment, wherever its page is."""
    return url_for("comments.show", comment_id=comment_id)


COUNTED = {
    Standing.APPROVED: "comment_count",
    Standing.SPAM: "spam_count",
    Standing.REJECTED: "rejected_count",
}
"""Which of an article's counts has the comments of a standing."""
