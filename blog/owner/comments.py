"""The queue: what visitors sent, and what the owner decides of it."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from blog import acts
from blog.db import db
from blog.models.act import Verb
from blog.models.comment import Standing
from blog.owner import queries
from blog.owner.desk import bp
from blog.web import routing

PER_PAGE = 50
DECIDED_ON = (Standing.WAITING, Standing.APPROVED, Standing.REJECTED)
"""Of a removed comment there is nothing left to decide."""
VERBS = {
    Standing.APPROVED: Verb.COMMENT_APPROVED,
    Standing.REJECTED: Verb.COMMENT_REJECTED,
}


@bp.get("/owner/comments")
def comments() -> str:
    """Show the comments of one standing, those that wait first of all."""
    asked = request.args.get("standing", Standing.WAITING)
    standing = Standing(asked) if asked in DECIDED_ON else abort(404)
    page = db.paginate(queries.comments(standing), page=routing.page_number(), per_page=PER_PAGE)
    counts = dict(db.session.execute(queries.comment_counts()).all())
    return render_template("owner/comments.html", counts=counts, pagination=page, standing=standing)


@bp.post("/owner/comments/<int:comment_id>/approval")
def approve_comment(comment_id: int) -> Response:
    """Let readers see it."""
    return _decide(comment_id, Standing.APPROVED, _("Approved. Readers see it now."))


@bp.post("/owner/comments/<int:comment_id>/rejection")
def reject_comment(comment_id: int) -> Response:
    """Keep it from readers; it stays among the rejected ones."""
    return _decide(
        comment_id, Standing.REJECTED, _("Rejected. You find it among the rejected ones.")
    )


@bp.post("/owner/comments/<int:comment_id>/deletion")
def delete_comment(comment_id: int) -> Response:
    """Take it out of the blog for good; answers to it stay."""
    comment = db.first_or_404(queries.comment(comment_id))
    with db.writing():
        comment.decide(Standing.REJECTED)
        acts.note(Verb.COMMENT_DELETED, comment.article, comment.name)
        db.session.delete(comment)
    flash(_("Deleted for good."))
    return _back_to_the_queue()


def _decide(comment_id: int, standing: Standing, words: str) -> Response:
    comment = db.first_or_404(queries.comment(comment_id))
    with db.writing():
        comment.decide(standing)
        acts.note(VERBS[standing], comment.article, comment.name)
    flash(words)
    return _back_to_the_queue()


def _back_to_the_queue() -> Response:
    """Where the owner was in the queue."""
    return redirect(url_for(".comments", standing=request.form.get("standing")), 303)
