"""Writing: the list, the form, the preview, and the life of an article."""

from __future__ import annotations

from flask import abort, flash, make_response, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from blog import pictures, signin
from blog.articles import actions as life
from blog.db import db, now
from blog.models.article import Article, Kind, State
from blog.owner import actions, queries
from blog.owner.desk import bp
from blog.owner.forms import ArticleForm
from blog.text import bodies, bounds
from blog.web import routing, security

FORM_MAX = 120 * 1024 * 1024
"""Bytes: a form with far too large a picture is read all the same, so its words come back."""
PER_PAGE = 50
TOO_MUCH = _l("This text has more tags than can be read. Please simplify it.")


@bp.get("/owner/articles")
def articles() -> str:
    """Show every article, and where it is in its life."""
    page = db.paginate(
        queries.articles(Kind.ARTICLE), page=routing.page_number(), per_page=PER_PAGE
    )
    return render_template("owner/articles.html", pagination=page)


@bp.get("/owner/articles/new")
def new_article() -> Response:
    """Offer an empty form."""
    return _form(_new_article())


@bp.post("/owner/articles")
@security.admits(FORM_MAX)
def create_article() -> Response:
    """Keep a new article, or publish it at once."""
    return _save(_new_article())


@bp.get("/owner/articles/<int:article_id>")
def edit_article(article_id: int) -> Response:
    """Offer what is being written on an article, else its public text."""
    return _form(db.get_or_404(Article, article_id))


@bp.post("/owner/articles/<int:article_id>")
@security.admits(FORM_MAX)
def save_article(article_id: int) -> Response:
    """Keep what was typed; publish it if that was the button."""
    return _save(db.get_or_404(Article, article_id))


@bp.get("/owner/about")
def about() -> Response:
    """Offer the page about the blog."""
    return _form(_about())


@bp.post("/owner/about")
@security.admits(FORM_MAX)
def save_about() -> Response:
    """Keep the page about the blog, or publish it."""
    return _save(_about())


@bp.post("/owner/preview")
@security.admits(FORM_MAX)
def preview() -> Response:
    """Show what was typed as readers would see it. Nothing is kept."""
    form = ArticleForm(_new_article())
    if not form.format.validate(form):
        abort(400)
    picture = actions.known_picture(form.picture_id.data)
    typed = form.typed(picture.id if picture else None)
    try:
        cleaned = bodies.render(typed.body, typed.format)
    except bounds.TooMuch:
        abort(413, TOO_MUCH)
    article = Article(
        title=typed.title,
        standfirst=typed.standfirst,
        picture_alt=typed.picture_alt,
        picture_caption=typed.picture_caption,
        picture_credit=typed.picture_credit,
        html=cleaned,
        byline=_byline(),
        published_at=typed.publish_at or now(),
    )
    page = render_template("owner/preview.html", article=article, picture=picture)
    answer = make_response(page)
    answer.headers["Content-Security-Policy"] = security.PREVIEW_POLICY
    answer.headers["X-Frame-Options"] = "SAMEORIGIN"
    return answer


@bp.post("/owner/articles/<int:article_id>/withdrawal")
def withdraw_article(article_id: int) -> Response:
    """Take an article from its readers."""
    article = db.get_or_404(Article, article_id)
    with db.writing():
        life.withdraw(article)
    flash(_("Withdrawn. Readers who follow its address are told so."))
    return redirect(_desk_place(article), 303)


@bp.post("/owner/articles/<int:article_id>/return")
def bring_back_article(article_id: int) -> Response:
    """Show a withdrawn article again."""
    article = db.get_or_404(Article, article_id)
    with db.writing():
        life.bring_back(article)
    flash(_("Readers can see it again."))
    return redirect(_desk_place(article), 303)


def _save(article: Article) -> Response:
    form = ArticleForm(article)
    try:
        picture_id = _lead_picture(form)
    except pictures.Refused as refusal:
        form.validate()
        form.picture.errors = [refusal.words]
        return _form(article, form, form.picture_id.data, 422)
    if not form.validate():
        return _form(article, form, picture_id, 422)
    try:
        actions.save(article, form, picture_id)
    except bounds.TooMuch:
        form.body.errors = [TOO_MUCH]
        return _form(article, form, picture_id, 422)
    except actions.Outdated:
        return _form(article, form, picture_id, 409)
    flash(_what_happened(article, form))
    return redirect(_desk_place(article), 303)


def _lead_picture(form: ArticleForm) -> int | None:
    """The lead picture that the article shall have: a new one, the one it had, or none."""
    taken = actions.take_picture(form.picture.data)
    if taken:
        return taken.id
    present = actions.known_picture(form.picture_id.data)
    return None if present is None or form.without_picture.data else present.id


def _form(
    article: Article,
    form: ArticleForm | None = None,
    picture_id: int | None = None,
    status: int = 200,
) -> Response:
    """The article form; after a conflict, with the version that the next save builds on."""
    if form is None:
        form = ArticleForm(article)
    else:
        form.picture_id.data = picture_id
    if status == 409:
        form.version.data = article.version
    picture = actions.known_picture(form.picture_id.data)
    page = render_template(
        "owner/article.html",
        action=_action(article),
        article=article,
        form=form,
        is_outdated=status == 409,
        picture=picture,
    )
    return make_response(page, status)


def _about() -> Article:
    """The page about the blog; it begins its life the first time it is written."""
    return db.session.scalar(queries.about()) or Article(
        kind=Kind.PAGE, slug="about", title=_("About"), takes_comments=False
    )


def _new_article() -> Article:
    return Article(byline=_byline())


def _byline() -> str:
    owner = signin.owner()
    return owner.name if owner else ""


def _action(article: Article) -> str:
    """Where the article's form is sent to."""
    if article.is_page:
        return url_for(".save_about")
    if not article.id:
        return url_for(".create_article")
    return url_for(".save_article", article_id=article.id)


def _desk_place(article: Article) -> str:
    """Where the owner goes on with an article."""
    if article.is_page:
        return url_for(".about")
    return url_for(".edit_article", article_id=article.id)


def _what_happened(article: Article, form: ArticleForm) -> str:
    if not form.is_to_publish:
        return (
            _("Saved. Readers see the published text until you publish this.")
            if article.published_at
            else _("Saved as a draft. Nobody else sees it.")
        )
    if article.state is State.SCHEDULED:
        return _("Scheduled. Readers will see it at the time you chose.")
    return _("Published. Readers can see it now.")
