"""Who is logged in, and the ways in: the password, and passkeys."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from blog import passkeys, signin
from blog.db import db
from blog.models.owner import Login, Owner, Passkey
from blog.owner import door_actions, queries
from blog.owner.desk import bp
from blog.owner.security_forms import PasskeyForm, PasswordForm, ProofForm
from blog.text import browsers, urls


@bp.get("/owner/security")
def security() -> Response:
    """Show who is logged in, and what opens the desk."""
    return _page()


# -- who is logged in --


@bp.post("/owner/security/logins/<token>/end")
def end_login(token: str) -> Response:
    """Log another browser out."""
    login = db.get_or_404(Login, token)
    with db.writing():
        db.session.delete(login)
    flash(_("That browser is logged out."))
    return redirect(url_for(".security"), 303)


@bp.post("/owner/security/logins/end")
def end_every_login() -> Response:
    """Log every browser out, this one among them."""
    signin.log_out_everywhere()
    flash(_("You are logged out everywhere."))
    return redirect(url_for(".login"), 303)


# -- the password --


@bp.post("/owner/security/password")
def change_password() -> Response:
    """Give the owner a new password, for the present one."""
    form = PasswordForm()
    if not form.validate():
        return _page(422, password_form=form)
    wait = signin.spend_a_try()
    if wait:
        form.present.errors = [_("Too many tries. Please wait, then try again.")]
        return _to_wait(_page(429, password_form=form), wait)
    owner = signin.check(_owner().name, form.present.data or "")
    if owner is None:
        form.present.errors = [_("This is not the present password.")]
        return _page(422, password_form=form)
    door_actions.change_password(owner, form.password.data or "")
    flash(_("Your new password is set. Every other browser is logged out."))
    return redirect(url_for(".security"), 303)


# -- once more, before something dangerous --


@bp.route("/owner/proof", methods=["GET", "POST"])
def proof() -> Response:
    """Ask whoever is at the desk for the password, or a passkey, once more."""
    form = ProofForm(next=request.args.get("next"))
    if not form.validate_on_submit():
        return _proof(form, 422 if form.is_submitted() else 200)
    wait = signin.spend_a_try()
    if wait:
        problem = _("Too many tries. Please wait, then try again.")
        return _to_wait(_proof(form, 429, problem), wait)
    if _proven_by(form) is None:
        problem = _("The passkey was not taken.") if form.credential.data else None
        return _proof(form, 422, problem or _("This is not the present password."))
    signin.prove()
    return redirect(urls.local_path(form.next.data or "") or url_for(".security"), 303)


def _proven_by(form: ProofForm) -> Owner | None:
    if form.credential.data:
        return passkeys.authenticate(form.credential.data)
    return signin.check(_owner().name, form.password.data or "")


def _proof(form: ProofForm, status: int = 200, problem: str | None = None) -> Response:
    page = render_template(
        "owner/proof.html", form=form, has_passkeys=passkeys.are_ready(), problem=problem
    )
    return make_response(page, status)


def _prove_first() -> Response:
    flash(_("Please show first that it is you; then press the button once more."))
    return redirect(url_for(".proof", next=url_for(".security")), 303)


# -- passkeys --


@bp.post("/owner/security/passkeys/options")
def offer_passkey() -> Response:
    """Tell the browser what it has to know to make a passkey."""
    if not (passkeys.are_offered() and signin.is_proven()):
        abort(409)
    return _options(passkeys.offer_registration, _owner())


@bp.post("/owner/security/passkeys")
def add_passkey() -> Response:
    """Keep the passkey that the browser made."""
    form = PasskeyForm()
    if not passkeys.are_offered():
        abort(409)
    if not signin.is_proven():
        return _prove_first()
    if not form.validate():
        return _page(422, passkey_form=form)
    passkey = passkeys.registered(_owner(), form.name.data or "", form.credential.data or "")
    if passkey is None:
        form.name.errors = [_("No passkey was made. Please try once more.")]
        return _page(422, passkey_form=form)
    door_actions.keep_passkey(passkey)
    flash(_("The passkey is kept. You can log in with it from now on."))
    return redirect(url_for(".security"), 303)


@bp.post("/owner/security/passkeys/<int:passkey_id>/removal")
def remove_passkey(passkey_id: int) -> Response:
    """Let a passkey open nothing any more."""
    passkey = db.get_or_404(Passkey, passkey_id)
    if not signin.is_proven():
        return _prove_first()
    door_actions.remove_passkey(passkey)
    flash(_("The passkey is removed. Your device may offer it still, but it opens nothing here."))
    return redirect(url_for(".security"), 303)


@bp.post("/login/passkey/options")
def offer_login() -> Response:
    """Tell the browser what it has to know to use a passkey."""
    if not passkeys.are_offered():
        abort(409)
    return _options(passkeys.offer_authentication)


def _options(offer: Any, *of: Owner) -> Response:
    try:
        options: str = offer(*of)
    except passkeys.TooOften as refusal:
        return _to_wait(make_response({}, 429), refusal.seconds)
    return make_response(options, {"Content-Type": "application/json"})


# -- the page --


def _page(status: int = 200, **forms: Any) -> Response:
    page = render_template(
        "owner/security.html",
        **{"passkey_form": PasskeyForm(), "password_form": PasswordForm(), **forms},
        called=_called,
        here=signin.login(),
        is_proven=signin.is_proven(),
        logins=db.session.scalars(signin.logins()).all(),
        passkeys=db.session.scalars(passkeys.of(_owner())).all(),
        passkeys_are_offered=passkeys.are_offered(),
    )
    return make_response(page, status)


def _called(agent: str) -> str:
    """A browser in plain words, from what it says of itself."""
    browser, system = browsers.family(agent), browsers.system(agent)
    if browser and system:
        return _("%(browser)s on %(system)s", browser=browser, system=system)
    return browser or system or _("A browser we don’t know")


def _owner() -> Owner:
    return db.first_or_404(queries.owner())


def _to_wait(answer: Response, seconds: int) -> Response:
    answer.headers["Retry-After"] = str(seconds)
    return answer
