"""One thing done with several articles at once."""

from __future__ import annotations

import enum
from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple

from blog import pictures
from blog.articles import actions as life
from blog.articles import bin as waste
from blog.articles import labels
from blog.db import db
from blog.models.article import Article, State
from blog.models.site import Site
from blog.owner import listing_queries as queries
from blog.search import index
from blog.text import bodies, bounds
from blog.text.folding import fold


class Act(enum.StrEnum):
    """What can be done. The second of each pair takes the first one back."""

    LABEL = "label"
    UNLABEL = "unlabel"
    WITHDRAW = "withdraw"
    RETURN = "return"
    BIN = "bin"
    RESTORE = "restore"
    PUBLISH = "publish"


OPPOSITES = {Act.LABEL: Act.UNLABEL, Act.WITHDRAW: Act.RETURN, Act.BIN: Act.RESTORE}


class Outcome(NamedTuple):
    """The articles that were changed, and how many were not."""

    done: list[int]
    left: int


def apply(act: Act, ids: Sequence[int], line: str = "") -> Outcome:
    """Do it with each of these articles that it makes sense for; ``line`` has the labels."""
    cleaned = _cleaned(ids) if act is Act.PUBLISH else {}
    does: dict[Act, Callable[[Article], bool]] = {
        Act.LABEL: partial(_label, line=line),
        Act.UNLABEL: partial(_unlabel, line=line),
        Act.WITHDRAW: _withdraw,
        Act.RETURN: _bring_back,
        Act.BIN: _bin,
        Act.RESTORE: _restore,
        Act.PUBLISH: partial(_publish, cleaned=cleaned),
    }
    with db.writing():
        every = db.session.scalars(queries.chosen(ids)).all()
        done = [article.id for article in every if does[act](article)]
    return Outcome(done, len(set(ids)) - len(done))


def are_labels(line: str) -> bool:
    """Whether a line has labels in it, and none that is far too long."""
    names = labels.split(line)
    return bool(names) and all(len(name) <= labels.NAME_MAX for name in names)


def _label(article: Article, line: str) -> bool:
    """Add labels to what readers see and to what is being written, each where it is."""
    before = _labels(article)
    if article.published_at or not article.working:
        present = {label.key for label in article.labels}
        article.labels.extend(label for label in labels.named(line) if label.key not in present)
    if article.working:
        names = labels.split(f"{article.working.labels},{line}")
        article.working.labels = ", ".join(names)
    return _has_changed(article, before)


def _unlabel(article: Article, line: str) -> bool:
    before, keys = _labels(article), set(map(fold, labels.split(line)))
    article.labels = [label for label in article.labels if label.key not in keys]
    if article.working:
        names = labels.split(article.working.labels)
        article.working.labels = ", ".join(name for name in names if fold(name) not in keys)
    return _has_changed(article, before)


def _withdraw(article: Article) -> bool:
    if article.state not in {State.PUBLISHED, State.SCHEDULED}:
        return False
    life.withdraw(article)
    return True


def _bring_back(article: Article) -> bool:
    if article.state is not State.WITHDRAWN:
        return False
    life.bring_back(article)
    return True


def _bin(article: Article) -> bool:
    if article.state is State.BINNED:
        return False
    waste.put_in(article)
    return True


def _restore(article: Article) -> bool:
    if article.state is not State.BINNED:
        return False
    waste.take_out(article)
    return True


def _publish(article: Article, cleaned: dict[tuple[int, int], str]) -> bool:
    """Publish what is being written, unless it was changed since it was cleaned."""
    if article.working is None:
        return _bring_back(article)
    body = cleaned.get((article.id, article.version))
    if body is None or not article.working.title:
        return False
    life.publish(article, body, db.get_or_404(Site, 1))
    return True


def _cleaned(ids: Sequence[int]) -> dict[tuple[int, int], str]:
    """What is being written on these articles as readers would see it, by number and version."""
    found = {}
    for article in db.session.scalars(queries.chosen(ids)):
        if article.working:
            try:
                body = pictures.in_text(bodies.render(article.working.body, article.working.format))
            except bounds.TooMuch:
                continue
            found[article.id, article.version] = body
    return found


def _labels(article: Article) -> tuple[set[str], str]:
    typed = article.working.labels if article.working else ""
    return {label.key for label in article.labels}, typed


def _has_changed(article: Article, before: tuple[set[str], str]) -> bool:
    """Whether the labels are others now; then windows that are open are told."""
    if _labels(article) == before:
        return False
    article.version += 1
    index.note([article.id])
    return True
