"""What the owner sees: everything."""

from __future__ import annotations

from sqlalchemy import Select, select

from blog.models.article import Article, Kind
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


def sections() -> Select[Label]:
    """The labels in the masthead, in order."""
    return select(Label).where(Label.position.is_not(None)).order_by(Label.position)


def ad() -> Select[Ad]:
    """What is above the masthead."""
    return select(Ad).where(Ad.slot == "header")


def owner() -> Select[Owner]:
    """Whose blog it is."""
    return select(Owner).order_by(Owner.id)
