"""Pages in the navigation: moved, put in, taken out."""

from __future__ import annotations

from blog import acts
from blog.db import db
from blog.models.act import Verb
from blog.models.article import Article
from blog.owner import life_queries as queries


def move(page: Article, by: int) -> None:
    """Move a page so many places down in the navigation, or up, as far as that goes."""
    with db.writing():
        listed = _listed()
        if page not in listed:
            return
        at = listed.index(page)
        listed.insert(max(0, at + by), listed.pop(at))
        _number(listed)
        acts.note(Verb.NAVIGATION_CHANGED, page)


def show(page: Article) -> None:
    """Put a page into the navigation, as the last one."""
    with db.writing():
        listed = [other for other in _listed() if other is not page]
        page.in_navigation = True
        _number([*listed, page])
        acts.note(Verb.NAVIGATION_CHANGED, page)


def hide(page: Article) -> None:
    """Keep a page out of the navigation."""
    with db.writing():
        page.in_navigation, page.position = False, None
        acts.note(Verb.NAVIGATION_CHANGED, page)


def _listed() -> list[Article]:
    return list(db.session.scalars(queries.pages().where(Article.in_navigation)))


def _number(pages: list[Article]) -> None:
    for position, page in enumerate(pages):
        page.position = position
