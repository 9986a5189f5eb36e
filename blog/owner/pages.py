"""Pages, and their order in the navigation."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from blog.db import db
from blog.models.article import Article
from blog.owner import life_queries as queries
from blog.owner import page_actions as actions
from blog.owner.desk import bp


@bp.get("/owner/pages")
def pages() -> str:
    """Show every page, as the navigation has them."""
    every = db.session.scalars(queries.pages()).all()
    return render_template(
        "owner/pages.html",
        listed=[page for page in every if page.in_navigation],
        others=[page for page in every if not page.in_navigation],
    )


@bp.post("/owner/pages/<int:article_id>/place")
def place_page(article_id: int) -> Response:
    """Move a page up or down in the navigation, into it, or out of it."""
    page = db.first_or_404(queries.pages().where(Article.id == article_id))
    match request.form.get("to"):
        case "up":
            actions.move(page, -1)
        case "down":
            actions.move(page, +1)
        case "in":
            actions.show(page)
            flash(_("It is in the navigation now, as the last one."))
        case "out":
            actions.hide(page)
            flash(_("It is kept out of the navigation. Its address works as before."))
        case _:
            abort(400)
    return redirect(url_for(".pages", _anchor=f"page-{page.id}"), 303)
