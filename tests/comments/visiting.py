"""What visitors do."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from blog.db import db
from blog.models.article import Article
from blog.models.comment import Comment
from tests import pages


def fill_in(client: Any, article: Article, **fields: str) -> dict[str, str]:
    """The form on the article's page, with these fields typed over."""
    offered = pages.form(client.get(article.url), having="stamp")
    return {**offered, "name": "Deniz", "body": "Well said.", **fields}


def send(client: Any, article: Article, **fields: str) -> Any:
    """Fill in the form on the article's page, and send it."""
    return client.post(f"/comments/on/{article.id}", data=fill_in(client, article, **fields))


def kept() -> list[Comment]:
    """Every comment that the blog has, in the order in which they came."""
    return list(db.session.scalars(select(Comment).order_by(Comment.id)))
