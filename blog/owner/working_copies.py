"""What the form saves by itself while somebody writes. Answers are JSON, for its script."""

from __future__ import annotations

from typing import Any

from flask import jsonify, make_response, request, url_for
from flask_wtf.csrf import generate_csrf
from werkzeug.wrappers import Response

from blog.db import db, now
from blog.models.article import Article
from blog.owner import actions, articles
from blog.owner.desk import bp
from blog.owner.forms import ArticleForm
from blog.web import security

SAID = ("title", "standfirst", "body", "picture_id", "picture_alt", "picture_caption")
"""The fields of which one has to be filled in before a new article begins."""


@bp.post("/owner/working-copies")
@security.admits(security.WORDS_MAX)
def create_working_copy() -> Response:
    """Begin an article, or the ``kind`` of page that is asked for, with the first words typed."""
    return _keep(articles.beginning(request.args.get("kind", "")))


@bp.post("/owner/articles/<int:article_id>/working-copy")
@security.admits(security.WORDS_MAX)
def save_working_copy(article_id: int) -> Response:
    """Keep what is typed. Readers see nothing of it."""
    return _keep(db.get_or_404(Article, article_id))


@bp.get("/owner/token")
def token() -> Response:
    """A token for forms that are open: whoever gets it is logged in, maybe again."""
    return jsonify(csrf_token=generate_csrf())


def _keep(article: Article) -> Response:
    """Keep what can be kept, and say where, as which version, and what can't."""
    form = ArticleForm(article)
    form.validate()
    chosen = None if form.without_picture.data else form.picture_id.data
    picture = actions.known_picture(chosen)
    typed = form.typed(picture.id if picture else None)
    if not article.id and not any(getattr(typed, name) for name in SAID):
        return make_response("", 204)
    try:
        article = actions.keep(article, form, typed.picture_id)
    except actions.Outdated:
        return make_response(jsonify(saved_at=_saved_at(article)), 409)
    return jsonify(
        article=str(article.id),
        version=article.version,
        saved_at=_saved_at(article),
        url=articles.desk_place(article),
        address=url_for(".save_working_copy", article_id=article.id),
        errors=_told(form),
    )


def _saved_at(article: Article) -> str:
    moment = article.working.saved_at if article.working else article.updated_at or now()
    return moment.isoformat(timespec="seconds")


def _told(form: ArticleForm) -> list[str]:
    """What is wrong with the fields, each with its name."""
    wrong: dict[str, Any] = form.errors
    return [f"{form[name].label.text}: {' '.join(map(str, told))}" for name, told in wrong.items()]
