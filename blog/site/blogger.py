"""The addresses that Blogger gave every blog, each leading to what it is here.

Articles and pages keep theirs. ``?m=1`` and ``?showComment=…`` need no rule: the page answers, or
leads to the comment.
"""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import urlsplit

from flask import Blueprint, abort, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from blog import addresses
from blog.archive import queries as archive
from blog.articles import labels
from blog.db import db
from blog.models.site import Site
from blog.site import queries
from blog.text.folding import fold
from blog.web import feeds, routing

bp = Blueprint("blogger", __name__)

FORMATS = {"rss": "rss", "json": "json", "json-in-script": "json"}
"""What ``?alt=`` asked for; Atom otherwise. Google's JSON of old has no counterpart."""
LENGTHS = "any(default, full, summary)"
"""How much of every entry a feed had; ours have all of it."""
LABELS_MAX = 10
"""How many of the labels in an address are looked up."""


@bp.get("/atom.xml", defaults={"format": "atom"})
@bp.get("/rss.xml", defaults={"format": "rss"})
def oldest_feed(format: str) -> Response:
    """Lead to the feed of articles from where it was before Blogger was Google's."""
    return _to_feed(url_for("articles.feed", format=format))


@bp.get(f"/feeds/posts/<{LENGTHS}:length>", strict_slashes=False)
def feed(length: str) -> Response:
    """Lead to the feed of articles."""
    return _to_feed(url_for("articles.feed", format=_format()))


@bp.get(f"/feeds/posts/<{LENGTHS}:length>/-/<path:label>")
def label_feed(length: str, label: str) -> Response:
    """Lead to the feed of a label. For several at once it is that of the first we know: it has
    every article that bears them all."""
    page = _label_page(label, *label.split("/")[:LABELS_MAX])
    return _to_feed(f"{page}/feed.{_format()}")


@bp.get(f"/feeds/comments/<{LENGTHS}:length>", strict_slashes=False)
def comments_feed(length: str) -> Response:
    """Lead to the feed of comments."""
    return _to_feed(url_for("comments.feed", format=_format()))


@bp.get(f"/feeds/<int:number>/comments/<{LENGTHS}:length>", strict_slashes=False)
def article_comments_feed(number: int, length: str) -> Response:
    """Lead to the feed of the comments on one article or page, by its number at Blogger."""
    article = db.first_or_404(queries.bloggers(number))
    return _to_feed(article.comments_feed(_format()))


@bp.get("/search/label/<path:label>")
def label_page(label: str) -> Response:
    """Lead to what bears a label, by the name it has or had."""
    return redirect(_label_page(label, label.replace("+", " ")), 301)


def older(updated_max: str) -> Response:
    """Lead from "older posts" (``/search?updated-max=…``) to the month in which they begin, else to
    the archive."""
    moment = _moment(updated_max)
    newest = db.session.scalar(queries.before(moment).limit(1)) if moment else None
    if newest and newest.month:
        return _to_month(newest.month)
    return redirect(url_for("archive.index"), 302)


@bp.get("/<year:year>_<month:month>_archive.html")
@bp.get("/<year:year>_<month:month>_<string(length=2):day>_archive.html")
def archive_file(year: int, month: int, day: str = "") -> Response:
    """Lead to a month; to the whole archive if nothing was published in it."""
    number = year * 100 + month
    if db.session.scalar(archive.between(number, number).limit(1)):
        return _to_month(number)
    return redirect(url_for("archive.index"), 301)


@bp.get("/from-blogger")
def page() -> Response:
    """Lead to the path that a page of the old blog has; the README's snippet sends people here."""
    try:
        path = urlsplit(request.args.get("at", "")).path
    except ValueError:
        path = "/"
    return redirect(routing.link(path), 301)


def _format() -> str:
    return FORMATS.get(request.args.get("alt", ""), "atom")


def _to_feed(url: str) -> Response:
    """Lead to a feed, asked for as many entries as the old one was."""
    query = "&".join(f"{name}={number}" for name, number in feeds.window().items())
    return redirect(f"{url}?{query}" if query else url, 301)


def _label_page(*names: str) -> str:
    """The page of the first label that is called so, or was; 404 for none."""
    for name in names:
        known = db.session.scalar(queries.label(fold(name.strip("/"))))
        if known:
            return known.url
        former = addresses.lookup(labels.old_address(name.strip("/")))
        if former and former.target:
            return former.target
    abort(
        404,
        _("No article here bears this label. The archive has every article, by year and month."),
    )


def _moment(typed: str) -> datetime | None:
    """A moment as RFC 3339 has it, in the blog's zone where it names none."""
    try:
        moment = datetime.fromisoformat(typed.replace(" ", "+"))  # a "+" that was not encoded
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=db.get_or_404(Site, 1).zone)
        return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _to_month(number: int) -> Response:
    return redirect(url_for("archive.month", year=number // 100, month=number % 100), 301)
