"""What is known of senders is forgotten after a while."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import ColumnElement, delete, exists, or_, select, update

from blog import housekeeping
from blog.db import db, now
from blog.models.block import Block, BlockKind
from blog.models.comment import Comment
from blog.models.spam import Sighting

KEPT = timedelta(days=14)


def _has_old_origin() -> ColumnElement[bool]:
    """Comments whose network is still known, for no reason any more."""
    blocked = select(Block.value).where(Block.kind == BlockKind.NETWORK, Block.holds())
    return (
        (Comment.origin > "") & (Comment.created_at < now() - KEPT) & Comment.origin.not_in(blocked)
    )


def _is_old() -> ColumnElement[bool]:
    return Sighting.seen_at < now() - KEPT


def is_due() -> bool:
    """Whether there is something to forget."""
    every = (~Block.holds(), _has_old_origin(), _is_old())
    return db.session.scalar(select(or_(*(exists().where(one) for one in every)))) or False


@housekeeping.task("forgetting", every=timedelta(hours=1), when=is_due)
def forget() -> None:
    """Forget blocks that have ended, where comments came from, and what they had in common."""
    with db.writing():
        db.session.execute(delete(Block).where(~Block.holds()))
        db.session.execute(
            update(Comment)
            .where(_has_old_origin())
            .values(origin="")
            .execution_options(synchronize_session=False)
        )
        db.session.execute(delete(Sighting).where(_is_old()))
