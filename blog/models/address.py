"""What each path of the site is: an article or page, the way to another place, or gone."""

from __future__ import annotations

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from blog.db import Model
from blog.models.article import Article


class Address(Model):
    """One path, percent-decoded once, with its leading slash.

    It serves its article where it is that article's own ``path``, and leads there (301)
    where it is not. Without an article it leads to ``target``, and without either it is gone
    (410).
    """

    __tablename__ = "address"

    path: Mapped[str] = mapped_column(String(500), primary_key=True)
    article_id: Mapped[int | None] = mapped_column(
        ForeignKey("article.id", ondelete="SET NULL"), index=True
    )
    target: Mapped[str | None] = mapped_column(Text)

    article: Mapped[Article | None] = relationship()
