"""What a reader does with articles."""

from __future__ import annotations

from flask import Blueprint, Response, abort, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from blog import addresses
from blog.articles import feeds, queries
from blog.articles.front import PER_PAGE, compose
from blog.comments import queries as comments
from blog.comments import threads
from blog.comments.forms import CommentForm
from blog.db import db
from blog.models.article import Article, State
from blog.models.site import Site
from blog.web import frame, routing

bp = Blueprint("articles", __name__)


@bp.get("/")
def index() -> str:
    """Show the newest articles, composed."""
    page = db.paginate(queries.newest(), page=routing.page_number(), per_page=PER_PAGE)
    front = compose(page.items, is_first_page=page.page == 1)
    return render_template("articles/index.html", front=front, pagination=page)


@bp.get("/feed.atom")
def feed() -> Response:
    """Give the newest articles whole, for feed readers."""
    site = db.get_or_404(Site, 1)
    articles = db.session.scalars(queries.newest().limit(feeds.LENGTH)).all()
    return Response(
        feeds.atom(site, articles, url_for(".feed")), content_type="application/atom+xml"
    )


@bp.get("/<path:path>")
def show(path: str) -> str | AnyResponse:
    """Show what has this address: an article, a page, the way to another, or that it is gone."""
    address = addresses.lookup(f"/{path}") or abort(404)
    if address.article is None:
        return redirect(address.target, 301) if address.target else abort(410)
    article = _visible(address.article)
    if address.path != article.path:
        return redirect(_with_query(article.url), 301)
    if request.path != address.path:  # a slash more or less at the end
        return redirect(_with_query(article.url), 308)
    return _page(article)


def _with_query(url: str) -> str:
    """The address with what was asked of the old one, such as Blogger's ``?showComment=``."""
    query = request.query_string.decode("ascii", "ignore")
    return f"{url}?{query}" if query else url


def _visible(article: Article) -> Article:
    """The article, if readers can see it; 410 for one that they could see once."""
    if article.state is State.WITHDRAWN:
        abort(410)
    return article if article.is_published else abort(404)


def _page(article: Article) -> str:
    g.month_shown = None if article.is_page else article.month
    thread = threads.build(db.session.scalars(comments.approved(article)))
    form = None
    if article.accepts_comments:
        form = CommentForm(article)
        form.renew()
    return render_template("articles/show.html", article=article, thread=thread, form=form)


@frame.region("breaking")
def breaking() -> list[Article]:
    """The articles flagged as breaking, until the time their owner set."""
    return list(db.session.scalars(queries.breaking().limit(5)))


@frame.region("pages")
def pages() -> list[Article]:
    """The pages a reader can go to."""
    return list(db.session.scalars(queries.pages().limit(20)))


@frame.region("about")
def about() -> Article | None:
    """The page about the blog, a few lines of which stand beside every article."""
    return db.session.scalar(queries.about())


@frame.region("feeds")
def known_feeds() -> list[dict[str, str]]:
    """The feeds one can follow."""
    return [{"name": _("Articles (Atom)"), "url": url_for("articles.feed")}]
