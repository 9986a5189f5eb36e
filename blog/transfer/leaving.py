"""Leaving: everything that is the owner's, in files that other programs can read.

docs/formats.md describes them. The same blog gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import lazyload, selectinload

from blog import addresses, pictures
from blog.db import db
from blog.models.address import Address
from blog.models.article import Article, WorkingCopy
from blog.models.comment import Comment
from blog.models.label import Label
from blog.models.picture import Picture, Rendition
from blog.models.site import Ad, Site
from blog.models.subscriber import Subscriber
from blog.text import slugs
from blog.transfer import containers, layout, notation
from blog.transfer.containers import Container
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

BATCH = 100
PIECE = 1024 * 1024

_DEVICES = {"con", "prn", "aux", "nul"} | {
    f"{port}{number}" for port in ("com", "lpt") for number in range(1, 10)
}
"""Names that Windows gives no file, whatever its ending."""


class NotSetUp(Exception):
    """There is no blog yet."""


class Lost(Exception):
    """Originals are missing or damaged: ``args`` are their names. Nothing was exported."""


class Counts(NamedTuple):
    """What left, or came."""

    articles: int
    comments: int
    pictures: int


def size() -> int:
    """How many steps ``export`` will tell of."""
    return _count(Article) + _count(Picture)


def export(target: Path, progress: Callable[[int], object] = lambda steps: None) -> Counts:
    """Write everything into a folder or a ZIP, which appears whole or not at all.

    What it shows is the blog at one moment, also while the blog is in use. Raises ``NotSetUp``,
    ``Lost``, ``containers.Occupied``, ``OSError``.
    """
    db.session.rollback()  # what follows is one transaction, and sees one moment
    site = Site.current()
    if site is None:
        raise NotSetUp
    with containers.whole(target) as container:
        return _Export(container, site, progress).write()


def _count(model: type[Article | Picture]) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


class _Export:
    """One export on its way. Remembers the names of articles and originals by their numbers."""

    def __init__(self, container: Container, site: Site, progress: Callable[[int], object]) -> None:
        self._container = container
        self._site = site
        self._progress = progress
        self._originals: dict[int | None, str] = {}
        self._articles: dict[int | None, str] = {}
        self._stems: set[str] = set()
        self._comments = 0

    def write(self) -> Counts:
        head = {"format": layout.FORMAT, "version": layout.VERSION, "site": SITE.write(self._site)}
        self._container.write(layout.HEAD, [notation.pretty(head).encode()])
        self._write_lines(layout.LABELS, map(LABEL.write, _labels()))
        self._write_originals()
        self._write_lines(layout.PICTURES, map(self._picture, _pictures()))
        for article in _articles():
            self._write_article(article)
            self._progress(1)
        self._write_lines(layout.ADDRESSES, map(self._address, _addresses()))
        self._write_lines(layout.ADS, map(self._ad, _ads()))
        self._write_subscribers()
        return Counts(len(self._articles), self._comments, len(self._originals))

    def _write_originals(self) -> None:
        """Write them byte for byte, and be sure that they are what they were."""
        lost = []
        for picture in _pictures():
            name = self._originals[picture.id] = layout.original(picture.digest, picture.format)
            try:
                pieces = _pieces(pictures.original_of(picture))
                digest = self._container.write(name, pieces, is_packed=True)
            except FileNotFoundError:
                digest = ""
            if digest != picture.digest:
                lost.append(f"{picture.digest}.{picture.format}")
            self._progress(1)
        if lost:
            raise Lost(*lost)

    def _picture(self, picture: Picture) -> notation.Front:
        return {"file": self._originals[picture.id], **PICTURE.write(picture)}

    def _address(self, address: Address) -> notation.Front:
        return ADDRESS.write(address) | _said(article=self._articles.get(address.article_id))

    def _ad(self, ad: Ad) -> notation.Front:
        return AD.write(ad) | _said(picture=self._originals.get(ad.picture_id))

    def _write_article(self, article: Article) -> None:
        """Write the public text, what is being written, and the comments.

        Of a draft there is no public text: its one file has the working copy's and its own keys.
        """
        front = self._text(ARTICLE, article) | _said(labels=[one.name for one in article.labels])
        copy = article.working
        being_written = self._text(WORKING_COPY, copy) if copy else {}
        is_draft = copy is not None and not article.body and not front.keys() & being_written.keys()

        stem = self._stem(article)
        first = copy if copy and is_draft else article
        name = f"{stem}.{layout.ENDINGS[first.format]}"
        self._articles[article.id] = name
        self._write_text(name, being_written | front if is_draft else front, first.body)
        if copy and not is_draft:
            name = f"{layout.WORKING}/{stem}.{layout.ENDINGS[copy.format]}"
            self._write_text(name, being_written, copy.body)
        self._write_comments(f"{layout.COMMENTS}/{stem}.jsonl", article)

    def _text(self, record: Record, text: Article | WorkingCopy) -> notation.Front:
        return record.write(text) | _said(picture=self._originals.get(text.picture_id))

    def _write_text(self, name: str, front: notation.Front, body: str) -> None:
        shown = layout.with_originals(body, _renditions(body).get)
        self._container.write(name, [notation.page(front, shown).encode()])

    def _write_comments(self, name: str, article: Article) -> None:
        rows = iter(db.session.execute(_comments(article)))
        first = next(rows, None)
        if first is not None:
            self._write_lines(name, map(self._comment, chain([first], rows)))

    def _comment(self, row: Row[Any]) -> notation.Front:
        self._comments += 1
        return COMMENT.write(row)

    def _write_subscribers(self) -> None:
        rows = iter(_subscribers())
        first = next(rows, None)
        if first is not None:
            self._write_lines(layout.SUBSCRIBERS, map(SUBSCRIBER.write, chain([first], rows)))

    def _write_lines(self, name: str, fronts: Iterable[notation.Front]) -> None:
        self._container.write(name, (notation.line(front).encode() for front in fronts))

    def _stem(self, article: Article) -> str:
        """A path that tells what it is, safe on every file system, and nobody else's."""
        folder, wish = self._place(article)
        free = (
            stem
            for name in slugs.candidates(slugs.slug(wish, fallback="untitled"))
            if name not in _DEVICES and (stem := f"{folder}/{name}") not in self._stems
        )
        stem = next(free)
        self._stems.add(stem)
        return stem

    def _place(self, article: Article) -> tuple[str, str]:
        """Its folder, and the name it would like to have there."""
        title = article.working.title if article.working else article.title
        wish = addresses.slug_of(article.path) if article.path else article.slug or title
        if article.published_at is None:
            return layout.DRAFTS, wish
        if article.withdrawn_at is not None:
            return layout.WITHDRAWN, wish
        if article.is_page:
            return layout.PAGES, wish
        day = article.published_at.astimezone(self._site.zone)
        return f"{layout.ARTICLES}/{day:%Y/%m}", wish


def _said(**links: str | list[str] | None) -> notation.Front:
    """The links that lead somewhere."""
    return {key: value for key, value in links.items() if value}


def _labels() -> Iterable[Label]:
    return db.session.scalars(select(Label).order_by(Label.key))


def _pictures() -> Iterable[Picture]:
    query = select(Picture).options(lazyload("*")).order_by(Picture.digest)
    return db.session.scalars(query.execution_options(yield_per=BATCH))


def _articles() -> Iterable[Article]:
    """Every article, in an order that comes back with it."""
    query = (
        select(Article)
        .options(
            lazyload(Article.picture),
            selectinload(Article.labels),
            selectinload(Article.working).lazyload(WorkingCopy.picture),
        )
        .order_by(Article.created_at, Article.feed_id)
        .execution_options(yield_per=BATCH)
    )
    return db.session.scalars(query)


def _comments(article: Article) -> Select[Any]:
    """The comments of one article, in the order in which they came."""
    return (
        select(*COMMENT.columns)
        .where(Comment.article_id == article.id)
        .order_by(Comment.id)
        .execution_options(yield_per=BATCH)
    )


def _addresses() -> Iterable[Address]:
    """The addresses that are not an article's own."""
    query = (
        select(Address)
        .options(lazyload("*"))
        .outerjoin(Article, Article.id == Address.article_id)
        .where(Article.path.is_distinct_from(Address.path))
        .order_by(Address.path)
        .execution_options(yield_per=BATCH)
    )
    return db.session.scalars(query)


def _ads() -> Iterable[Ad]:
    return db.session.scalars(select(Ad).options(lazyload("*")).order_by(Ad.slot))


def _subscribers() -> Iterable[Subscriber]:
    """Those who have said that they want the news."""
    query = select(Subscriber).where(Subscriber.confirmed_at.is_not(None))
    ordered = query.order_by(func.lower(Subscriber.email))
    return db.session.scalars(ordered.execution_options(yield_per=BATCH))


def _renditions(body: str) -> dict[str, tuple[str, str, int]]:
    """Of which original the pictures in a body were made, in which format and width."""
    shown = layout.served(body)
    if not shown:
        return {}
    query = (
        select(Rendition.file, Picture.digest, Picture.format, Rendition.format, Rendition.width)
        .join(Rendition.picture)
        .where(Rendition.file.in_(shown))
        .order_by(Picture.digest.desc())  # of twins, always the same one
    )
    return {
        file: (layout.original(digest, format_), made, width)
        for file, digest, format_, made, width in db.session.execute(query)
    }


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            yield piece
