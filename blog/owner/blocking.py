"""What the owner keeps out of the conversations, and what of it waits in the queue."""

from __future__ import annotations

from datetime import datetime

from blog import acts
from blog.comments import blocks
from blog.db import db, now
from blog.models.act import Verb
from blog.models.block import Block, BlockKind
from blog.models.comment import Comment
from blog.owner import block_queries as queries
from blog.owner import deciding
from blog.owner.deciding import Act

LOOKED_AT = 2_000
"""How many waiting comments, the newest first, are looked through for what was just blocked."""


def block(kind: BlockKind, value: str, ends_at: datetime | None, note: str) -> Block:
    """Keep it out; where it is kept out already, until another time."""
    with db.writing():
        block = db.session.scalar(queries.of(kind, value))
        if block is None:
            block = Block(kind=kind, value=value, created_at=now())
            db.session.add(block)
        block.ends_at, block.note = ends_at, note
        acts.note(Verb.BLOCKED, name=_name(block))
    return block


def end(block: Block) -> None:
    """Let it in again."""
    with db.writing():
        acts.note(Verb.UNBLOCKED, name=_name(block))
        db.session.delete(block)


def turn_away(block: Block, first: Comment) -> list[int]:
    """Mark a comment as spam, and what else waits and is blocked now; the numbers of those."""
    waiting = db.session.scalars(queries.waiting().limit(LOOKED_AT))
    met = [comment.id for comment in waiting if block in blocks.met_by(comment)]
    return deciding.apply(Act.SPAM, list(dict.fromkeys([first.id, *met]))).done


def _name(block: Block) -> str:
    """What the log calls it; a network has no name."""
    return block.note if block.kind is BlockKind.NETWORK else block.value
