"""Which columns leave with the blog, and as what.

A new column is a word here, in ``keys`` or in ``otherwise``, and a line of docs/formats.md;
tests name those that were forgotten.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import JSON, Boolean, Column, Enum, Integer, String, Table

from blog.db import Model, UtcDateTime
from blog.models.address import Address
from blog.models.article import Article, WorkingCopy
from blog.models.comment import Comment
from blog.models.label import Label
from blog.models.picture import Picture
from blog.models.site import Ad, Site
from blog.models.subscriber import Subscriber
from blog.text.characters import without_controls
from blog.transfer import notation

LARGEST = 2**53 - 1
"""The largest number that every reader of JSON reads exactly (RFC 8259, 6)."""


@dataclass(frozen=True)
class Record:
    """What an export says of one row of ``model``.

    ``keys`` are the columns that are written, in this order. ``otherwise`` tells of every other
    one how it is told, or why it isn't. ``links`` are keys that name other things of the export.
    """

    model: type[Model]
    keys: tuple[str, ...]
    otherwise: Mapping[str, str]
    links: tuple[str, ...] = ()

    @property
    def columns(self) -> list[Column[Any]]:
        """The columns that are written."""
        table = cast(Table, self.model.__table__)
        return [table.columns[key] for key in self.keys]

    def write(self, row: object) -> notation.Front:
        """The columns that have another value than their default."""
        values = [(column, getattr(row, column.key)) for column in self.columns]
        return {
            column.key: _written(value)
            for column, value in values
            if is_required(column) or value != default(column)
        }

    def read(self, front: notation.Front) -> dict[str, Any]:
        """The value of every column, its default where nothing is said.

        Raises ``ValueError`` for what the column can't have. Links, and what belongs to no
        column, are left to the caller.
        """
        return {column.key: _read(column, front) for column in self.columns}


def is_required(column: Column[Any]) -> bool:
    """Whether it has no value unless somebody gives one."""
    return column.default is None and not column.nullable


def default(column: Column[Any]) -> Any:
    """What a column has when nothing is said of it."""
    if column.default is None:
        return None
    value: Any = column.default.arg  # type: ignore[attr-defined]
    return value(None) if callable(value) else value


def _written(value: Any) -> Any:
    return notation.moment(value) if isinstance(value, datetime) else value


def _read(column: Column[Any], front: notation.Front) -> Any:
    found = front.get(column.key)
    if found is None:
        if is_required(column):
            raise ValueError(f"it has no {column.key}")
        return default(column)
    try:
        return _checked(column, found)
    except ValueError:
        raise ValueError(f"its {column.key} can't be used: {str(found)[:80]!r}") from None


def _checked(column: Column[Any], found: Any) -> Any:
    """A value such as the column has; text without what no page can hold."""
    match column.type, found:
        case JSON(), _:  # whoever knows what is in it looks at it
            return found
        case UtcDateTime(), str():
            return notation.read_moment(found)
        case Enum(enum_class=type() as kind), str():
            return kind(found)
        case String(length=longest), str() if longest is None or len(found) <= longest:
            return without_controls(found)
        case Boolean(), bool():
            return found
        case Integer(), int() if type(found) is int and 0 <= found <= LARGEST:
            return found
    raise ValueError(found)


MADE_AGAIN = "made again from the body"
WHOSE_RUN = "which samples or which move brought it; they end with the blog"
BY_DIGEST = "the link `picture`"
NUMBER = "a number of this database alone"

TEXT = (
    *("title", "standfirst", "picture_alt", "picture_caption", "picture_credit"),
    *("language", "breaking_until", "takes_comments", "moderation"),
)

SITE = Record(
    Site,
    keys=(
        *("name", "description", "language", "time_zone", "url", "accent", "feed_id"),
        *("nameplate", "shows_motto", "shows_breaking", "shows_powered_by", "front_length"),
        *("beside", "follow", "comment_rules", "comment_licence", "comments_close_after"),
        *("privacy", "ads_txt", "security_contact", "verifications"),
        *("moderation", "comments_held_after"),
        *("backups_kept", "counts_visits", "notices_to", "notices", "created_at"),
    ),
    otherwise={"id": "there is one row", "noticed_at": "when this blog last wrote"},
)
ARTICLE = Record(
    Article,
    keys=(
        *TEXT,
        *("kind", "path", "slug", "byline", "published_at", "updated_at", "withdrawn_at"),
        *("binned_at", "in_navigation", "position", "created_at", "feed_id"),
    ),
    links=("labels", "picture"),
    otherwise={
        "body": "what follows the front matter",
        "format": "the ending of the file's name",
        "picture_id": BY_DIGEST,
        "html": MADE_AGAIN,
        "policy": MADE_AGAIN,
        "words": MADE_AGAIN,
        "month": "follows from `published_at`",
        "comment_count": "counted again",
        "spam_count": "counted again",
        "rejected_count": "counted again",
        "version": "counts the saves of windows that are open",
        "source": WHOSE_RUN,
        "id": NUMBER,
    },
)
WORKING_COPY = Record(
    WorkingCopy,
    keys=(*TEXT, "labels", "wants_breaking", "wants_slug", "publish_at", "saved_at"),
    links=("picture",),
    otherwise={
        "body": "what follows the front matter",
        "format": "the ending of the file's name",
        "picture_id": BY_DIGEST,
        "article_id": "where the file lies",
    },
)
COMMENT = Record(
    Comment,
    keys=(
        *("id", "parent_id", "anchor", "name", "email", "url", "body", "standing", "by_owner"),
        *("created_at", "edited_at", "withdrawn_at", "stood", "decided_at", "held_for", "receipt"),
        "confirmed_at",
    ),
    otherwise={
        "article_id": "where the file lies",
        "html": MADE_AGAIN,
        "policy": MADE_AGAIN,
        "retry_key": "tells a retry from a new comment on one day",
        "network": "says something of the sender; its key lives for a day",
        "origin": "says something of the sender, for a few days",
        "reports": "counted since the last decision",
        "announced_at": "whom this blog has told of it",
        "learned": "what a filter has of it, which does not leave with it",
        **dict.fromkeys(("thread", "rank", "is_shown", "answers"), "follows from the answers"),
        "source": WHOSE_RUN,
    },
)
LABEL = Record(
    Label,
    keys=("name", "slug", "description", "position"),
    otherwise={"key": "the folded name", "articles": "counted again", "id": NUMBER},
)
PICTURE = Record(
    Picture,
    keys=(
        *("name", "alt", "is_decorative", "caption", "credit", "focus_x", "focus_y"),
        *("created_at",),
    ),
    links=("file",),
    otherwise={
        "digest": "the name of the file",
        "format": "the ending of the file's name",
        "width": "measured again",
        "height": "measured again",
        "colour": "measured again",
        "source": WHOSE_RUN,
        "id": NUMBER,
    },
)
ADDRESS = Record(
    Address,
    keys=("path", "target"),
    links=("article",),
    otherwise={"article_id": "the link `article`"},
)
AD = Record(
    Ad,
    keys=("slot", "kind", "alt", "link", "code", "box", "starts_at", "ends_at"),
    links=("picture",),
    otherwise={"picture_id": BY_DIGEST},
)

SUBSCRIBER = Record(
    Subscriber,
    keys=(
        *("email", "rhythm", "leave", "asked_at", "confirmed_at", "told_until"),
        *("ended_at", "ended_for"),
    ),
    otherwise={
        "confirmation": "opens what is open already",
        "written_at": "when this blog last wrote",
        **dict.fromkeys(("failures", "failed_at"), "what this blog's mail server said lately"),
        "reported_at": "when this blog last wrote",
        "id": NUMBER,
    },
)

RECORDS = (SITE, ARTICLE, WORKING_COPY, COMMENT, LABEL, PICTURE, ADDRESS, AD, SUBSCRIBER)

LEFT_OUT = {
    "owner": "a blog that reads an export has an owner already",
    "login": "opens the desk",
    "one_time_link": "opens the desk",
    "daily_key": "kept for a day, for nobody",
    "tally": "kept for hours",
    "block": "says something of senders; a backup has it",
    "spam_word": "what the filter has learned here; a backup has it",
    "sighting": "kept for some days, for nobody",
    "lease": "kept for minutes",
    "passkey": "opens the desk",
    "challenge": "opens the desk",
    "logged_act": "who did what here; a backup has it",
    "letter": "kept for days; the one it goes to has it",
    "follower": "asked this blog for letters, and no other; a backup has it",
    "visits": "what was read here; a backup has it",
    "referrals": "what was read here; a backup has it",
    "seen": "kept for a day, for nobody",
    "label_count": "counted again",
    "labelled": "the key `labels` of an article",
    "old_address": "follows from the addresses",
    "month_count": "counted again",
    "standing_count": "counted again",
    "freshness": "tells that something changed here",
    "rendition": "made again from the originals",
    "article_label": "the key `labels` of an article",
    "move": "what it brought in is the blog's own",
    "move_entry": "what it brought in is the blog's own",
    "move_picture": "what it brought in is the blog's own",
    "search_entry": "made again from the articles",
    "search_text": "made again from the articles",
    "search_term": "made again from the articles",
    "search_due": "made again from the articles",
    "share_link": "opens a draft for some days",
    "revision": "what the texts were; a backup has them",
    "report": "what readers complained of, for the owner; a backup has it",
}
"""The tables of which nothing leaves, and why."""
