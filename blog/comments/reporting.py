"""How a reader tells the owner that a comment should not be there."""

from __future__ import annotations

from flask import Blueprint, abort, make_response, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from blog.comments import queries, reports
from blog.comments.report_forms import ReportForm
from blog.db import db
from blog.models.comment import Comment
from blog.models.report import Complaint
from blog.web import security

bp = Blueprint("reporting", __name__)


@bp.get("/comments/<int:comment_id>/report")
def report(comment_id: int) -> Response:
    """Ask what is wrong with a comment."""
    comment = db.first_or_404(reports.complainable(comment_id))
    return _form(comment, ReportForm(comment.article))


@bp.post("/comments/<int:comment_id>/report")
@security.without_token
def send_report(comment_id: int) -> Response:
    """Take a reader's complaint in; the owner sees it, and nobody learns who made it."""
    comment = db.first_or_404(reports.complainable(comment_id))
    article_id, form = comment.article_id, ReportForm(comment.article)
    if not form.validate():
        return _form(comment, form, 422)
    if form.website.data:
        return _form(comment, form, 422, _("Please leave the last field empty, and send again."))
    try:
        reports.take(comment_id, Complaint(form.complaint.data), form.words.data)
    except reports.TooOften as refusal:
        answer = _form(
            comment, form, 429, _("Many complaints came at once. Please send yours again later.")
        )
        answer.headers["Retry-After"] = str(refusal.seconds)
        return answer
    return redirect(url_for(".reported", article_id=article_id), 303)


@bp.get("/comments/on/<int:article_id>/reported")
def reported(article_id: int) -> str:
    """Thank whoever complained; the same page for everyone, whatever became of the comment."""
    article = db.session.scalar(queries.open_article(article_id)) or abort(404)
    return render_template("comments/reported.html", article=article)


def _form(
    comment: Comment, form: ReportForm, status: int = 200, problem: str | None = None
) -> Response:
    form.renew()
    page = render_template("comments/report.html", comment=comment, form=form, problem=problem)
    return make_response(page, status)
