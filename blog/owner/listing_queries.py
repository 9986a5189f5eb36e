"""The list of articles: searched, filtered, counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, Select, func, literal, or_, select, union_all
from sqlalchemy.orm import defer, joinedload, lazyload

from blog.articles.queries import IN_ORDER
from blog.db import now
from blog.models import month_count
from blog.models.article import Article, Kind, State, WorkingCopy
from blog.models.label import Label
from blog.models.month_count import MonthCount
from blog.text.folding import fold, glob

LONGEST = 100
"""Characters of a search that are looked at."""
LOOKED_AT = 5_000
"""How many articles are looked through for words, those first that stand first."""
COUNTED = 10_000
"""Of a list that nothing keeps count of, the pages go as far as this."""


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which articles of the list; what is empty is left open."""

    words: str = ""
    state: State | None = None
    label: Label | None = None
    year: int | None = None


def articles(wanted: Wanted) -> Select[Article]:
    """These articles, without their texts: those being written first, then the newest first."""
    return (
        _articles()
        .where(*_conditions(wanted))
        .options(
            lazyload(Article.picture),
            defer(Article.body),
            defer(Article.html),
            joinedload(Article.working).options(lazyload("*"), defer(WorkingCopy.body)),
        )
        .order_by(*_order(wanted))
    )


def count(wanted: Wanted) -> Select[int]:
    """How many these are, up to ``COUNTED``."""
    found = _articles().where(*_conditions(wanted)).with_only_columns(Article.id).limit(COUNTED)
    return select(func.count()).select_from(found.subquery())


def chosen(ids: Sequence[int]) -> Select[Article]:
    """These articles, in the bin or not."""
    return select(Article).where(Article.id.in_(ids)).order_by(Article.id)


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


def _order(wanted: Wanted) -> Sequence[ColumnElement[Any]]:
    """Drafts first; those of a year have a date, all of them."""
    if wanted.year:
        return [column.desc() for column in IN_ORDER]
    return [Article.published_at.desc().nulls_first(), Article.id.desc()]


def _looked_at(wanted: Wanted) -> Select[int]:
    narrowed = _articles().where(*_conditions(replace(wanted, words="")))
    return narrowed.with_only_columns(Article.id).order_by(*_order(wanted)).limit(LOOKED_AT)


def _articles() -> Select[Article]:
    return select(Article).where(Article.kind == Kind.ARTICLE, Article.binned_at.is_(None))


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    found = [_says(word) for word in wanted.words[:LONGEST].split()]
    if found:
        found.append(Article.id.in_(_looked_at(wanted)))
    if wanted.state:
        found += _are(wanted.state)
    if wanted.label:
        typed = func.fold(WorkingCopy.labels).contains(wanted.label.key, autoescape=True)
        is_borne = Article.labels.any(Label.id == wanted.label.id)
        found.append(or_(is_borne, Article.working.has(typed)))
    if wanted.year:
        found.append(Article.month.between(wanted.year * 100 + 1, wanted.year * 100 + 12))
    return found


def _says(word: str) -> ColumnElement[bool]:
    """Whether a word is in an article, as readers see it or as it is being written.

    Good enough for its owner, who waits a fifth of a second for ``LOOKED_AT`` articles; the
    readers' search is another thing.
    """
    return or_(_has(Article, word), Article.working.has(_has(WorkingCopy, word)))


def _has(text: type[Article] | type[WorkingCopy], word: str) -> ColumnElement[bool]:
    folded = fold(word)
    return or_(
        func.fold(text.title).contains(folded, autoescape=True),
        func.fold(text.standfirst).contains(folded, autoescape=True),
        text.body.op("GLOB")(glob(word)),
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
    is_due = Article.published_at <= now()
    return [
        is_kept,
        Article.withdrawn_at.is_(None),
        is_due if state is State.PUBLISHED else ~is_due,
    ]
