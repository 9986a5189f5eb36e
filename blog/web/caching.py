"""Answers that need not be sent twice, nor at full length: named by their bytes, confirmed by 304
where they are known, in a coding that whoever asks can read."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from flask import Response
from werkzeug.datastructures import Headers as ResponseHeaders
from werkzeug.http import is_resource_modified

from blog.web import codings

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

Headers = list[tuple[str, str]]
Answer = tuple[str, Headers, bytes]
"""Status, headers and bytes."""

REWRITTEN = {"content-length", "etag"}


@dataclass(eq=False)
class Page:
    """What is found at an address: its bytes, in every coding that was asked for, under headers
    that are the same in all of them. The comment form's stamp is among the bytes, so a page that
    is confirmed as unchanged never carries a dead one."""

    bodies: dict[str, bytes]
    headers: Headers
    is_squeezed: bool
    etag: str
    ready: dict[str, Headers] = field(default_factory=dict)

    @classmethod
    def of(cls, response: Response) -> Page:
        """The page that a view answered with."""
        body = response.get_data()
        is_squeezed = codings.is_for(response.mimetype, len(body))
        if is_squeezed:
            response.vary.add("Accept-Encoding")
        return cls(
            {"": body},
            [(name, value) for name, value in response.headers if name.lower() not in REWRITTEN],
            is_squeezed,
            response.get_etag()[0] or hashlib.sha256(body).hexdigest()[:32],
        )

    def answer(self, environ: WSGIEnvironment, *, hastily: bool = False) -> Answer:
        """What a request for it gets (RFC 9110, 13); ``hastily`` where it may be the only one."""
        accepted = environ.get("HTTP_ACCEPT_ENCODING", "")
        chosen = codings.choose(accepted) if self.is_squeezed else codings.NONE
        if "HTTP_IF_NONE_MATCH" in environ:
            known = self._known(environ, chosen)
            if known:
                return "304 NOT MODIFIED", [("ETag", known), *self.headers], b""
        coding = chosen.quickest if hastily else chosen.smallest
        headers = self.ready.get(coding) or self._make_ready(coding)
        return "200 OK", headers, self.bodies[coding]

    def _make_ready(self, coding: str) -> Headers:
        """Its bytes made smaller, once for all who can read that."""
        if coding:
            self.bodies[coding] = codings.ENCODERS[coding](self.bodies[""])
        headers = [
            ("Content-Length", str(len(self.bodies[coding]))),
            ("ETag", self._name(coding)),
            *self.headers,
        ]
        if coding:
            headers.append(("Content-Encoding", coding))
        self.ready[coding] = headers
        return headers

    def _known(self, environ: WSGIEnvironment, chosen: codings.Chosen) -> str | None:
        """The name under which whoever asks has it already, in whichever coding they got it."""
        known: str = environ["HTTP_IF_NONE_MATCH"]
        if known in map(self._name, chosen):  # as browsers ask, with one name
            return known
        # By its name alone: a date doesn't tell what was taken away since.
        names = map(self._name, dict.fromkeys(chosen))
        return next((name for name in names if not is_resource_modified(environ, name)), None)

    def _name(self, coding: str) -> str:
        """A strong name: other bytes need another (RFC 9110, 8.8.3.3)."""
        return f'"{self.etag}-{coding}"' if coding else f'"{self.etag}"'


def fill(response: Response, answer: Answer) -> Response:
    """Make a response say just that."""
    response.status, headers, body = answer
    response.set_data(body)
    response.headers = ResponseHeaders(headers)
    return response


def squeeze(response: Response, environ: WSGIEnvironment) -> Response:
    """Make fewer bytes of an answer that is no page, such as a form that comes back."""
    if response.status_code == 304 or environ["REQUEST_METHOD"] == "HEAD":
        response.close()  # Werkzeug does so only for what it sends: a file would stay open
    elif response.is_sequence and not response.direct_passthrough:
        coding = codings.choose(environ.get("HTTP_ACCEPT_ENCODING", "")).quickest
        if coding and codings.is_for(response.mimetype, len(response.get_data())):
            response.vary.add("Accept-Encoding")
            response.headers["Content-Encoding"] = coding
            response.set_data(codings.ENCODERS[coding](response.get_data()))
    return response
