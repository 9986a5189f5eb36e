"""The library: which pictures there are, and where each of them is placed."""

from __future__ import annotations

import enum
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from itertools import chain
from typing import Any, NamedTuple

from sqlalchemy import Select, func, select
from sqlalchemy.orm import InstrumentedAttribute

from blog.db import db
from blog.models.article import Article, WorkingCopy
from blog.models.moving import Entry, Move, OldPicture
from blog.models.picture import Picture
from blog.models.revision import Revision
from blog.models.site import Ad
from blog.text.folding import fold

_SERVED = re.compile(r"/media/([0-9a-f]{64}\.[a-z]+)")


class How(enum.StrEnum):
    """How a picture is placed somewhere; of an article, as readers see it or as it is written."""

    LEAD = "lead"
    TEXT = "text"
    WRITTEN_LEAD = "written-lead"
    WRITTEN_TEXT = "written-text"
    REVISION = "revision"
    AD = "ad"
    MOVE = "move"


class Place(NamedTuple):
    """Where a picture is placed; ``title`` is the article's, if it is one."""

    how: How
    article_id: int | None = None
    title: str = ""

    @property
    def holds(self) -> bool:
        """Whether the picture has to stay for it; earlier versions of a text can do without."""
        return self.how is not How.REVISION


Found = Iterable[tuple[int, Place]]
"""A picture's number, and a place where it is."""


def pictures(words: str = "") -> Select[Picture]:
    """Every picture, newest first, of which all these words are said."""
    said = func.fold(
        Picture.name + "\n" + Picture.alt + "\n" + Picture.caption + "\n" + Picture.credit
    )
    return (
        select(Picture)
        .where(*(said.contains(word, autoescape=True) for word in fold(words).split()))
        .order_by(Picture.created_at.desc(), Picture.id.desc())
    )


def places(shown: Collection[Picture]) -> defaultdict[int, list[Place]]:
    """Where these pictures are placed, by their numbers. Reads every text that shows a picture."""
    ids = {picture.id for picture in shown}
    files = {size.file: picture.id for picture in shown for size in picture.renditions}
    found = chain(
        _leads(ids, How.LEAD, Article.id, Article.picture_id),
        _texts(files, How.TEXT, Article.id, Article.body),
        _leads(ids, How.WRITTEN_LEAD, WorkingCopy.article_id, WorkingCopy.picture_id),
        _texts(files, How.WRITTEN_TEXT, WorkingCopy.article_id, WorkingCopy.body),
        _ads(ids),
        _moves(ids),
    )
    return _titled(found)


def revisions(picture: Picture) -> list[Place]:
    """The articles of which earlier versions show a picture."""
    files = {size.file: picture.id for size in picture.renditions}
    found = chain(
        _leads({picture.id}, How.REVISION, Revision.article_id, Revision.picture_id),
        _texts(files, How.REVISION, Revision.article_id, Revision.body),
    )
    return _titled(found)[picture.id]


def _leads(
    ids: Collection[int],
    how: How,
    article: InstrumentedAttribute[int],
    lead: InstrumentedAttribute[Any],
) -> Found:
    for article_id, picture_id in db.session.execute(select(article, lead).where(lead.in_(ids))):
        yield picture_id, Place(how, article_id)


def _texts(
    files: Mapping[str, int],
    how: How,
    article: InstrumentedAttribute[int],
    text: InstrumentedAttribute[str],
) -> Found:
    query = select(article, text).where(text.contains("/media/"))
    for article_id, body in db.session.execute(query.execution_options(yield_per=100)):
        for picture_id in {files[file] for file in _SERVED.findall(body) if file in files}:
            yield picture_id, Place(how, article_id)


def _ads(ids: Collection[int]) -> Found:
    for picture_id in {*ids} & {*db.session.scalars(select(Ad.picture_id))}:
        yield picture_id, Place(How.AD)


def _moves(ids: Collection[int]) -> Found:
    """What an old blog brings that is not public yet, or put away to be brought back."""
    coming = (
        select(OldPicture.picture_id)
        .join(Move, Move.id == OldPicture.move_id)
        .where(Move.published_at.is_(None), OldPicture.picture_id.in_(ids))
    )
    before = Entry.before["picture_id"].as_integer()
    put_away = select(before).join(Move).where(Move.undone_at.is_(None), before.in_(ids))
    for picture_id in chain(db.session.scalars(coming), db.session.scalars(put_away)):
        yield picture_id, Place(How.MOVE)


def _titled(found: Found) -> defaultdict[int, list[Place]]:
    """Every place once, with its article's title."""
    once = dict.fromkeys(found)
    titled = db.session.execute(_titles({place.article_id for _, place in once}))
    titles = {row[0]: row[1] for row in titled}
    places = defaultdict(list)
    for picture_id, place in once:
        places[picture_id].append(place._replace(title=titles.get(place.article_id or 0, "")))
    return places


def _titles(ids: Collection[int | None]) -> Select[int, str]:
    title = func.coalesce(func.nullif(WorkingCopy.title, ""), Article.title)
    return select(Article.id, title).outerjoin(Article.working).where(Article.id.in_(ids))
