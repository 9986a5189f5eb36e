"""What was read: by day, by article, and from where readers came."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from flask import flash, make_response, redirect, render_template, url_for
from flask_babel import gettext as _
from sqlalchemy import Row
from werkzeug.wrappers import Response

from blog.db import db, now
from blog.models.article import Article
from blog.models.site import Site
from blog.owner import actions
from blog.owner import visit_queries as queries
from blog.owner.desk import bp
from blog.owner.visit_forms import CountingForm

DAYS = 30
SPANS = (1, 7, DAYS)
TOP = 7
REFERRERS = 20
CHART_WIDTH, CHART_HEIGHT = 600, 120
"""Of the chart, in units of its own; what its page makes of them is the style sheet's business."""
GAP = 3


class Bar(NamedTuple):
    """One day in the chart, and where its bar stands."""

    day: date
    visits: int
    x: float
    y: float
    width: float
    height: float


@bp.route("/owner/visits", methods=["GET", "POST"])
def visits() -> Response:
    """Show what was read in the last thirty days, and keep whether it is counted."""
    site = db.get_or_404(Site, 1)
    form = CountingForm(obj=site)
    if form.validate_on_submit():
        actions.count_visits(site, form.counts_visits.data)
        flash(_("Your settings are saved."))
        return redirect(url_for(".visits"), 303)

    today = now().astimezone(site.zone).date()
    first = _first_of(DAYS, today)
    counts = dict(db.session.execute(queries.by_day(first)).all())
    page = render_template(
        "owner/visits.html",
        bars=list(_bars(first, counts)),
        form=form,
        height=CHART_HEIGHT,
        most=max(counts.values(), default=0),
        most_read=[(days, _most_read(_first_of(days, today))) for days in SPANS],
        referrers=db.session.execute(queries.referrers(first).limit(REFERRERS)).all(),
        total=sum(counts.values()),
        width=CHART_WIDTH,
    )
    return make_response(page, 422 if form.is_submitted() else 200)


def _first_of(days: int, today: date) -> date:
    """The first of so many days, the last of which is today."""
    return today - timedelta(days=days - 1)


def _most_read(since: date) -> Sequence[Row[Article, int]]:
    return db.session.execute(queries.most_read(since).limit(TOP)).all()


def _bars(first: date, counts: Mapping[str, int]) -> Iterator[Bar]:
    most = max(counts.values(), default=0)
    step = CHART_WIDTH / DAYS
    for number in range(DAYS):
        day = first + timedelta(days=number)
        count = counts.get(day.isoformat(), 0)
        height = CHART_HEIGHT * count / most if most else 0
        x, y = number * step + GAP / 2, CHART_HEIGHT - height
        yield Bar(day, count, round(x, 1), round(y, 1), round(step - GAP, 1), round(height, 1))
