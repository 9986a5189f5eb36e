"""Errors, in the blog's own frame: what happened, and what to do next.

A form that is refused, for whatever reason, comes back with every word that was typed.
"""

from __future__ import annotations

import errno
from typing import NamedTuple

from flask import Flask, Response, current_app, make_response, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DBAPIError
from werkzeug.exceptions import (
    BadRequest,
    HTTPException,
    InternalServerError,
    ServiceUnavailable,
)
from werkzeug.exceptions import default_exceptions as known_codes

from blog import signin
from blog.db import Trouble, db, trouble
from blog.web import frame, routing, security, tracing

RETRY_AFTER = 10
"""Seconds after which trying again makes sense when the database was busy."""

WORDS = {
    400: (
        _l("This request makes no sense to us"),
        _l("Please check the address, or begin at the front page."),
    ),
    401: (_l("Please log in"), _l("This page is the owner’s.")),
    403: (_l("This is not allowed"), _l("Please go back and try it from the page itself.")),
    404: (
        _l("There is no such page"),
        _l("The address may be mistyped. The archive has every article, by year and month."),
    ),
    405: (_l("This page cannot do that"), _l("Please use the forms of the page.")),
    409: (
        _l("Somebody else changed this meanwhile"),
        _l("Please compare the two before you save."),
    ),
    410: (
        _l("This page is gone"),
        _l("It was here once and was withdrawn. The archive has every article that remains."),
    ),
    413: (
        _l("This is too large"),
        _l(
            "Please go back in your browser: your words are still there. "
            "Send a smaller file or a shorter text."
        ),
    ),
    429: (_l("Too many at once"), _l("Please wait a little, then send it again.")),
    500: (
        _l("Something went wrong here"),
        _l("It is our fault, and it was written down. Please try it again in a minute."),
    ),
    503: (
        _l("The blog is busy just now"),
        _l("Nothing was lost. Please send it again in a few seconds."),
    ),
    507: (
        _l("The blog’s disk is full"),
        _l("Nothing could be stored. Reading works; its owner has to make room first."),
    ),
}

LABELS = {
    "body": _l("Text"),
    "email": _l("E-mail"),
    "labels": _l("Labels"),
    "name": _l("Name"),
    "picture_alt": _l("Description of the picture"),
    "picture_caption": _l("Caption"),
    "picture_credit": _l("Credit"),
    "standfirst": _l("Standfirst"),
    "title": _l("Title"),
    "url": _l("Web address"),
}
"""What the fields are called whose words can be lost; other fields travel hidden."""

NEVER_GIVEN_BACK = {"csrf_token", "password", "again", "website"}


class StorageFull(HTTPException):
    """507: the disk holds no more (RFC 4918, 11.5)."""

    code = 507


class Field(NamedTuple):
    """A field of a refused form, with what was typed into it."""

    label: str
    name: str
    value: str
    is_long: bool


def init_app(app: Flask) -> None:
    """Answer every error in the blog's own frame."""
    app.register_error_handler(HTTPException, _answer)
    app.register_error_handler(CSRFError, _stale)
    app.register_error_handler(DBAPIError, _database)
    app.register_error_handler(OSError, _system)
    app.register_error_handler(Exception, _unforeseen)


def _answer(error: HTTPException) -> Response | HTTPException:
    """The page for an HTTP error; a redirect passes through."""
    if error.code is None or error.code < 400:
        return error
    heading, advice = WORDS.get(error.code, (error.name, ""))
    given = error.description if error.description != _default(error) else None
    fields, hidden = ([], []) if error.code == 413 else _typed()
    page = render_template(
        "errors/error.html",
        code=error.code,
        heading=heading,
        message=given or advice,
        words=fields,
        hidden=hidden,
        files=_chosen() if fields else [],
        action=routing.asked_for(),
        wants_token=security.wants_token(),
        login_url=url_for("owner.login") if _is_locked_out(error) else None,
        request_name=tracing.named(),
    )
    response = make_response(page, error.code)
    for name, value in error.get_headers():
        if name not in {"Content-Type", "Content-Length"}:
            response.headers[name] = value
    return response


def _stale(error: CSRFError) -> Response | HTTPException:
    """The owner's form came without the token of a login: it is given back, with a fresh one."""
    return _answer(
        BadRequest(
            _(
                "Your login has ended, or this form was opened before it. If you are logged out, "
                "log in in another tab first. Then send this again: nothing is lost."
            )
        )
    )


def _database(error: DBAPIError) -> Response | HTTPException:
    kind = trouble(error)
    if kind is None:
        return _unforeseen(error)
    current_app.logger.error("database: %s", error.orig)
    db.session.rollback()
    if kind is Trouble.BROKEN:
        frame.go_bare()
    if kind is Trouble.FULL:
        return _answer_anyhow(StorageFull())
    return _answer_anyhow(ServiceUnavailable(retry_after=RETRY_AFTER))


def _system(error: OSError) -> Response | HTTPException:
    if error.errno not in {errno.ENOSPC, errno.EDQUOT}:
        return _unforeseen(error)
    current_app.logger.error("disk: %s", error)
    return _answer(StorageFull())


def _unforeseen(error: Exception) -> Response | HTTPException:
    """Write the error down, and answer all the same."""
    current_app.logger.error("unforeseen", exc_info=error)
    db.session.rollback()
    return _answer_anyhow(InternalServerError())


def _answer_anyhow(error: HTTPException) -> Response | HTTPException:
    """The page for an error, made without the database if need be."""
    try:
        return _answer(error)
    except Exception:  # noqa: BLE001  # whatever broke the page may break its frame too
        db.session.rollback()
        frame.go_bare()
        return _answer(error)


def _is_locked_out(error: HTTPException) -> bool:
    """Whether the owner sent something after the login had ended."""
    return request.blueprint == "owner" and error.code in {400, 401} and not signin.owner()


def _default(error: HTTPException) -> str | None:
    known = known_codes.get(error.code or 0)
    return known.description if known else None


def _typed() -> tuple[list[Field], list[tuple[str, str]]]:
    """What a refused form carried: the words to show, and the rest to send along unseen."""
    if request.method != "POST":
        return [], []
    try:
        form = request.form
    except HTTPException:  # too large to be read at all
        return [], []
    fields = [
        Field(str(LABELS[name]), name, value, len(value) > 80 or "\n" in value)
        for name, value in form.items(multi=True)
        if name in LABELS
    ]
    if not any(field.value for field in fields):
        return [], []
    hidden = [
        (name, value)
        for name, value in form.items(multi=True)
        if name not in LABELS and name not in NEVER_GIVEN_BACK
    ]
    return fields, hidden


def _chosen() -> list[Field]:
    """The files that a refused form carried. No browser lets a page choose them again by itself,
    so their names are told, with room for them."""
    return [
        Field(_("Picture") if name == "picture" else _("File"), name, file.filename, is_long=False)
        for name, file in request.files.items(multi=True)
        if file.filename
    ]
