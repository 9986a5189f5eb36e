"""Taking a comment in."""

from __future__ import annotations

import hashlib
import secrets
from typing import NamedTuple

from limits import parse

from blog import ratelimits
from blog.comments import authors, decisions, following, judging, queries
from blog.comments.forms import ONCE_MAX, CommentForm
from blog.db import db, now
from blog.models.article import Article
from blog.models.comment import Comment, Standing
from blog.models.site import Moderation
from blog.text import html, urls

PER_NETWORK = parse("10 per 10 minutes")
"""Whoever sends more has to wait. Everything else is taken in, however much it is."""
PER_ARTICLE = parse("60 per 10 minutes")
PER_BLOG = parse("120 per 10 minutes")
"""Beyond either, every comment waits for the owner, so that a flood is never seen."""


class TooOften(Exception):
    """So many comments came that the next one has to wait ``seconds``."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


class Received(NamedTuple):
    """A comment that was taken in, and the token that only its author gets."""

    comment: Comment
    receipt: str


def receive(form: CommentForm, article: Article) -> Received:
    """Keep a visitor's comment as it was sent, and show it or not, as it is judged.

    The same words sent again are the same comment, under the same receipt. Raises ``TooOften``;
    nothing is kept then.
    """
    body, cleaned = authors.clean(form.body.data or "")  # the slow part, before the transaction

    with db.writing():
        network = ratelimits.network()
        key = _retry_key(article, network, form)
        receipt = authors.token(key)
        comment = db.session.scalar(queries.by_retry_key(key))
        if comment and comment.is_removed:
            authors.let_go(comment)
            db.session.flush()
            comment = None
        if comment is None:
            _spend(network)
            comment = Comment(
                article_id=article.id,
                parent_id=form.parent.data,
                anchor=f"comment-{secrets.token_hex(5)}",
                name=form.name.data,
                email=(form.email.data or "").strip(),
                url=urls.web_address(form.url.data or "") or "",
                body=body,
                html=cleaned,
                policy=html.COMMENT_POLICY,
                created_at=now(),
                retry_key=key,
                network=network,
                origin=ratelimits.origin(),
            )
            db.session.add(comment)
            db.session.flush()
            comment.take_place()
            decisions.follow(comment, _judge(comment, form, article))
            if form.follow.data and not form.is_trapped:
                following.ask(comment, comment.email)
        comment.receipt = authors.digest(receipt)
    return Received(comment, receipt)


def _judge(comment: Comment, form: CommentForm, article: Article) -> judging.Verdict:
    noticed: list[judging.Reason] = [{"reason": "trap"}] if form.is_trapped else []
    if _is_crowded(article):
        noticed.append({"reason": "crowd"})
    is_known = _is_known(form.receipt.data or "")
    return judging.judge(comment, article, is_known=is_known, noticed=noticed)


def _is_known(token: str) -> bool:
    """Whether who holds this receipt is known to the owner: for that comment, unless readers see
    it only because its article shows everybody's, or for an earlier one from an address that is
    confirmed to be the same person's."""
    earlier = db.session.scalar(queries.by_receipt(authors.digest(token))) if token else None
    if earlier is None or earlier.standing not in (Standing.WAITING, Standing.APPROVED):
        return False
    was_let_in = earlier.decided_at is not None or earlier.article.rule is not Moderation.SHOW
    return (earlier.is_approved and was_let_in) or following.is_known(earlier)


def _spend(network: str) -> None:
    if not ratelimits.allows(PER_NETWORK, "comment", network):
        raise TooOften(ratelimits.seconds_until_free(PER_NETWORK, "comment", network))


def _is_crowded(article: Article) -> bool:
    """Whether more comments come than anybody shall see unread. Both limits count this one."""
    fits = [
        ratelimits.allows(PER_ARTICLE, "comments on", str(article.id)),
        ratelimits.allows(PER_BLOG, "comments"),
    ]
    return not all(fits)


def _retry_key(article: Article, network: str, form: CommentForm) -> str:
    """What the same form has in common when it is sent again: on that day from that network, and
    where a script told forms apart, from anywhere."""
    once = (form.once.data or "")[:ONCE_MAX]
    unseen = (form.email.data, form.url.data)  # a neighbour who copies a comment is no retry
    whence = (once,) if once else (network, now().date(), *unseen)
    parts = (article.id, form.parent.data, *whence, form.name.data, form.body.data)
    return hashlib.sha256(repr(parts).encode()).hexdigest()
