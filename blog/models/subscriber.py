"""Those who get the news by mail."""

from __future__ import annotations

import enum
from datetime import datetime

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from blog.db import Model
from blog.models.letter import ERROR_MAX


class Rhythm(enum.StrEnum):
    """How often somebody gets what is new, if there is anything."""

    DAILY = "daily"
    WEEKLY = "weekly"


class Subscriber(Model):
    """Somebody who wants to be told by mail of what is published.

    ``email`` is an address that a visitor claims, until ``confirmed_at``. ``confirmation`` is the
    hash of the token in the letter that asks, sent at ``asked_at``. ``leave`` is the token in every
    letter after it: kept as it is, for it is sent again and again, and opens nothing but this
    subscription. What was published until ``told_until`` is told; ``written_at`` is the last
    digest.

    ``failures`` is how many digests nobody took lately, the last of them noticed at ``failed_at``.
    After too many the subscription is over since ``ended_at``; ``ended_for`` is what the mail
    server said, ``reported_at`` when the owner was told.
    """

    __tablename__ = "subscriber"
    __table_args__ = (Index("ix_subscriber_told_until", "told_until"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    rhythm: Mapped[Rhythm] = mapped_column(default=Rhythm.WEEKLY)
    confirmation: Mapped[str | None] = mapped_column(String(64), unique=True)
    leave: Mapped[str] = mapped_column(String(64), unique=True)
    asked_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    told_until: Mapped[datetime]
    written_at: Mapped[datetime | None]
    failures: Mapped[int] = mapped_column(default=0)
    failed_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    ended_for: Mapped[str] = mapped_column(String(ERROR_MAX), default="")
    reported_at: Mapped[datetime | None]

    @property
    def is_active(self) -> bool:
        """Whether digests go there: the address is theirs, and takes letters."""
        return self.confirmed_at is not None and self.ended_at is None
