"""The owner, and what opens the door to the desk."""

from __future__ import annotations

import enum
from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from blog.db import Model, db
from blog.text import names


class Owner(Model):
    """Whose blog it is. ``password`` is an argon2 hash with its parameters inside."""

    __tablename__ = "owner"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    password: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime]

    @classmethod
    def is_called(cls, name: str) -> bool:
        """Whether readers could take this name for the owner's."""
        return names.alike(name) in map(names.alike, db.session.scalars(select(cls.name)))


class Login(Model):
    """A browser in which the owner is logged in. Without its row, its cookie opens nothing.

    ``browser`` is what it calls itself; its address is not kept. ``proven_at`` is when it last
    gave the password or a passkey.
    """

    __tablename__ = "login"

    token: Mapped[str] = mapped_column(String(64), primary_key=True)
    """SHA-256 of the random token that the browser holds."""
    owner_id: Mapped[int] = mapped_column(ForeignKey("owner.id", ondelete="CASCADE"))
    browser: Mapped[str] = mapped_column(String(200), default="")
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    proven_at: Mapped[datetime | None]

    owner: Mapped[Owner] = relationship(lazy="joined", innerjoin=True)


class Passkey(Model):
    """A key that a device of the owner's holds (WebAuthn, "public key credential").

    ``sign_count`` is how often it says it was used, where it counts; a copy would fall behind.
    """

    __tablename__ = "passkey"

    id: Mapped[int] = mapped_column(primary_key=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("owner.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(60))
    credential: Mapped[bytes] = mapped_column(LargeBinary(1023), unique=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    sign_count: Mapped[int]
    created_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    owner: Mapped[Owner] = relationship()


class Ceremony(enum.StrEnum):
    """What a passkey's challenge is for (WebAuthn's word)."""

    REGISTRATION = "registration"
    AUTHENTICATION = "authentication"


class Challenge(Model):
    """What a passkey has to sign, once, until ``expires_at``."""

    __tablename__ = "challenge"

    token: Mapped[str] = mapped_column(String(64), primary_key=True)
    """SHA-256 of the random token that the browser holds that asked for it."""
    ceremony: Mapped[Ceremony]
    challenge: Mapped[bytes] = mapped_column(LargeBinary(64))
    expires_at: Mapped[datetime]


class Errand(enum.StrEnum):
    """What a one-time link is for."""

    SET_UP = "set-up"
    NEW_PASSWORD = "new-password"


class OneTimeLink(Model):
    """A link that works once, until ``expires_at``; there is one for each errand at the most."""

    __tablename__ = "one_time_link"

    errand: Mapped[Errand] = mapped_column(primary_key=True)
    token: Mapped[str] = mapped_column(String(64))
    """SHA-256 of the random token in the link."""
    expires_at: Mapped[datetime]


class DailyKey(Model):
    """The key under which networks are hashed on one ``day`` (``yyyy-mm-dd``, UTC), no longer."""

    __tablename__ = "daily_key"

    day: Mapped[str] = mapped_column(String(10), primary_key=True)
    key: Mapped[bytes] = mapped_column(LargeBinary(32))


class Tally(Model):
    """How often something happened in the window that ends at ``expires_at``."""

    __tablename__ = "tally"

    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    count: Mapped[int]
    expires_at: Mapped[datetime] = mapped_column(index=True)
