"""The map of the blog for search engines (sitemaps.org), in parts that are small at any size."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from flask import Blueprint, Response, abort, render_template, url_for

from blog.archive import queries as archive
from blog.db import db, now
from blog.models import month_count
from blog.models.article import next_published
from blog.models.site import Site
from blog.site import queries
from blog.text.characters import without_controls
from blog.web import links, pagecache, routing

bp = Blueprint("sitemaps", __name__)
bp.add_app_template_filter(without_controls, "writable")

PART = 10_000
"""The most places that a part has; the standard would allow five times as many."""
NEWS_FOR = timedelta(days=2)
NEWS_MAX = 1_000
"""What Google takes as news, and how much of it."""


class Place(NamedTuple):
    """An address that search engines may go to, and when it changed, if we know."""

    url: str
    changed_at: datetime | None = None


@bp.get("/sitemap.xml")
@pagecache.same_for_all
def index() -> Response:
    """Name the parts of the map."""
    return _xml("sitemap_index.xml", places=list(_parts()))


def _parts() -> Iterator[Place]:
    yield Place(_at(".pages"))
    for part in _numbers(db.session.scalar(queries.last_label()) or 0):
        yield Place(_at(".labels", part=part))
    home, moment = links.home(), now()
    for month, number, changed_at in db.session.execute(month_count.seen_and_changed()):
        # A scheduled article may be the newest of its month; when it will be published is a secret.
        known = changed_at if changed_at and changed_at <= moment else None
        for part in _numbers(number):
            path = url_for("sitemaps.articles", year=month // 100, month=month % 100, part=part)
            yield Place(f"{home}{path}", known)


@bp.get("/sitemap-pages.xml")
@pagecache.same_for_all
def pages() -> Response:
    """Name the front page, the archive and the owner's pages."""
    own = [Place(_at("articles.index")), Place(_at("archive.index"))]
    return _xml("sitemap.xml", places=[*own, *_places(db.session.execute(queries.pages(PART)))])


@bp.get("/sitemap-labels-<int:part>.xml")
@pagecache.same_for_all
def labels(part: int) -> Response:
    """Name the pages of labels that something bears."""
    last = db.session.scalar(queries.last_label()) or 0
    _check(part, last)
    found = db.session.scalars(queries.labels((part - 1) * PART, part * PART))
    return _xml("sitemap.xml", places=[Place(links.absolute(label.url)) for label in found])


@bp.get("/sitemap-<year:year>-<month:month>-<int:part>.xml")
@pagecache.same_for_all
def articles(year: int, month: int, part: int) -> Response:
    """Name the articles of a month."""
    number = year * 100 + month
    counts = dict(db.session.execute(month_count.seen()).all())
    _check(part, counts.get(number, 0))
    query = queries.places(archive.between(number, number))
    found = db.session.execute(query.offset((part - 1) * PART).limit(PART))
    return _xml("sitemap.xml", places=_places(found))


@bp.get("/news-sitemap.xml")
@pagecache.same_for_all
def news() -> Response:
    """Name what was published in the last two days, as Google News reads it."""
    found = db.session.scalars(queries.since(now() - NEWS_FOR).limit(NEWS_MAX)).all()
    return _xml("news_sitemap.xml", articles=found, site=db.get_or_404(Site, 1))


@pagecache.boundary
def next_old_news(after: datetime) -> datetime | None:
    """When an article is no longer what Google takes as news."""
    moment = db.session.scalar(next_published(after - NEWS_FOR))
    return moment + NEWS_FOR if moment else None


@pagecache.boundary
def next_told_change(after: datetime) -> datetime | None:
    """When the last change of a month is no secret any more."""
    return db.session.scalar(month_count.next_change(after))


def _numbers(total: int) -> range:
    """The numbers of the parts that so many places need."""
    return range(1, -(-total // PART) + 1)


def _check(part: int, total: int) -> None:
    if part not in _numbers(total):
        abort(404)


def _places(rows: Iterable[tuple[str, datetime]]) -> list[Place]:
    return [Place(links.absolute(routing.link(path)), changed_at) for path, changed_at in rows]


def _at(endpoint: str, **values: Any) -> str:
    return links.absolute(url_for(endpoint, **values))


def _xml(template: str, **values: object) -> Response:
    return Response(render_template(f"site/{template}", **values), mimetype="application/xml")
