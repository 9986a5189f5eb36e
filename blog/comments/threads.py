"""A conversation: a page of it as readers see it, and what joins or leaves it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from blog.comments import paging
from blog.comments.paging import Order
from blog.db import db
from blog.models.article import Article
from blog.models.comment import Comment, Position, Said, Standing, permalink
from blog.web import routing

PAGE = 50
"""How many comments a page has."""
A_HANDFUL = 5
"""With more comments than these, there is a choice of their order."""


class Node(NamedTuple):
    """A comment where it stands, or its bare place. ``answered`` is the name of whom it answers,
    if readers see that; ``answered_at`` leads there."""

    said: Said
    depth: int
    answered: str
    answered_at: str

    @property
    def is_bare(self) -> bool:
        """Whether readers see no more than that there was a comment."""
        return not self.said.is_approved


@dataclass(frozen=True)
class Conversation:
    """A page of what was said about an article, answers below what they answer.

    ``after`` is the comment that it follows, none on the first page. ``before`` follows the page
    before the one before; it is none where that is the first page, too.
    """

    article: Article
    order: Order
    after: int | None
    before: int | None
    last: int | None
    nodes: list[Node]

    @property
    def can_be_ordered(self) -> bool:
        """Whether there is enough of it for its order to matter."""
        return self.article.comment_count > A_HANDFUL

    @property
    def comments(self) -> list[Said]:
        """Those that readers see of it."""
        return [node.said for node in self.nodes if not node.is_bare]

    @property
    def first_url(self) -> str:
        """Where it begins."""
        return self.ordered(self.order)

    @property
    def canonical_url(self) -> str:
        """The one address of what is on this page and no other; that of the article for what is
        there in another order, too."""
        after = self.after if self.order is Order.OLDEST else None
        return address(self.article, Order.OLDEST, after).partition("#")[0]

    @property
    def previous_url(self) -> str:
        """The page before this one."""
        return address(self.article, self.order, self.before)

    @property
    def next_url(self) -> str | None:
        """The page that follows, if one does."""
        return address(self.article, self.order, self.last) if self.last else None

    def ordered(self, order: str) -> str:
        """Where it begins in this order."""
        return address(self.article, Order(order))


def read(
    article: Article, after: int | None = None, order: Order = Order.OLDEST
) -> Conversation | None:
    """The page that follows the comment ``after``; none where that never was on this article.

    What is asked of the database is the same, however long the conversation and its threads are.
    """
    followed, before = None, None
    if after is not None:
        if abs(after) > routing.LARGEST:
            return None
        followed = db.session.scalar(paging.known(article.id, after))
        if followed is None:
            return None
        before = db.session.scalar(paging.before(followed, order, PAGE))

    if followed is None:
        rows = db.rows(paging.beginning(order, PAGE + 1), {"article": article.id})
    else:
        rows = db.rows(paging.page(followed, order, PAGE + 1))
    nodes = _nodes(rows[:PAGE])
    last = nodes[-1].said.id if len(rows) > PAGE else None
    return Conversation(article, order, after, before, last, nodes)


def _nodes(rows: Sequence[Any]) -> list[Node]:
    """Where the comments of a page stand, given ``paging.AS_SHOWN``."""
    are_here = {row[0] for row in rows}
    nodes = []
    for row in rows:
        *said, rank, id, anchor, name, standing = row
        answered = answered_at = ""
        if standing is Standing.APPROVED:
            answered, answered_at = name, f"#{anchor}" if id in are_here else permalink(id)
        nodes.append(Node(Said(*said), Position(b"", rank).depth, answered, answered_at))
    return nodes


def address(
    article: Article, order: Order, after: int | None = None, anchor: str = "comments"
) -> str:
    """Where a page of the conversation about an article is."""
    asked = [f"comments={order.value}"] if order is not Order.OLDEST else []
    asked += [f"after={after}"] if after is not None else []
    return f"{article.url}{'?' if asked else ''}{'&'.join(asked)}#{anchor}"


def address_of(comment: Comment) -> str:
    """Where readers find a comment: on the page it has in the order of time."""
    pages = (db.session.scalar(paging.count_before(comment)) or 0) // PAGE
    after = db.session.scalar(paging.nth(comment.article_id, pages * PAGE - 1)) if pages else None
    return address(comment.article, Order.OLDEST, after, comment.anchor)


def said_at(article: Article, milliseconds: int | None) -> Comment | None:
    """What readers see of what was said in this millisecond since 1970: Blogger's links name
    comments so."""
    if milliseconds is None:
        return None
    try:
        moment = datetime.fromtimestamp(0, UTC) + timedelta(milliseconds=milliseconds)
        return db.session.scalar(paging.said_at(article.id, moment))
    except OverflowError:
        return None


def add(comment: Comment) -> None:
    """Take a new comment into the conversation, whatever it stands as.

    It is told from others by its number from here on. Belongs inside ``db.writing()``.
    """
    db.session.add(comment)
    db.session.flush()
    comment.take_place()
