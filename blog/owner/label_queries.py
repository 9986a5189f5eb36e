"""Labels, as their owner sees them."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Select, select

from blog.models.label import Label
from blog.text.folding import fold


def labels(words: str = "") -> Select[Label]:
    """The labels whose names have these words in them, by name."""
    return (
        select(Label)
        .where(*(Label.key.contains(word, autoescape=True) for word in fold(words).split()))
        .order_by(Label.key)
    )


def chosen(ids: Collection[int]) -> Select[Label]:
    """Some labels, by name."""
    return labels().where(Label.id.in_(ids))
