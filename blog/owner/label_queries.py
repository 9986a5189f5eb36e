"""Labels, as their owner sees them: all of them, and how many articles bear each."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Select, func, select

from blog.models.label import Label, labelling
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


def counts(shown: Collection[Label]) -> Select[int, int]:
    """How many articles bear each of these, whatever their state: ``(label's number, count)``."""
    return (
        select(labelling.c.label_id, func.count())
        .where(labelling.c.label_id.in_([label.id for label in shown]))
        .group_by(labelling.c.label_id)
    )
