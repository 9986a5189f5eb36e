"""Where a reader may go on from an article. Every question is bounded, whatever there is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from heapq import nlargest
from typing import Any, NamedTuple

from sqlalchemy import Select, or_, select, union_all
from sqlalchemy.orm import lazyload, load_only

from blog.articles.queries import newest
from blog.db import db
from blog.models.article import Article, published
from blog.models.label import labelling
from blog.search import likeness

RELATED = 4
"""How many related articles there are at the most."""
LABELS, OF_EACH, CANDIDATES = 5, 40, 12
"""How many of an article's labels are looked into, how many articles of each (the last ones), and
how many of these are looked at."""
AS_A_LINK = (
    lazyload("*"),
    load_only(
        *(Article.title, Article.path, Article.kind),
        *(Article.published_at, Article.withdrawn_at, Article.binned_at),
    ),
)
"""What has to be known of an article to lead to it, if readers see it."""


class Onward(NamedTuple):
    """The articles before and after one, and those that are about the same."""

    earlier: Article | None
    later: Article | None
    related: Sequence[Article]


def of(article: Article) -> Onward:
    """Where one may go on from an article that readers see."""
    return Onward(_first(_earlier(article)), _first(_later(article)), _related(article))


def _earlier(article: Article) -> Select[Article]:
    """The articles before one, the nearest first."""
    is_before = or_(Article.published_at < article.published_at, Article.id < article.id)
    return newest(until=article.published_at).where(is_before)


def _later(article: Article) -> Select[Article]:
    """The articles after one, the nearest first."""
    is_after = or_(Article.published_at > article.published_at, Article.id > article.id)
    return (
        published()
        .where(Article.published_at >= article.published_at, is_after)
        .order_by(Article.published_at, Article.id)
    )


def _first(query: Select[Article]) -> Article | None:
    return db.session.scalar(query.options(*AS_A_LINK).limit(1))


def _related(article: Article) -> list[Article]:
    """The articles that share most labels with one, the newest of them first; where there are too
    few, those with words of its title as well."""
    by_labels = _by_labels(article) if article.labels else []
    if article.is_page or len(by_labels) == RELATED:
        return by_labels
    known = {article.id, *(one.id for one in by_labels)}
    alike = [id for id in likeness.alike(article.title, CANDIDATES) if id not in known]
    by_words = sorted(_seen(alike), key=lambda one: alike.index(one.id))
    return [*by_labels, *by_words][:RELATED]


def _by_labels(article: Article) -> list[Article]:
    shared = Counter(db.session.scalars(_bearing_the_same(article)))
    del shared[article.id]
    best = nlargest(CANDIDATES, shared, key=lambda id: (shared[id], id))
    return nlargest(RELATED, _seen(best), key=lambda one: (shared[one.id], one.published_at))


def _seen(ids: Sequence[int]) -> list[Article]:
    """Those of these that readers see, and that are news."""
    # By number alone: asked for what is published as well, SQLite would go through all of that.
    found = db.session.scalars(select(Article).where(Article.id.in_(ids)).options(*AS_A_LINK))
    return [one for one in found if one.is_published and not one.is_page]


def _bearing_the_same(article: Article) -> Any:
    """The numbers of the last articles under each of its labels."""
    last = (
        select(labelling.c.article_id)
        .where(labelling.c.label_id == label.id)
        .order_by(labelling.c.article_id.desc())
        .limit(OF_EACH)
        for label in article.labels[:LABELS]
    )
    return union_all(*(select(one.subquery()) for one in last))
