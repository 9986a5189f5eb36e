"""Links by which somebody who has no key may look at a draft."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from blog.db import Model, now
from blog.models.article import Article


class ShareLink(Model):
    """A link to what is being written on one article, until ``expires_at``.

    ``token`` is the hash of what the link holds. One that has ended stays, so that whoever
    comes late is told.
    """

    __tablename__ = "share_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(
        ForeignKey("article.id", ondelete="CASCADE"), index=True
    )
    token: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]

    article: Mapped[Article] = relationship()

    @property
    def is_active(self) -> bool:
        """Whether it leads anywhere still."""
        return now() < self.expires_at
