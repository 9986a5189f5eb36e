"""What was done at the desk, newest first."""

from __future__ import annotations

from flask import abort, render_template, request, url_for
from flask_babel import lazy_gettext as _l

from blog import acts
from blog.db import db
from blog.models.act import Area, LoggedAct, Verb
from blog.owner.desk import bp
from blog.web import routing

PER_PAGE = 100

AREAS = {
    Area.ARTICLES: _l("Articles and pages"),
    Area.COMMENTS: _l("Comments"),
    Area.LABELS: _l("Labels"),
    Area.ADDRESSES: _l("Addresses"),
    Area.SETTINGS: _l("Settings"),
    Area.COPIES: _l("Moves and copies"),
    Area.DOOR: _l("Getting in"),
}
VERBS = {
    Verb.PUBLISHED: _l("Went public"),
    Verb.SCHEDULED: _l("Scheduled"),
    Verb.CHANGED: _l("Changed what readers see"),
    Verb.WITHDRAWN: _l("Withdrew"),
    Verb.BROUGHT_BACK: _l("Brought back"),
    Verb.BINNED: _l("Put in the bin"),
    Verb.UNBINNED: _l("Took out of the bin"),
    Verb.DELETED: _l("Removed for good"),
    Verb.SHARED: _l("Made a link to a draft"),
    Verb.UNSHARED: _l("Ended a link to a draft"),
    Verb.NAVIGATION_CHANGED: _l("Moved a page in the navigation"),
    Verb.COMMENT_APPROVED: _l("Approved a comment"),
    Verb.COMMENT_REJECTED: _l("Rejected a comment"),
    Verb.COMMENT_SPAM: _l("Marked as spam"),
    Verb.COMMENT_BINNED: _l("Put a comment in the bin"),
    Verb.COMMENT_RETURNED: _l("Took a decision on a comment back"),
    Verb.COMMENT_DELETED: _l("Removed a comment for good"),
    Verb.COMMENT_ANSWERED: _l("Answered a comment"),
    Verb.BLOCKED: _l("Blocked in comments"),
    Verb.UNBLOCKED: _l("Ended a block"),
    Verb.LABEL_CHANGED: _l("Changed a label"),
    Verb.LABELS_MERGED: _l("Made several labels one"),
    Verb.LABEL_DELETED: _l("Removed a label"),
    Verb.ADDRESS_CHANGED: _l("Changed an address"),
    Verb.REDIRECT_KEPT: _l("Kept a redirect"),
    Verb.REDIRECT_REMOVED: _l("Removed a redirect"),
    Verb.SETTINGS_CHANGED: _l("Changed the settings"),
    Verb.AD_PLACED: _l("Placed an ad"),
    Verb.AD_REMOVED: _l("Removed the ad"),
    Verb.MOVED_IN: _l("Made an old blog public here"),
    Verb.MOVE_UNDONE: _l("Took an old blog back"),
    Verb.IMPORTED: _l("Brought a whole blog in"),
    Verb.RESTORED: _l("Restored a backup"),
    Verb.SAMPLES_REMOVED: _l("Removed the sample articles"),
    Verb.PASSWORD_CHANGED: _l("Changed the password"),
    Verb.PASSKEY_ADDED: _l("Added a passkey"),
    Verb.PASSKEY_REMOVED: _l("Removed a passkey"),
}
PLACES = {
    Area.COMMENTS: "owner.comments",
    Area.LABELS: "owner.labels",
    Area.ADDRESSES: "owner.redirects",
    Area.SETTINGS: "owner.settings",
    Area.COPIES: "owner.moving",
    Area.DOOR: "owner.security",
}
"""Where one finds what was acted on, if it is no article."""


@bp.get("/owner/log")
def log() -> str:
    """Show what was done, to one part of the blog or to all of it."""
    asked = request.args.get("area", "")
    area = Area(asked) if asked in set(Area) else None
    if asked and area is None:
        abort(404)
    page = db.paginate(acts.done(area), page=routing.page_number(), per_page=PER_PAGE)
    return render_template(
        "owner/log.html", area=area, areas=AREAS, pagination=page, place=_place, verbs=VERBS
    )


def _place(act: LoggedAct) -> str | None:
    """Where its thing is now; nowhere, if it is gone."""
    if act.article_id:
        return url_for(".edit_article", article_id=act.article_id)
    endpoint = PLACES.get(act.verb.area)
    return url_for(endpoint) if endpoint else None
