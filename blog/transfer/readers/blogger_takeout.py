"""Blogger today: the ``feed.atom`` of a Google Takeout, in the schema of 2018."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO
from xml.etree.ElementTree import Element

from blog.text.names import clean_words
from blog.transfer.found import (
    Found,
    FoundArticle,
    FoundComment,
    FoundSetting,
    Kind,
    Note,
    NotReadable,
    Reason,
    Setting,
    Skipped,
    Standing,
    State,
    Why,
)
from blog.transfer.readers import xml
from blog.transfer.readers.entries import (
    ATOM,
    ENTRY,
    author,
    author_url,
    content,
    feed_id,
    labels,
    line,
    moment,
    number,
    path,
    text,
    unescaped,
)

NAMESPACE = "http://schemas.google.com/blogger/2018"
BLOGGER = f"{{{NAMESPACE}}}"

KINDS = {"POST": Kind.ARTICLE, "PAGE": Kind.PAGE, "COMMENT": Kind.COMMENT}
STATES = {"LIVE": State.LIVE, "DRAFT": State.DRAFT, "SCHEDULED": State.SCHEDULED}
STANDINGS = {
    "LIVE": Standing.APPROVED,
    "PENDING": Standing.WAITING,
    "EMPTIED": Standing.REMOVED,
}


def read(stream: BinaryIO, file: str = "") -> Iterator[Found]:
    """Give what a feed holds, one value for every entry. Raises ``NotReadable``."""
    feed = xml.parse(stream, file)
    if not is_one(feed.head):
        raise NotReadable(Why.WRONG_FORMAT, file, detail=feed.head.tag)

    for child in feed.children:
        if child.element.tag == ENTRY:
            yield _entry(child)
        elif child.element.tag == f"{ATOM}title" and child.element.text:
            yield FoundSetting(Setting.NAME, line(child.element.text))


def is_one(head: xml.Head) -> bool:
    """Whether a file that begins so is of this format."""
    return head.tag == f"{ATOM}feed" and NAMESPACE in head.namespaces


def _entry(child: xml.Child) -> Found:
    entry = child.element
    kind = KINDS.get(text(entry, f"{BLOGGER}type"), Kind.UNKNOWN)
    reason = _reason(child, kind)
    if reason:
        where = feed_id(entry) or f"line {child.line}"
        return Skipped(where, kind, reason, line(text(entry, f"{ATOM}title")))
    return _comment(entry) if kind is Kind.COMMENT else _article(entry, kind)


def _reason(child: xml.Child, kind: Kind) -> Reason | None:
    """Why an entry is left out, if it is."""
    entry = child.element
    status = text(entry, f"{BLOGGER}status")
    if not child.is_whole:
        return Reason.TOO_LARGE
    if kind is Kind.UNKNOWN:
        return Reason.UNKNOWN_KIND
    if not number(feed_id(entry)):
        return Reason.NO_ID
    if status.endswith("TRASHED") or text(entry, f"{BLOGGER}trashed"):
        return Reason.TRASHED
    return Reason.SPAM if status == "SPAM" else None


def _article(entry: Element, kind: Kind) -> FoundArticle:
    status = text(entry, f"{BLOGGER}status")
    published = moment(text(entry, f"{ATOM}published"))
    notes = [Note.UNKNOWN_STATUS] * (status not in STATES) + [Note.NO_DATE] * (published is None)
    return FoundArticle(
        source=number(feed_id(entry)),
        feed_id=feed_id(entry),
        kind=kind,
        state=STATES.get(status, State.DRAFT) if published else State.DRAFT,
        title=line(text(entry, f"{ATOM}title")),
        body=content(entry),
        standfirst=clean_words(text(entry, f"{BLOGGER}metaDescription")),
        labels=labels(entry.iterfind(f"{ATOM}category")),
        path=path(text(entry, f"{BLOGGER}filename")),
        author=author(entry),
        author_url=author_url(entry),
        published=published,
        updated=moment(text(entry, f"{ATOM}updated")),
        created=moment(text(entry, f"{BLOGGER}created")),
        notes=tuple(notes),
    )


def _comment(entry: Element) -> FoundComment:
    status = text(entry, f"{BLOGGER}status")
    standing = STANDINGS.get(status, Standing.WAITING)
    published = moment(text(entry, f"{ATOM}published"))
    notes = [Note.UNKNOWN_STATUS] * (status not in STANDINGS) + [Note.NO_DATE] * (published is None)
    source = number(feed_id(entry))
    return FoundComment(
        source=source,
        feed_id=feed_id(entry),
        anchor=f"c{source}",
        article=number(text(entry, f"{BLOGGER}parent")),
        parent=number(text(entry, f"{BLOGGER}inReplyTo")),
        name=author(entry),
        url=author_url(entry),
        body="" if standing is Standing.REMOVED else unescaped(content(entry)),
        standing=standing,
        published=published,
        notes=tuple(notes),
    )
