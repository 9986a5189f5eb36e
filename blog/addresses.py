"""Which path leads where: an article, a page, another place, or nowhere any more.

Rules of their own in ``url_map`` are reserved; every other path is looked up here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

from flask import abort, current_app
from sqlalchemy import bindparam, select
from sqlalchemy.orm import joinedload
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from blog.db import db
from blog.models.address import Address
from blog.models.article import Article, Kind
from blog.models.furnishing import ALONE
from blog.text import slugs

PATH_MAX = 500

_AT = (
    select(Address)
    .options(joinedload(Address.article).options(*ALONE))
    .where(Address.path.in_([bindparam("path"), bindparam("other")]))
)


def lookup(path: str) -> Address | None:
    """What a decoded path is, with or without its last slash.

    A path that nothing has is ``None``; so is one too long to be anybody's.
    """
    if len(path) > PATH_MAX:
        return None
    other = path.rstrip("/") if path.endswith("/") else f"{path}/"
    found = {one.path: one for one in db.session.scalars(_AT, {"path": path, "other": other})}
    return found.get(path) or found.get(other)


def visible(address: Address) -> Article:
    """The article at an address, if readers can see it; 410 if they could once, else 404."""
    article = address.article
    if article and article.is_published:
        return article
    abort(410 if article is None or article.was_seen else 404)


def candidates(article: Article, slug: str, day: datetime) -> Iterator[str]:
    """The paths an article could get, best first: ``/2026/11/slug.html``, then with ``slug-2`` …

    ``day`` is its first publication in the site's zone; a page's path has no date.
    """
    folder = "/p" if article.kind is Kind.PAGE else f"/{day:%Y/%m}"
    for candidate in slugs.candidates(slug):
        yield f"{folder}/{candidate}.html"


def assign(article: Article, slug: str, day: datetime) -> None:
    """Give an article its address, the first that is free. Belongs inside ``db.writing()``."""
    article.path = next(path for path in candidates(article, slug, day) if _is_free(path))
    db.session.add(Address(path=article.path, article_id=article.id))


def beside(path: str, slug: str) -> Iterator[str]:
    """The paths that an article at ``path`` could move to, best first."""
    folder = path.rstrip("/").rpartition("/")[0]
    for candidate in slugs.candidates(slug):
        yield f"{folder}/{candidate}.html"


def move(article: Article, slug: str) -> None:
    """Give an article another address, maybe one that it had before; the old one leads there.

    Belongs inside ``db.writing()``.
    """
    paths = beside(article.path or "", slug)
    article.path = next(path for path in paths if is_open(path, article))
    db.session.merge(Address(path=article.path, article_id=article.id))


def is_open(path: str, article: Article) -> bool:
    """Whether an article could have this path: it is free, or leads to it already."""
    known = lookup(path)
    if known is None:
        return not is_reserved(path)
    return known.article_id is not None and known.article_id == article.id


def slug_of(path: str) -> str:
    """The part of a path that its owner may choose."""
    return re.sub(r"\.html$", "", path.rsplit("/", 1)[-1])


def is_reserved(path: str) -> bool:
    """Whether a rule of the program itself answers a path, so that no article can."""
    adapter = current_app.url_map.bind("localhost")
    try:
        endpoint, _ = adapter.match(path, method="GET")
    except RequestRedirect:
        return True
    except HTTPException:
        return False
    return bool(endpoint != "articles.show")


def _is_free(path: str) -> bool:
    return db.session.get(Address, path) is None and not is_reserved(path)
