"""Where a reader may go on from an article. Every question is bounded, whatever there is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import cache
from heapq import nlargest
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Integer, bindparam, or_, select, union_all

from blog.articles.queries import Link, as_links, links, newest
from blog.db import THESE, UtcDateTime, db, these
from blog.models.article import Article, published
from blog.models.label import labelling
from blog.search import likeness

RELATED = 4
"""How many related articles there are at the most."""
LABELS, OF_EACH, CANDIDATES = 5, 40, 12
"""How many of an article's labels are looked into, how many articles of each (the last ones), and
how many of these are looked at."""


_MOMENT = bindparam("moment", type_=UtcDateTime())
_NUMBER = bindparam("number", type_=Integer())
_EARLIER = newest(until=_MOMENT).where(or_(Article.published_at < _MOMENT, Article.id < _NUMBER))
_LATER = (
    published()
    .where(
        Article.published_at >= _MOMENT,
        or_(Article.published_at > _MOMENT, Article.id > _NUMBER),
    )
    .order_by(Article.published_at, Article.id)
)
_BESIDE = union_all(*(select(as_links(one.limit(1)).subquery()) for one in (_EARLIER, _LATER)))
_IS_SEEN: ColumnElement[bool] = published().whereclause  # type: ignore[assignment]
# By number alone: asked for what is published as well, SQLite would go through all of that.
_SEEN = as_links(select(Article).where(Article.id.in_(THESE))).add_columns(_IS_SEEN)


class Onward(NamedTuple):
    """The articles before and after one, and those that are about the same."""

    earlier: Link | None
    later: Link | None
    related: Sequence[Link]


def of(article: Article) -> Onward:
    """Where one may go on from an article that readers see."""
    here = article.published_at, article.id
    beside = links(_BESIDE, {"moment": here[0], "number": here[1]})
    earlier = next((one for one in beside if (one.published_at, one.id) < here), None)
    later = next((one for one in beside if (one.published_at, one.id) > here), None)
    return Onward(earlier, later, _related(article))


def _related(article: Article) -> list[Link]:
    """The articles that share most labels with one, the newest of them first; where there are too
    few, those with words of its title as well."""
    by_labels = _by_labels(article) if article.labels else []
    if article.is_page or len(by_labels) == RELATED:
        return by_labels
    known = {article.id, *(one.id for one in by_labels)}
    alike = [id for id in likeness.alike(article.title, CANDIDATES) if id not in known]
    by_words = sorted(_seen(alike), key=lambda one: alike.index(one.id))
    return [*by_labels, *by_words][:RELATED]


def _by_labels(article: Article) -> list[Link]:
    ids = [label.id for label in article.labels[:LABELS]]
    asked = {f"label_{place}": id for place, id in enumerate(ids)}
    shared = Counter(number for (number,) in db.rows(_bearing_the_same(len(ids)), asked))
    del shared[article.id]
    best = nlargest(CANDIDATES, shared, key=lambda id: (shared[id], id))
    return nlargest(RELATED, _seen(best), key=lambda one: (shared[one.id], one.published_at))


def _seen(ids: Sequence[int]) -> list[Link]:
    """Those of these that readers see, and that are news."""
    return [Link(*link) for *link, is_seen in db.rows(_SEEN, these(ids)) if is_seen]


@cache
def _bearing_the_same(labels: int) -> Any:
    """The numbers of the last articles under each of so many labels."""
    last = (
        select(labelling.c.article_id)
        .where(labelling.c.label_id == bindparam(f"label_{place}"))
        .order_by(labelling.c.article_id.desc())
        .limit(OF_EACH)
        for place in range(labels)
    )
    return union_all(*(select(one.subquery()) for one in last))
