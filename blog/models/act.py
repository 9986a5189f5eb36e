"""What was done at the desk, for its owner to look up."""

from __future__ import annotations

import enum
from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from blog.db import Model
from blog.models.article import Article

NAME_MAX = 300


class Area(enum.StrEnum):
    """Which part of the blog something was done to."""

    ARTICLES = "articles"
    COMMENTS = "comments"
    LABELS = "labels"
    ADDRESSES = "addresses"
    SETTINGS = "settings"
    COPIES = "copies"
    DOOR = "door"


class Verb(enum.StrEnum):
    """What was done. A new one is a word here, in ``AREAS`` and in ``owner/log.py``."""

    PUBLISHED = "published"
    SCHEDULED = "scheduled"
    CHANGED = "changed"
    WITHDRAWN = "withdrawn"
    BROUGHT_BACK = "brought back"
    BINNED = "binned"
    UNBINNED = "unbinned"
    DELETED = "deleted"
    SHARED = "shared"
    UNSHARED = "unshared"
    NAVIGATION_CHANGED = "navigation changed"

    COMMENT_APPROVED = "comment approved"
    COMMENT_REJECTED = "comment rejected"
    COMMENT_SPAM = "comment spam"
    COMMENT_BINNED = "comment binned"
    COMMENT_RETURNED = "comment returned"
    COMMENT_DELETED = "comment deleted"
    COMMENT_ANSWERED = "comment answered"
    BLOCKED = "blocked"
    UNBLOCKED = "unblocked"

    LABEL_CHANGED = "label changed"
    LABELS_MERGED = "labels merged"
    LABEL_DELETED = "label deleted"

    ADDRESS_CHANGED = "address changed"
    REDIRECT_KEPT = "redirect kept"
    REDIRECT_REMOVED = "redirect removed"

    SETTINGS_CHANGED = "settings changed"
    AD_PLACED = "ad placed"
    AD_REMOVED = "ad removed"

    MOVED_IN = "moved in"
    MOVE_UNDONE = "move undone"
    IMPORTED = "imported"
    RESTORED = "restored"
    SAMPLES_REMOVED = "samples removed"

    PASSWORD_CHANGED = "password changed"
    PASSKEY_ADDED = "passkey added"
    PASSKEY_REMOVED = "passkey removed"

    @property
    def area(self) -> Area:
        """What it is done to."""
        return next(area for area, verbs in AREAS.items() if self in verbs)


AREAS = {
    Area.ARTICLES: (
        *(Verb.PUBLISHED, Verb.SCHEDULED, Verb.CHANGED, Verb.WITHDRAWN, Verb.BROUGHT_BACK),
        *(Verb.BINNED, Verb.UNBINNED, Verb.DELETED, Verb.SHARED, Verb.UNSHARED),
        Verb.NAVIGATION_CHANGED,
    ),
    Area.COMMENTS: (
        *(Verb.COMMENT_APPROVED, Verb.COMMENT_REJECTED, Verb.COMMENT_SPAM, Verb.COMMENT_BINNED),
        *(Verb.COMMENT_RETURNED, Verb.COMMENT_DELETED, Verb.COMMENT_ANSWERED),
        *(Verb.BLOCKED, Verb.UNBLOCKED),
    ),
    Area.LABELS: (Verb.LABEL_CHANGED, Verb.LABELS_MERGED, Verb.LABEL_DELETED),
    Area.ADDRESSES: (Verb.ADDRESS_CHANGED, Verb.REDIRECT_KEPT, Verb.REDIRECT_REMOVED),
    Area.SETTINGS: (Verb.SETTINGS_CHANGED, Verb.AD_PLACED, Verb.AD_REMOVED),
    Area.COPIES: (
        *(Verb.MOVED_IN, Verb.MOVE_UNDONE, Verb.IMPORTED, Verb.RESTORED, Verb.SAMPLES_REMOVED),
    ),
    Area.DOOR: (Verb.PASSWORD_CHANGED, Verb.PASSKEY_ADDED, Verb.PASSKEY_REMOVED),
}
"""Which verbs belong to which part of the blog."""


class LoggedAct(Model):
    """Something that was done ``at`` a moment, by ``who``: nobody, where it was the command line.

    ``name`` is what the thing was called then. ``article_id`` is the article that it was, or that
    it was about, as long as there is one.
    """

    __tablename__ = "logged_act"
    __table_args__ = (Index("ix_logged_act_verb_at", "verb", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    who: Mapped[str] = mapped_column(String(120), default="")
    verb: Mapped[Verb]
    name: Mapped[str] = mapped_column(String(NAME_MAX), default="")
    article_id: Mapped[int | None] = mapped_column(
        ForeignKey("article.id", ondelete="SET NULL"), index=True
    )

    article: Mapped[Article | None] = relationship()
