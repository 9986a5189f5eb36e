"""The blog itself: what its owner called it, and where it lives."""

from __future__ import annotations

import enum
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import JSON, ForeignKey, String, Text, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from blog.db import Model, db
from blog.models.picture import Picture

LANGUAGES = {"en": "English", "tr": "Türkçe"}
ACCENT = "#b3261e"
FRONT_LENGTH = 24
BESIDE = ("recent_comments", "about", "archive", "follow")
"""The notes beside (on a phone: after) the news, in the order they have until it is changed."""
BOXES = ("320x50", "320x100", "300x250", "468x60", "728x90")
"""Pixels of the boxes that ad networks fill, of those that fit over the masthead."""

CONSOLES = {
    "google": "google-site-verification",
    "bing": "msvalidate.01",
    "yandex": "yandex-verification",
    "pinterest": "p:domain_verify",
}
"""Who looks for a tag in the front page before it tells an owner about the blog, and its name."""


class Nameplate(enum.StrEnum):
    """How large the blog's name stands on its front page."""

    LARGE = "large"
    SMALL = "small"


class Moderation(enum.StrEnum):
    """Whose comments readers see before the owner has read them.

    A first-timer is who can't show the receipt of a comment that readers see; a name or an
    address alone proves nothing.
    """

    HOLD_ALL = "hold-all"
    HOLD_FIRST_TIMERS = "hold-first-timers"
    SHOW = "show"
    CLOSED = "closed"


class Notices(enum.StrEnum):
    """How often the owner is told by mail that comments wait, at the most."""

    NEVER = "never"
    HOURLY = "hourly"
    DAILY = "daily"


class AdKind(enum.StrEnum):
    """What an ad is: a picture of ours that leads somewhere, or the code of an ad network."""

    PICTURE = "picture"
    CODE = "code"


class Site(Model):
    """The one row of settings that an owner may change in the browser.

    ``url`` is the public address, without a slash at its end; every absolute link is
    built from it, never from what a request claims. ``follow`` holds the owner's profiles as
    ``[{"name": …, "url": …}]``, in the order in which they are shown. ``backups_kept`` is how
    many nightly backups there are at the most; 0 for none. ``shows_motto`` is about the
    description under the name. ``front_length`` is how many articles a page of news has,
    ``beside`` which notes stand beside it, in order (some of ``BESIDE``).
    Every comment on an article waits after ``comments_held_after`` days, whatever its
    ``moderation``, and there are none ``comments_close_after`` so many; 0 for never.
    ``comment_rules`` and ``privacy`` are the owner's words, where there are any besides the
    program's. ``security_contact`` is an address for those who find a hole (RFC 9116);
    ``verifications`` is what search consoles gave the owner, by their names in ``CONSOLES``.
    Letters that comments wait go to ``notices_to``; the last one was written at ``noticed_at``.
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
    nameplate: Mapped[Nameplate] = mapped_column(default=Nameplate.LARGE)
    shows_motto: Mapped[bool] = mapped_column(default=True)
    shows_breaking: Mapped[bool] = mapped_column(default=True)
    shows_powered_by: Mapped[bool] = mapped_column(default=True)
    front_length: Mapped[int] = mapped_column(default=FRONT_LENGTH)
    beside: Mapped[list[str]] = mapped_column(JSON, default=lambda: list(BESIDE))
    comment_rules: Mapped[str] = mapped_column(String(1000), default="")
    moderation: Mapped[Moderation] = mapped_column(default=Moderation.HOLD_ALL)
    comments_held_after: Mapped[int] = mapped_column(default=0)
    comment_licence: Mapped[str] = mapped_column(String(500), default="")
    comments_close_after: Mapped[int] = mapped_column(default=0)
    privacy: Mapped[str] = mapped_column(Text, default="")
    ads_txt: Mapped[str] = mapped_column(Text, default="")
    security_contact: Mapped[str] = mapped_column(String(300), default="")
    verifications: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    follow: Mapped[list[dict[str, str]]] = mapped_column(JSON, default=list)
    backups_kept: Mapped[int] = mapped_column(default=7)
    counts_visits: Mapped[bool] = mapped_column(default=True)
    notices_to: Mapped[str] = mapped_column(String(254), default="")
    notices: Mapped[Notices] = mapped_column(default=Notices.HOURLY)
    noticed_at: Mapped[datetime | None]
    created_at: Mapped[datetime]

    @property
    def zone(self) -> ZoneInfo:
        """The zone in which the blog tells the time."""
        return ZoneInfo(self.time_zone)

    @classmethod
    def current(cls) -> Site | None:
        """The blog, or nothing before its set-up."""
        session = db.session()
        site: Site | None = session.info.get("site")
        if site is None or site not in session:
            # Held there, for a session holds what it read only while somebody does.
            site = session.info["site"] = session.scalar(THE_SITE)
        return site


THE_SITE = select(Site).where(Site.id == 1)


class Ad(Model):
    """What fills an ad slot, from ``starts_at`` until ``ends_at`` (open where empty).

    A picture needs ``picture`` and ``link``. Code is HTML that we don't trust: it is shown in a
    frame of its own, ``box`` in size. What the other kind needs is kept for another day.
    """

    __tablename__ = "ad"

    slot: Mapped[str] = mapped_column(String(20), primary_key=True)
    kind: Mapped[AdKind] = mapped_column(default=AdKind.PICTURE)
    picture_id: Mapped[int | None] = mapped_column(ForeignKey("picture.id"))
    alt: Mapped[str] = mapped_column(String(300), default="")
    link: Mapped[str] = mapped_column(Text, default="")
    code: Mapped[str] = mapped_column(Text, default="")
    box: Mapped[str] = mapped_column(String(20), default="728x90")
    starts_at: Mapped[datetime | None]
    ends_at: Mapped[datetime | None]

    picture: Mapped[Picture | None] = relationship(lazy="joined")

    @property
    def is_code(self) -> bool:
        """Whether an ad network fills it."""
        return self.kind is AdKind.CODE

    @property
    def width(self) -> int:
        """Pixels of its box."""
        return int(self.box.partition("x")[0])

    @property
    def height(self) -> int:
        """Pixels of its box."""
        return int(self.box.partition("x")[2])

    def runs(self, moment: datetime) -> bool:
        """Whether readers see it at that moment."""
        return (self.starts_at is None or self.starts_at <= moment) and (
            self.ends_at is None or moment < self.ends_at
        )
