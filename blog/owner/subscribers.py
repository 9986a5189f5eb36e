"""Those who get the news by mail: who they are, and their list to take along."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

from flask import Response as FlaskResponse
from flask import flash, redirect, render_template, send_file, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from blog import mail
from blog.db import db
from blog.follow import subscribers as following
from blog.models.subscriber import Subscriber
from blog.owner import subscriber_queries as queries
from blog.owner.desk import bp
from blog.text import tables
from blog.web import routing

PER_PAGE = 100


@bp.get("/owner/subscribers")
def subscribers() -> str:
    """Show everybody who gets the news, was asked, or can't be reached any more."""
    counts: dict[str, int] = dict(db.session.execute(queries.counts()).all())
    return render_template(
        "owner/subscribers.html",
        counts=counts,
        days=following.ENDED_KEPT.days,
        pagination=db.paginate(
            queries.subscribers(), page=routing.page_number(), per_page=PER_PAGE, error_out=False
        ),
        server=mail.server(),
    )


@bp.get("/owner/subscribers.csv")
def subscriber_list() -> FlaskResponse:
    """Give the addresses of those who get the news, as a table for a spreadsheet."""
    file = BytesIO("".join(_lines()).encode())
    return send_file(file, "text/csv", as_attachment=True, download_name="subscribers.csv")


def _lines() -> Iterator[str]:
    yield tables.BEGINNING + tables.line(("email", "rhythm", "confirmed"))
    for one in db.session.scalars(queries.active()):
        confirmed = one.confirmed_at.isoformat(timespec="seconds") if one.confirmed_at else ""
        yield tables.line((one.email, one.rhythm.value, confirmed))


@bp.post("/owner/subscribers/<int:subscriber_id>/removal")
def remove_subscriber(subscriber_id: int) -> Response:
    """Send somebody nothing more, and forget them."""
    with db.writing():
        following.forget(db.get_or_404(Subscriber, subscriber_id))
    flash(_("The address is removed."))
    return redirect(url_for(".subscribers"), 303)


@bp.post("/owner/subscribers/<int:subscriber_id>/resumption")
def resume_subscriber(subscriber_id: int) -> Response:
    """Write again to an address whose letters came back."""
    with db.writing():
        following.resume(db.get_or_404(Subscriber, subscriber_id))
    flash(_("The next digest goes there again."))
    return redirect(url_for(".subscribers"), 303)
