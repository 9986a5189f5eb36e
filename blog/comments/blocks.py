"""What the owner keeps out: how it is written down, and found again in a comment."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import or_, select, tuple_

from blog.comments import features
from blog.db import db
from blog.models.block import Block, BlockKind
from blog.models.comment import Comment
from blog.text import names


def value_of(kind: BlockKind, typed: str) -> str:
    """What an owner typed, in the one spelling in which it is found; empty for nothing."""
    match kind:
        case BlockKind.NAME:
            return names.alike(typed)
        case BlockKind.EMAIL:
            return typed.strip().lower()
        case BlockKind.HOST:
            return features.host_of(typed)
        case BlockKind.WORD:
            return " ".join(features.words(typed))
        case BlockKind.NETWORK:
            return typed.strip()


def met_by(comment: Comment) -> Sequence[Block]:
    """The blocks that a comment runs into. A host stands for those below it as well, a word for
    itself alone: nothing is found inside of other words."""
    hosts = {above for host in features.hosts(comment) for above in _and_above(host)}
    keys = [
        (BlockKind.NAME, names.alike(comment.name)),
        (BlockKind.EMAIL, comment.email.strip().lower()),
        (BlockKind.NETWORK, comment.origin),
        *((BlockKind.HOST, host) for host in hosts),
    ]
    known = tuple_(Block.kind, Block.value).in_([key for key in keys if key[1]])
    found = select(Block).where(Block.holds(), or_(Block.kind == BlockKind.WORD, known))
    said = f" {' '.join(features.words(f'{comment.name} {features.text(comment)}'))} "
    return [
        block
        for block in db.session.scalars(found.order_by(Block.id))
        if block.kind is not BlockKind.WORD or f" {block.value} " in said
    ]


def _and_above(host: str) -> list[str]:
    """``a.b.c`` and what it is a part of: ``b.c`` and ``c``."""
    parts = host.split(".")
    return [".".join(parts[at:]) for at in range(len(parts))]
