"""Addresses that are no article's or page's own."""

from __future__ import annotations

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import contains_eager

from blog.models.address import Address
from blog.models.article import Article
from blog.models.old_address import OldAddress


def redirects(words: str = "") -> Select[Address]:
    """Those in which, or in whose destination, these letters are; in the order of their paths."""
    query = _redirects().order_by(Address.path)
    if not words:
        return query
    places = (Address.path, Address.target, Article.path)
    return query.where(or_(*(place.contains(words, autoescape=True) for place in places)))


def one(path: str) -> Select[Address]:
    """One of them."""
    return _redirects().where(Address.path == path)


def _redirects() -> Select[Address]:
    return (
        select(Address)
        .outerjoin(Address.article)
        .options(contains_eager(Address.article).lazyload("*"))
        .where(Address.path.in_(select(OldAddress.path)))
    )
