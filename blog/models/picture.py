"""A picture that the owner uploaded, and the sizes made of it."""

from __future__ import annotations

from datetime import datetime

from flask import url_for
from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from blog.db import Model


class Picture(Model):
    """One picture; the same file uploaded twice is one.

    ``digest`` is the SHA-256 of the original's bytes, which are kept privately as they
    came. ``width`` and ``height`` are pixels, as a viewer sees them (EXIF orientation
    applied). ``colour`` is the dominant one, as ``#rrggbb``.
    """

    __tablename__ = "picture"

    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(255))
    format: Mapped[str] = mapped_column(String(10))
    width: Mapped[int]
    height: Mapped[int]
    colour: Mapped[str] = mapped_column(String(7))
    created_at: Mapped[datetime]
    source: Mapped[str] = mapped_column(String(20), default="")

    renditions: Mapped[list[Rendition]] = relationship(
        back_populates="picture",
        order_by="Rendition.width",
        cascade="all, delete-orphan",
        lazy="selectin",
    )

    def sizes_in(self, format: str) -> list[Rendition]:
        """The renditions in one format, smallest first."""
        return [one for one in self.renditions if one.format == format]

    def srcset(self, format: str) -> str:
        """The value of a ``srcset`` attribute (HTML, 4.8.4.2.1) for one format."""
        return ", ".join(f"{one.url} {one.width}w" for one in self.sizes_in(format))

    def largest(self, format: str = "jpeg") -> Rendition:
        """The largest rendition in a format that every browser reads."""
        return self.sizes_in(format)[-1]

    def at_least(self, width: int, format: str = "jpeg") -> Rendition:
        """The smallest rendition that fills ``width`` pixels, else the largest there is."""
        sizes = self.sizes_in(format)
        return next((one for one in sizes if one.width >= width), sizes[-1])

    @property
    def is_portrait(self) -> bool:
        """Whether it stands rather than lies."""
        return self.height > self.width


class Rendition(Model):
    """A picture in one size and format. ``file`` is the SHA-256 of its bytes and an ending."""

    __tablename__ = "rendition"

    id: Mapped[int] = mapped_column(primary_key=True)
    picture_id: Mapped[int] = mapped_column(
        ForeignKey("picture.id", ondelete="CASCADE"), index=True
    )
    format: Mapped[str] = mapped_column(String(10))
    width: Mapped[int]
    height: Mapped[int]
    file: Mapped[str] = mapped_column(String(80))

    picture: Mapped[Picture] = relationship(back_populates="renditions")

    @property
    def url(self) -> str:
        """Where it is served, for ever."""
        return url_for("site.media", name=self.file)
