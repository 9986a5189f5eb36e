"""What the W3C feed validator asks of a feed, and JSON Feed's own rules."""

from __future__ import annotations

import json
import re
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

from bleach._vendor import html5lib

ATOM = "{http://www.w3.org/2005/Atom}"
THREAD = "{http://purl.org/syndication/thread/1.0}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}"
CREATOR = "{http://purl.org/dc/elements/1.1/}creator"
COMMENT_API = "{http://wellformedweb.org/CommentAPI/}"
SLASH = "{http://purl.org/rss/1.0/modules/slash/}"

RFC_3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d([.]\d+)?(Z|[+-]\d\d:\d\d)")
NAME = re.compile(r"[a-z][a-z0-9+.-]*:\S+")
CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")


def atom(answer: Any, address: str = "") -> ET.Element:
    """A valid Atom feed (RFC 4287), parsed; ``address`` is the one that it was asked for at."""
    assert (answer.status_code, answer.mimetype) == (200, "application/atom+xml")
    feed = _xml(answer)
    assert feed.tag == f"{ATOM}feed"
    _one_of_each(feed, "id", "title", "updated")
    assert NAME.fullmatch(told(feed, "id"))
    assert (told(feed.find(f"{ATOM}author"), "name") or "").strip()
    assert feed.get("{http://www.w3.org/XML/1998/namespace}lang")
    assert _links(feed, "self") == [address or _asked(answer)]
    assert len(_links(feed, "alternate")) == 1

    entries = feed.findall(f"{ATOM}entry")
    for entry in entries:
        _one_of_each(entry, "id", "title", "updated", "published", "content")
        assert NAME.fullmatch(told(entry, "id"))
        assert (told(entry.find(f"{ATOM}author"), "name") or "").strip()
        assert len(_links(entry, "alternate")) == 1
        assert entry.find(f"{ATOM}content").get("type") == "html"
        _in_full(told(entry, "content"))
        for category in entry.findall(f"{ATOM}category"):
            assert category.get("term")
    _each_its_own([told(entry, "id") for entry in entries])

    for link in feed.iter(f"{ATOM}link"):
        _full(link.get("href"))
    dates = [date.text for name in ("updated", "published") for date in feed.iter(f"{ATOM}{name}")]
    assert all(RFC_3339.fullmatch(date) for date in dates)
    if entries:
        newest = max(datetime.fromisoformat(told(entry, "updated")) for entry in entries)
        assert datetime.fromisoformat(told(feed, "updated")) == newest
    return feed


def rss(answer: Any, address: str = "") -> ET.Element:
    """The channel of a valid RSS 2.0 feed."""
    assert (answer.status_code, answer.mimetype) == (200, "application/rss+xml")
    root = _xml(answer)
    assert (root.tag, root.get("version")) == ("rss", "2.0")
    (channel,) = root
    for name in ("title", "link", "description", "language", "lastBuildDate"):
        (element,) = channel.findall(name)
        assert (element.text or "").strip(), name
    assert _links(channel, "self") == [address or _asked(answer)]

    items = channel.findall("item")
    for item in items:
        for name in ("title", "link", "guid", "pubDate", f"{CONTENT}encoded", CREATOR):
            (element,) = item.findall(name)
            assert (element.text or "").strip(), name
        assert len(item.findall("description")) <= 1
        assert item.find("guid").get("isPermaLink") == "false"
        _in_full(item.findtext(f"{CONTENT}encoded"))
        for name in ("comments", f"{COMMENT_API}commentRss"):
            if item.find(name) is not None:
                _full(item.findtext(name))
    _each_its_own([item.findtext("guid") for item in items])

    for link in channel.iter("link"):
        _full(link.text)
    for date in [*channel.iter("pubDate"), *channel.iter("lastBuildDate")]:
        assert parsedate_to_datetime(date.text).tzinfo
    return channel


def json_feed(answer: Any, address: str = "") -> dict[str, Any]:
    """A valid JSON Feed (jsonfeed.org, version 1.1)."""
    assert (answer.status_code, answer.mimetype) == (200, "application/feed+json")
    feed = json.loads(answer.data.decode())
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["feed_url"] == (address or _asked(answer))
    for name in ("title", "language", "description"):
        assert feed[name].strip()
    _full(feed["home_page_url"])
    assert [author["name"] for author in feed["authors"]]

    for item in feed["items"]:
        assert NAME.fullmatch(item["id"])
        assert [author["name"].strip() for author in item["authors"]]
        assert not CONTROLS.search("".join(str(value) for value in item.values()))
        assert None not in item.values()
        _full(item["url"])
        _full(item.get("image", "https://e.com"))
        _in_full(item["content_html"])
        for name in ("date_published", "date_modified"):
            assert RFC_3339.fullmatch(item[name])
    _each_its_own([item["id"] for item in feed["items"]])
    return feed


def told(element: ET.Element | None, name: str) -> str | None:
    """The text of an element of Atom's."""
    return None if element is None else element.findtext(f"{ATOM}{name}")


def _xml(answer: Any) -> ET.Element:
    assert not CONTROLS.search(answer.text)
    return ET.fromstring(answer.data)


def _asked(answer: Any) -> str:
    return f"{answer.request.host_url.rstrip('/')}{answer.request.environ['REQUEST_URI']}"


def _one_of_each(element: ET.Element, *names: str) -> None:
    for name in names:
        assert len(element.findall(f"{ATOM}{name}")) == 1, name


def _each_its_own(ids: list[Any]) -> None:
    assert len(ids) == len(set(ids))


def _links(element: ET.Element, rel: str) -> list[str | None]:
    return [link.get("href") for link in element.findall(f"{ATOM}link") if link.get("rel") == rel]


def _full(address: str | None) -> None:
    assert address, "no address"
    assert urlsplit(address).scheme in {"http", "https"}, address
    assert urlsplit(address).netloc, address
    assert address.isascii(), address


def _in_full(html: str | None) -> None:
    """Nothing in the text of an entry is relative to a page that its reader hasn't open."""
    for element in html5lib.parseFragment(html or "", namespaceHTMLElements=False).iter():
        assert element.tag not in {"script", "iframe", "style"}
        for name in {"href", "src", "cite"} & set(element.keys()):
            assert urlsplit(element.get(name)).scheme, element.get(name)
