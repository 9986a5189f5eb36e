"""The list of articles: searched, filtered, counted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    Boolean,
    ColumnElement,
    CompoundSelect,
    Integer,
    Select,
    bindparam,
    desc,
    exists,
    func,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import defer, joinedload, lazyload

from blog.archive.queries import UNDER_LABEL
from blog.articles.queries import IN_ORDER
from blog.db import NOW
from blog.models import label_count, month_count
from blog.models.article import Article, Kind, State, WorkingCopy
from blog.models.label import Label, labelling
from blog.models.label_count import Labelled
from blog.models.month_count import MonthCount
from blog.text.folding import fold

LONGEST = 100
"""Characters of a search that are looked at."""
LOOKED_AT = 5_000
"""How many articles are looked through for words, those first that stand first."""
MOST_TYPED = 1_000
"""How many articles are found by a label that they don't bear yet."""
LISTED = (State.DRAFT, State.SCHEDULED, State.PUBLISHED, State.WITHDRAWN)
UNDATED = 1_0000_00
"""The month under which drafts are listed: they come first, and after every year there is."""


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which articles of the list; what is empty is left open.

    ``typed`` has the articles that shall bear the label once what is being written is published.
    """

    words: str = ""
    state: State | None = None
    label: Label | None = None
    typed: Sequence[int] = ()
    year: int | None = None

    @property
    def shape(self) -> tuple[State | None, bool, bool]:
        """What its statements depend on, but for what they are told."""
        return self.state, self.label is not None, bool(self.typed)


def asked(wanted: Wanted) -> dict[str, Any]:
    """What ``months``, ``numbers`` and ``found`` have to be told."""
    first, last = (wanted.year * 100 + 1, wanted.year * 100 + 12) if wanted.year else (0, UNDATED)
    label_id = wanted.label.id if wanted.label else None
    return {"label": label_id, "typed": wanted.typed, "first": first, "last": last}


def months(wanted: Wanted) -> Select[int, int]:
    """How many of these articles each month has, the newest first; drafts are of ``UNDATED``. Words
    are passed over."""
    return _months(*wanted.shape)


@cache
def _months(*shape: Any) -> Select[int, int]:
    counts = union_all(*(part.counts.order_by(None) for part in _parts(*shape))).subquery()
    month, number = counts.c
    return (
        select(month, func.sum(number))
        .where(month.between(FIRST, LAST))
        .group_by(month)
        .order_by(month.desc())
    )


def numbers(wanted: Wanted) -> Select[int]:
    """The numbers of these articles from the ``last`` month on, without those of so many as
    ``place`` and up to ``length``, in the order of the list: those being written first, then the
    newest first. Words are passed over."""
    return _numbers(*wanted.shape)


@cache
def _numbers(*shape: Any) -> Select[int]:
    place, length = bindparam("place", type_=Integer()), bindparam("length", type_=Integer())
    return select(_places(*shape).subquery().c.number).offset(place).limit(length)


def found(wanted: Wanted) -> Select[int]:
    """The numbers of those with the words, of the first ``LOOKED_AT``, in the same order."""
    first = _places(*wanted.shape).limit(LOOKED_AT).subquery()
    return (
        select(Article.id)
        .join(first, first.c.number == Article.id)
        .where(*(_says(word) for word in wanted.words[:LONGEST].split()))
        .order_by(*(column.desc() for column in first.c))
    )


def shown(ids: Sequence[int]) -> Select[Article]:
    """These articles, without their texts, in no order."""
    return (
        select(Article)
        .where(Article.id.in_(ids))
        .options(
            lazyload(Article.picture),
            defer(Article.body),
            defer(Article.html),
            joinedload(Article.working).options(lazyload("*"), defer(WorkingCopy.body)),
        )
    )


def chosen(ids: Sequence[int]) -> Select[Article]:
    """These articles, in the bin or not."""
    return select(Article).where(Article.id.in_(ids)).order_by(Article.id)


@cache
def counts() -> CompoundSelect[*tuple[Any, ...]]:
    """How many articles there are in each state, the bin among them."""
    few = (
        select(literal(state.value), func.count()).where(Article.kind == Kind.ARTICLE, *_are(state))
        for state in State
        if state is not State.PUBLISHED
    )
    seen = month_count.seen().subquery()
    published = select(literal(State.PUBLISHED.value), func.coalesce(func.sum(seen.c.number), 0))
    return union_all(published, *few)


@cache
def years() -> Select[int]:
    """The years that articles are dated to, the newest first."""
    withdrawn = select(Article.month // 100).where(
        Article.kind == Kind.ARTICLE, *_are(State.WITHDRAWN)
    )
    year = select((MonthCount.month // 100).label("year")).union(withdrawn).subquery().c.year
    return select(year).order_by(year.desc())


def labels() -> Select[Label]:
    """Every label, by name."""
    return select(Label).order_by(Label.key)


def label(slug: str) -> Select[Label]:
    """The label with this slug."""
    return select(Label).where(Label.slug == slug)


def typed(label: Label) -> Select[int]:
    """The articles that are being written, with this label among those that were typed."""
    is_typed = func.fold(WorkingCopy.labels).contains(label.key, autoescape=True)
    return select(WorkingCopy.article_id).where(is_typed).limit(MOST_TYPED)


LABEL = bindparam("label", type_=Integer())
TYPED = bindparam("typed", type_=Integer(), expanding=True)
FIRST, LAST = bindparam("first", type_=Integer()), bindparam("last", type_=Integer())


class _Part(NamedTuple):
    """Articles that are found in one way: ``month``, ``moment`` and ``number`` of each, and how
    many of them each month has. The list is made of its parts."""

    places: Select[Any]
    counts: Select[int, int]


def _parts(state: State | None, of_label: bool, has_typed: bool) -> Iterator[_Part]:
    """What is published is read in the order of an index, and its months are counted already; of
    everything else there is little."""
    is_typed = Article.id.in_(TYPED)
    for one in [state] if state else LISTED:
        if one is not State.PUBLISHED:
            yield _few(one, *([or_(_bears(), is_typed)] if of_label else []))
        elif of_label:
            is_seen = Labelled.label_id == LABEL, Labelled.published_at <= NOW
            yield _Part(_place(*UNDER_LABEL).where(*is_seen), label_count.seen(LABEL))
            if has_typed:
                yield _few(one, is_typed, ~_bears())
        else:
            places = _place(*IN_ORDER).where(Article.kind == Kind.ARTICLE, *_are(one))
            yield _Part(places, month_count.seen())


def _few(state: State, *conditions: ColumnElement[bool]) -> _Part:
    # No column of an index: by months, all that is published would be looked through.
    month = func.coalesce(Article.month, UNDATED)
    places = _place(month, Article.published_at, Article.id).where(
        Article.kind == Kind.ARTICLE, Article.binned_at.is_(None), *_are(state), *conditions
    )
    of = places.subquery().c.month
    return _Part(places, select(of, func.count()).group_by(of))


def _place(month: Any, moment: Any, number: Any) -> Select[Any]:
    return select(month.label("month"), moment.label("moment"), number.label("number"))


@cache
def _places(*shape: Any) -> CompoundSelect[Any]:
    listed = [
        places.where(places.selected_columns.month.between(FIRST, LAST))
        for places, _ in _parts(*shape)
    ]
    return union_all(*listed).order_by(desc("month"), desc("moment"), desc("number"))


def _bears() -> ColumnElement[bool]:
    return exists().where(labelling.c.article_id == Article.id, labelling.c.label_id == LABEL)


def _says(word: str) -> ColumnElement[bool]:
    """Whether a word is in an article, as readers see it or as it is being written.

    Good enough for its owner, who waits a tenth of a second for ``LOOKED_AT`` long articles; the
    readers' search is another thing.
    """
    return or_(_has(Article, word), Article.working.has(_has(WorkingCopy, word)))


def _has(text: type[Article] | type[WorkingCopy], word: str) -> ColumnElement[bool]:
    folded = fold(word)
    opening = func.fold(text.title + "\n" + text.standfirst)
    return or_(
        opening.contains(folded, autoescape=True), func.says(text.body, folded, type_=Boolean)
    )


def _are(state: State) -> list[ColumnElement[bool]]:
    """What ``Article.state`` says, in a form that indexes answer."""
    if state is State.BINNED:
        return [Article.binned_at.is_not(None)]
    is_kept = Article.binned_at.is_(None)
    if state is State.DRAFT:
        return [is_kept, Article.month.is_(None), Article.published_at.is_(None)]
    if state is State.WITHDRAWN:
        return [is_kept, Article.published_at.is_not(None), Article.withdrawn_at.is_not(None)]
    is_due = Article.published_at <= NOW
    return [
        is_kept,
        Article.withdrawn_at.is_(None),
        is_due if state is State.PUBLISHED else ~is_due,
    ]
