"""Arriving: what an export of Broadsheet holds becomes the content of a new blog.

Everything is read, checked and cleaned into a database of its own first, which is on the disk
but in no folder. From there it goes over in one transaction: until that ends, the blog is as it
was, but for pictures' files that no row names (``pictures.sweep`` takes those away).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import (
    ColumnElement,
    Connection,
    StaticPool,
    Table,
    create_engine,
    delete,
    exists,
    func,
    insert,
    select,
    true,
)
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from blog import acts, pictures
from blog.comments import arranging
from blog.db import Model, db
from blog.models.act import Verb
from blog.models.address import Address
from blog.models.article import Article, Kind, WorkingCopy
from blog.models.comment import Comment
from blog.models.label import Label, labelling
from blog.models.picture import Picture, Rendition
from blog.models.site import Ad, Site
from blog.models.subscriber import Subscriber
from blog.search import index
from blog.text import bodies, excerpts, html
from blog.text.folding import fold
from blog.transfer import layout
from blog.transfer.found import NotReadable, Why
from blog.transfer.leaving import Counts, NotSetUp
from blog.transfer.readers.broadsheet import Found, FoundText, Package, Values
from blog.transfer.staging import cleaned

BATCH = 500

CONTENT = (Article, Comment, Picture, Label, Address, Ad, Subscriber)
"""Whatever has one of these has content of its own."""
ORDER = (
    *(Picture, Rendition, Label, Article, labelling, WorkingCopy, Comment, Address, Ad),
    Subscriber,
)
"""What goes over, in this order: nothing refers to what is not there yet."""


class NotEmpty(Exception):
    """The blog has content of its own, which stays as it is."""


class NotWhole(Exception):
    """Files of the export are missing or damaged: ``args`` are all of them, as ``NotReadable``."""


def bring_in(
    package: Package,
    progress: Callable[[int], object] = lambda steps: None,
    keeps_address: bool = False,
) -> Counts:
    """Make an export the content of this blog, and its settings.

    ``keeps_address`` leaves this blog its own public address. ``progress`` is told of
    ``package.steps`` steps. Raises ``NotSetUp``, ``NotEmpty``, ``NotWhole``, ``NotReadable``,
    ``OSError``; nothing has changed then.
    """
    _refuse_unless_new()
    damages = list(package.damages(progress))
    if damages:
        raise NotWhole(*damages)
    with _scratch() as scratch:
        staging = _Staging(scratch, package, progress)
        site = staging.fill()
        if keeps_address:
            del site["url"]
        _go_over(scratch, site)
        return staging.counts()


def _refuse_unless_new() -> None:
    if Site.current() is None:
        raise NotSetUp
    for model in CONTENT:
        counts = ~_is_begun_about() if model is Article else true()
        if db.session.scalar(select(exists().select_from(model).where(counts))):
            raise NotEmpty(model.__tablename__)


def _is_begun_about() -> ColumnElement[bool]:
    """The page about the blog as it begins: saved once, never published."""
    is_about = (Article.kind == Kind.PAGE) & (Article.slug == "about")
    return is_about & Article.published_at.is_(None) & (Article.version <= 2)


@contextmanager
def _scratch() -> Iterator[Connection]:
    """An empty database with the blog's tables. SQLite keeps one without a name in a file that
    is deleted already: it is gone with the process, whatever ends that."""
    engine = create_engine("sqlite://", creator=lambda: sqlite3.connect(""), poolclass=StaticPool)
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA journal_mode=OFF")
        Model.metadata.create_all(connection)
        yield connection
    engine.dispose()


class _Staging:
    """The content of an export on its way into the scratch database."""

    def __init__(
        self, scratch: Connection, package: Package, progress: Callable[[int], object]
    ) -> None:
        self._scratch = scratch
        self._session = Session(scratch)
        self._package = package
        self._progress = progress
        self._pictures: dict[str, int] = {}
        self._labels: dict[str, int] = {}
        self._articles: dict[str, int] = {}

    def fill(self) -> Values:
        """Stage everything; returns the settings, which have a row in the blog already."""
        site = self._package.site().values
        zone = ZoneInfo(site["time_zone"])
        for label in self._package.labels():
            self._add_label(label)
        for picture in self._package.pictures():
            self._add_picture(picture)
            self._progress(1)
        for text in self._package.texts():
            self._add_article(text, zone)
            self._add_comments(text)
            self._progress(1)
        for address in self._package.addresses():
            article_id = self._linked(address, "article", self._articles)
            self._add(Address, address, article_id=article_id)
        for ad in self._package.ads():
            self._add(Ad, ad, picture_id=self._linked(ad, "picture", self._pictures))
        for subscriber in self._package.subscribers():
            self._add(Subscriber, subscriber)
        self._check_answers()
        arranging.arrange(self._scratch, true())
        return site

    def counts(self) -> Counts:
        """What was staged."""
        comments = self._scratch.scalar(select(func.count()).select_from(Comment)) or 0
        return Counts(len(self._articles), comments, len(self._pictures))

    def _add_label(self, found: Found) -> None:
        label_id = self._labels[found.values["name"]] = len(self._labels) + 1
        self._add(Label, found, id=label_id, key=fold(found.values["name"]))

    def _add_picture(self, found: Found) -> None:
        """Make of an original what readers get; its files are there before any row names them."""
        file = found.links["file"]
        try:
            with self._package.original(found) as stream:
                made = pictures.prepare(stream, found.values["name"])
        except pictures.Refused as refusal:
            raise NotReadable(Why.DAMAGED, file, detail=str(refusal)) from None
        if (made.digest, made.format) != (found.values["digest"], found.values["format"]):
            raise NotReadable(Why.DAMAGED, file, detail="it is another picture")

        picture_id = self._pictures[file] = len(self._pictures) + 1
        measured = {key: getattr(made, key) for key in ("width", "height", "colour")}
        self._add(Picture, found, id=picture_id, **measured)
        for size in made.sizes:
            rendition = {key: getattr(size, key) for key in ("format", "width", "height", "file")}
            self._insert(Rendition, found, [{"picture_id": picture_id, **rendition}])

    def _add_article(self, text: FoundText, zone: ZoneInfo) -> None:
        found = text.article
        article_id = self._articles[found.file] = len(self._articles) + 1
        published = found.values["published_at"]
        day = published.astimezone(zone) if published else None
        body = self._body(found)
        try:
            cleaned = bodies.render(body, found.values["format"])
        except html.TooMuch:
            raise NotReadable(Why.TOO_LONG, found.file) from None
        shown = pictures.in_text(cleaned, self._session)

        self._add(
            Article,
            found,
            id=article_id,
            body=body,
            html=shown,
            policy=html.ARTICLE_POLICY,
            words=excerpts.words(html.plain(shown)),
            month=100 * day.year + day.month if day else None,
            picture_id=self._linked(found, "picture", self._pictures),
        )
        if found.values["path"]:
            self._insert(Address, found, [{"path": found.values["path"], "article_id": article_id}])
        if names := found.links.get("labels"):
            ids = [self._known(found, name, self._labels) for name in names]
            rows = [{"article_id": article_id, "label_id": label_id} for label_id in ids]
            self._insert(labelling, found, rows)
        if text.working:
            self._add_working_copy(text.working, article_id)

    def _add_working_copy(self, found: Found, article_id: int) -> None:
        picture_id = self._linked(found, "picture", self._pictures)
        body = self._body(found)
        self._add(WorkingCopy, found, article_id=article_id, body=body, picture_id=picture_id)

    def _add_comments(self, text: FoundText) -> None:
        article_id = self._articles[text.article.file]
        comments = self._package.comments(text)
        while batch := list(islice(comments, BATCH)):
            rows = [
                {
                    **found.values,
                    "article_id": article_id,
                    "html": cleaned(found.values["body"]),
                    "policy": html.COMMENT_POLICY,
                }
                for found in batch
            ]
            self._insert(Comment, batch[0], rows)

    def _body(self, found: Found) -> str:
        """A body that shows this blog's own renditions of its pictures."""
        body: str = found.values["body"]
        return layout.with_renditions(body, self._rendition)

    def _rendition(self, original: str, format_: str, width: int) -> str | None:
        """The file that is nearest to what the body showed: other programs make others."""
        query = (
            select(Rendition.file)
            .where(Rendition.picture_id == self._pictures.get(original))
            .order_by(
                Rendition.format != format_,
                Rendition.format != "jpeg",
                func.abs(Rendition.width - width),
            )
        )
        return self._scratch.scalar(query.limit(1))

    def _linked(self, found: Found, key: str, numbers: Mapping[str, int]) -> int | None:
        """The number of what a link names, if there is one."""
        name = found.links.get(key)
        return None if name is None else self._known(found, name, numbers)

    def _known(self, found: Found, name: str, numbers: Mapping[str, int]) -> int:
        if name not in numbers:
            raise found.refused(f"there is no {name[:120]!r}")
        return numbers[name]

    def _add(self, model: type[Model], found: Found, **more: Any) -> None:
        self._insert(model, found, [{**found.values, **more}])

    def _insert(self, into: type[Model] | Table, found: Found, rows: list[Values]) -> None:
        try:
            self._scratch.execute(insert(into), rows)
        except IntegrityError as error:
            raise found.refused(error.orig) from None

    def _check_answers(self) -> None:
        """From every answer, the way leads to a comment on its article that answers nobody."""
        ids = (Comment.id, Comment.article_id)
        reached = select(*ids).where(Comment.parent_id.is_(None)).cte(recursive=True)
        answers_one = (Comment.parent_id == reached.c.id) & (
            Comment.article_id == reached.c.article_id
        )
        reached = reached.union_all(select(*ids).join(reached, answers_one))
        lost = select(*ids).where(Comment.id.not_in(select(reached.c.id))).order_by(Comment.id)
        for comment_id, article_id in self._scratch.execute(lost.limit(1)):
            file = next(name for name, number in self._articles.items() if number == article_id)
            detail = f"what comment {comment_id} on {file} answers is not there"
            raise NotReadable(Why.ILL_FORMED, layout.COMMENTS, detail=detail)


def _go_over(scratch: Connection, settings: Values) -> None:
    """Make everything the blog's, in one transaction."""
    with db.writing():
        _refuse_unless_new()
        db.session.execute(delete(Article).where(_is_begun_about()))
        # An answer may have a smaller number than what it answers.
        db.session.connection().exec_driver_sql("PRAGMA defer_foreign_keys=ON")
        for table in ORDER:
            rows = scratch.execute(select(table)).mappings()
            while batch := [dict(row) for row in islice(rows, BATCH)]:
                db.session.execute(insert(table), batch)
        index.note(db.session.scalars(select(Article.id)))
        _be_sure_of_files()
        site = db.get_or_404(Site, 1)
        for key, value in settings.items():
            setattr(site, key, value)
        acts.note(Verb.IMPORTED, name=site.name)


def _be_sure_of_files() -> None:
    """Have every picture's files still: while no row named them, a sweep may have come."""
    for picture in db.session.scalars(select(Picture)):
        served = [pictures.media() / one.file for one in picture.renditions]
        for path in [pictures.original_of(picture), *served]:
            if not path.exists():
                raise FileNotFoundError(f"{path} was taken away meanwhile")
