"""What the owner sees of articles and pages, wherever they are in their life."""

from __future__ import annotations

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from blog.articles import bin as waste
from blog.articles.queries import ORDER_OF_PAGES
from blog.models.article import Article, Kind
from blog.models.comment import Comment


def kept(article_id: int) -> Select[Article]:
    """An article or page that is not in the bin."""
    return select(Article).where(Article.id == article_id, Article.binned_at.is_(None))


def binned() -> Select[Article]:
    """What is in the bin, the newest on top."""
    return (
        waste.contents()
        .options(joinedload(Article.working))
        .order_by(Article.binned_at.desc(), Article.id.desc())
    )


def comments_on(article: Article) -> Select[int]:
    """How many comments an article has, whoever sees them."""
    return select(func.count()).select_from(Comment).where(Comment.article_id == article.id)


def pages() -> Select[Article]:
    """Every page, as the navigation has them; those that are kept out of it last."""
    return (
        select(Article)
        .where(Article.kind == Kind.PAGE, Article.binned_at.is_(None))
        .options(joinedload(Article.working))
        .order_by(Article.in_navigation.desc(), *ORDER_OF_PAGES)
    )
