"""An article as readers would see it if it were published now. Nothing of it is kept."""

from __future__ import annotations

from sqlalchemy import select

from blog import pictures
from blog.articles import labels
from blog.articles.actions import OWN, Typed
from blog.db import db, now
from blog.models.article import BREAKING_FOR, Article
from blog.models.label import Label
from blog.models.picture import Picture
from blog.text import bodies, excerpts, html, slugs
from blog.text.folding import fold


def of(article: Article, typed: Typed) -> Article:
    """A stand-in for the article, with what was typed as its public text.

    It is in no session. Raises ``bounds.TooMuch`` for a text that can't be published.
    """
    cleaned = pictures.in_text(bodies.render(typed.body, typed.format))
    shown = Article(
        **{name: getattr(typed, name) for name in OWN},
        kind=article.kind,
        path=article.path,
        byline=article.byline,
        html=cleaned,
        words=excerpts.words(html.plain(cleaned)),
        published_at=typed.publish_at or article.published_at or now(),
        labels=sorted(map(_label, labels.split(typed.labels)), key=lambda label: label.key),
        picture=db.session.get(Picture, typed.picture_id) if typed.picture_id else None,
    )
    if typed.wants_breaking:
        shown.breaking_until = typed.breaking_until or now() + BREAKING_FOR
    return shown


def _label(name: str) -> Label:
    """The label of that name; one that is not kept, where it is new."""
    key = fold(name)
    known = db.session.scalar(select(Label).where(Label.key == key))
    return known or Label(name=name, key=key, slug=slugs.label_slug(name, fallback="label"))
