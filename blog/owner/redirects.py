"""Old addresses: where each leads, or that it is gone."""

from __future__ import annotations

from flask import flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from blog import acts
from blog.db import db
from blog.models.act import Verb
from blog.models.address import Address
from blog.owner import redirect_queries as queries
from blog.owner.desk import bp
from blog.owner.redirect_forms import RedirectForm
from blog.web import routing

PER_PAGE = 50


@bp.get("/owner/redirects")
def redirects() -> Response:
    """Show every address that is not an article's or a page's own."""
    return _list(RedirectForm())


@bp.post("/owner/redirects")
def create_redirect() -> Response:
    """Let an address lead elsewhere, or be gone."""
    form = RedirectForm()
    if not form.validate():
        return _list(form, 422)
    with db.writing():
        db.session.add(form.place.at(form.path))
        acts.note(Verb.REDIRECT_KEPT, name=form.path)
    flash(_what_it_does(form))
    return redirect(url_for(".redirects"), 303)


@bp.get("/owner/redirects/change")
def edit_redirect() -> Response:
    """Offer another place for an address to lead to."""
    address = db.first_or_404(queries.one(request.args.get("path", "")))
    return _change(address, RedirectForm(address))


@bp.post("/owner/redirects/change")
def save_redirect() -> Response:
    """Let an address lead to another place than before."""
    address = db.first_or_404(queries.one(request.args.get("path", "")))
    form = RedirectForm(address)
    if not form.validate():
        return _change(address, form, 422)
    with db.writing():
        db.session.merge(form.place.at(address.path))
        acts.note(Verb.REDIRECT_KEPT, name=address.path)
    flash(_what_it_does(form))
    return redirect(url_for(".redirects"), 303)


@bp.post("/owner/redirects/removal")
def remove_redirect() -> Response:
    """Forget an address: it answers that there is no such page."""
    address = db.first_or_404(queries.one(request.form.get("path", "")))
    path = address.path
    with db.writing():
        db.session.delete(address)
        acts.note(Verb.REDIRECT_REMOVED, name=path)
    flash(_("%(path)s is forgotten: whoever follows it is told there is no such page.", path=path))
    return redirect(url_for(".redirects"), 303)


def _list(form: RedirectForm, status: int = 200) -> Response:
    words = request.args.get("q", "").strip()
    page = db.paginate(queries.redirects(words), page=routing.page_number(), per_page=PER_PAGE)
    shown = render_template("owner/redirects.html", form=form, pagination=page, words=words)
    return make_response(shown, status)


def _change(address: Address, form: RedirectForm, status: int = 200) -> Response:
    return make_response(render_template("owner/redirect.html", address=address, form=form), status)


def _what_it_does(form: RedirectForm) -> str:
    if form.place.is_nowhere:
        return _("%(path)s says from now on that it is gone.", path=form.path)
    return _("%(path)s leads there from now on.", path=form.path)
