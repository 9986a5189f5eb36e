"""What follows when somebody shows that an address is theirs."""

from __future__ import annotations

from blog.comments import decisions, following, judging
from blog.models.comment import Comment, Standing
from blog.models.letter import Follower

BESIDE_ITS_WORDS = {"crowd", "trap"}
"""Reasons to hold a comment that were noticed when it came, and can't be found again."""


def confirm(follower: Follower) -> None:
    """Let them follow; and if they are known now, judge their comment anew. Belongs inside
    ``db.writing()``."""
    if follower.is_confirmed:
        return
    following.confirm(follower)
    comment = follower.comment
    is_undecided = comment.standing is Standing.WAITING and comment.decided_at is None
    if is_undecided and following.is_known(comment):
        _judge_again(comment)


def _judge_again(comment: Comment) -> None:
    noticed = [one for one in comment.held_for if one["reason"] in BESIDE_ITS_WORDS]
    verdict = judging.judge(comment, comment.article, is_known=True, noticed=noticed)
    if verdict.standing is not Standing.SPAM:  # it was not, before we knew more of its author
        decisions.follow(comment, verdict)
