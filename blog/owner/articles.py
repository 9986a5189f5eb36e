"""Writing: the form of an article or a page."""

from __future__ import annotations

from flask import flash, make_response, redirect, render_template, url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from blog import pictures, signin
from blog.articles import actions as life
from blog.articles import history
from blog.db import db
from blog.models.article import Article, Kind, State
from blog.owner import actions, comparing, queries, visit_queries
from blog.owner.desk import bp
from blog.owner.forms import ArticleForm
from blog.text import bounds, excerpts
from blog.web import security

FORM_MAX = 120 * 1024 * 1024
"""Bytes: a form with far too large a picture is read all the same, so its words come back."""
TOO_MUCH = _l("This text has more tags than can be read. Please simplify it.")


@bp.get("/owner/articles/new")
def new_article() -> Response:
    """Offer an empty form."""
    return _form(fresh_article())


@bp.post("/owner/articles")
@security.admits(FORM_MAX)
def create_article() -> Response:
    """Keep a new article, or publish it at once."""
    return _save(fresh_article())


@bp.get("/owner/articles/<int:article_id>")
def edit_article(article_id: int) -> Response:
    """Offer what is being written on an article, else its public text."""
    return _form(db.get_or_404(Article, article_id))


@bp.post("/owner/articles/<int:article_id>")
@security.admits(FORM_MAX)
def save_article(article_id: int) -> Response:
    """Keep what was typed; publish it if that was the button."""
    return _save(db.get_or_404(Article, article_id))


@bp.get("/owner/pages/new")
def new_page() -> Response:
    """Offer an empty form for a page."""
    return _form(fresh_page())


@bp.post("/owner/pages")
@security.admits(FORM_MAX)
def create_page() -> Response:
    """Keep a new page, or publish it at once."""
    return _save(fresh_page())


@bp.get("/owner/about")
def about() -> Response:
    """Offer the page about the blog."""
    return _form(about_page())


@bp.post("/owner/about")
@security.admits(FORM_MAX)
def save_about() -> Response:
    """Keep the page about the blog, or publish it."""
    return _save(about_page())


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
    if form.action == "set-aside":
        return _set_aside(article, form, picture_id)
    try:
        article = actions.save(article, form, picture_id)
    except bounds.TooMuch:
        form.body.errors = [TOO_MUCH]
        return _form(article, form, picture_id, 422)
    except actions.Outdated:
        return _form(article, form, picture_id, 409)
    if form.action == "choose":
        return redirect(url_for(".pictures", article=article.id), 303)
    flash(_what_happened(article, form))
    return redirect(desk_place(article), 303)


def _set_aside(article: Article, form: ArticleForm, picture_id: int | None) -> Response:
    """Go on with what another window saved; what was typed in this one is kept beside it."""
    actions.set_aside(article, form, picture_id)
    flash(_("This is the other version. Yours is kept among the earlier versions."))
    return redirect(desk_place(article), 303)


def _lead_picture(form: ArticleForm) -> int | None:
    """The lead picture that the article shall have: a new one, the one it had, or none."""
    taken = actions.take_picture(form.picture.data)
    if taken:
        for field, known in (
            (form.picture_alt, taken.placed_alt),
            (form.picture_caption, taken.caption),
            (form.picture_credit, taken.credit),
        ):
            field.data = field.data or known
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
        picture=picture,
        limit=pictures.LIMIT,
        pace=excerpts.WORDS_A_MINUTE,
        received=history.received(article),
        too_large=pictures.WORDS[pictures.Reason.TOO_LARGE_FILE],
        other=_other_text(article, form, picture_id) if status == 409 else None,
        place=desk_place(article) if article.id else None,
        is_unsaved=status != 200,
        visits=db.session.scalar(visit_queries.of_article(article)) if article.id else None,
        locale=str(get_locale()).replace("_", "-"),
    )
    return make_response(page, status)


def _other_text(
    article: Article, form: ArticleForm, picture_id: int | None
) -> list[comparing.Difference]:
    """How the text that was saved in another window differs from what was typed in this one."""
    return comparing.compare(life.written(article), form.typed(picture_id))


def about_page() -> Article:
    """The page about the blog; it begins its life the first time it is written."""
    return db.session.scalar(queries.about()) or Article(
        kind=Kind.PAGE, slug=queries.ABOUT, title=_("About"), takes_comments=False
    )


def beginning(kind: str) -> Article:
    """Something that is not here yet: the page "about", another "page", else an article."""
    return {"about": about_page, "page": fresh_page}.get(kind, fresh_article)()


def fresh_article() -> Article:
    """An article that nobody has written on yet."""
    return Article(byline=_byline())


def fresh_page() -> Article:
    """A page that nobody has written on yet."""
    return Article(kind=Kind.PAGE, takes_comments=False)


def _byline() -> str:
    owner = signin.owner()
    return owner.name if owner else ""


def _action(article: Article) -> str:
    """Where the article's form is sent to."""
    if _is_about(article):
        return url_for(".save_about")
    if not article.id:
        return url_for(".create_page" if article.is_page else ".create_article")
    return url_for(".save_article", article_id=article.id)


def desk_place(article: Article) -> str:
    """Where the owner goes on with an article."""
    if _is_about(article):
        return url_for(".about")
    return url_for(".edit_article", article_id=article.id)


def _is_about(article: Article) -> bool:
    """Whether it is the page about the blog, or its beginning."""
    if not article.is_page or article.slug != queries.ABOUT:
        return False
    return not article.id or article is db.session.scalar(queries.about())


def _what_happened(article: Article, form: ArticleForm) -> str:
    if form.is_to_publish:
        return _what_was_published(article, form)
    match article.state:
        case State.PUBLISHED:
            return _("Saved. Readers see the published text until you publish this.")
        case State.SCHEDULED:
            return _("Saved. What you scheduled stays as it was until you publish this.")
        case State.DRAFT if form.is_backdated:
            return _(
                "Saved as a draft. Its date is in the past: once you publish it, readers see it at "
                "once, with that date."
            )
    return _("Saved as a draft. Nobody else sees it.")


def _what_was_published(article: Article, form: ArticleForm) -> str:
    if article.state is State.SCHEDULED:
        return _("Scheduled. Readers will see it at the time you chose.")
    if form.is_backdated:
        return _("Published. Its date is in the past: readers see it at once, with that date.")
    return _("Published. Readers can see it now.")
