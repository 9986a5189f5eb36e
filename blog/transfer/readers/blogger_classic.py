"""Blogger until about 2025: ``blog-MM-DD-YYYY.xml``, one feed with everything in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import BinaryIO
from xml.etree.ElementTree import Element

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
    host,
    labels,
    line,
    moment,
    number,
    path,
    text,
    unescaped,
)

NAMESPACE = "http://schemas.google.com/g/2005"
GOOGLE = f"{{{NAMESPACE}}}"
THREAD = "{http://purl.org/syndication/thread/1.0}"
LABEL = "http://www.blogger.com/atom/ns#"
DRAFT = "{*}control/{*}draft"
"""Its namespace changed over the years."""

KINDS = {
    "post": Kind.ARTICLE,
    "page": Kind.PAGE,
    "comment": Kind.COMMENT,
    "settings": Kind.SETTING,
    "template": Kind.TEMPLATE,
}
SETTINGS = {
    "BLOG_NAME": Setting.NAME,
    "BLOG_DESCRIPTION": Setting.DESCRIPTION,
    "BLOG_LOCALE": Setting.LANGUAGE,
    "BLOG_TIME_ZONE": Setting.TIME_ZONE,
}
PRIVATE = "BLOG_ADMIN_PERMISSION"
"""The administrators' e-mail addresses: nothing but this name is ever read of it."""


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
        elif address := _address_in([child.element]):
            yield FoundSetting(Setting.ADDRESS, address)


def is_one(head: xml.Head) -> bool:
    """Whether a file that begins so is of this format."""
    return head.tag == f"{ATOM}feed" and NAMESPACE in head.namespaces


def _entry(child: xml.Child) -> Found:
    entry = child.element
    kind = _kind(entry)
    reason = _reason(child, kind)
    if reason:
        where = feed_id(entry) or f"line {child.line}"
        return Skipped(where, kind, reason, line(text(entry, f"{ATOM}title")))
    if kind is Kind.SETTING:
        return FoundSetting(SETTINGS[_setting(entry)], line(content(entry)), feed_id(entry))
    return _comment(entry) if kind is Kind.COMMENT else _article(entry, kind)


def _kind(entry: Element) -> Kind:
    for category in entry.iterfind(f"{ATOM}category[@scheme='{NAMESPACE}#kind']"):
        return KINDS.get(category.get("term", "").rpartition("#")[2], Kind.UNKNOWN)
    return Kind.UNKNOWN


def _reason(child: xml.Child, kind: Kind) -> Reason | None:
    """Why an entry is left out, if it is."""
    entry = child.element
    if not child.is_whole:
        return Reason.TOO_LARGE
    if kind is Kind.UNKNOWN:
        return Reason.UNKNOWN_KIND
    if kind is Kind.SETTING and _setting(entry) == PRIVATE:
        return Reason.PRIVATE
    if kind is Kind.TEMPLATE or (kind is Kind.SETTING and _setting(entry) not in SETTINGS):
        return Reason.UNUSED
    return None if kind is Kind.SETTING or number(feed_id(entry)) else Reason.NO_ID


def _setting(entry: Element) -> str:
    return feed_id(entry).rpartition(".")[2]


def _article(entry: Element, kind: Kind) -> FoundArticle:
    address = _address_in(entry.iterfind(f"{ATOM}link"))
    published = moment(text(entry, f"{ATOM}published"))
    is_draft = text(entry, DRAFT) == "yes" or published is None
    return FoundArticle(
        source=number(feed_id(entry)),
        feed_id=feed_id(entry),
        kind=kind,
        state=State.DRAFT if is_draft else State.LIVE,
        title=line(text(entry, f"{ATOM}title")),
        body=content(entry),
        labels=labels(entry.iterfind(f"{ATOM}category[@scheme='{LABEL}']")),
        path=path(address),
        host=host(address),
        author=author(entry),
        author_url=author_url(entry),
        published=published,
        updated=moment(text(entry, f"{ATOM}updated")),
        notes=() if published else (Note.NO_DATE,),
    )


def _address_in(elements: Iterable[Element]) -> str:
    """Where the first of these that is a link to a page for people leads."""
    for link in elements:
        if link.get("rel") == "alternate" and link.get("type") == "text/html":
            return link.get("href", "")
    return ""


def _comment(entry: Element) -> FoundComment:
    answered = entry.find(f"{THREAD}in-reply-to")
    published = moment(text(entry, f"{ATOM}published"))
    is_removed = _is_removed(entry)
    return FoundComment(
        source=number(feed_id(entry)),
        feed_id=feed_id(entry),
        anchor=_anchor(entry),
        article="" if answered is None else number(answered.get("ref", "")),
        parent=_parent(entry),
        name=author(entry),
        url=author_url(entry),
        body="" if is_removed else unescaped(content(entry)),
        standing=Standing.REMOVED if is_removed else Standing.APPROVED,
        published=published,
        notes=() if published else (Note.NO_DATE,),
    )


def _is_removed(entry: Element) -> bool:
    """What stands in its place then is a sentence in the language of the blog."""
    name = f"{GOOGLE}extendedProperty[@name='blogger.contentRemoved']"
    return any(named.get("value") != "false" for named in entry.iterfind(name))


def _anchor(entry: Element) -> str:
    """The one that links to the comment have; its id is only the likely one."""
    fragment = _address_in(entry.iterfind(f"{ATOM}link")).partition("#")[2]
    return fragment if re.fullmatch(r"c[0-9]{1,30}", fragment) else f"c{number(feed_id(entry))}"


def _parent(entry: Element) -> str:
    """The number of the comment that this one answers: the last part of its feed's address."""
    for link in entry.iterfind(f"{ATOM}link[@rel='related']"):
        last = link.get("href", "").rpartition("/")[2]
        return last if re.fullmatch("[0-9]{1,30}", last) else ""
    return ""
