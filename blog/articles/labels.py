"""Labels, from the words that an owner typed."""

from __future__ import annotations

from sqlalchemy import select

from blog.db import db
from blog.models.label import Label
from blog.text import names, slugs
from blog.text.folding import fold

NAME_MAX = 100


def split(typed: str) -> list[str]:
    """The names in a line parted by commas, each once ("Spor" and "spor" are one)."""
    wanted: dict[str, str] = {}
    for part in typed.split(","):
        name = names.clean_name(part)
        if name:
            wanted.setdefault(fold(name), name)
    return list(wanted.values())


def join(labels: list[Label]) -> str:
    """The line that ``split`` would take apart again."""
    return ", ".join(label.name for label in labels)


def named(typed: str) -> list[Label]:
    """The labels of that line, made where they are new. Belongs inside ``db.writing()``."""
    return [_named(name) for name in split(typed)]


def _named(name: str) -> Label:
    key = fold(name)
    label = db.session.scalar(select(Label).where(Label.key == key))
    if label is None:
        label = Label(name=name, key=key, slug=_free_slug(name))
        db.session.add(label)
        db.session.flush()
    return label


def _free_slug(name: str) -> str:
    candidates = slugs.candidates(slugs.label_slug(name, fallback="label"))
    return next(
        slug
        for slug in candidates
        if db.session.scalar(select(Label.id).where(Label.slug == slug)) is None
    )
