"""The backups there are, and how many of them are kept."""

from __future__ import annotations

from flask import abort, flash, make_response, redirect, render_template, send_file, url_for
from flask_babel import format_decimal
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from blog.db import db
from blog.models.site import Site
from blog.owner import actions
from blog.owner.desk import bp
from blog.owner.forms import BackupsForm
from blog.text import slugs
from blog.transfer import nightly


@bp.route("/owner/backups", methods=["GET", "POST"])
def backups() -> Response:
    """Show what there is, and keep how many there shall be."""
    site = db.get_or_404(Site, 1)
    form = BackupsForm(obj=site)
    if form.validate_on_submit():
        actions.keep_backups(site, form.backups_kept.data)
        flash(_("Your settings are saved."))
        return redirect(url_for(".backups"), 303)
    page = render_template(
        "owner/backups.html", form=form, state=nightly.state(), megabytes=_megabytes
    )
    return make_response(page, 422 if form.is_submitted() else 200)


def _megabytes(size: int) -> str:
    return format_decimal(size / 1_000_000, "#,##0.0")


@bp.post("/owner/backups/order")
def order_backup() -> Response:
    """Have one made now, by housekeeping: it may take minutes."""
    nightly.order()
    return redirect(url_for(".backups"), 303)


@bp.get("/owner/backups/<name>")
def download_backup(name: str) -> Response:
    """Hand one out, called after the blog and the time at which it was made."""
    site = db.get_or_404(Site, 1)
    found = next((one for one in nightly.kept() if one.path.name == name), None)
    if found is None:
        abort(404)
    moment = found.made_at.astimezone(site.zone)
    return send_file(
        found.path,
        mimetype="application/vnd.sqlite3",
        as_attachment=True,
        download_name=f"{slugs.slug(site.name, 'blog')}-{moment:%Y-%m-%d-%H%M}.backup",
        max_age=0,
    )
