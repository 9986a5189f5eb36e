"""The queue: comments by what became of them, searched, and by who sent them."""

from __future__ import annotations

import enum
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import (
    Boolean,
    ColumnElement,
    LargeBinary,
    Select,
    and_,
    case,
    cast,
    func,
    or_,
    select,
)
from sqlalchemy.orm import defer, joinedload

from blog.models.article import Article
from blog.models.comment import Comment, Standing
from blog.models.report import Report
from blog.models.standing_count import StandingCount
from blog.text.folding import fold

LONGEST = 100
"""Characters of a search that are looked at."""
LOOKED_AT = 10_000
"""How many comments are looked through for words, or for a name; the last that came."""


class Shelf(enum.StrEnum):
    """A list of the queue: the comments of one standing, those that readers complain of, or all."""

    WAITING = "waiting"
    APPROVED = "approved"
    REJECTED = "rejected"
    SPAM = "spam"
    BINNED = "binned"
    REPORTED = "reported"
    ALL = "all"


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which comments of the queue, and in which order; what is empty is left open.

    ``like`` is for those that may come from the sender of that one: ``alike`` has their numbers.
    """

    shelf: Shelf = Shelf.WAITING
    words: str = ""
    article: Article | None = None
    like: Comment | None = None
    alike: Sequence[int] = ()
    by_article: bool = False

    @property
    def is_narrow(self) -> bool:
        """Whether more is asked for than a list."""
        return bool(self.words or self.article or self.like)


def comments(wanted: Wanted) -> Select[Comment]:
    """These comments, newest first, with what they are about and what they answer."""
    together: list[ColumnElement[Any]] = []
    if wanted.like:
        together = [from_sender_of(wanted.like).desc()]
    elif wanted.by_article:
        together = [Comment.article_id.desc()]
    elif wanted.shelf is Shelf.ALL and not wanted.is_narrow:
        together = [Comment.id.desc()]
    return (
        select(Comment)
        .where(_lies_on(wanted), *_conditions(wanted))
        .options(
            defer(Comment.body),
            joinedload(Comment.article).lazyload("*"),
            joinedload(Comment.parent).defer(Comment.body),
        )
        .order_by(*together, Comment.created_at.desc(), Comment.id.desc())
    )


def counts(wanted: Wanted) -> Select[Standing, int]:
    """How many there are of each standing, whatever the list."""
    if not wanted.is_narrow:
        kept = StandingCount.standing, StandingCount.number
        return select(*kept).where(StandingCount.standing != Standing.REMOVED)
    found = select(Comment.standing).where(*_conditions(wanted))
    if wanted.words or wanted.like:
        found = found.where(Comment.standing != Standing.REMOVED).limit(LOOKED_AT)
    else:  # those of an article: an index has them by their standing, counted in a moment
        found = found.where(Comment.standing.in_({*Standing} - {Standing.REMOVED}))
    standing = found.subquery().c.standing
    return select(standing, func.count()).group_by(standing)


def reported(wanted: Wanted) -> Select[int]:
    """How many there are that readers complain of."""
    return select(func.count(Comment.id)).where(
        _lies_on(replace(wanted, shelf=Shelf.REPORTED)), *_conditions(wanted)
    )


def found(wanted: Wanted, up_to: int) -> Select[int]:
    """The numbers of these comments, without those that came after that one."""
    return (
        select(Comment.id)
        .where(_lies_on(wanted), *_conditions(wanted), Comment.id <= up_to)
        .order_by(Comment.id.desc())
    )


def newest() -> Select[int | None]:
    """The number of the comment that came last."""
    return select(func.max(Comment.id))


def waiting() -> Select[int]:
    """How many comments wait for the owner."""
    return select(StandingCount.number).where(StandingCount.standing == Standing.WAITING)


def comment(comment_id: int) -> Select[Comment]:
    """One comment, unless nothing of it is left to decide on."""
    return select(Comment).where(Comment.id == comment_id, Comment.standing != Standing.REMOVED)


def chosen(ids: Sequence[int]) -> Select[Comment]:
    """Those of these comments that can be decided on."""
    return (
        select(Comment)
        .where(Comment.id.in_(ids), Comment.standing != Standing.REMOVED)
        .options(joinedload(Comment.article).lazyload("*"))
        .order_by(Comment.id)
    )


def complaints(comments: Sequence[Comment]) -> Select[Report]:
    """What readers complain of in these comments, and nobody has answered yet."""
    ids = [comment.id for comment in comments if comment.reports]
    return (
        select(Report)
        .where(Report.comment_id.in_(ids), Report.settled_at.is_(None))
        .order_by(Report.at)
    )


def alike(comment: Comment) -> Select[int]:
    """The comments that may come from the sender of that one: from the same address or network, or
    of the last ones under the same name."""
    name, folded = Comment.name, fold(comment.name)
    is_ascii = func.length(name) == func.length(cast(name, LargeBinary))
    # What ``fold`` does to ASCII, SQLite does without asking us.
    same_name = case((is_ascii, func.lower(name) == folded), else_=func.fold(name) == folded)
    may_be_theirs = or_(from_sender_of(comment), and_(_came_lately(), same_name))
    return select(Comment.id).where(may_be_theirs).limit(LOOKED_AT)


def from_the_same_hand(comment: Comment, comments: Sequence[Comment]) -> Select[int]:
    """Which of these comments come from the sender of that one."""
    ids = [one.id for one in comments]
    return select(Comment.id).where(Comment.id.in_(ids), from_sender_of(comment))


def from_sender_of(comment: Comment) -> ColumnElement[bool]:
    """Whether a comment has the address, or the network, of the one who sent that one."""
    marks: list[ColumnElement[bool]] = [Comment.id == comment.id]
    if comment.email:
        marks.append(Comment.email.collate("NOCASE") == comment.email)
    if comment.origin:
        marks.append(Comment.origin == comment.origin)
    return or_(*marks)


def _lies_on(wanted: Wanted) -> ColumnElement[bool]:
    shelf = wanted.shelf
    if shelf is Shelf.ALL:
        return Comment.standing != Standing.REMOVED
    if shelf is Shelf.REPORTED:
        complained_of = select(Report.comment_id).where(Report.settled_at.is_(None))
        return and_(Comment.id.in_(complained_of), Comment.standing != Standing.REMOVED)
    standing = Standing(shelf.value)
    if wanted.like:  # they are few, and found by their senders: not among all of that standing
        return Comment.standing.not_in(set(Standing) - {standing})
    return Comment.standing == standing


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    conditions = [_says(word) for word in wanted.words[:LONGEST].split()]
    if conditions:
        conditions.append(_came_lately())
    if wanted.article:
        conditions.append(Comment.article_id == wanted.article.id)
    if wanted.like:
        alike = func.json_each(json.dumps(wanted.alike)).table_valued("value")
        conditions.append(Comment.id.in_(select(alike.c.value)))
    return conditions


def _came_lately() -> ColumnElement[bool]:
    return Comment.id > newest().scalar_subquery() - LOOKED_AT


def _says(word: str) -> ColumnElement[bool]:
    """Whether a word is in a comment or in what its sender said of themselves."""
    sender = Comment.name + "\n" + Comment.email + "\n" + Comment.url
    folded = fold(word)
    return or_(*(func.says(text, folded, type_=Boolean) for text in (Comment.body, sender)))
