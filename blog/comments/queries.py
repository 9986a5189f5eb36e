"""Which comments, for whom."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import joinedload, load_only

from blog.models.article import Article, published
from blog.models.comment import Comment, Standing


def open_article(article_id: int) -> Select[Article]:
    """An article or page that readers can see."""
    return published(kind=None).where(Article.id == article_id)


def visible(comment_id: int) -> Select[Comment]:
    """One comment, if readers see it and its article."""
    return _seen().where(Comment.id == comment_id)


def placed(comment_id: int) -> Select[Comment]:
    """One comment, if readers see it or its bare place, and its article."""
    return select(Comment).where(Comment.id == comment_id, Comment.is_shown, _article_is_seen())


def newest() -> Select[Comment]:
    """The comments readers see, all over the site, newest first."""
    return (
        _seen()
        .options(joinedload(Comment.article).lazyload("*"))
        .order_by(Comment.created_at.desc(), Comment.id.desc())
    )


def passing() -> Select[Comment]:
    """The same as they are quoted in passing, with no more than that takes."""
    return newest().options(
        load_only(Comment.name, Comment.html),
        joinedload(Comment.article).load_only(Article.title, Article.standfirst, Article.language),
    )


def newest_on(article: Article) -> Select[Comment]:
    """The comments readers see on an article that they see, newest first."""
    return newest().where(Comment.article_id == article.id)


def by_receipt(digest: str) -> Select[Comment]:
    """The comment whose author holds the receipt with this hash."""
    return select(Comment).where(Comment.receipt == digest)


def by_retry_key(key: str) -> Select[Comment]:
    """The comment that the same words made before."""
    return select(Comment).where(Comment.retry_key == key)


def _seen() -> Select[Comment]:
    return select(Comment).where(Comment.standing == Standing.APPROVED, _article_is_seen())


def _article_is_seen() -> ColumnElement[bool]:
    return published(kind=None).where(Article.id == Comment.article_id).exists()
