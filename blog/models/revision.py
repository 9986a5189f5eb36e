"""What an article's text was, at the end of each stretch of writing."""

from __future__ import annotations

import enum
from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from blog.db import Model
from blog.models.article import TITLE_MAX, Article
from blog.models.picture import Picture
from blog.text import languages

WINDOW_MAX = 40


class Act(enum.StrEnum):
    """What made a revision. ``SET_ASIDE`` is a text that lost to one from another window."""

    AUTOSAVED = "autosaved"
    SAVED = "saved"
    PUBLISHED = "published"
    RESTORED = "restored"
    SET_ASIDE = "set-aside"


TEXT = (
    "title",
    "standfirst",
    "body",
    "format",
    "language",
    "labels",
    "picture_id",
    "picture_alt",
    "picture_caption",
    "picture_credit",
)
"""What is kept of an article: its words, not the circumstances of their publication."""


class Revision(Model):
    """One text that an article had, from ``began_at`` in the making until ``made_at``.

    ``version`` is the article's since this text; 0 for one that never was its latest, or was
    noted afterwards. ``window`` and ``serial`` name the form that sent it, and the how-manieth
    of its saves this was. ``labels`` are parted by commas.
    """

    __tablename__ = "revision"
    __table_args__ = (
        Index("ix_revision_article_id_made_at", "article_id", "made_at"),
        Index("ix_revision_act_made_at", "act", "made_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("article.id", ondelete="CASCADE"))
    act: Mapped[Act]
    version: Mapped[int] = mapped_column(default=0)
    window: Mapped[str] = mapped_column(String(WINDOW_MAX), default="", index=True)
    serial: Mapped[int] = mapped_column(default=0)
    began_at: Mapped[datetime]
    made_at: Mapped[datetime]
    title: Mapped[str] = mapped_column(String(TITLE_MAX))
    standfirst: Mapped[str] = mapped_column(Text)
    body: Mapped[str] = mapped_column(Text)
    format: Mapped[str] = mapped_column(String(20))
    language: Mapped[str | None] = mapped_column(String(languages.TAG_MAX))
    labels: Mapped[str] = mapped_column(Text)
    picture_id: Mapped[int | None] = mapped_column(
        ForeignKey("picture.id", ondelete="SET NULL"), index=True
    )
    picture_alt: Mapped[str] = mapped_column(String(500))
    picture_caption: Mapped[str] = mapped_column(String(500))
    picture_credit: Mapped[str] = mapped_column(String(200))

    article: Mapped[Article] = relationship()
    picture: Mapped[Picture | None] = relationship()
