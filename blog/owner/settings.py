"""What the blog is called, how it looks, and where else its owner is."""

from __future__ import annotations

from flask import flash, make_response, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import refresh
from werkzeug.wrappers import Response

from blog.articles import labels
from blog.db import db
from blog.demo import actions as demo
from blog.models.site import Site
from blog.owner import actions, queries
from blog.owner.desk import bp
from blog.owner.forms import SettingsForm
from blog.web import theme


@bp.route("/owner/settings", methods=["GET", "POST"])
def settings() -> Response:
    """Show the settings, and keep what was changed."""
    site = db.get_or_404(Site, 1)
    sections = list(db.session.scalars(queries.sections()))
    form = SettingsForm(obj=site, data={"sections": labels.join(sections)})
    if not form.validate_on_submit():
        page = render_template("owner/settings.html", form=form, has_demo=demo.is_there())
        return make_response(page, 422 if form.is_submitted() else 200)
    accent = site.accent
    actions.change_settings(site, form)
    refresh()
    flash(_("Your settings are saved."))
    if site.accent != accent:
        _tell_what_became_of(theme.parse(site.accent))
    return redirect(url_for(".settings"), 303)


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
