"""Labels: what they are called, what they are about, and which of them are one."""

from __future__ import annotations

from collections.abc import Sequence

from flask import abort, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from blog.articles import labels as service
from blog.db import db
from blog.models.label import Label
from blog.owner import label_queries as queries
from blog.owner.desk import bp
from blog.owner.label_forms import LabelForm, MergingForm
from blog.web import routing

PER_PAGE = 100


@bp.get("/owner/labels")
def labels() -> str:
    """Show every label, or those that are called so."""
    words = request.args.get("q", "")
    page = db.paginate(queries.labels(words), page=routing.page_number(), per_page=PER_PAGE)
    return render_template("owner/labels.html", pagination=page, words=words)


@bp.route("/owner/labels/<int:label_id>", methods=["GET", "POST"])
def label(label_id: int) -> Response:
    """Show one label, and keep what was changed."""
    label = db.get_or_404(Label, label_id)
    form = LabelForm(obj=label)
    if not form.validate_on_submit():
        return _page(label, form)
    try:
        with db.writing():
            service.rename(label, form.name.data or "")
            label.description = form.description.data or ""
    except service.Taken as refusal:
        form.name.errors = [_("Another label is called so. You can make the two one.")]
        return _page(label, form, refusal.label)
    flash(_("The label is saved. Its former addresses lead to it."))
    return redirect(url_for(".labels"), 303)


@bp.post("/owner/labels/<int:label_id>/removal")
def remove_label(label_id: int) -> Response:
    """Forget a label that no article bears."""
    label = db.get_or_404(Label, label_id)
    try:
        with db.writing():
            service.remove(label)
    except ValueError:
        abort(409, _("Articles bear this label. Merge it with another one instead."))
    flash(_("The label is gone."))
    return redirect(url_for(".labels"), 303)


@bp.route("/owner/labels/merging", methods=["GET", "POST"])
def merge_labels() -> Response:
    """Ask what several labels shall be called, and make them one."""
    chosen = _chosen()
    if not chosen:
        flash(_("Tick the labels that shall become one."), category="error")
        return redirect(url_for(".labels"), 303)
    most_used = max(chosen, key=lambda label: label.articles)
    form = MergingForm(name=most_used.name)
    if form.validate_on_submit():
        if _merge(chosen, most_used, form.name.data or ""):
            flash(_("They are one label now. The former addresses lead to it."))
            return redirect(url_for(".labels"), 303)
        form.name.errors = [_("Please write the name of another label.")]
    page = render_template("owner/merging.html", chosen=chosen, form=form)
    return make_response(page, 422 if form.is_submitted() else 200)


def _merge(chosen: Sequence[Label], most_used: Label, name: str) -> bool:
    """Make them one, with the label of that name if there is one; false if that is no merging."""
    with db.writing():
        label = service.known(name) or most_used
        if not {*chosen} - {label}:
            return False
        service.merge(label, chosen)
        if label in chosen:
            service.rename(label, name)
    return True


def _page(label: Label, form: LabelForm, twin: Label | None = None) -> Response:
    page = render_template("owner/label.html", form=form, label=label, twin=twin)
    return make_response(page, 422 if form.is_submitted() else 200)


def _chosen() -> Sequence[Label]:
    ids = [one for one in request.values.getlist("label", int) if abs(one) <= routing.LARGEST]
    return db.session.scalars(queries.chosen(ids)).all()
