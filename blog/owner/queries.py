"""What the owner sees: everything."""

from __future__ import annotations

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from blog.models.article import Article, Kind
from blog.models.comment import Comment, Standing
from blog.models.label import Label
from blog.models.owner import Owner
from blog.models.revision import Revision
from blog.models.site import Ad

ABOUT = "about"
"""The slug of the page about the blog, whatever its address."""


def begun_in(window: str) -> Select[Article]:
    """The article that an open form wrote on before it knew its address."""
    written = select(Revision.article_id).where(Revision.window == window, Revision.window != "")
    return select(Article).where(Article.id.in_(written))


def page(slug: str) -> Select[Article]:
    """The page with this name, published or not."""
    return select(Article).where(Article.kind == Kind.PAGE, Article.slug == slug)


def about() -> Select[Article]:
    """The page about the blog, published or not."""
    return page(ABOUT).order_by((Article.path == "/p/about.html").desc(), Article.id)


def comments(standing: Standing) -> Select[Comment]:
    """The comments of one standing, newest first, with what they are about."""
    return (
        select(Comment)
        .where(Comment.standing == standing)
        .options(joinedload(Comment.article).lazyload("*"), joinedload(Comment.parent))
        .order_by(Comment.created_at.desc(), Comment.id.desc())
    )


def comment(comment_id: int) -> Select[Comment]:
    """One comment, unless nothing of it is left to decide on."""
    return select(Comment).where(Comment.id == comment_id, Comment.standing != Standing.REMOVED)


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
