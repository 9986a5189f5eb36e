"""What another blog's files hold, as plain values: readers give them, the importer takes them."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import datetime


class Kind(enum.StrEnum):
    """What an entry is. The first two have the names they have here."""

    ARTICLE = "article"
    PAGE = "page"
    COMMENT = "comment"
    SETTING = "setting"
    TEMPLATE = "template"
    UNKNOWN = "unknown"


class State(enum.StrEnum):
    """Where an article was in its life when the files were written."""

    LIVE = "live"
    DRAFT = "draft"
    SCHEDULED = "scheduled"


class Standing(enum.StrEnum):
    """What had become of a comment. Of a removed one, only its place in the thread is left."""

    APPROVED = "approved"
    WAITING = "waiting"
    REMOVED = "removed"


class Setting(enum.StrEnum):
    """What a blog says of itself, as far as it is of use here."""

    NAME = "name"
    DESCRIPTION = "description"
    LANGUAGE = "language"
    TIME_ZONE = "time zone"
    ADDRESS = "address"


class Note(enum.StrEnum):
    """What had to be decided for an entry, because it doesn't say so itself or doesn't fit."""

    UNKNOWN_STATUS = "unknown status"
    NO_DATE = "no date"
    CUT = "cut"
    UNKNOWN_ANSWERED = "unknown answered"


class Reason(enum.StrEnum):
    """Why an entry is left out."""

    TRASHED = "trashed"
    SPAM = "spam"
    REPEATED = "repeated"
    PRIVATE = "private"
    UNUSED = "unused"
    UNKNOWN_KIND = "unknown kind"
    NO_ID = "no id"
    TOO_LARGE = "too large"


class Why(enum.StrEnum):
    """Why a whole file can't be read."""

    ILL_FORMED = "ill-formed"
    CUT_SHORT = "cut short"
    ENCODING = "encoding"
    DOCTYPE = "doctype"
    TOO_DEEP = "too deep"
    TOO_LONG = "too long"
    WRONG_FORMAT = "wrong format"
    DAMAGED = "damaged"
    LOCKED = "locked"
    BAD_NAME = "bad name"
    LINK = "link"
    BOMB = "bomb"
    TOO_MANY = "too many"
    NO_BLOG = "no blog"
    SEVERAL_BLOGS = "several blogs"
    MISSING = "missing"


class NotReadable(ValueError):
    """A file is not what it should be, and nothing of it may be brought in.

    ``file`` is its name, within its package if it is in one; ``line`` and ``column`` count
    from 1, 0 where the place is not known. ``detail`` is what was found instead.
    """

    def __init__(
        self, why: Why, file: str = "", line: int = 0, column: int = 0, detail: str = ""
    ) -> None:
        place = ":".join(str(part) for part in (file, line, column) if part)
        super().__init__(": ".join(part for part in (place, why, detail) if part))
        self.why = why
        self.file = file
        self.line = line
        self.column = column
        self.detail = detail


@dataclass(frozen=True)
class FoundArticle:
    """An article or a page.

    ``source`` is its number in the old blog, ``feed_id`` its name in feeds. ``title`` is plain
    text, ``body`` HTML as it came. ``path`` is decoded once, ``""`` where none was ever given;
    ``host`` is the old one where the file tells it. A draft's ``published`` is no promise.
    """

    source: str
    feed_id: str
    kind: Kind
    state: State
    title: str
    body: str
    standfirst: str = ""
    labels: tuple[str, ...] = ()
    path: str = ""
    host: str = ""
    author: str = ""
    author_url: str = ""
    published: datetime | None = None
    updated: datetime | None = None
    created: datetime | None = None
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True)
class FoundComment:
    """A comment. ``article`` and ``parent`` are numbers in the old blog, of things that the
    files need not hold; ``parent`` is ``""`` for one that answers nobody. ``name`` may be
    empty, and ``body`` is HTML as it came."""

    source: str
    feed_id: str
    anchor: str
    article: str
    parent: str
    name: str
    url: str
    body: str
    standing: Standing
    published: datetime | None
    notes: tuple[Note, ...] = ()

    @property
    def kind(self) -> Kind:
        """The only one it can be."""
        return Kind.COMMENT


@dataclass(frozen=True)
class FoundSetting:
    """Something that the old blog says of itself. ``source`` is the entry's id, ``""`` for what
    stands at the head of the file."""

    setting: Setting
    value: str
    source: str = ""


@dataclass(frozen=True)
class Skipped:
    """An entry that is left out. ``where`` is its id, or its place in the file without one."""

    where: str
    kind: Kind
    reason: Reason
    title: str = ""


Found = FoundArticle | FoundComment | FoundSetting | Skipped
