"""Deciding on a comment: the one way to change what became of it, whoever decides."""

from __future__ import annotations

from blog.comments import notices
from blog.comments.judging import Verdict
from blog.comments.spam import learning
from blog.models import report
from blog.models.comment import Comment, Standing


def decide(comment: Comment, standing: Standing) -> None:
    """Let it stand as that from now on, with all that follows. Belongs inside ``db.writing()``."""
    comment.decide(standing)
    learning.learn(comment, standing)
    if standing is not Standing.WAITING:
        report.settle(comment)
    notices.decided(comment)


def follow(comment: Comment, verdict: Verdict) -> None:
    """Let it stand as it was judged. Nobody decided that, so nothing is learned from it. Belongs
    inside ``db.writing()``."""
    comment.held_for = verdict.reasons
    if comment.standing is not verdict.standing:
        comment.decide(verdict.standing)
        comment.stood = comment.decided_at = None
    notices.decided(comment)
