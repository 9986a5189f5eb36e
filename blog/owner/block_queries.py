"""What is kept out of the conversations, for its owner to look through."""

from __future__ import annotations

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from blog.models.block import Block, BlockKind
from blog.models.comment import Comment, Standing
from blog.text.folding import fold


def blocks() -> Select[Block]:
    """Everything that is kept out now, the newest first."""
    return select(Block).where(Block.holds()).order_by(Block.created_at.desc(), Block.id.desc())


def of(kind: BlockKind, value: str) -> Select[Block]:
    """The block of that, whether or not it has ended."""
    return select(Block).where(Block.kind == kind, Block.value == value)


def waiting() -> Select[Comment]:
    """The comments that wait, the newest first."""
    return (
        select(Comment)
        .where(Comment.standing == Standing.WAITING)
        .options(joinedload(Comment.article).lazyload("*"))
        .order_by(Comment.created_at.desc(), Comment.id.desc())
    )


def others_waiting(comment: Comment, kind: BlockKind) -> Select[int]:
    """How many others wait that have the same name, address or network."""
    same = {
        BlockKind.NAME: func.fold(Comment.name) == fold(comment.name),
        BlockKind.EMAIL: func.lower(Comment.email) == comment.email.lower(),
        BlockKind.NETWORK: Comment.origin == comment.origin,
    }[kind]
    return select(func.count()).where(
        Comment.standing == Standing.WAITING, Comment.id != comment.id, same
    )
