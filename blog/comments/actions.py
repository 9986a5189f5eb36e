"""Taking a comment in."""

from __future__ import annotations

import hashlib
import secrets
from typing import NamedTuple

from limits import parse

from blog import ratelimits
from blog.comments import queries
from blog.comments.forms import CommentForm
from blog.db import db, now
from blog.models.article import Article
from blog.models.comment import Comment
from blog.text import html, names, urls

PER_NETWORK = parse("10 per 10 minutes")
PER_ARTICLE = parse("200 per hour")


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
    """Keep a visitor's comment as it was sent; nobody sees it until the owner approves it.

    The same words sent again from the same network on the same day are the same comment; the
    receipt is then a new one. Raises ``TooOften``; nothing is kept then.
    """
    body = names.clean_words(form.body.data or "")
    cleaned = html.comment(body)  # the slow part, before the transaction
    receipt = secrets.token_urlsafe(24)

    with db.writing():
        network = ratelimits.network()
        key = _retry_key(article, network, form)
        comment = db.session.scalar(queries.by_retry_key(key))
        if comment is None:
            _spend(article, network)
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
            )
            db.session.add(comment)
        comment.receipt = digest(receipt)
    return Received(comment, receipt)


def digest(receipt: str) -> str:
    """What is kept of a receipt."""
    return hashlib.sha256(receipt.encode()).hexdigest()


def _spend(article: Article, network: str) -> None:
    for limit, who in ((PER_NETWORK, network), (PER_ARTICLE, str(article.id))):
        if not ratelimits.allows(limit, "comment", who):
            raise TooOften(ratelimits.seconds_until_free(limit, "comment", who))


def _retry_key(article: Article, network: str, form: CommentForm) -> str:
    parts = (article.id, form.parent.data, network, now().date(), form.name.data, form.body.data)
    return hashlib.sha256(repr(parts).encode()).hexdigest()
