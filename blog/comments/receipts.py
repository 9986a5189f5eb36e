"""A comment's receipt: what its author sees of it, and may do with it, without an account.

The token stands in these pages' addresses: they are nobody else's, kept nowhere, and tell no
other site where a reader came from.
"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from blog.comments import authors, queries
from blog.comments.forms import SIZE_MAX, CommentForm, EditForm
from blog.db import db
from blog.models.comment import Comment
from blog.web import security

bp = Blueprint("receipts", __name__)


@bp.get("/comments/receipt/<token>")
def show(token: str) -> Response:
    """Tell a comment's author what became of it."""
    return _page("show", token, _held_by(token))


@bp.get("/comments/receipt/<token>/words")
def offer_edit(token: str) -> Response:
    """Show the words of a comment to its author, to be changed."""
    comment = _held_by(token)
    if comment.is_removed:
        return redirect(url_for(".show", token=token), 303)
    return _words(token, comment, EditForm(obj=comment))


@bp.post("/comments/receipt/<token>/words")
@security.without_token
@security.admits(SIZE_MAX)
def edit(token: str) -> Response:
    """Change the words of a comment, while it is young."""
    form = EditForm()
    if not form.validate():
        return _words(token, _held_by(token), form, 422)
    body, cleaned = authors.clean(form.body.data or "")
    try:
        with db.writing():
            authors.edit(_held_by(token), body, cleaned)
    except authors.TooLate:
        return _words(token, _held_by(token), form, 403)
    except authors.TooOften:
        problem = _("You have changed it many times. It stays as it is.")
        return _words(token, _held_by(token), form, 429, problem)
    return redirect(url_for(".show", token=token), 303)


@bp.get("/comments/receipt/<token>/deletion")
def offer_deletion(token: str) -> Response:
    """Ask once more."""
    return _page("deletion", token, _held_by(token))


@bp.post("/comments/receipt/<token>/deletion")
@security.without_token
def delete(token: str) -> Response:
    """Take a comment back; where it was answered, its place stays."""
    with db.writing():
        authors.withdraw(_held_by(token))
    return redirect(url_for(".show", token=token), 303)


@bp.post("/comments/again")
@security.without_token
def write_again() -> Response:
    """Offer a form that knows who writes. The token is in the body, so no address holds it."""
    token = request.form.get("receipt", "")
    comment = _held_by(token)
    article = db.first_or_404(queries.open_article(comment.article_id))
    if comment.is_removed:
        abort(404)
    if not article.accepts_comments:
        abort(403, _("Comments on this article are closed."))
    form = CommentForm.known(article, comment, token)
    page = render_template("comments/new.html", article=article, form=form)
    return private(make_response(page))


def private(answer: Response) -> Response:
    """Let nobody keep a page, or learn of its address."""
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["Referrer-Policy"] = "same-origin"
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


def _held_by(token: str) -> Comment:
    """The comment with this receipt."""
    return db.first_or_404(queries.by_receipt(authors.digest(token)))


def _words(
    token: str, comment: Comment, form: EditForm, status: int = 200, problem: str = ""
) -> Response:
    """The form with the words; where they can't be changed any more, why, and what to do."""
    return _page("words", token, comment, status, form=form, problem=problem)


def _page(name: str, token: str, comment: Comment, status: int = 200, **wants: Any) -> Response:
    page = render_template(
        f"comments/receipt/{name}.html",
        comment=comment,
        token=token,
        may_edit=authors.may_edit(comment),
        **wants,
    )
    return private(make_response(page, status))
