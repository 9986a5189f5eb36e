"""The blog's files, its header ad, and where else its owner is."""

from __future__ import annotations

from typing import Any

from flask import (
    Blueprint,
    Response,
    current_app,
    render_template,
    request,
    send_from_directory,
)

from blog.db import db, now
from blog.models.site import ACCENT, Ad, Site
from blog.site import queries
from blog.web import frame, security, theme

bp = Blueprint("site", __name__)

FOR_EVER = 31_536_000
"""Seconds that a file may be kept whose name changes with its content."""
OPEN_BEFORE_SET_UP = {"owner.set_up", "site.stylesheet", "site.healthz", "static"}


@bp.before_app_request
def _wait_for_set_up() -> tuple[str, int] | None:
    """Before set-up there is nothing to read: say so, and what its owner has to do."""
    if request.endpoint in OPEN_BEFORE_SET_UP or Site.current():
        return None
    return render_template("site/unready.html"), 503


@bp.get("/media/<picture:name>")
def media(name: str) -> Response:
    """Give a picture's file; its name is a hash of its bytes, so it never changes."""
    answer = send_from_directory(current_app.config["MEDIA"], name, max_age=FOR_EVER)
    answer.headers["Content-Security-Policy"] = security.FILE_POLICY
    return _immutable(answer)


@bp.get("/theme-<digest>.css")
def stylesheet(digest: str) -> Response:
    """Give the style sheet. One who asks for an older one gets today's, to be asked for again."""
    site = Site.current()
    accent = site.accent if site else ACCENT
    answer = Response(theme.text(accent), mimetype="text/css")
    if digest == theme.digest(accent):
        return _immutable(answer)
    answer.headers["Cache-Control"] = "no-cache"
    return answer


@bp.get("/healthz")
def healthz() -> Response:
    """Tell a watchdog that the blog answers and can read its database."""
    Site.current()
    return Response("ok\n", mimetype="text/plain")


@frame.region("ad-header")
def header_ad() -> Ad | None:
    """The ad above the masthead, while it runs."""
    ad = db.session.scalar(queries.ad("header"))
    return ad if ad and ad.runs(now()) else None


@frame.region("follow")
def follow() -> dict[str, Any]:
    """Where else the owner is, and the feeds."""
    site = db.get_or_404(Site, 1)
    return {"profiles": site.follow, "feeds": frame.Frame()["feeds"]}


def _immutable(answer: Response) -> Response:
    answer.headers["Cache-Control"] = f"public, max-age={FOR_EVER}, immutable"
    return answer
