"""What is being written, as the page that readers would get. Nothing of it is kept."""

from __future__ import annotations

from flask import abort, g, make_response, render_template, request
from werkzeug.wrappers import Response

from blog.articles import previews
from blog.comments import threads
from blog.comments.forms import CommentForm
from blog.db import db
from blog.models.article import Article, State
from blog.owner import actions, articles
from blog.owner.desk import bp
from blog.owner.forms import ArticleForm
from blog.text import bounds
from blog.web import frame, routing, security


@bp.post("/owner/preview")
@security.admits(articles.FORM_MAX)
def preview() -> Response:
    """Show the page as it would be published; ``beside`` the text, nothing in it leads away."""
    article = _article()
    form = ArticleForm(article)
    if not form.format.validate(form):
        abort(400)
    picture = actions.known_picture(form.picture_id.data)
    try:
        shown = previews.of(article, form.typed(picture.id if picture else None))
    except bounds.TooMuch:
        abort(413, articles.TOO_MUCH)
    shown.id, shown.comment_count = article.id or 0, article.comment_count
    g.month_shown = article.month
    _leave_out_code_of_ads()
    return answer(
        render_template(
            "owner/preview.html",
            article=shown,
            form=_comment_form(shown),
            here=shown.path or "",
            is_beside="beside" in request.args,
            conversation=threads.read(shown),
        )
    )


def answer(page: str) -> Response:
    """A page that the desk, and nobody else, may show in a frame."""
    answer = make_response(page)
    answer.headers["Content-Security-Policy"] = security.PREVIEW_POLICY
    answer.headers["X-Frame-Options"] = "SAMEORIGIN"
    return answer


def _article() -> Article:
    """What it is a preview of: an article that is here, else a new one of the ``kind`` named."""
    number = request.args.get("article", type=int)
    if number is not None and abs(number) <= routing.LARGEST:
        known = db.session.get(Article, number)
        if known:
            return known
    return articles.beginning(request.args.get("kind", ""))


def _comment_form(shown: Article) -> CommentForm | None:
    """The form under the article; what was sent here are no words of a visitor."""
    is_to_come = shown.invites_comments and shown.state is State.SCHEDULED
    if not (shown.accepts_comments or is_to_come):
        return None
    form = CommentForm(shown)
    form.process(None)
    return form


def _leave_out_code_of_ads() -> None:
    """An ad network must not take an owner at work for a reader."""
    ad = frame.Frame()["ad-header"]
    if ad and ad.is_code:
        g.regions["ad-header"] = None
