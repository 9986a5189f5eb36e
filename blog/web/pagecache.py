"""Readers' pages, kept in memory and answered before Flask is entered.

A page that is kept is exact. It is given out while the blog's ``freshness`` is what it was before
the page was made, which is looked at for every request, and until the first moment at which time
alone changes a page; rooms tell of those with ``@pagecache.boundary``. Only what a view that is
marked as ``same_for_all`` answers a stranger is kept (docs/decisions/0028).
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeVar

from flask import Flask, Response, current_app, g, request

from blog import signin
from blog.db import Watch, now
from blog.models.site import Site
from blog.web import caching, security
from blog.web.caching import Answer, Page

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

View = TypeVar("View", bound=Callable[..., Any])
Boundary = Callable[[datetime], datetime | None]
Told = Callable[["WSGIEnvironment"], None]
Key = tuple[str, str, str, str]

ROOM = 16 * 1024 * 1024
"""Bytes of pages that a process keeps at the most."""
LARGEST = 1024 * 1024
"""Bytes of the largest page that is kept."""
QUESTIONS = {"after", "comments", "max-results", "page", "start-index"}
"""What a page is asked for in its query; who asks anything else gets an answer of their own."""
IGNORED = {
    *("m", "fbclid", "gclid", "msclkid"),
    *("utm_campaign", "utm_content", "utm_medium", "utm_source", "utm_term"),
}
"""What links from elsewhere bring along, and no page of ours looks at: Blogger's sign for phones,
and that of others who follow people about."""
COOKIE = "broadsheet"
"""Part of the name of the owner's cookie: Flask answers whoever brings it."""
QUERY_MAX = 500
"""Characters of a query that is looked into."""
SHARED_FOR = 10
"""Seconds for which caches of others may give a page without asking (RFC 9111, 5.2.2.10)."""
PATIENCE = 30.0
"""Seconds for which a request waits for a page that another one is making."""

_MAKING = "broadsheet.making"
_SHARED = [("Cache-Control", f"max-age=0, s-maxage={left}") for left in range(SHARED_FOR + 1)]
_boundaries: list[Boundary] = []


def same_for_all(view: View) -> View:
    """Let what a view answers be kept: it is the same for everybody but the owner."""
    view.is_same_for_all = True  # type: ignore[attr-defined]
    return view


def boundary(next_one: Boundary) -> Boundary:
    """Let a function tell the first moment after a given one at which time changes a page."""
    _boundaries.append(next_one)
    return next_one


def each_time(told: Told) -> None:
    """Have a function told of everybody who gets this page, by the environment of their request."""
    g.told = told


def init_app(app: Flask) -> None:
    """Stand before Flask, and look at every answer last."""
    cache = app.extensions["pagecache"] = PageCache(app)
    app.wsgi_app = cache  # type: ignore[assignment,method-assign]
    app.after_request(_finish)


@dataclass(eq=False)
class Kept:
    """A page as it was at a ``freshness``, good ``until`` a moment; caches of others may keep one
    that ``is_lasting`` for as long as it says itself."""

    page: Page
    freshness: int
    until: datetime
    is_lasting: bool
    told: Told | None
    was_read: bool = False

    def is_good(self, freshness: int) -> bool:
        """Whether it is what would be made now."""
        return self.freshness == freshness and now() < self.until

    def answer(self, environ: WSGIEnvironment) -> Answer:
        """What a request gets; caches of others are told for how long it is good."""
        if self.told:
            self.told(environ)
        status, headers, body = self.page.answer(environ)
        if self.is_lasting:
            return status, list(headers), body
        left = (self.until - now()).total_seconds()
        return status, [*headers, _SHARED[max(0, min(SHARED_FOR, int(left)))]], body

    @property
    def size(self) -> int:
        """Bytes that it takes, about: in its codings together it is smaller than in itself."""
        return 2 * len(self.page.bodies[""]) + 2_000


@dataclass(eq=False)
class Making:
    """A page that a request makes, while others wait for it.

    It ``began`` at a moment; whatever it shows was true then, or since.
    """

    freshness: int
    began: datetime
    kept: Kept | None = None
    is_done: threading.Event = field(default_factory=threading.Event)


class PageCache:
    """The pages that a process keeps, and the layer before Flask that gives them out."""

    def __init__(self, app: Flask) -> None:
        """Begin with none."""
        self._wsgi: WSGIApplication = app.wsgi_app
        self._watch = Watch("SELECT number FROM freshness")
        self._watch.init_app(app)
        self._making: dict[Key, Making] = {}
        self._lock = threading.Lock()
        self.forget()

    def forget(self) -> None:
        """Let go of every page, and of the database: it may be another from now on."""
        self._watch.close()
        self._pages: dict[Key, Kept] = {}
        self._size = 0
        self._known_until: tuple[int, datetime, datetime] | None = None

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        """Answer with the page that is kept, else let Flask make it."""
        key = _key(environ)
        while key and (freshness := self._watch.look()) is not None:
            kept = self._pages.get(key)
            if kept and kept.is_good(freshness):
                kept.was_read = True
                status, headers, body = kept.answer(environ)
                start(status, headers)
                return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]
            with self._lock:
                others = self._making.get(key)
                if others is None:
                    mine = self._making[key] = Making(freshness, now())
            if others is None:
                return self._make(key, mine, environ, start)
            others.is_done.wait(PATIENCE)
            if others.kept is None:
                break  # one that is not kept: nobody has to wait for anybody
        return self._wsgi(environ, start)

    def _make(
        self, key: Key, making: Making, environ: WSGIEnvironment, start: StartResponse
    ) -> Iterable[bytes]:
        environ[_MAKING] = making
        try:
            return self._wsgi(environ, start)
        finally:
            with self._lock:
                if making.kept:
                    self._keep(key, making.kept)
                del self._making[key]
            making.is_done.set()

    def _keep(self, key: Key, kept: Kept) -> None:
        """Keep a page; what was not read since one last looked makes room, the oldest first."""
        self._drop(key)
        self._pages[key] = kept
        self._size += kept.size
        while self._size > ROOM:
            oldest = next(iter(self._pages))
            page = self._drop(oldest)
            if page and page.was_read and page.freshness == kept.freshness:
                page.was_read = False
                self._pages[oldest] = page
                self._size += page.size

    def _drop(self, key: Key) -> Kept | None:
        kept = self._pages.pop(key, None)
        self._size -= kept.size if kept else 0
        return kept

    def until(self, making: Making) -> datetime:
        """Until when a page is good that is made now: the same for all, till something changes."""
        known = self._known_until
        if known and known[0] == making.freshness and known[1] <= making.began < known[2]:
            return known[2]
        moments = [moment for next_one in _boundaries if (moment := next_one(making.began))]
        until = min(moments, default=making.began + timedelta(days=1))
        self._known_until = (making.freshness, making.began, until)
        return until


def _key(environ: WSGIEnvironment) -> Key | None:
    """What a page is kept under; nothing for a request that only Flask can answer."""
    if environ["REQUEST_METHOD"] not in {"GET", "HEAD"} or COOKIE in environ.get("HTTP_COOKIE", ""):
        return None
    question = _in_order(environ.get("QUERY_STRING", ""))
    if question is None:
        return None
    path = environ.get("SCRIPT_NAME", "") + environ.get("PATH_INFO", "")
    return environ["wsgi.url_scheme"], environ.get("HTTP_HOST", ""), path, question


@lru_cache(maxsize=1024)
def _in_order(query: str) -> str | None:
    """What of a query a page depends on, in order, if we know it all, each once."""
    parts = {part: part.partition("=")[0] for part in query.split("&") if part}
    asked = sorted(part for part, name in parts.items() if name not in IGNORED)
    names = {parts[part] for part in asked}
    is_known = names <= QUESTIONS and len(names) == len(asked) and len(query) <= QUERY_MAX
    return "&".join(asked) if is_known else None


def _finish(response: Response) -> Response:
    """Keep a page if that may be, and answer with as few bytes as possible."""
    told = g.pop("told", None)
    if not _is_page(response):
        return caching.squeeze(response, request.environ)
    making = request.environ.get(_MAKING)
    if making is None or not _is_same_for_all(response):
        if told:
            told(request.environ)
        return caching.fill(response, Page.of(response).answer(request.environ))
    is_lasting = response.headers["Cache-Control"] != security.ASK_AGAIN
    if not is_lasting:
        del response.headers["Cache-Control"]
    until = current_app.extensions["pagecache"].until(making)
    making.kept = Kept(Page.of(response), making.freshness, until, is_lasting, told)
    return caching.fill(response, making.kept.answer(request.environ))


def _is_page(response: Response) -> bool:
    return (
        response.status_code == 200
        and request.method in {"GET", "HEAD"}
        and response.is_sequence
        and not response.direct_passthrough
    )


def _is_same_for_all(response: Response) -> bool:
    view = current_app.view_functions.get(request.endpoint or "")
    return (
        hasattr(view, "is_same_for_all")
        and Site.current() is not None
        and not signin.cookie.was_looked_into()
        and "Set-Cookie" not in response.headers
        and len(response.get_data()) <= LARGEST
    )
