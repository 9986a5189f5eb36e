"""What an article is about, in a word or two."""

from __future__ import annotations

from flask import url_for
from sqlalchemy import Column, ForeignKey, Index, String, Table
from sqlalchemy.orm import Mapped, mapped_column

from blog.db import Model

DESCRIPTION_MAX = 500

labelling = Table(
    "article_label",
    Model.metadata,
    Column("article_id", ForeignKey("article.id", ondelete="CASCADE"), primary_key=True),
    Column("label_id", ForeignKey("label.id", ondelete="CASCADE"), primary_key=True),
    Index("ix_article_label_label_id_article_id", "label_id", "article_id"),
)


class Label(Model):
    """A label as its owner first wrote it. ``key`` is its folded name: "Spor", "spor" are one.

    ``articles`` is how many articles and pages bear it, whatever their state; triggers keep it
    (``label_count.py``).
    """

    __tablename__ = "label"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    key: Mapped[str] = mapped_column(String(200), unique=True)
    slug: Mapped[str] = mapped_column(String(120), unique=True)
    description: Mapped[str] = mapped_column(String(DESCRIPTION_MAX), default="")
    position: Mapped[int | None]
    """Its place among the masthead's sections; empty when it is none of them."""
    articles: Mapped[int] = mapped_column(default=0, server_default="0")

    @property
    def url(self) -> str:
        """The page of everything that bears it."""
        return url_for("archive.label", slug=self.slug)
