"""Earlier versions of an article: what there was, what changed, and the way back."""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

from flask import abort, flash, redirect, render_template
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from blog.articles import actions as life
from blog.articles import history
from blog.db import db
from blog.models.article import Article
from blog.models.revision import Revision
from blog.owner import actions, articles, comparing
from blog.owner.desk import bp
from blog.owner.forms import ArticleForm
from blog.text import changes
from blog.web import routing, security

PER_PAGE = 20


class Step(NamedTuple):
    """A revision, and how many words came and went since the one before it."""

    revision: Revision
    words: int
    new: int
    gone: int


@bp.get("/owner/articles/<int:article_id>/revisions")
def revisions(article_id: int) -> str:
    """Show what texts an article had, newest first."""
    article = db.get_or_404(Article, article_id)
    page = db.paginate(history.of(article), page=routing.page_number(), per_page=PER_PAGE)
    before = db.session.scalar(history.of(article).offset(page.page * PER_PAGE).limit(1))
    return render_template(
        "owner/revisions.html",
        article=article,
        pagination=page,
        steps=_steps([*page.items, before]),
        kept=history.KEPT,
        days=history.LASTS.days,
        place=articles.desk_place(article),
    )


@bp.get("/owner/articles/<int:article_id>/revisions/<int:revision_id>")
def revision(article_id: int, revision_id: int) -> str:
    """Show an earlier text, and how the present one differs from it."""
    article, revision = _find(article_id, revision_id)
    return render_template(
        "owner/revision.html",
        article=article,
        revision=revision,
        differences=comparing.compare(revision, life.written(article)),
        place=articles.desk_place(article),
    )


@bp.post("/owner/articles/<int:article_id>/revisions/<int:revision_id>/restoration")
def restore_revision(article_id: int, revision_id: int) -> Response:
    """Go on writing from an earlier text; what readers see stays as it is."""
    article, revision = _find(article_id, revision_id)
    actions.restore(article, revision)
    flash(_("The earlier text is in the form again. Readers see it once you publish it."))
    return redirect(articles.desk_place(article), 303)


@bp.post("/owner/comparison")
@bp.post("/owner/articles/<int:article_id>/comparison")
@security.admits(security.WORDS_MAX)
def compare(article_id: int | None = None) -> str:
    """Show how a text that a browser has kept differs from the one that is saved here."""
    article = db.get_or_404(Article, article_id) if article_id else articles.fresh_article()
    form = ArticleForm(article)
    form.validate()
    typed = form.typed(form.picture_id.data)
    return render_template(
        "owner/comparison.html",
        article=article,
        differences=comparing.compare(life.written(article), typed),
    )


def _find(article_id: int, revision_id: int) -> tuple[Article, Revision]:
    article = db.get_or_404(Article, article_id)
    revision = db.get_or_404(Revision, revision_id)
    if revision.article_id != article.id:
        abort(404)
    return article, revision


def _steps(newest_first: list[Revision | None]) -> list[Step]:
    return [_step(after, before) for after, before in pairwise(newest_first) if after]


def _step(after: Revision, before: Revision | None) -> Step:
    new, gone = changes.count(before.body if before else "", after.body)
    return Step(after, len(after.body.split()), new, gone)
