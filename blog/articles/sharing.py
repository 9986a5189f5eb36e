"""Links to a draft, for somebody who has no key. They end by themselves."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from sqlalchemy import Select, select, update

from blog import acts
from blog.db import db, now
from blog.models.act import Verb
from blog.models.article import Article
from blog.models.share_link import ShareLink


def make(article: Article, lasts: timedelta) -> str:
    """Make a link; returns the token that it holds. Belongs inside ``db.writing()``."""
    token = secrets.token_urlsafe(24)
    moment = now()
    db.session.add(
        ShareLink(
            article_id=article.id,
            token=_digest(token),
            created_at=moment,
            expires_at=moment + lasts,
        )
    )
    acts.note(Verb.SHARED, article)
    return token


def held_by(token: str) -> Select[ShareLink]:
    """The link with this token, whether it has ended or not."""
    return select(ShareLink).where(ShareLink.token == _digest(token))


def active(article: Article) -> Select[ShareLink]:
    """The links that lead to an article now, those that last longest first."""
    return (
        select(ShareLink)
        .where(ShareLink.article_id == article.id, ShareLink.expires_at > now())
        .order_by(ShareLink.expires_at.desc(), ShareLink.id)
    )


def end(link: ShareLink) -> None:
    """Let a link lead nowhere from now on. Belongs inside ``db.writing()``."""
    link.expires_at = min(link.expires_at, now())
    acts.note(Verb.UNSHARED, db.session.get(Article, link.article_id))


def end_all(article: Article) -> None:
    """Let no link lead to an article any more. Belongs inside ``db.writing()``."""
    moment = now()
    db.session.execute(
        update(ShareLink)
        .where(ShareLink.article_id == article.id, ShareLink.expires_at > moment)
        .values(expires_at=moment)
    )


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
