"""The rehearsal: an old blog's files are read into the staging area, cleaned, entry by entry.

Nothing of it is public. What was read is kept in small transactions, so that work goes on
where it was left, whatever ended it.
"""

from __future__ import annotations

import hashlib
import textwrap
from collections.abc import Sequence
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from markupsafe import escape
from sqlalchemy import delete, insert, select

from blog import housekeeping
from blog.articles.labels import NAME_MAX as LABEL_MAX
from blog.db import db
from blog.models.article import TITLE_MAX
from blog.models.moving import Entry, EntryKind, Move, Outcome, Step
from blog.text import excerpts, html, names
from blog.transfer import matching, old_pictures
from blog.transfer.found import (
    Found,
    FoundArticle,
    FoundComment,
    FoundSetting,
    Note,
    NotReadable,
    Reason,
    Setting,
    Skipped,
    Standing,
    Why,
)
from blog.transfer.readers import packages
from blog.transfer.readers.entries import host
from blog.transfer.readers.packages import Package

BATCH = 50
"""Entries that are kept together: what is read again after a crash, at the most."""
PIECE = 600
"""Characters of an overlong comment that are cleaned at once; each may become five."""

Row = dict[str, Any]


def begin(files: Sequence[Path], hosts: Sequence[str], blog: str | None = None) -> Move:
    """Note what was handed in, to be read; the same files again go on where they were left.

    ``hosts`` are where the blog lived. Raises ``NotReadable`` for what is no blog at all, and
    ``OSError``.
    """
    stamps = [_stamp(path) for path in files]
    with packages.opened(files) as package:
        blogs = package.blogs
    if blog is not None and blog not in blogs:
        raise NotReadable(Why.NO_BLOG, blog)
    chosen = blogs[0] if len(blogs) == 1 else blog
    open_ones = select(Move).where(Move.published_at.is_(None), Move.problem.is_(None))
    for move in db.session.scalars(open_ones.order_by(Move.id.desc())):
        if (move.files, move.blog, move.hosts) == (stamps, chosen or "", list(hosts)):
            return move

    move = Move(
        source="blogger",
        files=stamps,
        hosts=list(hosts),
        choices=blogs if len(blogs) > 1 else [],
        blog=chosen or "",
        step=Step.CHOOSING if chosen is None else Step.READING,
    )
    with db.writing():
        db.session.add(move)
    return move


def choose(move: Move, blog: str) -> None:
    """Take this one of several blogs."""
    if blog not in move.choices:
        raise ValueError(f"{blog!r} is not among {move.choices}")
    with db.writing():
        move.blog, move.step = blog, Step.READING


def read(move: Move) -> None:
    """Read the files to their end, from where that was left, and match them with what is here.

    Of files that turn out to be unreadable nothing is kept, and ``problem`` says why.
    """
    try:
        with packages.opened([Path(path) for path, *_ in move.files]) as package:
            _read(move, package)
    except NotReadable as error:
        _give_up(move, error.why.value, error.file, error.line, error.column, error.detail)
    except FileNotFoundError as error:
        _give_up(move, Why.MISSING.value, Path(error.filename or "").name)
    else:
        matching.match(move)
        with db.writing():
            move.step = Step.READY


def _stamp(path: Path) -> list[Any]:
    """A file, and by what it is told from a newer one of its name."""
    stat = path.stat()
    return [str(path.resolve()), stat.st_size, stat.st_mtime_ns]


def _read(move: Move, package: Package) -> None:
    at = 0

    def progress(size: int) -> None:
        nonlocal at
        at += size

    found = enumerate(package.read(move.blog, progress), start=1)
    for _ in islice(found, move.entries):
        pass
    while batch := list(islice(found, BATCH)):
        rows = [_row(move, number, one, package) for number, one in batch]
        with db.writing():
            db.session.execute(insert(Entry), rows)
            move.entries = batch[-1][0]
            move.read, move.size = at, package.size(move.blog)
            _note_settings(move, [one for _, one in batch if isinstance(one, FoundSetting)])
        housekeeping.go_on()


def _give_up(
    move: Move, why: str, file: str = "", line: int = 0, column: int = 0, detail: str = ""
) -> None:
    with db.writing():
        db.session.execute(delete(Entry).where(Entry.move_id == move.id))
        move.problem = {
            "why": why,
            "file": file,
            "line": line,
            "column": column,
            "detail": detail,
        }
        move.entries, move.step = 0, Step.READY


def _note_settings(move: Move, found: Sequence[FoundSetting]) -> None:
    for one in found:
        move.settings = {**move.settings, one.setting.value: one.value}
        if one.setting is Setting.ADDRESS:
            move.hosts = list(dict.fromkeys([*move.hosts, host(one.value)]))


def _row(move: Move, number: int, found: Found, package: Package) -> Row:
    """An entry's row: every row has the same columns, so that many are written at once."""
    row: Row = {
        "move_id": move.id,
        "number": number,
        "kind": EntryKind.SETTING,
        "outcome": Outcome.ADDED,
        "reason": "",
        "notes": [],
        "feed_id": "",
        "source": "",
        "about": "",
        "answers": "",
        "state": "",
        "title": "",
        "path": "",
        "published": None,
        "digest": "",
        "content": None,
    }
    match found:
        case FoundArticle():
            row |= _article(move, found, package)
        case FoundComment():
            row |= _comment(found)
        case FoundSetting():
            row |= {"outcome": Outcome.NOTED, "feed_id": found.source, "state": found.setting.value}
            row["title"] = found.value
        case Skipped():
            row |= {"kind": EntryKind(found.kind.value), "outcome": Outcome.LEFT_OUT}
            row |= {"feed_id": found.where, "reason": found.reason.value, "title": found.title}
    return row


def _article(move: Move, found: FoundArticle, package: Package) -> Row:
    from blog.transfer import tidying  # here, for its parser takes a fifth of the blog's memory

    labels = [names.clean_name(label)[:LABEL_MAX].strip() for label in found.labels]
    title = found.title[:TITLE_MAX]
    was_cut = title != found.title or any(len(label) > LABEL_MAX for label in found.labels)
    row: Row = {
        "kind": EntryKind(found.kind.value),
        "source": found.source,
        "feed_id": found.feed_id,
        "state": found.state.value,
        "title": found.title,
        "path": found.path,
        "published": found.published,
        "notes": [*found.notes, *([Note.CUT] if was_cut else [])],
        "digest": _digest(
            found.title, found.body, found.standfirst, found.labels, found.path, found.state,
            found.author, found.published,
        ),
    }  # fmt: skip
    try:
        tidied = tidying.tidy(found.body, [*move.hosts, *filter(None, [found.host])])
    except html.TooMuch:
        return {**row, "outcome": Outcome.LEFT_OUT, "reason": Reason.TOO_LARGE}

    old = old_pictures.look_for(move, tidied.pictures, package.albums)
    here = {key: one.picture for key, one in old.items() if one.picture}
    body, picture, lead = tidied.html, None, None
    if here:
        body, picture, lead = old_pictures.arrange(body, here)
    row["content"] = {
        "title": title,
        "standfirst": found.standfirst,
        "html": body,
        "words": excerpts.words(html.plain(body)),
        "labels": [label for label in labels if label],
        "byline": found.author[:200],
        "author_url": found.author_url,
        "updated": _written(found.updated),
        "created": _written(found.created),
        "picture_id": picture.id if picture else None,
        "picture_alt": lead.alt[:500] if lead else "",
        "picture_caption": lead.caption if lead else "",
        "pictures": list(old),
    }
    return row


def _comment(found: FoundComment) -> Row:
    is_removed = found.standing is Standing.REMOVED
    return {
        "kind": EntryKind.COMMENT,
        "source": found.source,
        "feed_id": found.feed_id,
        "about": found.article,
        "answers": found.parent,
        "state": found.standing.value,
        "title": found.name,
        "published": found.published,
        "notes": list(found.notes),
        "digest": _digest(found.name, found.url, found.body, found.standing),
        "content": {
            "anchor": found.anchor,
            "name": found.name[:80],
            "url": found.url,
            "body": "" if is_removed else found.body,
            "html": "" if is_removed else cleaned(found.body),
        },
    }


def cleaned(body: str) -> str:
    """A comment as readers see it. One that is longer than ours may be is cleaned in pieces."""
    try:
        return html.comment(body)
    except html.TooMuch:
        lines = html.plain(body).split("\n")
        pieces = (piece for line in lines for piece in textwrap.wrap(line, PIECE))
        return "".join(html.comment(str(escape(piece))) for piece in pieces)


def _digest(*parts: object) -> str:
    return hashlib.sha256(repr(parts).encode("utf-8", "surrogatepass")).hexdigest()


def _written(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
