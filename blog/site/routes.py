"""The blog's files, its header ad, and where else its owner is."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from html import escape
from typing import Any

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    render_template,
    request,
    send_from_directory,
    url_for,
)
from flask_babel import gettext as _

from blog import cards, icons, jsonld
from blog.comments import forgetting
from blog.db import db, now
from blog.follow import subscribers
from blog.models.site import ACCENT, Ad, Site
from blog.site import queries, readiness
from blog.web import files, frame, links, pagecache, scripts, security, theme

bp = Blueprint("site", __name__)
bp.add_app_template_global(cards.of, "card_of")
bp.add_app_template_global(icons.of, "icon_of")
bp.add_app_template_global(jsonld.front, "front_data")
bp.add_app_template_global(jsonld.article, "article_data")
bp.add_app_template_global(jsonld.listing, "list_data")

FOR_EVER = 31_536_000
"""Seconds that a file may be kept whose name changes with its content."""
AD_PAGE = (
    '<!doctype html>\n<meta charset="utf-8">\n<title>{title}</title>\n<base target="_blank">\n'
    "<style>body {{ margin: 0 }}</style>\n{code}\n"
)
ROBOTS = "User-agent: *\nDisallow: /owner/\nDisallow: /login\nDisallow: /comments/on/\n"
CONTACT_HOLDS = timedelta(days=180)
"""How long from today one may rely on security.txt; at most a year (RFC 9116, 2.5.5)."""
OPEN_BEFORE_SET_UP = {
    "owner.set_up",
    "site.stylesheet",
    "site.desk_stylesheet",
    "site.script",
    "site.favicon",
    "site.icon",
    "site.touch_icon",
    "site.healthz",
    "site.readyz",
    "static",
}


@bp.before_app_request
def _wait_for_set_up() -> tuple[str, int] | None:
    """Before set-up there is nothing to read: say so, and what its owner has to do."""
    if request.endpoint in OPEN_BEFORE_SET_UP or Site.current():
        return None
    return render_template("site/unready.html"), 503


@bp.get("/media/<picture:name>")
def media(name: str) -> Response:
    """Give a picture's file; its name is a hash of its bytes, so it never changes."""
    kind = f"image/{name.partition('.')[2]}"  # not every system knows AVIF by its ending
    answer = send_from_directory(current_app.config["MEDIA"], name, mimetype=kind)
    answer.headers["Content-Security-Policy"] = security.FILE_POLICY
    return _immutable(_for_everyone(answer))


@bp.get("/card-blog-<digest>.jpeg")
def card(digest: str) -> Response:
    """Give the blog's share picture; today's for an older one."""
    return _card(cards.of(db.get_or_404(Site, 1)), digest)


@bp.get("/card-<int:article_id>-<digest>.jpeg")
def article_card(article_id: int, digest: str) -> Response:
    """Give an article's share picture; today's, whatever was asked for, so there is one only."""
    article = db.first_or_404(queries.readable(article_id))
    return _card(cards.of(db.get_or_404(Site, 1), article), digest)


def _card(card: cards.Card, digest: str) -> Response:
    try:
        answer = Response(cards.drawn(card), mimetype="image/jpeg")
    except FileNotFoundError:
        abort(404)
    return _for_everyone(_immutable(answer) if digest == card.digest else answer)


@bp.get("/icon-<digest>.svg")
@pagecache.same_for_all
def icon(digest: str) -> Response:
    """Give the blog's icon; today's for an older one."""
    today = icons.of(Site.current())
    answer = Response(icons.svg(today), mimetype="image/svg+xml")
    return _for_everyone(_immutable(answer) if digest == today.digest else answer)


@bp.get("/touch-icon-<digest>.png")
@pagecache.same_for_all
def touch_icon(digest: str) -> Response:
    """Give the icon for a phone's home screen; today's for an older one."""
    today = icons.of(Site.current())
    answer = Response(icons.touch(today), mimetype="image/png")
    return _for_everyone(_immutable(answer) if digest == today.digest else answer)


@bp.get("/favicon.ico")
@pagecache.same_for_all
def favicon() -> Response:
    """Give the icon to those who ask without having looked at a page."""
    answer = Response(icons.ico(icons.of(Site.current())), mimetype="image/vnd.microsoft.icon")
    answer.headers["Cache-Control"] = f"public, max-age={files.FOR_A_DAY}"
    return _for_everyone(answer)


@bp.get("/theme-<digest>.css")
@pagecache.same_for_all
def stylesheet(digest: str) -> Response:
    """Give the style sheet. One who asks for an older one gets today's, to be asked for again."""
    site = Site.current()
    accent = site.accent if site else ACCENT
    answer = Response(theme.text(accent), mimetype="text/css")
    return _immutable(answer) if digest == theme.digest(accent) else answer


@bp.get("/desk-<digest>.css")
@pagecache.same_for_all
def desk_stylesheet(digest: str) -> Response:
    """Give what the desk adds to the style sheet, as the one before."""
    answer = Response(theme.desk_text(), mimetype="text/css")
    return _immutable(answer) if digest == theme.desk_digest() else answer


@bp.get("/<any(preferences, remember, answering, copying, sharing):script>-<digest>.js")
@pagecache.same_for_all
def script(script: str, digest: str) -> Response:
    """Give a script; as with the style sheet, today's for an older one."""
    answer = Response(scripts.text(script), mimetype="text/javascript")
    return _immutable(answer) if digest == scripts.digest(script) else answer


@bp.get("/ad/<string(maxlength=20):slot>")
@pagecache.same_for_all
def ad_frame(slot: str) -> Response:
    """Give the code of an ad network as a page of its own, locked in, to be framed by ours."""
    ad = db.session.scalar(queries.ad(slot))
    if ad is None or not ad.is_code or not ad.runs(now()):
        abort(404)
    answer = Response(AD_PAGE.format(title=escape(_("Advertisement")), code=ad.code))
    answer.headers["Content-Security-Policy"] = security.AD_POLICY
    answer.headers["X-Frame-Options"] = "SAMEORIGIN"
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


@bp.get("/ads.txt")
@pagecache.same_for_all
def ads_txt() -> Response:
    """Say who may sell the blog's places for ads (IAB ads.txt 1.1), in the owner's words."""
    words = db.get_or_404(Site, 1).ads_txt
    return Response(words, mimetype="text/plain") if words else abort(404)


@bp.get("/robots.txt")
@pagecache.same_for_all
def robots_txt() -> Response:
    """Keep search engines away from what is no reading (RFC 9309), and show them the map."""
    maps = (url_for("sitemaps.index"), url_for("sitemaps.news"))
    named = "".join(f"Sitemap: {links.absolute(path)}\n" for path in maps)
    return Response(f"{ROBOTS}\n{named}", mimetype="text/plain")


@bp.get("/.well-known/security.txt")
@pagecache.same_for_all
def security_txt() -> Response:
    """Say where those who find a hole can tell the owner (RFC 9116), if the owner wants them to."""
    site = db.get_or_404(Site, 1)
    if not site.security_contact:
        abort(404)
    # From midnight, so that it is the same all day.
    today = now().replace(hour=0, minute=0, second=0, microsecond=0)
    lines = (
        ("Contact", site.security_contact),
        ("Expires", f"{today + CONTACT_HOLDS:%Y-%m-%dT%H:%M:%SZ}"),
        ("Preferred-Languages", site.language),
        ("Canonical", links.absolute(url_for(".security_txt"))),
    )
    words = "".join(f"{name}: {value}\n" for name, value in lines)
    return Response(words, mimetype="text/plain")


@bp.get("/privacy")
@pagecache.same_for_all
def privacy() -> str:
    """Tell readers what is kept of them."""
    return render_template(
        "site/privacy.html", days=forgetting.KEPT.days, kept_ended=subscribers.ENDED_KEPT.days
    )


@bp.get("/healthz")
def healthz() -> Response:
    """Tell a watchdog that this process lives, whatever the database does."""
    return _unkept(Response("ok\n", mimetype="text/plain"))


@bp.get("/readyz")
def readyz() -> Response:
    """Tell whoever sends readers here whether they can be answered; if not, why not."""
    lacking = "".join(f"{words}\n" for words in readiness.lacking())
    return _unkept(Response(lacking or "ok\n", 503 if lacking else 200, mimetype="text/plain"))


@pagecache.boundary
def next_day(after: datetime) -> datetime:
    """When the masthead has another date."""
    zone = db.get_or_404(Site, 1).zone
    tomorrow = after.astimezone(zone).date() + timedelta(days=1)
    return datetime.combine(tomorrow, time(), zone).astimezone(UTC)


@pagecache.boundary
def next_turn_of_ads(after: datetime) -> datetime | None:
    """When an ad begins or ends."""
    ads = db.session.scalars(queries.ads())
    moments = [moment for ad in ads for moment in (ad.starts_at, ad.ends_at)]
    return min((moment for moment in moments if moment and moment > after), default=None)


HEADER_AD = queries.ad("header")


@frame.region("ad-header")
def header_ad() -> Ad | None:
    """The ad above the masthead, while it runs."""
    ad = db.session.scalar(HEADER_AD)
    return ad if ad and ad.runs(now()) else None


@frame.region("follow")
def follow() -> dict[str, Any]:
    """Where else the owner is, and the feeds."""
    site = Site.current() or abort(404)
    return {"profiles": site.follow, "feeds": frame.Frame()["feeds"]}


def _for_everyone(answer: Response) -> Response:
    """Let pages of others show it: feed readers, and whoever passes an article on."""
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return answer


def _immutable(answer: Response) -> Response:
    answer.headers["Cache-Control"] = f"public, max-age={FOR_EVER}, immutable"
    return answer


def _unkept(answer: Response) -> Response:
    answer.headers["Cache-Control"] = "no-store"
    return answer
