"""A conversation, from a flat list of comments."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from blog.models.comment import Comment

DEEPEST = 3
"""How far answers are indented; beyond it they stand flat, with the name they answer."""


class Node(NamedTuple):
    """A comment in its place. ``parent`` is the comment it answers, if readers see that."""

    comment: Comment
    depth: int
    parent: Comment | None


def build(comments: Iterable[Comment]) -> list[Node]:
    """Every comment under the one it answers, in tree order, whatever the depth.

    Brothers keep the order they came in. An answer to a comment that is not among them stands
    at the root. Without recursion: a chain may be longer than Python's stack.
    """
    known = {comment.id: comment for comment in comments}
    answers: defaultdict[int | None, list[Comment]] = defaultdict(list)
    for comment in known.values():
        answers[comment.parent_id if comment.parent_id in known else None].append(comment)

    thread: list[Node] = []
    waiting = [(root, 0) for root in reversed(answers[None])]
    while waiting:
        comment, depth = waiting.pop()
        parent = known.get(comment.parent_id) if comment.parent_id else None
        thread.append(Node(comment, min(depth, DEEPEST), parent))
        waiting += [(answer, depth + 1) for answer in reversed(answers[comment.id])]
    return thread
