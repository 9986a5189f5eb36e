"""Reads what Broadsheet exported, file by file, and lets nothing pass that a blog can't have.

docs/formats.md describes the format. What is in the files is said by ``transfer.records``.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, TypeVar
from zoneinfo import available_timezones

from blog.models.address import Address
from blog.models.article import Article, WorkingCopy
from blog.models.comment import Comment
from blog.models.label import Label
from blog.models.picture import Picture
from blog.models.site import BESIDE, BOXES, CONSOLES, LANGUAGES, Ad, AdKind, Site
from blog.models.subscriber import Subscriber
from blog.text import bounds, consoles, languages, mailboxes, names, slugs, urls
from blog.transfer import layout, notation
from blog.transfer.found import NotReadable, Why
from blog.transfer.readers import packages
from blog.transfer.readers.packages import Member
from blog.transfer.records import (
    AD,
    ADDRESS,
    ARTICLE,
    COMMENT,
    LABEL,
    PICTURE,
    SITE,
    SUBSCRIBER,
    WORKING_COPY,
    Record,
)

LINE = 1024 * 1024
"""Bytes of a line at the most; a comment has a few thousand characters."""
TEXT = 4 * bounds.ARTICLE_CHARACTERS + LINE
"""Bytes of an article's file at the most, and of the settings."""
PIECE = 1024 * 1024
LINK = 2_000
BACKUPS = 365
FRONT = 100
DAYS = 36_500

_SUM = re.compile(r"([0-9a-f]{64})  (.+)\n")
_ORIGINAL = re.compile(rf"{layout.ORIGINALS}/([0-9a-f]{{64}})\.(jpeg|png|webp|gif|avif|heif)")

T = TypeVar("T")
Values = dict[str, Any]


@dataclass(frozen=True)
class Found:
    """One record: the values of its columns, and its links as they are written."""

    file: str
    line: int
    values: Values
    links: Mapping[str, Any] = field(default_factory=dict)

    def refused(self, detail: object) -> NotReadable:
        """What to raise when it can't be brought in."""
        return NotReadable(Why.ILL_FORMED, self.file, self.line, detail=str(detail))


@dataclass(frozen=True)
class FoundText:
    """An article or page, and what is being written on it. ``stem`` is what the names of its
    files have in common."""

    stem: str
    article: Found
    working: Found | None


@contextmanager
def opened(path: Path) -> Iterator[Package]:
    """See what was exported, until the block ends. Raises ``NotReadable``."""
    with packages.contents(path) as members:
        yield Package(members)


class Package:
    """A folder or a ZIP that was exported. Whatever else lies in it is left alone."""

    def __init__(self, members: list[Member]) -> None:
        """Find everything. Raises ``NotReadable`` for what is no export, or a newer one."""
        self._members = _ours(members)
        head = _parsed(notation.parsed, self._text(layout.HEAD), layout.HEAD)
        if (head.get("format"), head.get("version")) != (layout.FORMAT, layout.VERSION):
            detail = f"{head.get('format')} {head.get('version')}"
            raise NotReadable(Why.WRONG_FORMAT, layout.HEAD, detail=detail[:80])
        self._site = head.get("site")
        self._texts = self._by_stem("", layout.FORMATS)
        self._working = self._by_stem(f"{layout.WORKING}/", layout.FORMATS)
        self._comments = self._by_stem(f"{layout.COMMENTS}/", ["jsonl"])
        for stem, file in sorted((self._working | self._comments).items()):
            if stem not in self._texts:
                raise NotReadable(Why.ILL_FORMED, file, detail="it belongs to no article")

    @property
    def steps(self) -> int:
        """What there is to be looked at once, and what of it to be made again."""
        originals = sum(name.startswith(f"{layout.ORIGINALS}/") for name in self._members)
        return len(self._members) + originals + len(self._texts)

    def damages(self, progress: Callable[[int], object]) -> Iterator[NotReadable]:
        """Every file that is missing, damaged or not in the list of checksums.

        Without that list, which its owner may remove to change something, nothing is known of
        all this. ``progress`` is told of each file.
        """
        if layout.SUMS not in self._members:
            progress(len(self._members))
            return
        sums = self._sums()
        progress(1)
        for name in sorted(sums.keys() | self._members.keys() - {layout.SUMS}):
            if name not in self._members:
                yield NotReadable(Why.MISSING, name)
            elif name not in sums:
                yield NotReadable(Why.DAMAGED, name, detail=f"{layout.SUMS} does not have it")
            elif self._digest(name) != sums[name]:
                yield NotReadable(Why.DAMAGED, name, detail="it is not what was exported")
            progress(1)

    def site(self) -> Found:
        """The settings."""
        if not isinstance(self._site, dict):
            raise NotReadable(Why.ILL_FORMED, layout.HEAD, detail="it has no site")
        return _found(SITE, self._site, layout.HEAD)

    def labels(self) -> Iterator[Found]:
        """Every label."""
        return self._records(LABEL, layout.LABELS)

    def pictures(self) -> Iterator[Found]:
        """What is known of every picture."""
        for found in self._records(PICTURE, layout.PICTURES):
            original = _ORIGINAL.fullmatch(found.links.get("file", ""))
            if not original:
                raise found.refused("it names no original")
            if original[0] not in self._members:
                raise NotReadable(Why.MISSING, original[0])
            found.values.update(digest=original[1], format=original[2])
            yield found

    @contextmanager
    def original(self, picture: Found) -> Iterator[BinaryIO]:
        """The bytes of a picture's original."""
        with self._members[picture.links["file"]].open() as stream:
            yield stream

    def texts(self) -> Iterator[FoundText]:
        """Every article and page."""
        for stem, file in sorted(self._texts.items()):
            front, body = self._page(file)
            if "saved_at" not in front:
                working = self._working_copy(stem)
                yield FoundText(stem, _text(ARTICLE, front, body, file), working)
                continue

            # A draft: all of its text is still being written.
            if stem in self._working:
                raise NotReadable(Why.ILL_FORMED, self._working[stem], detail=f"{file} is the same")
            keys = {*WORKING_COPY.keys, *WORKING_COPY.links} & front.keys()
            working = _text(WORKING_COPY, {key: front.pop(key) for key in keys}, body, file)
            article = _found(ARTICLE, front, file)
            article.values.update(body="", format="markdown")
            yield FoundText(stem, article, working)

    def _working_copy(self, stem: str) -> Found | None:
        file = self._working.get(stem)
        return _text(WORKING_COPY, *self._page(file), file) if file else None

    def comments(self, text: FoundText) -> Iterator[Found]:
        """The comments on an article."""
        if text.stem in self._comments:
            yield from self._records(COMMENT, self._comments[text.stem])

    def addresses(self) -> Iterator[Found]:
        """Every address besides the articles' own."""
        return self._records(ADDRESS, layout.ADDRESSES)

    def ads(self) -> Iterator[Found]:
        """Every ad."""
        for found in self._records(AD, layout.ADS):
            if found.values["kind"] is AdKind.PICTURE and "picture" not in found.links:
                raise found.refused("it has no picture")
            yield found

    def subscribers(self) -> Iterator[Found]:
        """Everybody who gets the news by mail, where anybody does."""
        if layout.SUBSCRIBERS in self._members:
            yield from self._records(SUBSCRIBER, layout.SUBSCRIBERS)

    def _by_stem(self, before: str, endings: Iterable[str]) -> dict[str, str]:
        """The files that belong to articles, by what their names have in common."""
        found: dict[str, str] = {}
        for name in sorted(self._members):
            if not name.startswith(tuple(f"{before}{folder}/" for folder in layout.TEXTS)):
                continue
            stem, _, ending = name.removeprefix(before).rpartition(".")
            if ending not in endings:
                raise NotReadable(Why.WRONG_FORMAT, name)
            if stem in found:
                raise NotReadable(Why.ILL_FORMED, name, detail=f"{found[stem]} is the same")
            found[stem] = name
        return found

    def _sums(self) -> dict[str, str]:
        sums = {}
        for line, text in self._lines(layout.SUMS):
            found = _SUM.fullmatch(text)
            if not found:
                raise NotReadable(Why.ILL_FORMED, layout.SUMS, line)
            sums[found[2]] = found[1]
        return sums

    def _digest(self, name: str) -> str:
        digest = hashlib.sha256()
        with self._members[name].open() as stream:
            while piece := stream.read(PIECE):
                digest.update(piece)
        return digest.hexdigest()

    def _page(self, name: str) -> tuple[notation.Front, str]:
        return _parsed(notation.parted, self._text(name), name)

    def _records(self, record: Record, name: str) -> Iterator[Found]:
        for line, text in self._lines(name):
            yield _found(record, _parsed(notation.parsed, text, name, line), name, line)

    def _text(self, name: str) -> str:
        with self._open(name) as stream:
            return _decoded(stream.read(TEXT + 1), TEXT, name)

    def _lines(self, name: str) -> Iterator[tuple[int, str]]:
        with self._open(name) as stream:
            for line, raw in enumerate(iter(lambda: stream.readline(LINE + 1), b""), start=1):
                yield line, _decoded(raw, LINE, name, line)

    @contextmanager
    def _open(self, name: str) -> Iterator[BinaryIO]:
        if name not in self._members:
            raise NotReadable(Why.MISSING, name)
        with self._members[name].open() as stream:
            yield stream


def _ours(members: list[Member]) -> dict[str, Member]:
    """The files of the export, wherever in the package it begins, by their names in it."""
    heads = [member.parts[:-1] for member in members if member.parts[-1] == layout.HEAD]
    if not heads:
        raise NotReadable(Why.MISSING, layout.HEAD)
    root = min(heads, key=len)
    found: dict[str, Member] = {}
    for member in members:
        inside = member.parts[len(root) :]
        if member.parts[: len(root)] != root or inside[0] not in layout.OURS:
            continue
        if any(part.startswith(".") for part in inside):  # what systems add of their own
            continue
        if "/".join(inside) in found:
            raise NotReadable(Why.DAMAGED, member.name, detail="it is there twice")
        found["/".join(inside)] = member
    return found


def _parsed(parse: Callable[[str], T], text: str, file: str, line: int = 0) -> T:
    try:
        return parse(text)
    except ValueError as error:
        raise NotReadable(Why.ILL_FORMED, file, line, detail=str(error)) from None


def _decoded(raw: bytes, longest: int, file: str, line: int = 0) -> str:
    if len(raw) > longest:
        raise NotReadable(Why.TOO_LONG, file, line)
    try:
        return raw.decode()
    except UnicodeDecodeError as error:
        raise NotReadable(Why.ENCODING, file, line, detail=str(error)) from None


def _text(record: Record, front: notation.Front, body: str, file: str) -> Found:
    """An article or a working copy: what its file says of it, and the rest of the file."""
    if len(body) > bounds.ARTICLE_CHARACTERS:
        raise NotReadable(Why.TOO_LONG, file)
    found = _found(record, front, file)
    found.values.update(body=body, format=layout.FORMATS[file.rpartition(".")[2]])
    return found


def _found(record: Record, front: notation.Front, file: str, line: int = 0) -> Found:
    try:
        values, links = record.read(front), _links(record, front)
        if check := _CHECKS.get(record.model):
            check(values)
    except ValueError as error:
        raise NotReadable(Why.ILL_FORMED, file, line, detail=str(error)) from None
    return Found(file, line, values, links)


def _links(record: Record, front: notation.Front) -> dict[str, Any]:
    """What a record says of other things; nothing else than its keys and these may be there."""
    for key in front.keys() - {*record.keys, *record.links}:
        raise ValueError(f"nothing is known of {key[:80]!r}")
    links = {key: front[key] for key in record.links if key in front}
    for key, link in links.items():
        _must(_is_link(key, link), f"its {key} is no link")
    return links


def _is_link(key: str, link: object) -> bool:
    if key == "labels":
        return isinstance(link, list) and all(isinstance(one, str) for one in link)
    return isinstance(link, str)


def _check_site(site: Values) -> None:
    _must(site["language"] in LANGUAGES, "its language is none of ours")
    _must(site["time_zone"] in available_timezones(), "its time zone is unknown")
    _must(re.fullmatch(r"https?://[^\s/?#@]+", site["url"]), "its url is no address of the web")
    _must(re.fullmatch("#[0-9a-fA-F]{6}", site["accent"]), "its accent is no colour")
    _must(site["backups_kept"] <= BACKUPS, "its backups_kept are too many")
    _must(1 <= site["front_length"] <= FRONT, "its front_length can't be used")
    _must(site["comments_close_after"] <= DAYS, "its comments_close_after are too many")
    _must(site["comments_held_after"] <= DAYS, "its comments_held_after are too many")
    _must(isinstance(site["beside"], list), "its beside is no list")
    _must(all(name in BESIDE for name in site["beside"]), "its beside has what is none of ours")
    _must(len({*site["beside"]}) == len(site["beside"]), "its beside has something twice")
    contact = site["security_contact"]
    _must(contact == mailboxes.contact(contact), "its security_contact is no address")
    given = site["verifications"]
    _must(isinstance(given, dict) and given.keys() <= CONSOLES.keys(), "its verifications are odd")
    for word in given.values():
        is_one = isinstance(word, str) and word == consoles.content(word)
        _must(is_one, "its verifications are odd")
    _must(isinstance(site["follow"], list), "its follow is no list")
    for profile in site["follow"]:
        _must(isinstance(profile, dict) and profile.keys() == {"name", "url"}, "its follow is odd")
        _must(all(isinstance(text, str) for text in profile.values()), "its follow is odd")
        _must(urls.web_address(profile["url"]), "its follow leads nowhere on the web")


def _check_written(written: Values) -> None:
    tag = written["language"]
    _must(tag is None or languages.is_tag(tag), "its language is no tag of BCP 47")


def _check_article(article: Values) -> None:
    _check_written(article)
    path = article["path"]
    _must(path is None or path.startswith("/"), "its path is no path")
    _must(path or not article["published_at"], "it is published, but has no path")
    _must(article["feed_id"], "its feed_id is empty")


def _check_comment(comment: Values) -> None:
    _must(re.fullmatch(r"\S+", comment["anchor"]), "its anchor is none")
    _must(isinstance(comment["held_for"], list), "its held_for is no list")
    for reason in comment["held_for"]:
        _must(isinstance(reason, dict) and reason.get("reason"), "its held_for has what is none")
    comment["url"] = urls.web_address(comment["url"]) or ""


def _check_label(label: Values) -> None:
    _must(names.clean_name(label["name"]) == label["name"] != "", "its name can't be used")
    _must(label["slug"] == slugs.label_slug(label["slug"], "") != "", "its slug can't be used")


def _check_picture(picture: Values) -> None:
    _must(max(picture["focus_x"], picture["focus_y"]) <= 100, "its focus is outside of it")


def _check_address(address: Values) -> None:
    target = address["target"]
    _must(address["path"].startswith("/"), "its path is no path")
    _must(
        target is None or urls.local_path(target) or urls.web_address(target, LINK),
        "its target is no place on the web",
    )


def _check_ad(ad: Values) -> None:
    is_code = ad["kind"] is AdKind.CODE
    leads = urls.web_address(ad["link"], LINK)
    _must(leads or (is_code and not ad["link"]), "its link leads nowhere on the web")
    _must(ad["box"] in BOXES, "its box is none of ours")


def _check_subscriber(subscriber: Values) -> None:
    email = subscriber["email"]
    _must(email and email == mailboxes.mailbox(email), "its email is no address")
    _must(re.fullmatch(r"[\w-]{20,64}", subscriber["leave"], re.ASCII), "its leave is no token")
    _must(subscriber["confirmed_at"], "it is not confirmed")


def _must(holds: object, otherwise: str) -> None:
    if not holds:
        raise ValueError(otherwise)


_CHECKS: Mapping[type, Callable[[Values], None]] = {
    Site: _check_site,
    Article: _check_article,
    WorkingCopy: _check_written,
    Comment: _check_comment,
    Label: _check_label,
    Picture: _check_picture,
    Address: _check_address,
    Ad: _check_ad,
    Subscriber: _check_subscriber,
}
