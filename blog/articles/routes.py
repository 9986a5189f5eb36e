"""What a reader does with articles."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import (
    Blueprint,
    Response,
    abort,
    g,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response as AnyResponse

from blog import addresses, visits
from blog.articles import actions as life
from blog.articles import feeds, onward, previews, queries, sharing, teasers
from blog.articles.front import compose
from blog.articles.queries import Link
from blog.comments import threads
from blog.comments.forms import BlankForm
from blog.comments.paging import Order
from blog.comments.threads import Conversation
from blog.db import db
from blog.models import month_count
from blog.models.article import Article, Kind, next_published
from blog.models.furnishing import furnish
from blog.models.share_link import ShareLink
from blog.models.site import Site
from blog.text import bounds
from blog.web import feeds as web_feeds
from blog.web import frame, pagecache, paging, routing

bp = Blueprint("articles", __name__)
bp.add_app_template_filter(teasers.of, "teased")

NO_SUCH_LINK = _l(
    "This link leads to no draft. Maybe a part of it is missing: please try the whole link again, "
    "or ask whoever sent it to you for a new one."
)
LINK_HAS_ENDED = _l(
    "This link to a draft has ended. Please ask whoever sent it to you for a new one."
)


@bp.get("/")
@pagecache.same_for_all
def index() -> str:
    """Show the newest articles, composed."""
    return render_template("articles/index.html", **news(routing.page_number()))


def news(number: int) -> dict[str, Any]:
    """What a page of news shows; the owner's preview shows the same."""
    length = db.get_or_404(Site, 1).front_length
    counts = db.rows(month_count.seen())
    page = paging.page(queries.NEWS, queries.IN_ORDER, counts, length, number)
    return {"front": compose(furnish(page.items), is_first_page=number == 1), "pagination": page}


@bp.get("/feed.<feed:format>")
@pagecache.same_for_all
def feed(format: str) -> Response:
    """Give the newest articles whole, for feed readers."""
    found = db.session.scalars(web_feeds.within(queries.NEWS))
    articles = furnish(found)
    return web_feeds.answer(feeds.of_site(db.get_or_404(Site, 1), articles), format)


@bp.get("/shared/<token>")
def shared(token: str) -> AnyResponse:
    """Show a draft to whoever holds a link to it, as it would be published."""
    link = db.session.scalar(sharing.held_by(token)) or abort(404, NO_SUCH_LINK)
    if not link.is_active:
        abort(410, LINK_HAS_ENDED)
    if link.article.is_published and not link.article.working:
        answer: AnyResponse = redirect(link.article.url, 302)
    else:
        answer = make_response(_shared(link))
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["Referrer-Policy"] = "same-origin"
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    return answer


def _shared(link: ShareLink) -> str:
    try:
        article = previews.of(link.article, life.written(link.article))
    except bounds.TooMuch:
        abort(413, _("This draft has more tags than can be shown. Please tell whoever wrote it."))
    g.month_shown = None
    return render_template("articles/shared.html", article=article, link=link)


@bp.get("/<path:path>")
@pagecache.same_for_all
def show(path: str) -> str | AnyResponse:
    """Show what has this address: an article, a page, the way to another, or that it is gone."""
    address = addresses.lookup(f"/{path}") or abort(404)
    if address.article is None and address.target:
        return redirect(address.target, 301)
    article = addresses.visible(address)
    if address.path != article.path:
        return redirect(routing.with_question(article.url), 301)
    if request.path != address.path:  # a slash more or less at the end
        return redirect(routing.with_question(article.url), 308)
    if linked := threads.said_at(article, request.args.get("showComment", type=int)):
        return redirect(threads.address_of(linked), 302)
    order = Order.NEWEST if request.args.get("comments") == Order.NEWEST else Order.OLDEST
    conversation = threads.read(article, request.args.get("after", type=int), order)
    if conversation is None:
        return redirect(threads.address(article, order), 302)
    if visits.are_counted():
        pagecache.each_time(visits.counting(article))
    return _page(article, conversation)


def _page(article: Article, conversation: Conversation) -> str:
    furnish([article])
    g.month_shown = None if article.is_page else article.month
    return render_template(
        "articles/show.html",
        article=article,
        conversation=conversation,
        form=BlankForm.on(article) if article.accepts_comments else None,
        onward=None if article.is_page else onward.of(article),
    )


@pagecache.boundary
def next_publication(after: datetime) -> datetime | None:
    """When the hour of a scheduled article comes."""
    hours = [db.session.scalar(next_published(after, kind)) for kind in Kind]
    return min((hour for hour in hours if hour), default=None)


@pagecache.boundary
def next_end_of_breaking(after: datetime) -> datetime | None:
    """When something is breaking news no longer."""
    return db.session.scalar(queries.next_end_of_breaking(after))


# What every page asks for is put together once.
BREAKING = queries.as_links(queries.breaking().limit(5))
PAGES = queries.as_links(queries.pages().limit(20))
ABOUT = queries.as_links(queries.about().limit(1), is_summed_up=True)


@frame.region("breaking")
def breaking() -> list[Link]:
    """The articles flagged as breaking, until the time their owner set."""
    return queries.links(BREAKING)


@frame.region("pages")
def pages() -> list[Link]:
    """The pages a reader can go to."""
    return queries.links(PAGES)


@frame.region("about")
def about() -> Link | None:
    """The page about the blog, a few lines of which stand beside every article."""
    return next(iter(queries.links(ABOUT)), None)


@frame.region("feeds")
def known_feeds() -> list[dict[str, str]]:
    """The feeds one can follow, each with the format that its link has to name."""
    return [
        {"name": name, "type": web_feeds.TYPES[format], "url": url_for(endpoint, format=format)}
        for name, endpoint, format in (
            (_("Articles (Atom)"), "articles.feed", "atom"),
            (_("Articles (RSS)"), "articles.feed", "rss"),
            (_("Articles (JSON Feed)"), "articles.feed", "json"),
            (_("Comments (Atom)"), "comments.feed", "atom"),
        )
    ]
