"""What the blog has learned of spam."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from blog.db import Model

WORD_MAX = 60


class SpamWord(Model):
    """In how many comments that were ``spam``, and that were not (``ham``), a word was.

    The empty word is in every comment: its counts are how many there were.
    """

    __tablename__ = "spam_word"

    word: Mapped[str] = mapped_column(String(WORD_MAX), primary_key=True)
    spam: Mapped[int] = mapped_column(default=0)
    ham: Mapped[int] = mapped_column(default=0)


class Sighting(Model):
    """How many comments on an article had the same words, or led to the same host, lately.

    ``mark`` is a hash of either under the blog's own key.
    """

    __tablename__ = "sighting"
    __table_args__ = (Index("ix_sighting_seen_at", "seen_at"),)

    mark: Mapped[str] = mapped_column(String(32), primary_key=True)
    article_id: Mapped[int] = mapped_column(
        ForeignKey("article.id", ondelete="CASCADE"), primary_key=True
    )
    count: Mapped[int]
    seen_at: Mapped[datetime]
