"""What a visitor says about an article."""

from __future__ import annotations

import enum
from datetime import datetime

from flask import url_for
from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from blog.db import Model
from blog.models.article import Article


class Standing(enum.StrEnum):
    """What was decided of a comment. Only approved ones are seen.

    Of a removed one nothing is left but its place, which is seen where somebody answered it.
    """

    WAITING = "waiting"
    APPROVED = "approved"
    REJECTED = "rejected"
    REMOVED = "removed"


class Comment(Model):
    """One comment, kept as it was sent.

    ``html`` is what readers see: ``body`` as cleaned under the policy of that number.
    ``anchor`` is its id in the page, for ever (imported ones keep the one they had).
    ``retry_key`` makes the same words sent twice one comment. ``receipt`` is the hash of the
    token that its author holds. ``network`` is the sender's network as a hash under the key of
    its day: no address is kept.
    """

    __tablename__ = "comment"
    __table_args__ = (
        UniqueConstraint("article_id", "anchor"),
        Index("ix_comment_article_id_standing_created_at", "article_id", "standing", "created_at"),
        Index("ix_comment_standing_created_at", "standing", "created_at"),
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
    standing: Mapped[Standing] = mapped_column(default=Standing.WAITING)
    by_owner: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    retry_key: Mapped[str | None] = mapped_column(String(64), unique=True)
    receipt: Mapped[str | None] = mapped_column(String(64), unique=True)
    network: Mapped[str] = mapped_column(String(64), default="")
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
        return url_for("comments.show", comment_id=self.id)

    @property
    def place(self) -> str:
        """Where it stands on its article's page."""
        return f"{self.article.url}#{self.anchor}"

    def decide(self, standing: Standing) -> None:
        """Let readers see it, or not; the article's count of comments follows."""
        self.article.comment_count += (standing is Standing.APPROVED) - self.is_approved
        self.standing = standing
