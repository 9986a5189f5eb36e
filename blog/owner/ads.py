"""The ad above the masthead."""

from __future__ import annotations

from flask import flash, make_response, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from blog import acts, pictures
from blog.db import db, now
from blog.models.act import Verb
from blog.models.site import Ad
from blog.owner import actions, queries
from blog.owner.ad_forms import AdForm
from blog.owner.articles import FORM_MAX
from blog.owner.desk import bp
from blog.web import security


@bp.route("/owner/ad", methods=["GET", "POST"])
@security.admits(FORM_MAX)
def ad() -> Response:
    """Show what is above the masthead, and keep what was changed."""
    present = db.session.scalar(queries.ad())
    form = AdForm(obj=present)
    if not form.is_submitted():
        return _page(form)
    try:
        taken = actions.take_picture(form.picture.data)
    except pictures.Refused as refusal:
        form.validate()
        form.picture.errors = [refusal.words]
        return _page(form, 422)
    picture = taken or actions.known_picture(form.picture_id.data)
    form.picture_id.data = picture.id if picture else None
    if not form.validate():
        return _page(form, 422)
    if picture is None and not form.is_code:
        form.picture.errors = [_("Please choose a picture.")]
        return _page(form, 422)
    actions.place_ad(form, form.picture_id.data)
    flash(_("The ad is saved."))
    return redirect(url_for(".ad"), 303)


@bp.post("/owner/ad/removal")
def remove_ad() -> Response:
    """Leave the place above the masthead empty."""
    present = db.first_or_404(queries.ad())
    with db.writing():
        db.session.delete(present)
        acts.note(Verb.AD_REMOVED)
    flash(_("The ad is gone."))
    return redirect(url_for(".ad"), 303)


def _page(form: AdForm, status: int = 200) -> Response:
    present = db.session.scalar(queries.ad())
    picture = actions.known_picture(form.picture_id.data)
    page = render_template(
        "owner/ad.html", ad=present, form=form, is_on=_is_on(present), picture=picture
    )
    return make_response(page, status)


def _is_on(ad: Ad | None) -> bool:
    """Whether readers see it now."""
    return ad is not None and ad.runs(now())
