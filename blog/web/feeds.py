"""Feeds, in the three formats that feed readers know: Atom, RSS 2.0 and JSON Feed 1.1.

A room says what is in a feed; here it is bounded, written down and answered.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime
from html import escape
from typing import Any, NamedTuple, TypeVar
from uuid import NAMESPACE_URL, uuid5

from feedgenerator import Atom1Feed, Rss201rev2Feed
from flask import Response, request, url_for
from sqlalchemy import Select

from blog.db import db
from blog.models.site import Site
from blog.text import names
from blog.web import links

Row = TypeVar("Row")

LENGTH = 20
"""How many entries a feed has when nobody asks for more or fewer."""
LONGEST = 150
"""The most that one may ask for, as at Blogger."""

TYPES = {
    "atom": "application/atom+xml",
    "rss": "application/rss+xml",
    "json": "application/feed+json",
}


class Replies(NamedTuple):
    """Where an entry's comments are: how many, on which page, in which feeds."""

    number: int
    url: str
    atom: str
    rss: str


class Answered(NamedTuple):
    """What an entry is an answer to: its id in feeds, and its page."""

    id: str
    url: str


class _Writable:
    """Something of which every word can be written down in XML."""

    def __post_init__(self) -> None:
        """Drop control characters, wherever the words came from."""
        for name, value in vars(self).items():
            setattr(self, name, _fit(value))


def _fit(value: Any) -> Any:
    if isinstance(value, list):
        return [_fit(one) for one in value]
    return names.clean_words(value) if isinstance(value, str) else value


@dataclass(kw_only=True)
class Entry(_Writable):
    """One thing in a feed. Its ``id`` never changes, and its addresses are full ones.

    ``title`` and ``summary`` are plain text; ``html`` is the whole of it. ``language`` is its own,
    where it is not in the blog's.
    """

    id: str
    url: str
    title: str
    html: str
    author: str
    published: datetime
    updated: datetime
    summary: str = ""
    picture: str = ""
    labels: list[str] = field(default_factory=list)
    language: str = ""
    replies: Replies | None = None
    answered: Answered | None = None


@dataclass(kw_only=True)
class Feed(_Writable):
    """A feed of the blog; ``url`` is the page on which people see the same."""

    id: str
    title: str
    url: str
    entries: list[Entry]
    description: str = ""


def id_of(whole: str, part: str) -> str:
    """A permanent name (RFC 4287, 4.2.6) for a part of something that has one."""
    return uuid5(NAMESPACE_URL, f"{whole}#{part}").urn


def window() -> dict[str, int]:
    """Which entries were asked for, as Blogger's feeds are asked; what is no number, is not."""
    asked = {name: request.args.get(name, "") for name in ("start-index", "max-results")}
    return {
        name: int(number)
        for name, number in asked.items()
        if number.isascii() and number.isdigit() and len(number) < 10 and int(number)
    }


def within(query: Select[Row]) -> Select[Row]:
    """The part of a list that was asked for."""
    asked = window()
    length = min(asked.get("max-results", LENGTH), LONGEST)
    return query.offset(asked.get("start-index", 1) - 1).limit(length)


def answer(feed: Feed, format: str) -> Response:
    """The feed in one of the ``TYPES``, for the address under which it was asked for."""
    write = {"atom": _atom, "rss": _rss, "json": _json}[format]
    parts: dict[str, Any] = {**(request.view_args or {}), **window()}
    address = url_for(request.endpoint or "", **parts)
    return Response(
        write(feed, db.get_or_404(Site, 1), links.absolute(address)), content_type=TYPES[format]
    )


def _atom(feed: Feed, site: Site, address: str) -> str:
    return _in_xml(_Atom, feed, site, address)


def _rss(feed: Feed, site: Site, address: str) -> str:
    return _in_xml(_Rss, feed, site, address)


def _in_xml(kind: type[_Atom | _Rss], feed: Feed, site: Site, address: str) -> str:
    written = kind(
        title=feed.title,
        link=feed.url,
        description=feed.description or _description(site),
        language=site.language,
        feed_url=address,
        feed_guid=feed.id,
        author_name=names.clean_words(site.name),
        updated=_updated(feed, site),
    )
    for entry in feed.entries:
        written.add_item(
            title=entry.title,
            link=entry.url,
            description=None,  # theirs is HTML
            summary=entry.summary,
            content=entry.html,
            unique_id=entry.id,
            unique_id_is_permalink=False,
            pubdate=entry.published,
            updateddate=entry.updated,
            author_name=entry.author,
            categories=entry.labels,
            comments=entry.replies.url if entry.replies else None,
            language=entry.language,
            replies=entry.replies,
            answered=entry.answered,
        )
    return str(written.writeString("utf-8"))


class _Atom(Atom1Feed):
    """RFC 4287, and RFC 4685 for who answers whom."""

    def root_attributes(self) -> dict[str, str]:
        return {**super().root_attributes(), "xmlns:thr": "http://purl.org/syndication/thread/1.0"}

    def latest_post_date(self) -> datetime:
        return self.feed["updated"]

    def item_attributes(self, item: dict[str, Any]) -> dict[str, str]:
        return {"xml:lang": item["language"]} if item["language"] else {}

    def add_item_elements(self, xml: Any, item: dict[str, Any]) -> None:
        super().add_item_elements(xml, item)
        if item["summary"]:
            xml.addQuickElement("summary", item["summary"])
        if item["replies"]:
            count, href = str(item["replies"].number), item["replies"].atom
            link = {"rel": "replies", "type": TYPES["atom"], "href": href, "thr:count": count}
            xml.addQuickElement("link", None, link)
        if item["answered"]:
            xml.addQuickElement(
                "thr:in-reply-to", None, {"ref": item["answered"].id, "href": item["answered"].url}
            )


class _Rss(Rss201rev2Feed):
    """RSS 2.0, with the whole text and the comments in the namespaces that readers know."""

    def rss_attributes(self) -> dict[str, str]:
        return {
            **super().rss_attributes(),
            "xmlns:dc": "http://purl.org/dc/elements/1.1/",
            "xmlns:content": "http://purl.org/rss/1.0/modules/content/",
            "xmlns:slash": "http://purl.org/rss/1.0/modules/slash/",
            "xmlns:wfw": "http://wellformedweb.org/CommentAPI/",
        }

    def latest_post_date(self) -> datetime:
        return self.feed["updated"]

    def add_item_elements(self, xml: Any, item: dict[str, Any]) -> None:
        super().add_item_elements(xml, item)
        if item["summary"]:
            xml.addQuickElement("description", escape(item["summary"], quote=False))
        xml.addQuickElement("content:encoded", item["content"])
        if item["language"]:
            xml.addQuickElement("dc:language", item["language"])
        if item["replies"]:
            xml.addQuickElement("slash:comments", str(item["replies"].number))
            xml.addQuickElement("wfw:commentRss", item["replies"].rss)


def _json(feed: Feed, site: Site, address: str) -> str:
    written = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.url,
        "feed_url": address,
        "description": feed.description or _description(site),
        "language": site.language,
        "authors": [{"name": names.clean_words(site.name), "url": links.absolute("/")}],
        "items": [_item(entry) for entry in feed.entries],
    }
    return json.dumps(written, ensure_ascii=False)


def _item(entry: Entry) -> dict[str, Any]:
    written = {
        "id": entry.id,
        "url": entry.url,
        "title": entry.title,
        "summary": entry.summary,
        "image": entry.picture,
        "date_published": entry.published.isoformat(timespec="seconds"),
        "date_modified": entry.updated.isoformat(timespec="seconds"),
        "authors": [{"name": entry.author}],
        "tags": entry.labels,
        "language": entry.language,
    }
    return {name: value for name, value in written.items() if value} | {"content_html": entry.html}


def _description(site: Site) -> str:
    return names.clean_words(site.description or site.name)


def _updated(feed: Feed, site: Site) -> datetime:
    return max((entry.updated for entry in feed.entries), default=site.created_at)
