"""Letters that wait for the mail server, and those who want them."""

from __future__ import annotations

import enum
from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from blog.db import Model
from blog.models.article import Article
from blog.models.comment import Comment

SUBJECT_MAX = 200
ERROR_MAX = 300


class LetterKind(enum.StrEnum):
    """Why a letter is written."""

    NOTICE = "notice"
    CONFIRMATION = "confirmation"
    NEWS = "news"
    DIGEST = "digest"


class Letter(Model):
    """A letter to one person, from the act that it tells of until it is forgotten.

    ``message_id`` is its name for ever (RFC 5322, 3.6.4), so that a letter that came twice is
    seen to be one. ``leave`` is the address of a page by which its reader has no more of them.
    ``next_try_at`` is empty once it was sent, or given up; of a sent one all words are forgotten.
    ``error`` is what the mail server said to the last of ``tries``; ``is_bounced`` one that was
    given up because it would take none to that address.
    """

    __tablename__ = "letter"
    __table_args__ = (
        Index("ix_letter_next_try_at", "next_try_at"),
        Index("ix_letter_created_at", "created_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[LetterKind]
    message_id: Mapped[str] = mapped_column(String(300))
    recipient: Mapped[str] = mapped_column(String(254))
    subject: Mapped[str] = mapped_column(String(SUBJECT_MAX))
    text: Mapped[str] = mapped_column(Text)
    leave: Mapped[str] = mapped_column(String(500), default="")
    created_at: Mapped[datetime]
    next_try_at: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[datetime | None]
    gave_up_at: Mapped[datetime | None]
    error: Mapped[str] = mapped_column(String(ERROR_MAX), default="")
    is_bounced: Mapped[bool] = mapped_column(default=False)


class Scope(enum.StrEnum):
    """What of a conversation somebody wants to be told of."""

    THREAD = "thread"
    ARTICLE = "article"


class Follower(Model):
    """Somebody who wants to be told by mail of what is said after their comment.

    ``email`` is an address that a visitor claims, until ``confirmed_at``. ``confirmation`` is the
    hash of the token in the letter that asks. ``leave`` is the token in every letter after it:
    kept as it is, for it is sent again and again, and opens nothing but the way out. Comments that
    were announced until ``told_at`` are told; ``written_at`` is the last letter.
    """

    __tablename__ = "follower"
    __table_args__ = (
        Index("ix_follower_article_id_email", "article_id", "email"),
        Index("ix_follower_email", "email"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254))
    article_id: Mapped[int] = mapped_column(ForeignKey("article.id", ondelete="CASCADE"))
    comment_id: Mapped[int] = mapped_column(
        ForeignKey("comment.id", ondelete="CASCADE"), unique=True
    )
    scope: Mapped[Scope] = mapped_column(default=Scope.THREAD)
    confirmation: Mapped[str] = mapped_column(String(64), unique=True)
    leave: Mapped[str] = mapped_column(String(64), unique=True)
    asked_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    told_at: Mapped[datetime]
    written_at: Mapped[datetime | None]

    article: Mapped[Article] = relationship()
    comment: Mapped[Comment] = relationship()

    @property
    def is_confirmed(self) -> bool:
        """Whether the address is known to be theirs."""
        return self.confirmed_at is not None
