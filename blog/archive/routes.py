"""What a reader does to find an article again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from flask import Blueprint, Response, abort, g, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_sqlalchemy.pagination import Pagination

from blog import addresses
from blog.archive import calendar, queries
from blog.archive.calendar import Month, Year
from blog.articles import feeds
from blog.articles.queries import IN_ORDER, NEWS, Link, links
from blog.db import db
from blog.models import label_count, month_count
from blog.models.furnishing import furnish
from blog.models.label import Label
from blog.models.site import Site
from blog.web import feeds as web_feeds
from blog.web import frame, pagecache, paging, routing
from blog.web.language import month_name

bp = Blueprint("archive", __name__)

PER_PAGE = 50


class Beside(NamedTuple):
    """The archive beside a page, open at a month (``yyyymm``)."""

    years: Sequence[Year]
    month: int
    titles: Sequence[Link]


class Neighbour(NamedTuple):
    """Where a reader may go on from here."""

    url: str
    name: str


@bp.get("/archive/")
@pagecache.same_for_all
def index() -> str:
    """Show every year and month with its count."""
    return render_template("archive/index.html", years=_years())


@bp.get("/<year:year>/")
@pagecache.same_for_all
def year(year: int) -> str:
    """Show a year's months and articles."""
    years = _years()
    place = _place([one.year for one in years], year)
    return render_template(
        "archive/list.html",
        kind="year",
        over=[_whole()],
        heading=str(year),
        year=years[place],
        pagination=_page(years[place].months),
        previous=_neighbour(years, place + 1),
        next=_neighbour(years, place - 1),
    )


@bp.get("/<year:year>/<month:month>/")
@pagecache.same_for_all
def month(year: int, month: int) -> str:
    """Show a month's articles."""
    g.month_shown = number = year * 100 + month
    months = [one for in_year in _years() for one in in_year.months]
    place = _place([one.month for one in months], number)
    return render_template(
        "archive/list.html",
        kind="month",
        over=[_whole(), (str(year), url_for(".year", year=year))],
        heading=month_name(number),
        pagination=_page([months[place]]),
        previous=_neighbour(months, place + 1),
        next=_neighbour(months, place - 1),
    )


@bp.get("/label/<path:slug>")
@pagecache.same_for_all
def label(slug: str) -> str:
    """Show the articles that bear a label."""
    label = _label(slug)
    counts = db.session.execute(label_count.seen(label.id))
    given = {"label": label.id}
    page = paging.page(queries.BEARING, queries.UNDER_LABEL, counts, PER_PAGE, given=given)
    furnish(page.items)
    return render_template(
        "archive/list.html", kind="label", over=[], heading=label.name, pagination=page, label=label
    )


@bp.get("/label/<path:slug>/feed.<feed:format>")
@pagecache.same_for_all
def label_feed(slug: str, format: str) -> Response:
    """Give the newest articles that bear a label, for feed readers."""
    label = _label(slug, rest=f"/feed.{format}")
    found = db.session.scalars(web_feeds.within(queries.bearing(label)))
    articles = furnish(found)
    return web_feeds.answer(feeds.of_label(db.get_or_404(Site, 1), label, articles), format)


def _label(slug: str, rest: str = "") -> Label:
    """The label with this slug; where it has another one now, the way to the ``rest`` there."""
    label = db.session.scalar(queries.label(slug))
    if label:
        return label
    former = addresses.lookup(f"/label/{slug}")
    if former and former.target:
        abort(redirect(routing.with_question(f"{former.target}{rest}"), 301))
    abort(
        404,
        _("No article here bears this label. The archive has every article, by year and month."),
    )


@frame.region("archive")
def beside() -> Beside:
    """The archive, with the titles of the month that one is reading (else of the newest)."""
    years = _years()
    month = g.get("month_shown") or (years[0].months[0].month if years else 0)
    return Beside(years, month, links(queries.TITLES_OF_MONTH, {"month": month}))


SECTIONS = queries.sections()


@frame.region("sections")
def sections() -> list[Label]:
    """The labels that the owner put into the masthead."""
    return list(db.session.scalars(SECTIONS))


def _whole() -> tuple[str, str]:
    return _("Archive"), url_for(".index")


def _years() -> list[Year]:
    return calendar.build(db.rows(month_count.seen()))


def _page(months: Sequence[Month]) -> Pagination:
    """The page that was asked for of some months, the newest first."""
    page = paging.page(NEWS, IN_ORDER, months, PER_PAGE)
    furnish(page.items)
    return page


def _place(known: list[int], wanted: int) -> int:
    return known.index(wanted) if wanted in known else abort(404)


def _neighbour(all_of_them: list[Year] | list[Month], place: int) -> Neighbour | None:
    """The one at a place in a list that runs from new to old."""
    if not 0 <= place < len(all_of_them):
        return None
    one = all_of_them[place]
    name = str(one.year) if isinstance(one, Year) else month_name(one.month)
    return Neighbour(one.url, name)
