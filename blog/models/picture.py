"""A picture that the owner uploaded, and the sizes made of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from html import escape
from typing import NamedTuple, Protocol

from flask import url_for
from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from blog.db import Model
from blog.text import markdown

COLUMN_WIDTH = 960
"""Pixels of what a browser gets in running text that chooses for itself."""
ALT_MAX, CAPTION_MAX, CREDIT_MAX = 500, 500, 200
FOCUS = 50, 30
"""Percent from the left and from the top: heads and horizons are rather in the upper half."""


class Size(NamedTuple):
    """A picture in one size and format."""

    format: str
    width: int
    height: int
    file: str

    @property
    def url(self) -> str:
        """Where it is served, for ever."""
        return url_for("site.media", name=self.file)


class _Seen(Protocol):
    """What readers see of a picture."""

    @property
    def focus_x(self) -> int: ...
    @property
    def focus_y(self) -> int: ...
    @property
    def sizes(self) -> tuple[Size, ...]: ...


class Sized:
    """What there is to choose from where a picture is shown."""

    def sizes_in(self: _Seen, format: str) -> list[Size]:
        """The renditions in one format, smallest first."""
        return _in(self, format)

    def srcset(self: _Seen, format: str) -> str:
        """The value of a ``srcset`` attribute (HTML, 4.8.4.2.1) for one format."""
        return ", ".join(f"{one.url} {one.width}w" for one in _in(self, format))

    def largest(self: _Seen, format: str = "jpeg") -> Size:
        """The largest rendition in a format that every browser reads."""
        return _in(self, format)[-1]

    def at_least(self: _Seen, width: int, format: str = "jpeg") -> Size:
        """The smallest rendition that fills ``width`` pixels, else the largest there is."""
        sizes = _in(self, format)
        return next((one for one in sizes if one.width >= width), sizes[-1])

    @property
    def focus(self: _Seen) -> tuple[int, int]:
        """What stays in sight where it is cropped."""
        return self.focus_x, self.focus_y


def _in(picture: _Seen, format: str) -> list[Size]:
    return [one for one in picture.sizes if one.format == format]


class _Row(NamedTuple):
    colour: str
    focus_x: int
    focus_y: int
    sizes: tuple[Size, ...]


class Shown(Sized, _Row):
    """A picture as readers see it, as values: the names are those of ``Picture``."""


class Picture(Sized, Model):
    """One picture; the same file uploaded twice is one.

    ``digest`` is the SHA-256 of the original's bytes, which are kept privately as they
    came. ``width`` and ``height`` are pixels, as a viewer sees them (EXIF orientation
    applied). ``colour`` is the dominant one, as ``#rrggbb``. ``alt``, ``caption`` and
    ``credit`` are what it brings along to where it is placed; a decorative one is placed
    without a description. ``focus_x`` and ``focus_y`` are what stays in sight where it is
    cropped, in percent of its width and height, as CSS's ``object-position`` has them.
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
    alt: Mapped[str] = mapped_column(String(ALT_MAX), default="")
    is_decorative: Mapped[bool] = mapped_column(default=False)
    caption: Mapped[str] = mapped_column(String(CAPTION_MAX), default="")
    credit: Mapped[str] = mapped_column(String(CREDIT_MAX), default="")
    focus_x: Mapped[int] = mapped_column(default=FOCUS[0])
    focus_y: Mapped[int] = mapped_column(default=FOCUS[1])

    renditions: Mapped[list[Rendition]] = relationship(
        back_populates="picture",
        order_by="Rendition.width",
        cascade="all, delete-orphan",
        lazy="selectin",
    )
    _sizes = None

    @property
    def sizes(self) -> tuple[Size, ...]:
        """Its renditions, smallest first."""
        if self._sizes is None:
            return tuple(
                Size(one.format, one.width, one.height, one.file) for one in self.renditions
            )
        return self._sizes

    def know(self, sizes: Iterable[Size]) -> None:
        """Ask nobody for its sizes from now on: they were read already."""
        self._sizes = tuple(sizes)

    @property
    def shown(self) -> Shown:
        """What readers see of it."""
        return Shown(self.colour, self.focus_x, self.focus_y, self.sizes)

    @property
    def placed_alt(self) -> str:
        """Its description where it is placed."""
        return "" if self.is_decorative else self.alt

    @property
    def lacks_alt(self) -> bool:
        """Whether nobody said yet what is to be seen on it, nor that nothing is."""
        return not (self.alt or self.is_decorative)

    @property
    def placed_caption(self) -> str:
        """What stands under it in running text: its caption, and who made it."""
        return " · ".join(filter(None, (self.caption, self.credit)))

    def learn(self, alt: str, caption: str, credit: str) -> None:
        """Take over what an article says of it, as far as nobody said anything before."""
        self.alt = self.alt or ("" if self.is_decorative else alt)
        self.caption = self.caption or caption
        self.credit = self.credit or credit

    @property
    def markdown(self) -> str:
        """What places it in a text in Markdown."""
        return markdown.picture(self.placed.url, self.placed_alt, self.placed_caption)

    @property
    def markup(self) -> str:
        """What places it in a text in HTML."""
        caption = f"<figcaption>{escape(self.placed_caption)}</figcaption>"
        return (
            f'<figure><img src="{self.placed.url}" alt="{escape(self.placed_alt)}">'
            f"{caption if self.placed_caption else ''}</figure>"
        )

    @property
    def placed(self) -> Size:
        """What a text names; the other sizes are added when it is shown."""
        return self.at_least(COLUMN_WIDTH)

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
