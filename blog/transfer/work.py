"""What goes on by itself while an old blog comes in."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import exists, select
from sqlalchemy.exc import IntegrityError, NoResultFound
from sqlalchemy.orm.exc import ObjectDeletedError, StaleDataError

from blog import housekeeping
from blog.db import db
from blog.models.moving import Move, Step
from blog.transfer import old_pictures, staging

TASK = "moving"
DOES = {Step.READING: staging.read, Step.FETCHING: old_pictures.fetch}

_is_busy = Move.step.in_(list(DOES)) & Move.problem.is_(None)


def is_to_do() -> bool:
    """Whether a move waits to be gone on with."""
    return db.session.scalar(select(exists().where(_is_busy))) or False


@housekeeping.task(TASK, every=timedelta(seconds=2), when=is_to_do)
def go_on() -> None:
    """Bring every move that is not at rest to where its owner decides."""
    for move_id in db.session.scalars(select(Move.id).where(_is_busy).order_by(Move.id)).all():
        try:
            move = db.session.get_one(Move, move_id)
            DOES[move.step](move)
        except (IntegrityError, NoResultFound, ObjectDeletedError, StaleDataError):
            if db.session.scalar(select(exists().where(Move.id == move_id))):
                raise  # else its owner threw it away meanwhile
