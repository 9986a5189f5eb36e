"""A stamp in the comment form: proof that the page was ours, without a cookie.

It is an HMAC over the article and the day, so every visitor of a day gets the same page
and it can be cached anywhere. It says nothing about who sends it.
"""

from __future__ import annotations

import hashlib
import hmac
from datetime import date, timedelta

from flask import current_app

from blog.db import now
from blog.models.article import Article

GOOD_FOR = timedelta(days=3)


def make(article: Article) -> str:
    """Today's stamp for an article: ``yyyy-mm-dd.signature``; the day is UTC's."""
    return _stamp(article, now().date())


def is_good(stamp: str, article: Article) -> bool:
    """Whether a stamp is ours, for this article, and at most three days old."""
    today = now().date()
    try:
        day = date.fromisoformat(stamp.partition(".")[0])
    except ValueError:
        return False
    return timedelta(0) <= today - day <= GOOD_FOR and hmac.compare_digest(
        stamp.encode(), _stamp(article, day).encode()
    )


def _stamp(article: Article, day: date) -> str:
    key: bytes = current_app.config["SECRET_KEY"]
    words = f"comment-stamp {article.id} {day.isoformat()}".encode()
    return f"{day.isoformat()}.{hmac.new(key, words, hashlib.sha256).hexdigest()[:32]}"
