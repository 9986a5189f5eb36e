"""What the owner sees: everything."""

from __future__ import annotations

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from blog.models.article import Article, Kind
from blog.models.comment import Comment, Standing
from blog.models.label import Label
from blog.models.owner import Owner
from blog.models.site import Ad


def articles(kind: Kind) -> Select[Article]:
    """Every article or page: what is still being written first, then newest first."""
    return (
        select(Article)
        .where(Article.kind == kind)
        .options(joinedload(Article.working))
        .order_by(Article.published_at.is_not(None), Article.published_at.desc(), Article.id.desc())
    )


def about() -> Select[Article]:
    """The page about the blog, published or not."""
    return select(Article).where(Article.kind == Kind.PAGE, Article.slug == "about")


def comments(standing: Standing) -> Select[Comment]:
    """The comments of one standing, newest first, with what they are about."""
    return (
        select(Comment)
        .where(Comment.standing == standing)
        .options(joinedload(Comment.article).lazyload("*"), joinedload(Comment.parent))
        .order_by(Comment.created_at.desc(), Comment.id.desc())
    )


def comment_counts() -> Select[Standing, int]:
    """How many comments there are of each standing."""
    return select(Comment.standing, func.count()).group_by(Comment.standing)


def sections() -> Select[Label]:
    """The labels in the masthead, in order."""
    return select(Label).where(Label.position.is_not(None)).order_by(Label.position)


def ad() -> Select[Ad]:
    """What is above the masthead."""
    return select(Ad).where(Ad.slot == "header")


def owner() -> Select[Owner]:
    """Whose blog it is."""
    return select(Owner).order_by(Owner.id)
