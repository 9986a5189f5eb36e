"""The desk's blueprint, and the lock before it. Each child module hangs its pages on it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, redirect, request, url_for
from flask_babel import format_decimal
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from blog import signin
from blog.db import db
from blog.owner import queue_queries
from blog.web import routing, security

bp = Blueprint("owner", __name__)

OPEN = {
    *("owner.login", "owner.offer_login", "owner.set_up", "owner.new_password"),
    *("owner.decide_by_letter", "owner.take_decision"),
}
"""The pages before the lock; every other page of this room is behind it."""


@bp.before_request
def _lock() -> Response | None:
    """Turn strangers away; a form they sent comes back with its words, to be sent after login."""
    if request.endpoint in OPEN:
        return None
    if signin.owner():
        signin.stay()
        return None
    if request.method in security.SAFE_METHODS:
        return redirect(url_for("owner.login", next=routing.asked_for()), 303)
    abort(
        401,
        _("Your login has ended. Log in in another tab, then send this again: nothing is lost."),
    )


@bp.context_processor
def _surroundings() -> dict[str, Any]:
    """What the desk's own frame shows: address, name, and whether one is there."""
    ways = [
        ("owner.articles", _("Articles")),
        ("owner.comments", _comments()),
        ("owner.pictures", _("Pictures")),
        ("owner.labels", _("Labels")),
        ("owner.pages", _("Pages")),
        ("owner.ad", _("Ad")),
        ("owner.visits", _("Visits")),
        ("owner.settings", _("Settings")),
    ]
    addresses = [(url_for(endpoint), name) for endpoint, name in ways]
    return {
        "desk_links": [
            (address, name, request.path.startswith(address)) for address, name in addresses
        ]
    }


def _comments() -> str:
    """The way to the queue, with how many wait there."""
    waiting = db.session.scalar(queue_queries.waiting()) if signin.owner() else 0
    return (
        _("Comments (%(waiting)s)", waiting=format_decimal(waiting)) if waiting else _("Comments")
    )
