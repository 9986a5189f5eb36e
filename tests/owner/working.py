"""What the owner does at the desk."""

from __future__ import annotations

import io
from typing import Any

from sqlalchemy import select

from blog.db import db
from blog.models.article import Article
from tests import pages

NEW = "/owner/articles/new"


def fill_in(desk: Any, path: str = NEW, **typed: Any) -> dict[str, Any]:
    """The article form at this address, with these fields typed over; ``None`` unticks a box."""
    offered = pages.form(desk.get(path), having="standfirst")
    return with_typed(offered, **typed)


def with_typed(form: dict[str, Any], **typed: Any) -> dict[str, Any]:
    """A form with some fields typed over. A browser sends the file that was not chosen, too."""
    fields = {"picture": (io.BytesIO(), ""), **form, **typed}
    return {name: value for name, value in fields.items() if value is not None}


def press(desk: Any, button: str, path: str = NEW, **typed: Any) -> Any:
    """Fill in the form at this address, and press "publish" or "keep"."""
    return send(desk, button, fill_in(desk, path, **typed), path)


def send(desk: Any, button: str, form: dict[str, Any], path: str = NEW) -> Any:
    """Press a button of a form that is filled in."""
    return desk.post(path.removesuffix("/new"), data={**form, "action": button})


def edit(article: Article) -> str:
    """Where an article is edited."""
    return f"/owner/articles/{article.id}"


def articles() -> list[Article]:
    """Every article there is, in the order in which they were begun."""
    return list(db.session.scalars(select(Article).order_by(Article.id)))
