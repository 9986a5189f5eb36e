"""The blog itself: what its owner called it, and where it lives."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import JSON, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from blog.db import Model, db
from blog.models.picture import Picture

LANGUAGES = {"en": "English", "tr": "Türkçe"}
ACCENT = "#b3261e"


class Site(Model):
    """The one row of settings that an owner may change in the browser.

    ``url`` is the public address, without a slash at its end; every absolute link is
    built from it, never from what a request claims. ``follow`` holds the owner's profiles as
    ``[{"name": …, "url": …}]``, in the order in which they are shown.
    """

    __tablename__ = "site"

    id: Mapped[int] = mapped_column(primary_key=True, default=1)
    name: Mapped[str] = mapped_column(String(120))
    description: Mapped[str] = mapped_column(String(300), default="")
    language: Mapped[str] = mapped_column(String(10))
    time_zone: Mapped[str] = mapped_column(String(64))
    url: Mapped[str] = mapped_column(String(300))
    accent: Mapped[str] = mapped_column(String(7), default=ACCENT)
    feed_id: Mapped[str] = mapped_column(String(200))
    shows_powered_by: Mapped[bool] = mapped_column(default=True)
    follow: Mapped[list[dict[str, str]]] = mapped_column(JSON, default=list)
    created_at: Mapped[datetime]

    @property
    def zone(self) -> ZoneInfo:
        """The zone in which the blog tells the time."""
        return ZoneInfo(self.time_zone)

    @classmethod
    def current(cls) -> Site | None:
        """The blog, or nothing before its set-up."""
        return db.session.get(cls, 1)


class Ad(Model):
    """What fills an ad slot, from ``starts_at`` until ``ends_at`` (open where empty)."""

    __tablename__ = "ad"

    slot: Mapped[str] = mapped_column(String(20), primary_key=True)
    picture_id: Mapped[int] = mapped_column(ForeignKey("picture.id"))
    alt: Mapped[str] = mapped_column(String(300), default="")
    link: Mapped[str] = mapped_column(Text)
    starts_at: Mapped[datetime | None]
    ends_at: Mapped[datetime | None]

    picture: Mapped[Picture] = relationship(lazy="joined", innerjoin=True)

    def runs(self, moment: datetime) -> bool:
        """Whether readers see it at that moment."""
        return (self.starts_at is None or self.starts_at <= moment) and (
            self.ends_at is None or moment < self.ends_at
        )
