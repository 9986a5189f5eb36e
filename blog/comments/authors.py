"""What the author of a comment may do with it. Whoever holds its receipt is its author."""

from __future__ import annotations

import hashlib
from datetime import timedelta

from limits import parse

from blog import ratelimits
from blog.comments import decisions, judging
from blog.comments.forms import CommentForm
from blog.comments.spam import learning
from blog.db import now
from blog.models.comment import Comment, Standing
from blog.text import html, names, urls

EDIT_FOR = timedelta(minutes=15)
PER_COMMENT = parse("20 per 15 minutes")
EDITABLE = (Standing.WAITING, Standing.APPROVED)
LASTING = ("trap", "crowd")
"""The reasons to hold a comment that other words don't take away."""


class TooLate(Exception):
    """The words can't be changed any more."""


class TooOften(Exception):
    """The words were changed so often that they stay as they are."""


def token(retry_key: str) -> str:
    """The receipt of the comment with this key: the same for every retry, and nobody's to guess
    once the day's key is thrown away. Belongs inside ``db.writing()``."""
    return ratelimits.hashed(ratelimits.daily_key(), b"receipt", retry_key.encode())


def digest(token: str) -> str:
    """What is kept of a receipt."""
    return hashlib.sha256(token.encode()).hexdigest()


def may_edit(comment: Comment) -> bool:
    """Whether its author may change the words now."""
    return comment.standing in EDITABLE and now() - comment.created_at < EDIT_FOR


def clean(words: str) -> tuple[str, str]:
    """A comment's words as they are kept, and as readers see them. Slow: it belongs before the
    transaction."""
    body = names.clean_words(words)
    return body, html.comment(body)


def draft(form: CommentForm) -> Comment:
    """What a form holds, as a comment that is not kept."""
    body, cleaned = clean(form.body.data or "")
    return Comment(
        article_id=form.article.id,
        anchor="preview",
        name=form.name.data,
        url=urls.web_address(form.url.data or "") or "",
        body=body,
        html=cleaned,
        standing=Standing.WAITING,
        by_owner=False,
        created_at=now(),
    )


def edit(comment: Comment, body: str, cleaned: str) -> None:
    """Let it say something else; it is judged anew. Belongs inside ``db.writing()``.

    Raises ``TooLate`` and ``TooOften``.
    """
    if not may_edit(comment):
        raise TooLate
    if not ratelimits.allows(PER_COMMENT, "edit", str(comment.id)):
        raise TooOften
    if body == comment.body:
        return
    learning.forget(comment)
    comment.body, comment.html, comment.policy = body, cleaned, html.COMMENT_POLICY
    comment.edited_at = now()
    lasting = [reason for reason in comment.held_for if reason["reason"] in LASTING]
    verdict = judging.judge(comment, comment.article, noticed=lasting)
    if comment.standing is Standing.WAITING and verdict.standing is Standing.APPROVED:
        # What waits goes on waiting: nobody shall find out by trying what the filter lets pass.
        verdict = judging.Verdict(Standing.WAITING, verdict.reasons or comment.held_for)
    decisions.follow(comment, verdict)


def withdraw(comment: Comment) -> None:
    """Take it back for good: nothing of it or its author stays but its place and its receipt.
    Belongs inside ``db.writing()``."""
    if not comment.is_removed:
        decisions.decide(comment, Standing.REMOVED)
    comment.withdrawn_at = now()
    comment.empty()


def let_go(comment: Comment) -> None:
    """Let the words of a comment that is gone be sent again, as a new one, under its receipt.
    Belongs inside ``db.writing()``."""
    comment.retry_key = comment.receipt = None
