"""What every request has to pass, and the policies that every answer carries."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import ExitStack
from functools import cached_property
from tempfile import SpooledTemporaryFile
from typing import IO, TypeVar
from urllib.parse import urlsplit

from flask import Flask, Response, abort, current_app, redirect, request
from flask import Request as FlaskRequest
from flask_babel import gettext as _
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.wrappers import Response as AnyResponse

from blog import signin
from blog.db import db
from blog.models.site import Site
from blog.web import routing

View = TypeVar("View", bound=Callable[..., object])

PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; frame-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'"
)
PREVIEW_POLICY = PAGE_POLICY.replace("frame-ancestors 'none'", "frame-ancestors 'self'")
FILE_POLICY = "default-src 'none'; sandbox"
AD_POLICY = (
    "sandbox allow-scripts allow-popups allow-popups-to-escape-sandbox; frame-ancestors 'self'"
)
"""For the code of an ad network: it may do what it likes in a page of nobody's."""

WORDS_MAX = 12 * 1024 * 1024
"""Bytes of a form without its files; those go to the disk as they come, these to the memory."""

STRANGERS_MAX = 128 * 1024 * 1024
"""Bytes of a body, files and all, that anybody but the owner may send."""

ASK_AGAIN = "no-cache"
"""What may be kept by whoever asks each time whether it is still so."""

SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
LOOPBACK = {"localhost", "127.0.0.1", "[::1]"}

csrf = CSRFProtect()


class Request(FlaskRequest):
    """A request whose files come in where the blog has its room: the system's own folder for
    such things may be in memory. They go when it ends, also if it broke off half-way."""

    @cached_property
    def _received(self) -> ExitStack:
        return ExitStack()

    def _get_file_stream(self, *_: object, **__: object) -> IO[bytes]:
        return self._received.enter_context(
            SpooledTemporaryFile(max_size=500_000, dir=current_app.instance_path)
        )

    def close(self) -> None:
        """Let go of what came in."""
        super().close()
        self._received.close()


def init_app(app: Flask) -> None:
    """Put the checks before every view, the cheap ones first, and the policies on every answer."""
    app.request_class = Request
    for check in (
        _check_host,
        _check_question,
        _let_go,
        _bound_body,
        _refuse_foreign_forms,
        _read_form,
    ):
        app.before_request(check)
    csrf.init_app(app)
    app.after_request(_add_policies)
    if app.config["PROXIES"]:
        hops = app.config["PROXIES"]
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops
        )


def without_token(view: View) -> View:
    """Let a view take forms without a session's token: it has a guard of its own."""
    view.takes_no_token = True  # type: ignore[attr-defined]
    csrf.exempt(view)
    return view


def from_anywhere(view: View) -> View:
    """Let a view take what other sites and programs send: who knows its address may do it."""
    view.takes_from_anywhere = True  # type: ignore[attr-defined]
    return view


def wants_token() -> bool:
    """Whether a form that is sent to this address has to bring its session's token."""
    view = current_app.view_functions.get(request.endpoint or "")
    return view is not None and not hasattr(view, "takes_no_token")


def admits(size: int) -> Callable[[View], View]:
    """Let a view take bodies of up to ``size`` bytes; others take 64 KB."""

    def mark(view: View) -> View:
        view.admits = size  # type: ignore[attr-defined]
        return view

    return mark


def comes_from_here() -> bool:
    """Whether a page of this site sent the request (Fetch Metadata; else RFC 6454's ``Origin``)."""
    fetch_site = request.headers.get("Sec-Fetch-Site")
    if fetch_site:
        return fetch_site in {"same-origin", "none"}
    origin = request.headers.get("Origin") or request.headers.get("Referer") or ""
    return bool(request.host) and host_of(origin) == request.host.lower()


def _check_host() -> AnyResponse | None:
    """Answer under our own name only: 400 for a stranger's, 301 from ``www.`` or to it."""
    host = request.host.lower()  # empty where it has characters that no host has
    if is_loopback(host):
        return None  # without the database: a watchdog asks whether we live
    site = Site.current()
    home = current_app.config["URL"] or (site.url if site else "")
    chosen = host_of(home)
    if not chosen or host == chosen:
        return None
    if host in {f"www.{chosen}", chosen.removeprefix("www.")}:
        return redirect(f"{urlsplit(home).scheme}://{chosen}{routing.asked_for()}", 301)
    abort(400, _("This address belongs to another site."))


def is_loopback(host: str) -> bool:
    """Whether this is the machine's own name for itself, which is always answered."""
    return re.sub(r":\d+$", "", host) in LOOPBACK


def host_of(address: str) -> str:
    """Its host, and a port that is not its scheme's own, as browsers send them; else nothing."""
    try:
        parts = urlsplit(address)
        host = parts.netloc.lower().encode("idna").decode()
    except ValueError:
        return ""
    return host.removesuffix(":443" if parts.scheme == "https" else ":80")


def _check_question() -> None:
    """Refuse a query that is no text; Werkzeug would fail over it, wherever it is first read."""
    try:
        request.query_string.decode()
    except UnicodeDecodeError:
        abort(400)


def _let_go() -> None:
    """Hold no connection to the database while a form comes in: a slow one may take minutes."""
    if request.method not in SAFE_METHODS:
        db.session.remove()


def _bound_body() -> None:
    """Bound the body by its view, before anything parses it."""
    view = current_app.view_functions.get(request.endpoint or "")
    size = getattr(view, "admits", current_app.config["MAX_CONTENT_LENGTH"])
    if size > STRANGERS_MAX and not _is_owners():
        size = STRANGERS_MAX
    request.max_content_length = size
    request.max_form_memory_size = words = min(size, WORDS_MAX)
    if request.mimetype == "application/x-www-form-urlencoded":
        # Werkzeug counts the fields of multipart forms only, and cuts a body of unsaid length.
        request.max_content_length = words
        body = request.get_data()
        if len(body) >= words or body.count(b"&") >= current_app.config["MAX_FORM_PARTS"]:
            abort(413)


def _is_owners() -> bool:
    """Whether the owner sends this; asked before the body comes in, so no connection is kept."""
    is_owners = signin.owner() is not None
    signin.look_again()
    db.session.remove()
    return is_owners


def _refuse_foreign_forms() -> None:
    view = current_app.view_functions.get(request.endpoint or "")
    if hasattr(view, "takes_from_anywhere"):
        return
    if request.method not in SAFE_METHODS and not comes_from_here():
        abort(
            403,
            _(
                "This form was sent from another site, or your browser does not say from where. "
                "Please send it from here."
            ),
        )


def _read_form() -> None:
    """Read a form whole before the database is asked anything more."""
    if request.method not in SAFE_METHODS:
        request.form  # noqa: B018  # parsed when it is first looked at


def _add_policies(response: Response) -> Response:
    """Constant policies: a page may load from its own site only, and nothing inline runs."""
    headers = response.headers
    headers.setdefault("Content-Security-Policy", PAGE_POLICY)
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
    headers.setdefault(
        "Permissions-Policy", "camera=(), geolocation=(), microphone=(), browsing-topics=()"
    )
    headers.setdefault("Referrer-Policy", "strict-origin-when-cross-origin")
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("X-Frame-Options", "DENY")
    if request.is_secure:
        headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    is_the_same_for_all = "immutable" in headers.get("Cache-Control", "")
    if signin.cookie.is_sent() and not is_the_same_for_all:
        headers["Cache-Control"] = "private, no-store"
    elif "Cache-Control" not in headers:
        headers["Cache-Control"] = ASK_AGAIN if response.status_code in {200, 304} else "no-store"
    return response
