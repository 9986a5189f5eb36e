"""What the blog is called, how it looks, and what readers find on it."""

from __future__ import annotations

import re

from flask import Response as FlaskResponse
from flask import abort, current_app, flash, g, make_response, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import refresh
from werkzeug.wrappers import Response

from blog.articles import labels
from blog.articles import routes as articles
from blog.db import db
from blog.demo import actions as demo
from blog.models.site import Site
from blog.owner import actions, queries
from blog.owner.desk import bp
from blog.owner.home_forms import PublicAddressForm
from blog.owner.settings_forms import SettingsForm
from blog.web import links, security, theme

FORM_MAX = 512 * 1024
"""Bytes: a long ads.txt, and some."""


@bp.route("/owner/settings", methods=["GET", "POST"])
@security.admits(FORM_MAX)
def settings() -> Response:
    """Show the settings, and keep what was changed."""
    site = db.get_or_404(Site, 1)
    form = _form(site)
    if not form.validate_on_submit():
        page = render_template(
            "owner/settings.html", form=form, has_demo=demo.is_there(), home=links.home()
        )
        return make_response(page, 422 if form.is_submitted() else 200)
    accent = site.accent
    actions.change_settings(site, form)
    refresh()
    flash(_("Your settings are saved."))
    if site.accent != accent:
        _tell_what_became_of(theme.parse(site.accent))
    return redirect(url_for(".settings"), 303)


@bp.route("/owner/settings/preview", methods=["GET", "POST"])
@security.admits(FORM_MAX)
def preview_settings() -> Response:
    """Show the front page as what was typed would make it. Nothing is kept."""
    site = db.get_or_404(Site, 1)
    form = _form(site)
    form.validate()
    with db.session.no_autoflush:
        form.settle(site)
        refresh()
        g.regions = {"sections": labels.as_if(form.sections.data or "")}
        sheet = url_for(".accent_sheet", accent=site.accent.removeprefix("#"))
        page = render_template("owner/front.html", stylesheet_url=sheet, **articles.news(1))
    db.session.rollback()
    answer = make_response(page)
    answer.headers["Content-Security-Policy"] = security.PREVIEW_POLICY
    answer.headers["X-Frame-Options"] = "SAMEORIGIN"
    return answer


@bp.get("/accent-<accent>.css")
def accent_sheet(accent: str) -> Response:
    """Give the style sheet in a colour that is not the blog's yet, for the preview. It lies beside
    the blog's own: addresses in it are relative."""
    if not re.fullmatch("[0-9a-fA-F]{6}", accent):
        abort(404)
    return FlaskResponse(theme.text(f"#{accent}"), mimetype="text/css")


@bp.route("/owner/settings/address", methods=["GET", "POST"])
def public_address() -> Response:
    """Show where readers find the blog, and let it answer elsewhere."""
    site = db.get_or_404(Site, 1)
    form = PublicAddressForm(obj=site)
    is_good = not current_app.config["URL"] and form.validate_on_submit()
    if is_good:
        actions.move_to(site, form.url.data or "")
    if is_good and not form.leads_away:
        flash(_("The public address is saved."))
        return redirect(url_for(".settings"), 303)
    # Where it leads away there is no redirect: the next request may find nobody here any more.
    page = render_template(
        "owner/public_address.html", form=form, has_moved=is_good, home=links.home()
    )
    return make_response(page, 422 if form.is_submitted() and not is_good else 200)


def _form(site: Site) -> SettingsForm:
    sections = list(db.session.scalars(queries.sections()))
    return SettingsForm(site, labels.join(sections))


def _tell_what_became_of(colour: theme.Colour) -> None:
    """Say where readers see another colour than the owner chose, and why."""
    if theme.legible(colour, theme.PAPER) != colour:
        flash(_("Your colour was too light to read on paper; readers see a darker one."))
    if theme.legible(colour, theme.NIGHT) != colour:
        flash(_("Your colour was too dark to read at night; on dark pages it is a lighter one."))


@bp.post("/owner/demo/removal")
def remove_demo() -> Response:
    """Take the sample articles away again."""
    demo.remove()
    flash(_("The sample articles are gone."))
    return redirect(url_for(".articles"), 303)
