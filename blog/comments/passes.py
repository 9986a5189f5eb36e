"""What a link in the owner's letters holds: leave to decide on one comment, without a login.

It is signed under the blog's own key, for that comment and some days, and kept nowhere.
"""

from __future__ import annotations

from datetime import timedelta

from flask import current_app
from itsdangerous import BadData, URLSafeTimedSerializer
from sqlalchemy import Select, select

from blog.models.comment import Comment, Standing

GOOD_FOR = timedelta(days=7)


def make(comment: Comment) -> str:
    """A pass for one comment: a number alone may be given to another one day."""
    token: str = _signer().dumps([comment.id, comment.anchor])
    return token


def comment(token: str) -> Select[Comment] | None:
    """The comment that it is for, as long as it is good."""
    try:
        number, anchor = _signer().loads(token, max_age=int(GOOD_FOR.total_seconds()))
    except BadData:
        return None
    return select(Comment).where(
        Comment.id == number, Comment.anchor == anchor, Comment.standing != Standing.REMOVED
    )


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="decide on a comment")
