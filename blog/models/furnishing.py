"""Articles with what belongs to them, labels and pictures' sizes, read once for all of them.

Their relationships ask for the same, but put each question together anew every time: that takes
longer than to answer it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import defer, joinedload, lazyload
from sqlalchemy.orm.attributes import set_committed_value

from blog.db import THESE, db, these
from blog.models.article import Article
from blog.models.label import Label, labelling
from blog.models.picture import Picture, Rendition, Size

ALONE = (
    defer(Article.body),
    lazyload(Article.labels),
    joinedload(Article.picture).lazyload(Picture.renditions),
)
"""How articles are asked for that will be furnished: without what only their owner sees, either."""

_LABELS = (
    select(labelling.c.article_id, Label)
    .join(Label, Label.id == labelling.c.label_id)
    .where(labelling.c.article_id.in_(THESE))
    .order_by(Label.key)
)
_SIZES = (
    select(Rendition.picture_id, *(getattr(Rendition, name) for name in Size._fields))
    .where(Rendition.picture_id.in_(THESE))
    .order_by(Rendition.width)
)


def furnish(articles: Iterable[Article]) -> list[Article]:
    """Give them what belongs to them: two questions, however many they are."""
    articles = list(articles)
    labels = defaultdict(list)
    ids = these(article.id for article in articles)
    for article_id, label in db.session.execute(_LABELS, ids):
        labels[article_id].append(label)
    for article in articles:
        set_committed_value(article, "labels", labels[article.id])

    pictures = {article.picture.id: article.picture for article in articles if article.picture}
    if pictures:
        sizes = defaultdict(list)
        for picture_id, *size in db.rows(_SIZES, these(pictures)):
            sizes[picture_id].append(Size(*size))
        for picture in pictures.values():
            picture.know(sizes[picture.id])
    return articles
