"""What a visitor does with comments."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import Blueprint, abort, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from blog import addresses
from blog.comments import actions, authors, feeds, queries, receipts, threads
from blog.comments.forms import SIZE_MAX, CommentForm, blank_fields
from blog.db import db
from blog.models.article import Article, next_published
from blog.models.comment import Comment
from blog.models.site import Site
from blog.web import feeds as web_feeds
from blog.web import frame, pagecache, routing, security

bp = Blueprint("comments", __name__)
bp.add_app_template_global(blank_fields, "blank_comment")

IN_THE_SIDEBAR = 5


@bp.get("/comments/on/<int:article_id>")
def new(article_id: int) -> str:
    """Show the form on a page of its own, for answering without JavaScript."""
    article = db.first_or_404(queries.open_article(article_id))
    if not article.accepts_comments:
        abort(403, _("Comments on this article are closed."))
    parent = _answered(request.args.get("parent", type=int), article)
    if parent is None and "parent" in request.args:
        abort(404)

    form = CommentForm(article, parent.id if parent else None)
    form.renew()
    return render_template("comments/new.html", article=article, form=form, parent=parent)


@bp.post("/comments/on/<int:article_id>")
@security.without_token
@security.admits(SIZE_MAX)
def create(article_id: int) -> Response:
    """Take a visitor's comment in, or show first how it would look."""
    article = db.first_or_404(queries.open_article(article_id))
    form = CommentForm(article)
    parent = _answered(form.parent.data, article)

    if not article.accepts_comments:
        return _give_back(form, parent, 403)
    if parent is None and form.is_answer:
        form.stand_alone()
        return _give_back(
            form,
            None,
            404,
            _(
                "The comment that you answered is no longer there. Your words are: you can send "
                "them as a comment of their own."
            ),
        )
    if not form.validate_on_submit():
        return _give_back(form, parent, 422)
    if request.form.get("act") == "preview":
        return _preview(form, parent)
    try:
        received = actions.receive(form, article)
    except actions.TooOften as refusal:
        answer = _give_back(
            form,
            parent,
            429,
            _("Many comments came at once. Please send yours again in a few minutes."),
        )
        answer.headers["Retry-After"] = str(refusal.seconds)
        return answer
    return redirect(url_for("receipts.show", token=received.receipt), 303)


@bp.get("/comments/<int:comment_id>")
def show(comment_id: int) -> Response:
    """Lead to a comment, or to its bare place, on the page where it is now."""
    return redirect(threads.address_of(db.first_or_404(queries.placed(comment_id))), 302)


@bp.get("/comments/feed.<feed:format>")
@pagecache.same_for_all
def feed(format: str) -> Response:
    """Give the newest comments across the site, for feed readers."""
    site = db.get_or_404(Site, 1)
    comments = db.session.scalars(web_feeds.within(queries.newest())).all()
    return web_feeds.answer(feeds.of_site(site, comments), format)


@bp.get("/<path:path>/comments.<feed:format>")
@pagecache.same_for_all
def article_feed(path: str, format: str) -> Response:
    """Give the newest comments on what has the address ``/path``: an article or a page."""
    address = addresses.lookup(f"/{path}") or abort(404)
    article = addresses.visible(address)
    if f"/{path}" != (article.path or "").rstrip("/"):
        return redirect(routing.with_question(article.comments_feed(format)), 301)
    site = db.get_or_404(Site, 1)
    comments = db.session.scalars(web_feeds.within(queries.newest_on(article))).all()
    return web_feeds.answer(feeds.of_article(site, article, comments), format)


@pagecache.boundary
def next_stamp(after: datetime) -> datetime:
    """When forms get the stamp of another day."""
    return after.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)


@pagecache.boundary
def next_growing_old(after: datetime) -> datetime | None:
    """When an article reaches the age at which its comments wait, or are closed."""
    site = db.get_or_404(Site, 1)
    ages = [timedelta(days=days) for days in (site.comments_held_after, site.comments_close_after)]
    published = [(age, db.session.scalar(next_published(after - age))) for age in ages if age]
    return min((moment + age for age, moment in published if moment), default=None)


IN_PASSING = queries.passing().limit(IN_THE_SIDEBAR)


@frame.region("recent-comments")
def recent_comments() -> list[Comment]:
    """The newest comments across the site."""
    return list(db.session.scalars(IN_PASSING))


def _answered(comment_id: int | None, article: Article) -> Comment | None:
    """The comment that is answered, if readers see it, on this article."""
    if comment_id is None or abs(comment_id) > routing.LARGEST:
        return None
    comment = db.session.scalar(queries.visible(comment_id))
    return comment if comment and comment.article_id == article.id else None


def _preview(form: CommentForm, parent: Comment | None) -> Response:
    """The comment as it would look, over the form with every word in it; nothing is kept."""
    form.renew()
    page = render_template(
        "comments/new.html",
        article=form.article,
        form=form,
        parent=parent,
        preview=authors.draft(form),
    )
    return receipts.private(make_response(page))


def _give_back(
    form: CommentForm, parent: Comment | None, status: int, problem: str | None = None
) -> Response:
    """The form again, with every word in it, what is wrong, and a stamp of today."""
    form.renew()
    page = render_template(
        "comments/new.html",
        article=form.article,
        form=form,
        parent=parent,
        problem=problem,
        is_closed=not form.article.accepts_comments,
    )
    return make_response(page, status)
