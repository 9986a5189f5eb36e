"""What the owner keeps out of the conversations."""

from __future__ import annotations

import enum
from datetime import datetime

from sqlalchemy import ColumnElement, String, UniqueConstraint, or_
from sqlalchemy.orm import Mapped, mapped_column

from blog.db import Model, now


class BlockKind(enum.StrEnum):
    """What of a comment is looked at."""

    NAME = "name"
    EMAIL = "email"
    NETWORK = "network"
    WORD = "word"
    HOST = "host"


class Block(Model):
    """What may not appear in comments, until ``ends_at`` (for good, where that is empty).

    ``value`` is in the spelling that ``comments.blocks.value_of`` makes of it, so that it can be
    looked up; that of a network is a comment's ``origin``. ``note`` is the owner's own, or the
    program's words for what the value can't tell.
    """

    __tablename__ = "block"
    __table_args__ = (UniqueConstraint("kind", "value"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[BlockKind]
    value: Mapped[str] = mapped_column(String(254))
    note: Mapped[str] = mapped_column(String(200), default="")
    created_at: Mapped[datetime]
    ends_at: Mapped[datetime | None]

    @classmethod
    def holds(cls) -> ColumnElement[bool]:
        """That it has not ended."""
        return or_(cls.ends_at.is_(None), cls.ends_at > now())
