"""The life of an article or page: withdrawn, copied, shown to somebody, binned, gone."""

from __future__ import annotations

from flask import flash, make_response, redirect, render_template, session, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from blog.articles import actions as life
from blog.articles import bin as waste
from blog.articles import sharing
from blog.db import db
from blog.models.article import Article, State
from blog.models.share_link import ShareLink
from blog.owner import life_queries as queries
from blog.owner.articles import desk_place
from blog.owner.desk import bp
from blog.owner.life_forms import DestroyForm, ShareForm
from blog.web import links, routing

PER_PAGE = 50


@bp.post("/owner/articles/<int:article_id>/withdrawal")
def withdraw_article(article_id: int) -> Response:
    """Take an article from its readers."""
    article = db.get_or_404(Article, article_id)
    with db.writing():
        if article.state in {State.PUBLISHED, State.SCHEDULED}:
            life.withdraw(article)
    if article.was_seen:
        flash(_("Withdrawn. Readers who follow its address are told so."))
    else:
        flash(_("Withdrawn. It won’t be published at its time."))
    return redirect(desk_place(article), 303)


@bp.post("/owner/articles/<int:article_id>/return")
def bring_back_article(article_id: int) -> Response:
    """Show a withdrawn article again."""
    article = db.get_or_404(Article, article_id)
    with db.writing():
        if article.state is State.WITHDRAWN:
            life.bring_back(article)
    if article.is_published:
        flash(_("Readers can see it again."))
    else:
        flash(_("Scheduled. Readers will see it at the time you chose."))
    return redirect(desk_place(article), 303)


@bp.post("/owner/articles/<int:article_id>/copies")
def duplicate_article(article_id: int) -> Response:
    """Begin a draft with the same text."""
    article = db.get_or_404(Article, article_id)
    with db.writing():
        copy = life.duplicate(article)
    flash(_("This is the copy: a draft that nobody else sees."))
    return redirect(url_for(".edit_article", article_id=copy.id), 303)


# -- links to a draft --


@bp.get("/owner/articles/<int:article_id>/share-links")
def share_links(article_id: int) -> Response:
    """Show the links that lead to a draft now, and the newest one, this once."""
    return _share_links(db.first_or_404(queries.kept(article_id)), ShareForm())


@bp.post("/owner/articles/<int:article_id>/share-links")
def make_share_link(article_id: int) -> Response:
    """Make a link to a draft."""
    article = db.first_or_404(queries.kept(article_id))
    form = ShareForm()
    if not form.validate():
        return _share_links(article, form, 422)
    with db.writing():
        token = sharing.make(article, form.lasts)
    session["fresh_link"] = [article.id, token]
    return redirect(url_for(".share_links", article_id=article.id), 303)


@bp.post("/owner/share-links/<int:link_id>/end")
def end_share_link(link_id: int) -> Response:
    """Let a link lead nowhere any more."""
    link = db.get_or_404(ShareLink, link_id)
    with db.writing():
        sharing.end(link)
    flash(_("The link has ended. Whoever opens it is told so."))
    return redirect(url_for(".share_links", article_id=link.article_id), 303)


def _share_links(article: Article, form: ShareForm, status: int = 200) -> Response:
    made_for, token = session.pop("fresh_link", (None, ""))
    page = render_template(
        "owner/share_links.html",
        article=article,
        form=form,
        fresh=links.absolute(url_for("articles.shared", token=token))
        if made_for == article.id
        else "",
        links=db.session.scalars(sharing.active(article)).all(),
        place=desk_place(article),
    )
    return make_response(page, status)


# -- the bin --


@bp.get("/owner/bin")
def in_the_bin() -> str:
    """Show what is in the bin, and when it will be gone."""
    page = db.paginate(queries.binned(), page=routing.page_number(), per_page=PER_PAGE)
    return render_template(
        "owner/bin.html", days=waste.GRACE.days, goes_at=waste.goes_at, pagination=page
    )


@bp.post("/owner/articles/<int:article_id>/binning")
def bin_article(article_id: int) -> Response:
    """Put an article or page into the bin."""
    article = db.get_or_404(Article, article_id)
    with db.writing():
        waste.put_in(article)
    flash(_("It is in the bin. You can take it out for %(days)s days.", days=waste.GRACE.days))
    return redirect(url_for(".in_the_bin"), 303)


@bp.post("/owner/articles/<int:article_id>/restoration")
def restore_article(article_id: int) -> Response:
    """Take an article or page out of the bin."""
    article = db.get_or_404(Article, article_id)
    with db.writing():
        waste.take_out(article)
    flash(_what_it_is_again(article))
    return redirect(desk_place(article), 303)


@bp.route("/owner/articles/<int:article_id>/destruction", methods=["GET", "POST"])
def destroy_article(article_id: int) -> Response:
    """Ask whether something in the bin shall be gone for good; then remove it."""
    article = db.first_or_404(waste.contents().where(Article.id == article_id))
    form = DestroyForm()
    if not form.validate_on_submit():
        comments = db.session.scalar(queries.comments_on(article))
        page = render_template(
            "owner/destruction.html", article=article, comments=comments, form=form
        )
        return make_response(page, 422 if form.is_submitted() else 200)
    with db.writing():
        waste.destroy([article])
    flash(_("It is gone for good."))
    return redirect(url_for(".in_the_bin"), 303)


def _what_it_is_again(article: Article) -> str:
    if article.is_published:
        return _("It is out of the bin. Readers see it again.")
    match article.state:
        case State.SCHEDULED:
            return _("It is out of the bin. Readers will see it at its time.")
        case State.WITHDRAWN if not article.was_seen:
            return _(
                "It is out of the bin. Its time went by meanwhile, so nobody sees it: publish it "
                "when you want to."
            )
    return _("It is out of the bin. Nobody else sees it.")
