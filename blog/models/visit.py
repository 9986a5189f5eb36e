"""What was read, in numbers."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from blog.db import Model

HOST_MAX = 100


class Visits(Model):
    """How many visits an article had on one ``day`` (``yyyy-mm-dd``, in the site's zone)."""

    __tablename__ = "visits"
    __table_args__ = (Index("ix_visits_article_id", "article_id"),)

    day: Mapped[str] = mapped_column(String(10), primary_key=True)
    article_id: Mapped[int] = mapped_column(
        ForeignKey("article.id", ondelete="CASCADE"), primary_key=True
    )
    count: Mapped[int]


class Referrals(Model):
    """How many visits of one ``day`` came from another site, of which only the host is kept."""

    __tablename__ = "referrals"

    day: Mapped[str] = mapped_column(String(10), primary_key=True)
    host: Mapped[str] = mapped_column(String(HOST_MAX), primary_key=True)
    count: Mapped[int]


class Seen(Model):
    """That somebody was on an article: a hash under the key of the ``key_day``, gone with it.

    It has no meaning but for telling a second visit from a first one. The article is part of
    what is hashed, so not even on that day do two of them tell what one person read.
    """

    __tablename__ = "seen"

    hash: Mapped[str] = mapped_column(String(32), primary_key=True)
    key_day: Mapped[str] = mapped_column(String(10), index=True)
