"""How somebody follows a conversation by mail, and leaves it.

Links in letters are opened by programs that look for something bad in them, too: so they show a
page with a button, and the button does it.
"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from blog import mail
from blog.comments import authors, confirming, following, queries, receipts
from blog.comments.following_forms import FollowForm
from blog.db import db
from blog.models.comment import Comment
from blog.models.letter import Follower, Scope
from blog.text import mailboxes
from blog.web import security

bp = Blueprint("followers", __name__)
bp.add_app_template_global(following.of, "follower_of")
bp.add_app_template_filter(mailboxes.veiled, "veiled")


# -- from the receipt of a comment --


@bp.get("/comments/receipt/<token>/following")
def offer(token: str) -> Response:
    """Ask the author of a comment where they want to be told, and of what."""
    comment = _followable(token)
    follower = following.of(comment)
    scope = follower.scope if follower else Scope.THREAD
    return _offer(token, comment, FollowForm(email=comment.email, scope=scope.value))


@bp.post("/comments/receipt/<token>/following")
@security.without_token
def follow(token: str) -> Response:
    """Write to the address, to ask whether it is right."""
    comment, form = _followable(token), FollowForm()
    if not form.validate():
        return _offer(token, comment, form, 422)
    with db.writing():
        is_asked = following.ask(comment, form.email.data or "", Scope(form.scope.data))
    if not is_asked:
        problem = _("Many letters were asked for. Please try it again tomorrow.")
        return _offer(token, comment, form, 429, problem)
    return redirect(url_for("receipts.show", token=token), 303)


@bp.post("/comments/receipt/<token>/unfollowing")
@security.without_token
def unfollow(token: str) -> Response:
    """Tell its author nothing more, and forget the address that was given for it."""
    comment = db.first_or_404(queries.by_receipt(authors.digest(token)))
    with db.writing():
        following.forget(comment)
    return redirect(url_for("receipts.show", token=token), 303)


def _followable(token: str) -> Comment:
    comment = db.first_or_404(queries.by_receipt(authors.digest(token)))
    if mail.server() is None or comment.standing not in following.FOLLOWABLE:
        abort(404)
    return comment


def _offer(
    token: str, comment: Comment, form: FollowForm, status: int = 200, problem: str = ""
) -> Response:
    wants = {"token": token, "comment": comment, "form": form, "problem": problem}
    return _page("follow", status, **wants)


# -- from a letter --


@bp.get("/comments/confirmation/<token>")
def offer_confirmation(token: str) -> Response:
    """Show whoever was asked a button, or that they have pressed it."""
    return _page("confirmation", follower=_asked(token))


@bp.post("/comments/confirmation/<token>")
@security.without_token
def confirm(token: str) -> Response:
    """The address is right."""
    follower = _asked(token)
    with db.writing():
        confirming.confirm(follower)
    return redirect(url_for(".offer_confirmation", token=token), 303)


def _asked(token: str) -> Follower:
    return db.session.scalar(following.asked_by(token)) or abort(
        404, _("This link is too old, or not whole. You can follow anew with another comment.")
    )


@bp.get("/comments/leaving/<token>")
def offer_leaving(token: str) -> Response:
    """Show whoever gets letters a button to have no more of them."""
    follower = db.session.scalar(following.leaving(token)) or abort(
        404,
        _(
            "These letters have ended already, or the link is not whole. If some still come, use "
            "the link in the newest one."
        ),
    )
    return _page("leaving", follower=follower)


@bp.post("/comments/leaving/<token>")
@security.without_token
@security.from_anywhere
def leave(token: str) -> Response:
    """End the letters, whoever asks with this address: a mail program, too (RFC 8058)."""
    follower = db.session.scalar(following.leaving(token))
    if follower:
        with db.writing():
            following.leave(follower, everywhere="everywhere" in request.form)
    return _page("left")


def _page(name: str, status: int = 200, **wants: Any) -> Response:
    page = render_template(f"comments/following/{name}.html", **wants)
    return receipts.private(make_response(page, status))
