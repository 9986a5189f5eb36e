"""What readers complain of."""

from __future__ import annotations

import enum
from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint, func, select, update
from sqlalchemy.orm import Mapped, mapped_column, relationship

from blog.db import Model, db
from blog.models.comment import Comment

WORDS_MAX = 500


class Complaint(enum.StrEnum):
    """What is wrong with a comment, as a reader sees it."""

    SPAM = "spam"
    ABUSE = "abuse"
    PRIVATE = "private"
    OTHER = "other"


class Report(Model):
    """A reader's complaint about a comment; open until the owner decides on that.

    ``network`` is the reader's as a hash under the key of the day: it tells two readers of one
    day apart, and means nothing tomorrow. ``settled_at`` is the ``decided_at`` of the decision
    that the owner took with the complaint before them.
    """

    __tablename__ = "report"
    __table_args__ = (UniqueConstraint("comment_id", "network"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id", ondelete="CASCADE"))
    network: Mapped[str] = mapped_column(String(64))
    complaint: Mapped[Complaint]
    words: Mapped[str] = mapped_column(String(WORDS_MAX), default="")
    at: Mapped[datetime]
    settled_at: Mapped[datetime | None] = mapped_column(index=True)

    comment: Mapped[Comment] = relationship()


def settle(comment: Comment) -> None:
    """The decision on a comment answers those who complained of it. Belongs inside
    ``db.writing()``."""
    db.session.execute(
        update(Report)
        .where(Report.comment_id == comment.id, Report.settled_at.is_(None))
        .values(settled_at=comment.decided_at)
    )
    comment.reports = 0


def reopen(comment: Comment, settled_at: datetime | None) -> None:
    """The decision of that moment is taken back, so that its complaints are open again. Belongs
    inside ``db.writing()``."""
    settled = Report.comment_id == comment.id, Report.settled_at == settled_at
    db.session.execute(update(Report).where(*settled).values(settled_at=None))
    still_open = Report.comment_id == comment.id, Report.settled_at.is_(None)
    comment.reports = db.session.scalar(select(func.count()).where(*still_open)) or 0
