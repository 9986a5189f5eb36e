"""The list of articles: searched, filtered, counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, case, func, or_, select
from sqlalchemy.orm import defer, joinedload, lazyload

from blog.db import now
from blog.models.article import Article, Kind, State, WorkingCopy
from blog.models.label import Label
from blog.text.folding import fold, glob

LONGEST = 100
"""Characters of a search that are looked at."""


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
        .order_by(Article.published_at.is_not(None), Article.published_at.desc(), Article.id.desc())
    )


def chosen(ids: Sequence[int]) -> Select[Article]:
    """These articles, in the bin or not."""
    return select(Article).where(Article.id.in_(ids)).order_by(Article.id)


def counts() -> Select[str, int]:
    """How many articles there are in each state, the bin among them."""
    state = _state()
    return select(state, func.count()).where(Article.kind == Kind.ARTICLE).group_by(state)


def years() -> Select[int | None]:
    """The years that articles are dated to, the newest first."""
    year = Article.month // 100
    return (
        select(year)
        .where(Article.kind == Kind.ARTICLE, Article.binned_at.is_(None), year.is_not(None))
        .distinct()
        .order_by(year.desc())
    )


def labels() -> Select[Label]:
    """Every label, by name."""
    return select(Label).order_by(Label.key)


def label(slug: str) -> Select[Label]:
    """The label with this slug."""
    return select(Label).where(Label.slug == slug)


def _articles() -> Select[Article]:
    return select(Article).where(Article.kind == Kind.ARTICLE, Article.binned_at.is_(None))


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    found = [_says(word) for word in wanted.words[:LONGEST].split()]
    if wanted.state:
        found.append(_state() == wanted.state.value)
    if wanted.label:
        typed = func.fold(WorkingCopy.labels).contains(wanted.label.key, autoescape=True)
        is_borne = Article.labels.any(Label.id == wanted.label.id)
        found.append(or_(is_borne, Article.working.has(typed)))
    if wanted.year:
        found.append(Article.month // 100 == wanted.year)
    return found


def _says(word: str) -> ColumnElement[bool]:
    """Whether a word is in an article, as readers see it or as it is being written.

    Good enough for its owner, who waits half a second for ten thousand articles; the readers'
    search is another thing.
    """
    return or_(_has(Article, word), Article.working.has(_has(WorkingCopy, word)))


def _has(text: type[Article] | type[WorkingCopy], word: str) -> ColumnElement[bool]:
    folded = fold(word)
    return or_(
        func.fold(text.title).contains(folded, autoescape=True),
        func.fold(text.standfirst).contains(folded, autoescape=True),
        text.body.op("GLOB")(glob(word)),
    )


def _state() -> ColumnElement[str]:
    """``Article.state``, as a column."""
    return case(
        (Article.binned_at.is_not(None), State.BINNED.value),
        (Article.published_at.is_(None), State.DRAFT.value),
        (Article.withdrawn_at.is_not(None), State.WITHDRAWN.value),
        (Article.published_at <= now(), State.PUBLISHED.value),
        else_=State.SCHEDULED.value,
    )
