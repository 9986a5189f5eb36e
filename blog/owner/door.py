"""Getting in: set-up, login, and a new password from a link that works once."""

from __future__ import annotations

from flask import abort, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from blog import passkeys, signin
from blog.db import db
from blog.demo import actions as demo
from blog.models.owner import Errand
from blog.models.site import Site
from blog.owner import actions, door_actions, queries
from blog.owner.desk import bp
from blog.owner.forms import LoginForm, NewPasswordForm, SetUpForm
from blog.text import urls
from blog.web import links


@bp.route("/setup", methods=["GET", "POST"])
def set_up() -> str | Response:
    """Ask a new blog's owner for what it has to know. The link works once, from the terminal."""
    form = SetUpForm(**_first_guess())
    if Site.current():
        return redirect(url_for("owner.articles"), 303)
    if not signin.link_works(Errand.SET_UP, form.token.data or ""):
        abort(403, _("This link has expired. Start the blog again: it prints a new one."))
    if not form.validate_on_submit():
        return _page("owner/set_up.html", form)

    try:
        owner = actions.set_up(form)
    except actions.AlreadySetUp:
        return redirect(url_for("owner.articles"), 303)
    if form.demo.data:
        demo.fill(db.get_or_404(Site, 1))
    if form.locks_out:  # nothing but the blog's address is answered from now on
        return make_response(
            render_template(
                "owner/public_address.html", form=form, has_moved=True, home=links.home()
            )
        )
    signin.log_in(owner)
    flash(_("Your blog is ready. Write something!"))
    return redirect(url_for("owner.articles"), 303)


@bp.route("/login", methods=["GET", "POST"])
def login() -> str | Response:
    """Let the owner in."""
    form = LoginForm(next=request.args.get("next"))
    if not form.validate_on_submit():
        return _page("owner/login.html", form)

    wait = signin.spend_a_try()
    if wait:
        return _refuse(form, 429, _("Too many tries. Please wait, then try again."), wait)
    if form.credential.data:
        owner = passkeys.authenticate(form.credential.data)
        problem = _("The passkey was not taken. You can log in with your password.")
    else:
        owner = signin.check(form.name.data or "", form.password.data or "")
        problem = _("The name or the password is wrong.")
    if owner is None:
        return _refuse(form, 422, problem)
    signin.log_in(owner)
    return redirect(urls.local_path(form.next.data or "") or url_for("owner.articles"), 303)


@bp.post("/logout")
def logout() -> Response:
    """Close the desk to this browser."""
    signin.log_out()
    return redirect(url_for("articles.index"), 303)


@bp.route("/login/new-password", methods=["GET", "POST"])
def new_password() -> str | Response:
    """Let whoever has the link from the terminal choose a new password."""
    form = NewPasswordForm(token=request.args.get("token"))
    if not signin.link_works(Errand.NEW_PASSWORD, form.token.data or ""):
        abort(403, _("This link has expired. “python3 app.py owner” prints a new one."))
    if not form.validate_on_submit():
        return _page("owner/new_password.html", form)

    door_actions.change_password(db.first_or_404(queries.owner()), form.password.data or "")
    flash(_("Your new password is set."))
    return redirect(url_for("owner.articles"), 303)


def _first_guess() -> dict[str, str | None]:
    """What the set-up form is filled with, from what the browser says."""
    return {
        "token": request.args.get("token"),
        "language": request.accept_languages.best_match(["en", "tr"], "en"),
        "time_zone": "Europe/Istanbul"
        if request.accept_languages.best_match(["en", "tr"]) == "tr"
        else "UTC",
        "url": links.home(),
    }


def _page(
    template: str, form: LoginForm | SetUpForm | NewPasswordForm, problem: str | None = None
) -> Response:
    status = 422 if form.is_submitted() else 200
    page = render_template(template, form=form, has_passkeys=passkeys.are_ready(), problem=problem)
    answer = make_response(page, status)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _refuse(form: LoginForm, status: int, problem: str, wait: int = 0) -> Response:
    answer = _page("owner/login.html", form, problem)
    answer.status_code = status
    if wait:
        answer.headers["Retry-After"] = str(wait)
    return answer
