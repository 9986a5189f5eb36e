"""The index of articles: written with them, and made anew behind the blog's back.

Words are folded and parted in Python (``text/folding.py``), when they are written and when they
are asked for; SQLite's FTS5 only keeps and finds them.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import chain
from typing import Any

from sqlalchemy import TextClause, delete, exists, func, insert, select, text, update
from sqlalchemy.exc import DatabaseError

from blog import housekeeping
from blog.db import db
from blog.models.article import Article
from blog.models.label import labelling
from blog.models.search import INDEX, SearchDue, SearchEntry, SearchTerm, SearchText
from blog.text import html
from blog.text.folding import words

AT_ONCE = 100
"""Articles that are indexed in one transaction; where an act changes more, the rest follows."""

TIME = "¶"
"""What the words for years and months begin with."""

_ERA = datetime.min.replace(tzinfo=UTC)
Values = dict[str, Any]
_FIELDS = ("title", "standfirst", "labels", "body")


# -- writing --


def note(article_ids: Iterable[int]) -> None:
    """Make the index say of these articles what they say now. Belongs inside ``db.writing()``.

    Many of them are not found until housekeeping has read them, some seconds later.
    """
    _note(article_ids, are_hidden=True)


def note_labels(article_ids: Iterable[int]) -> None:
    """The same where nothing but their labels changed: many of them are found as they were until
    then."""
    _note(article_ids, are_hidden=False)


def _note(article_ids: Iterable[int], are_hidden: bool) -> None:
    db.session.flush()
    ids = sorted(set(article_ids))
    if len(ids) <= AT_ONCE:
        _renew(ids)
        return
    for some in _batches(ids):
        _put_off(some)
        if are_hidden:
            changed = SearchEntry.article_id.in_(some)
            db.session.execute(_quietly(update(SearchEntry).where(changed).values(moment=None)))


def _put_off(ids: Sequence[int]) -> None:
    known = set(db.session.scalars(select(SearchDue.article_id).where(_are_due(ids))))
    rows = [{"article_id": one} for one in ids if one not in known]
    if rows:
        db.session.execute(insert(SearchDue), rows)


def _renew(ids: Sequence[int]) -> None:
    """Take the entries of these articles away, and make those of them that have readers, or will
    have from their hour on."""
    _remove(ids)
    _add(ids)
    db.session.execute(_quietly(delete(SearchDue).where(_are_due(ids))))


def _remove(ids: Sequence[int]) -> None:
    mine = SearchEntry.article_id.in_(ids)
    known = (
        select(SearchText.__table__)
        .join(SearchEntry, SearchEntry.place == SearchText.place)
        .where(mine)
        .order_by(SearchText.place)
    )
    rows = [_folded(dict(row)) for row in db.session.execute(known).mappings()]
    if rows:
        _execute(_FORGET, rows)
        _count(rows, -1)
        db.session.execute(_quietly(delete(SearchEntry).where(mine)))


def _add(ids: Sequence[int]) -> None:
    columns = (Article.id, Article.title, Article.standfirst, Article.html, Article.published_at)
    readable = (
        select(*columns)
        .where(Article.id.in_(ids), Article.published_at.is_not(None))
        .where(Article.withdrawn_at.is_(None), Article.binned_at.is_(None))
        .order_by(Article.published_at, Article.id)
    )
    articles = db.session.execute(readable).all()
    if not articles:
        return
    marks = _marks([article.id for article in articles])
    places = _places([second(article.published_at) for article in articles])
    entries: list[Values] = []
    texts: list[Values] = []
    for place, article in sorted(zip(places, articles, strict=True), key=lambda pair: pair[0]):
        moment = microsecond(article.published_at)
        entries.append({"place": place, "article_id": article.id, "moment": moment})
        said = {
            "title": article.title,
            "standfirst": article.standfirst,
            "labels": " ".join([*time_marks(place), *marks.get(article.id, ())]),
            "body": " ".join(html.plain(article.html).split()),
        }
        texts.append({"place": place, **said})
    db.session.execute(insert(SearchEntry), entries)
    db.session.execute(insert(SearchText), texts)
    rows = [_folded(one) for one in texts]
    _execute(_LEARN, rows)
    _count(rows, +1)


def _folded(entry: Values) -> Values:
    """What the index itself has of an entry: folded words, one space between two."""
    texts = {name: entry[name] for name in ("title", "standfirst", "body")}
    folded = {name: " ".join(word.folded for word in words(said)) for name, said in texts.items()}
    return {**entry, **folded}


def _marks(ids: Sequence[int]) -> dict[int, list[str]]:
    """The words that stand for the labels of these articles."""
    found: dict[int, list[str]] = {}
    bear = select(labelling).where(labelling.c.article_id.in_(ids)).order_by(labelling.c.label_id)
    for article_id, label_id in db.session.execute(bear):
        found.setdefault(article_id, []).append(label_mark(label_id))
    return found


def label_mark(label_id: int) -> str:
    """The word that stands for a label. No word of a text has this sign in it, nor the next."""
    return f"§{label_id}"


def time_marks(place: int) -> tuple[str, str]:
    """The words that stand for the year and the month in which a place is: ``¶2026 ¶202611``."""
    moment = _ERA + timedelta(seconds=place)
    year = f"{TIME}{moment.year:04}"
    return year, f"{year}{moment.month:02}"


def beginning(month_mark: str) -> int:
    """The first second of the month that such a word stands for."""
    month = int(month_mark.removeprefix(TIME))
    return second(datetime(month // 100, month % 100, 1, tzinfo=UTC))


def _places(seconds: Sequence[int]) -> list[int]:
    """A free place for each, at that second or, where many were published in it, before."""
    is_wanted = SearchEntry.place.in_(seconds)
    taken = set(db.session.scalars(select(SearchEntry.place).where(is_wanted)))
    places = []
    for second in seconds:
        place, around = second, 1
        while place in taken or (place != second and _is_taken(place)):
            around *= 2
            place = max(0, second - random.randrange(around))
        taken.add(place)
        places.append(place)
    return places


def _is_taken(place: int) -> bool:
    return db.session.get(SearchEntry, place) is not None


def _count(rows: Sequence[Values], by: int) -> None:
    """Count the articles of every word once more, or less."""
    counts: Counter[str] = Counter()
    for row in rows:
        counts.update(set(chain.from_iterable(row[name].split() for name in _FIELDS)))
    changes = [{"term": term, "by": by * count} for term, count in sorted(counts.items())]
    if changes:
        _execute(_COUNT if by > 0 else _DISCOUNT, changes)
    if changes and by < 0:
        _execute(_UNUSED, [{"term": one["term"]} for one in changes])


_LEARN = text(
    "INSERT INTO search_words (rowid, title, standfirst, labels, body)"
    " VALUES (:place, :title, :standfirst, :labels, :body)"
)
_FORGET = text(
    "INSERT INTO search_words (search_words, rowid, title, standfirst, labels, body)"
    " VALUES ('delete', :place, :title, :standfirst, :labels, :body)"
)
_COUNT = text(
    "INSERT INTO search_term (term, articles) VALUES (:term, :by)"
    " ON CONFLICT (term) DO UPDATE SET articles = articles + excluded.articles"
)
_DISCOUNT = text("UPDATE search_term SET articles = articles + :by WHERE term = :term")
_UNUSED = text("DELETE FROM search_term WHERE term = :term AND articles <= 0")


def _execute(statement: TextClause, rows: list[Values]) -> None:
    db.session.connection().execute(statement, rows)


def _quietly(statement: Any) -> Any:
    """Leave objects in memory as they are: none of these is looked at again."""
    return statement.execution_options(synchronize_session=False)


def _batches(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    return (ids[first : first + AT_ONCE] for first in range(0, len(ids), AT_ONCE))


def _are_due(ids: Sequence[int]) -> Any:
    return SearchDue.article_id.in_(ids)


def second(moment: datetime) -> int:
    return (moment - _ERA) // timedelta(seconds=1)


def microsecond(moment: datetime) -> int:
    return (moment - _ERA) // timedelta(microseconds=1)


# -- catching up --


def behind() -> int:
    """How many articles have yet to be read for the index."""
    return db.session.scalar(select(func.count()).select_from(SearchDue)) or 0


def _is_behind() -> bool:
    return bool(db.session.scalar(select(exists(select(SearchDue.article_id)))))


@housekeeping.task("search", every=timedelta(seconds=2), when=_is_behind)
def catch_up(progress: Callable[[int], object] = lambda articles: None) -> None:
    """Read what the index has yet to say, newest first; ``progress`` is told how many are done.

    It can be broken off at any time, and goes on where it was.
    """
    due = select(SearchDue.article_id).order_by(SearchDue.article_id.desc()).limit(AT_ONCE)
    while True:
        housekeeping.go_on()
        with db.writing():
            ids = db.session.scalars(due).all()
            _renew(ids)
        if not ids:
            return
        progress(len(ids))


def begin_again() -> None:
    """Have all of it made anew; meanwhile the entries that are there go on being found. Where that
    is under way already, it goes on."""
    with db.writing():
        is_sound = _is_sound()
        if not is_sound:
            clear()
        if not (is_sound and _is_behind()):
            put_off_all()


def put_off_all() -> None:
    """Have everything read that is, or was, to be found. Belongs inside ``db.writing()``."""
    every = select(Article.id).where(Article.published_at.is_not(None))
    former = select(SearchEntry.article_id)
    db.session.execute(delete(SearchDue))
    db.session.execute(insert(SearchDue).from_select(["article_id"], every.union(former)))


def clear() -> None:
    """Forget everything. Belongs inside ``db.writing()``."""
    connection = db.session.connection()
    for statement in ("DROP TABLE search_words", INDEX):
        connection.exec_driver_sql(statement)
    for model in (SearchText, SearchEntry, SearchTerm, SearchDue):
        db.session.execute(delete(model))


def _is_sound() -> bool:
    try:
        with db.session.begin_nested():
            _execute(_CHECK, [{}])
    except DatabaseError:
        return False
    return True


def settle() -> None:
    """Bring together what was written bit by bit, so that it is read faster; a little at a time."""
    while True:
        housekeeping.go_on()
        with db.writing():
            before = _changes()
            _execute(_MERGE, [{}])
            if _changes() - before < 2:  # as FTS5's documentation has it
                return


def _changes() -> int:
    return db.session.execute(text("SELECT total_changes()")).scalar_one()


_CHECK = text("INSERT INTO search_words (search_words) VALUES ('integrity-check')")
_MERGE = text("INSERT INTO search_words (search_words, rank) VALUES ('merge', -500)")
