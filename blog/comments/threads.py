"""A conversation, from a flat list of comments."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from blog.models.comment import Comment

DEEPEST = 3
"""How far answers are indented; beyond it they stand flat, with the name they answer."""


class Node(NamedTuple):
    """A comment in its place, or the place of a removed one. ``parent`` is the comment it
    answers, if readers see that."""

    comment: Comment
    depth: int
    parent: Comment | None


def build(comments: Iterable[Comment]) -> list[Node]:
    """Every comment under the one it answers, in tree order, whatever the depth.

    Brothers keep the order they came in. An answer to a comment that is not among them stands
    at the root. A removed comment keeps its place where something below it is left. Without
    recursion: a chain may be longer than Python's stack.
    """
    known = _without_bare_places({comment.id: comment for comment in comments})
    answers: defaultdict[int | None, list[Comment]] = defaultdict(list)
    for comment in known.values():
        answers[comment.parent_id if comment.parent_id in known else None].append(comment)

    thread: list[Node] = []
    waiting = [(root, 0) for root in reversed(answers[None])]
    while waiting:
        comment, depth = waiting.pop()
        parent = known.get(comment.parent_id) if comment.parent_id else None
        is_named = parent is not None and not parent.is_removed
        thread.append(Node(comment, min(depth, DEEPEST), parent if is_named else None))
        waiting += [(answer, depth + 1) for answer in reversed(answers[comment.id])]
    return thread


def _without_bare_places(known: dict[int, Comment]) -> dict[int, Comment]:
    """The comments, and of the removed ones those that somebody answered, directly or below."""
    kept: set[int] = set()
    for comment in known.values():
        one = None if comment.is_removed else comment
        while one and one.id not in kept:
            kept.add(one.id)
            one = known.get(one.parent_id) if one.parent_id else None
    return {id: comment for id, comment in known.items() if id in kept}
