"""What a reader does to follow the blog: find its feeds, get the news by mail, leave.

Links in letters are opened by programs that look for something bad in them, too: so they show a
page with a button, and the button does it.
"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, make_response, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from blog import mail
from blog.comments import receipts
from blog.db import db
from blog.follow import bounces, digests, queries, subscribers
from blog.follow.forms import RhythmForm, SubscriptionForm
from blog.models.subscriber import Subscriber
from blog.text.mailboxes import mailbox
from blog.web import security

__all__ = ["bounces", "bp", "digests"]

bp = Blueprint("follow", __name__)

LABELS = 200
"""The most labels whose feeds are listed."""


@bp.get("/follow")
def show() -> Response:
    """Explain feeds, and offer every way to follow the blog."""
    return _offer(SubscriptionForm())


@bp.post("/follow")
@security.without_token
def subscribe() -> Response:
    """Write to the address, to ask whether its reader wants the news."""
    if mail.server() is None:
        abort(404)
    form = SubscriptionForm()
    if not form.validate():
        return _offer(form, 422)
    if not form.is_trapped:
        with db.writing():
            is_asked = subscribers.ask(mailbox(form.email.data or ""), form.chosen)
        if not is_asked:
            problem = _("Many letters were asked for. Please try it again tomorrow.")
            return _offer(form, 429, problem)
    return redirect(url_for(".asked"), 303)


@bp.get("/follow/asked")
def asked() -> str:
    """Say what to do next; the same to those who get the news already."""
    return render_template("follow/asked.html")


def _offer(form: SubscriptionForm, status: int = 200, problem: str = "") -> Response:
    page = render_template(
        "follow/show.html",
        form=form,
        labels=db.session.scalars(queries.labels().limit(LABELS)).all(),
        problem=problem,
    )
    return make_response(page, status)


# -- from a letter --


@bp.get("/follow/confirmation/<token>")
def offer_confirmation(token: str) -> Response:
    """Show whoever was asked a button, or what became of it once they have pressed it."""
    subscriber = _asked(token)
    if subscriber.is_active:
        return redirect(url_for(".offer", token=subscriber.leave), 303)
    return _private("confirmation", subscriber=subscriber)


@bp.post("/follow/confirmation/<token>")
@security.without_token
def confirm(token: str) -> Response:
    """The address is right, and its reader wants the news."""
    subscriber = _asked(token)
    with db.writing():
        subscribers.confirm(subscriber)
    return redirect(url_for(".offer", token=subscriber.leave), 303)


def _asked(token: str) -> Subscriber:
    return db.session.scalar(subscribers.asked_by(token)) or abort(
        404, _("This link is too old, or not whole. You can ask for the news anew.")
    )


@bp.get("/follow/letters/<token>")
def offer(token: str) -> Response:
    """Show whoever gets the news how often they do, and the way out."""
    subscriber = _subscribed(token)
    form = RhythmForm(rhythm=subscriber.rhythm.value)
    return _private("letters", subscriber=subscriber, form=form)


@bp.post("/follow/letters/<token>/rhythm")
@security.without_token
def change(token: str) -> Response:
    """Write more or less often from now on."""
    subscriber, form = _subscribed(token), RhythmForm()
    if not form.validate():
        abort(400)
    with db.writing():
        subscriber.rhythm = form.chosen
    return redirect(url_for(".offer", token=token), 303)


@bp.post("/follow/letters/<token>")
@security.without_token
@security.from_anywhere
def leave(token: str) -> Response:
    """End the letters, whoever asks with this address: a mail program, too (RFC 8058)."""
    subscriber = db.session.scalar(subscribers.leaving(token))
    if subscriber:
        with db.writing():
            subscribers.forget(subscriber)
    return _private("left")


def _subscribed(token: str) -> Subscriber:
    return db.session.scalar(subscribers.leaving(token)) or abort(
        404,
        _(
            "These letters have ended already, or the link is not whole. If some still come, use "
            "the link in the newest one."
        ),
    )


def _private(name: str, **wants: Any) -> Response:
    return receipts.private(make_response(render_template(f"follow/{name}.html", **wants)))
