"""What belongs to the blog as a whole."""

from __future__ import annotations

from sqlalchemy import Select, select

from blog.models.article import Article, published
from blog.models.site import Ad


def ad(slot: str) -> Select[Ad]:
    """What the owner put into an ad slot."""
    return select(Ad).where(Ad.slot == slot)


def readable(article_id: int) -> Select[Article]:
    """An article or page that readers can see."""
    return published(kind=None).where(Article.id == article_id)
