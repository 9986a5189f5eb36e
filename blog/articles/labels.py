"""Labels, from the words that an owner typed."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete, func, insert, literal, select, update

from blog import acts
from blog.db import db
from blog.models.act import Verb
from blog.models.address import Address
from blog.models.article import WorkingCopy
from blog.models.label import Label, labelling
from blog.search import index
from blog.text import names, slugs
from blog.text.folding import fold

NAME_MAX = 100


class Taken(ValueError):
    """Another label has the name."""

    def __init__(self, label: Label) -> None:
        super().__init__(f"there is a label {label.name!r} already")
        self.label = label


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
    return [called(name) for name in split(typed)]


def called(name: str) -> Label:
    """The label of that name, whatever is in it. Belongs inside ``db.writing()``."""
    label = known(name)
    if label is None:
        label = Label(name=name, key=fold(name), slug=_free_slug(name))
        db.session.add(label)
        db.session.flush()
    return label


def as_if(typed: str) -> list[Label]:
    """The labels of that line as they would be; nothing is kept of those that are new."""
    return [
        known(name) or Label(name=name, key=fold(name), slug=slugs.label_slug(name, "label"))
        for name in split(typed)
    ]


def known(name: str) -> Label | None:
    """The label of that name, if there is one."""
    return db.session.scalar(select(Label).where(Label.key == fold(name)))


def rename(label: Label, name: str) -> None:
    """Call a label otherwise. What it was called leads to it for ever, at Blogger's address too.

    Belongs inside ``db.writing()``. Raises ``Taken`` where another label has the name.
    """
    key, before = fold(name), label.key
    other = known(name)
    if other and other is not label:
        raise Taken(other)
    former, formerly = _ways(label), label.url
    label.name = name
    if key != before:
        label.key, label.slug = key, _free_slug(name)
        _lead(former, formerly, label)
    _write_out({before}, name)
    acts.note(Verb.LABEL_CHANGED, name=name)


def merge(label: Label, others: Sequence[Label]) -> None:
    """Let a label stand for others as well: what bears one of them bears it, and their ways lead
    to it. Of their places in the masthead it keeps the first. Belongs inside ``db.writing()``.
    """
    gone = [other for other in others if other is not label]
    ids, keys = [other.id for other in gone], {other.key for other in gone}
    bearing = select(labelling.c.article_id).where(labelling.c.label_id == label.id)
    to_bear = select(labelling.c.article_id, literal(label.id)).where(
        labelling.c.label_id.in_(ids), labelling.c.article_id.not_in(bearing)
    )
    others_bear = select(labelling.c.article_id).where(labelling.c.label_id.in_(ids))
    changed = db.session.scalars(others_bear).all()
    db.session.execute(insert(labelling).from_select(list(labelling.c.keys()), to_bear.distinct()))

    places = [one.position for one in (label, *gone) if one.position is not None]
    label.position = min(places, default=None)
    for other in gone:
        _lead(_ways(other), other.url, label)
        db.session.delete(other)
    _write_out(keys, label.name)
    index.note_labels(changed)
    acts.note(Verb.LABELS_MERGED, name=label.name)


def remove(label: Label) -> None:
    """Take a label away that no article bears, and what leads to it. Belongs inside
    ``db.writing()``. Raises ``ValueError`` while an article bears it."""
    if db.session.scalar(select(labelling.c.article_id).where(labelling.c.label_id == label.id)):
        raise ValueError(f"articles bear the label {label.name!r}")
    db.session.execute(delete(Address).where(Address.target == label.url))
    db.session.delete(label)
    acts.note(Verb.LABEL_DELETED, name=label.name)


def _ways(label: Label) -> list[str]:
    """The paths of a label: ours, and Blogger's."""
    return [f"/label/{label.slug}", old_address(label.name)]


def _lead(former: list[str], formerly: str, label: Label) -> None:
    """Have the ``former`` paths lead to a label, and whatever led to its former address."""
    moved = update(Address).where(Address.target == formerly)
    db.session.execute(moved.values(target=label.url))
    for path in former:
        db.session.merge(Address(path=path, target=label.url))


def _write_out(keys: set[str], name: str) -> None:
    """Call labels otherwise in what is being written, where they are words in a line."""
    for key in keys:
        mentioned = func.fold(WorkingCopy.labels).contains(key, autoescape=True)
        for copy in db.session.scalars(select(WorkingCopy).where(mentioned)):
            typed = split(copy.labels)
            if any(fold(one) in keys for one in typed):
                called_now = (name if fold(one) in keys else one for one in typed)
                copy.labels = ", ".join(split(", ".join(called_now)))


def old_address(name: str) -> str:
    """Blogger's address of a label, in the one spelling under which a former name is kept."""
    return f"/search/label/{fold(name)}"


def _free_slug(name: str) -> str:
    candidates = slugs.candidates(slugs.label_slug(name, fallback="label"))
    return next(
        slug
        for slug in candidates
        if db.session.scalar(select(Label.id).where(Label.slug == slug)) is None
    )
