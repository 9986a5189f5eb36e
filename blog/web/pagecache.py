"""Readers' pages, kept in memory and answered before Flask is entered.

A page that is kept is exact. It is given out while the blog's ``freshness`` is what it was before
the page was made, which is looked at for every request, and until the first moment at which time
alone changes a page; rooms tell of those with ``@pagecache.boundary``. Only what a view that is
marked as ``same_for_all`` answers a stranger is kept (docs/decisions/0028).
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

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
Freshness = tuple[int, int]

ROOM = 8 * 1024 * 1024
"""Bytes of pages that a process keeps at the most."""
LARGEST = 1024 * 1024
"""Bytes of the largest page that is kept."""
QUESTIONS = re.compile(
    "comments=(?:newest|oldest)|(?:after|max-results|page|start-index)=[1-9][0-9]{0,18}"
)
"""What a page is asked for in its query; who asks anything else gets an answer of their own."""
IGNORED = {
    *("m", "fbclid", "gclid", "msclkid"),
    *("utm_campaign", "utm_content", "utm_medium", "utm_source", "utm_term"),
}
"""What links from elsewhere bring along, and no page of ours looks at: Blogger's sign for phones,
and that of others who follow people about."""
COOKIE = "broadsheet"
"""Part of the name of the owner's cookie: Flask answers whoever brings it."""
PATH_MAX = 2_000
QUERY_MAX = 500
"""Characters of a path, and of a query, that something is remembered of."""
SHARED_FOR = 10
"""Seconds for which caches of others may give a page without asking (RFC 9111, 5.2.2.10)."""
PARTS = 100
"""How many parts of pages are kept; there is one of some for every month."""
PATIENCE = 30.0
"""Seconds for which a request waits for a page that another one is making."""

AT_ONCE = 2
"""How many pages that strangers read a process makes at a time: more hold each other up."""
TURN = 1.0
"""Seconds after which one is made all the same: those before it wait for something themselves."""

READING = {"GET", "HEAD"}

_BEGINNING = "broadsheet.beginning"
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


def part(name: str, *which: Hashable, caller: Callable[[], Any]) -> Any:
    """A part of pages that is the same on many: in a template, what stands inside of
    ``{% call kept("footer") %}``. ``which`` is all that it depends on besides what is published."""
    if not request or g.get("is_bare"):
        return caller()
    if "parts" not in g:
        g.parts = current_app.extensions["pagecache"].parts(request.environ)
    parts: dict[Hashable, Any] = g.parts
    key = (request.root_path, name, *which)
    known = parts.get(key)
    if known is None:
        known = caller()
        if len(parts) >= PARTS:
            parts.clear()
        parts[key] = known
    return known


def init_app(app: Flask) -> None:
    """Stand before Flask, and look at every answer last."""
    cache = app.extensions["pagecache"] = PageCache(app)
    app.wsgi_app = cache  # type: ignore[assignment,method-assign]
    app.after_request(_finish)
    app.add_template_global(part, "kept")


@dataclass(eq=False)
class Kept:
    """A page as it was at a ``freshness``, good ``until`` a moment; caches of others may keep one
    that ``is_lasting`` for as long as it says itself."""

    page: Page
    freshness: Freshness
    until: datetime
    is_lasting: bool
    told: Told | None
    was_read: bool = False

    def is_good(self, freshness: Freshness) -> bool:
        """Whether it is what would be made now."""
        return self.freshness == freshness and now() < self.until

    def answer(self, environ: WSGIEnvironment, *, hastily: bool = False) -> Answer:
        """What a request gets; caches of others are told for how long it is good."""
        if self.told:
            self.told(environ)
        status, headers, body = self.page.answer(environ, hastily=hastily)
        if self.is_lasting:
            return status, list(headers), body
        left = (self.until - now()).total_seconds()
        return status, [*headers, _SHARED[max(0, min(SHARED_FOR, int(left)))]], body

    @property
    def size(self) -> int:
        """Bytes that it takes, about: in its codings together it is smaller than in itself."""
        return 2 * len(self.page.bodies[""]) + 2_000


class Beginning(NamedTuple):
    """What was noted of a request before it asked the database anything: whatever it shows was true
    then, or since."""

    freshness: Freshness
    moment: datetime


@dataclass(eq=False)
class Making:
    """A page that a request makes, while others wait for it."""

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
        self._turns = threading.Semaphore(AT_ONCE)
        self.forget()

    def forget(self) -> None:
        """Let go of every page, and of the database: it may be another from now on."""
        self._watch.close()
        self._pages: dict[Key, Kept] = {}
        self._size = 0
        self._known_until: tuple[Beginning, datetime] | None = None
        self._parts: tuple[Freshness, datetime, dict[Hashable, Any]] | None = None

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        """Answer with the page that is kept, else let Flask make it."""
        key = _key(environ)
        while (freshness := self._note(environ)) is not None and key:
            kept = self._pages.get(key)
            if kept and kept.is_good(freshness):
                kept.was_read = True
                status, headers, body = kept.answer(environ)
                start(status, headers)
                return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]
            with self._lock:
                if self._pages.get(key) is not kept:
                    continue  # another request has just made it
                others = self._making.get(key)
                if others is None:
                    mine = self._making[key] = Making()
            if others is None:
                return self._make(key, mine, environ, start)
            others.is_done.wait(PATIENCE)
            if others.kept is None:
                break  # one that is not kept: nobody has to wait for anybody
        return self._ask(environ, start) if freshness else self._wsgi(environ, start)

    def _note(self, environ: WSGIEnvironment) -> Freshness | None:
        """Note how fresh what one reads will be, at the least, if one is no owner."""
        if environ["REQUEST_METHOD"] not in READING or COOKIE in environ.get("HTTP_COOKIE", ""):
            return None
        freshness = self._watch.look()
        if freshness is not None:
            environ[_BEGINNING] = Beginning(freshness, now())
        return freshness

    def _make(
        self, key: Key, making: Making, environ: WSGIEnvironment, start: StartResponse
    ) -> Iterable[bytes]:
        environ[_MAKING] = making
        try:
            return self._ask(environ, start)
        finally:
            with self._lock:
                if making.kept:
                    self._keep(key, making.kept)
                del self._making[key]
            making.is_done.set()

    def _ask(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        """Let Flask make what a stranger reads, in one's turn."""
        is_in_turn = self._turns.acquire(timeout=TURN)
        try:
            self._note(environ)
            return self._wsgi(environ, start)
        finally:
            if is_in_turn:
                self._turns.release()

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

    def until(self, beginning: Beginning) -> datetime:
        """Until when a page is good that is made now: the same for all, till something changes."""
        if self._known_until:
            known, until = self._known_until
            is_known = known.freshness == beginning.freshness
            if is_known and known.moment <= beginning.moment < until:
                return until
        moments = [moment for next_one in _boundaries if (moment := next_one(beginning.moment))]
        until = min(moments, default=beginning.moment + timedelta(days=1))
        self._known_until = (beginning, until)
        return until

    def parts(self, environ: WSGIEnvironment) -> dict[Hashable, Any]:
        """The parts of pages that are good for a request; some of its own where none are kept."""
        beginning = environ.get(_BEGINNING)
        if beginning is None or Site.current() is None:
            return {}
        until = self.until(beginning)
        if self._parts is None or self._parts[:2] != (beginning.freshness, until):
            self._parts = (beginning.freshness, until, {})
        return self._parts[2]


def _key(environ: WSGIEnvironment) -> Key | None:
    """What a page is kept under; nothing for one that isn't."""
    path = environ.get("SCRIPT_NAME", "") + environ.get("PATH_INFO", "")
    query = environ.get("QUERY_STRING", "")
    if len(path) > PATH_MAX or len(query) > QUERY_MAX:
        return None
    question = _in_order(query)
    if question is None:
        return None
    return environ["wsgi.url_scheme"], environ.get("HTTP_HOST", ""), path, question


@lru_cache(maxsize=1024)
def _in_order(query: str) -> str | None:
    """What of a query a page depends on, in order, if we know it all, each once."""
    parts = {part: part.partition("=")[0] for part in query.split("&") if part}
    asked = sorted(part for part, name in parts.items() if name not in IGNORED)
    is_asked_once = len({parts[part] for part in asked}) == len(asked)
    return "&".join(asked) if is_asked_once and all(map(QUESTIONS.fullmatch, asked)) else None


def _finish(response: Response) -> Response:
    """Keep a page if that may be, and answer with as few bytes as possible."""
    told = g.pop("told", None)
    if not _is_page(response):
        return caching.squeeze(response, request.environ)
    making = request.environ.get(_MAKING)
    if making is None or not _is_same_for_all(response):
        if told:
            told(request.environ)
        answer = Page.of(response).answer(request.environ, hastily=True)
        return caching.fill(response, answer)
    is_lasting = response.headers["Cache-Control"] != security.ASK_AGAIN
    if not is_lasting:
        del response.headers["Cache-Control"]
    beginning = request.environ[_BEGINNING]
    until = current_app.extensions["pagecache"].until(beginning)
    making.kept = Kept(Page.of(response), beginning.freshness, until, is_lasting, told)
    # Most pages of a large blog are made for one who comes along, and not asked for again in time.
    return caching.fill(response, making.kept.answer(request.environ, hastily=True))


def _is_page(response: Response) -> bool:
    return (
        response.status_code == 200
        and request.method in READING
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
