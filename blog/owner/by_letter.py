"""Deciding on one comment from a letter, without a login: whoever has its link may do just that.

The link shows a page with buttons, for mail is opened by programs, too; a button does it.
"""

from __future__ import annotations

from flask import abort, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel.speaklater import LazyString
from werkzeug.wrappers import Response

from blog.comments import passes, reasons, receipts
from blog.db import db
from blog.models.comment import Comment
from blog.owner import comments as queue
from blog.owner import deciding
from blog.owner.deciding import Act
from blog.owner.desk import bp
from blog.web import security

OFFERED = (Act.APPROVAL, Act.SPAM, Act.REJECTION)


@bp.get("/decide/<token>")
def decide_by_letter(token: str) -> Response:
    """Show the comment, and what can be done with it."""
    return _page(token)


@bp.post("/decide/<token>")
@security.without_token
def take_decision(token: str) -> Response:
    """Decide on it. The log says that it was not done at the desk."""
    comment = _comment(token)
    act = next((one for one in OFFERED if one == request.form.get("act")), None) or abort(400)
    outcome = deciding.apply(act, [comment.id], seen_at=queue.seen_at())
    if outcome.left:
        return _page(token, 409, queue.CHANGED)
    return redirect(url_for(".decide_by_letter", token=token), 303)


def _page(token: str, status: int = 200, problem: LazyString | None = None) -> Response:
    comment = _comment(token)
    why = "; ".join(map(reasons.words, comment.held_for))
    page = render_template(
        "owner/by_letter.html", comment=comment, token=token, why=why, problem=problem
    )
    return receipts.private(make_response(page, status))


def _comment(token: str) -> Comment:
    found = passes.comment(token)
    if found is None:
        abort(404, _("This link is too old, or not whole. The comment is in the queue."))
    return db.first_or_404(found)
