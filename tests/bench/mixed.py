"""Readers, commenters and an owner at once, on one SQLite file: does anybody ever read what was
true before? ``.venv/bin/python -m tests.bench.mixed [READS]``.

The blog is served by two processes, then by four. Its owner edits titles again and again, and
visitors comment; every change raises a number that pages show. Whoever changed something notes its
number once the answer is there, that is after the commit. A reader notes the last number, asks for
a page, and finds that number in it or a later one; also where the page is confirmed by 304. The
readers are processes of their own, over connections that stay, so each reads from either process.
"""

from __future__ import annotations

import gzip
import multiprocessing
import random
import re
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from http.client import HTTPConnection
from multiprocessing.sharedctypes import SynchronizedArray
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlencode

import click

from tests.bench import serving

READERS = 4
ARTICLES = 3
COMMENTS = 35
"""Comments on each; about as many as a blog shows at once from so many networks."""
BETWEEN_EDITS, BETWEEN_COMMENTS = 0.3, 0.5
"""Seconds that the owner and a visitor rest."""
OWN = {"Host": "localhost", "Sec-Fetch-Site": "same-origin"}
FORM = {**OWN, "Content-Type": "application/x-www-form-urlencoded"}

_EDITION = re.compile(r"Edition (\d+) of news (\d+)")
_COMMENT = re.compile(r"Comment number (\d+) on news")


class Blog(NamedTuple):
    """Where it is served, what opens its desk, and the last number of each title and thread."""

    port: int
    cookie: str
    token: str
    titles: SynchronizedArray[int]
    threads: SynchronizedArray[int]


class Stale(NamedTuple):
    """A page that told what was no longer true."""

    path: str
    told: int
    known: int


@click.command()
@click.argument("reads", default=60_000)
def main(reads: int) -> None:
    """Read so often from two processes, and so often from four."""
    click.echo(serving.machine())
    for workers in (2, 4):
        with tempfile.TemporaryDirectory() as folder:
            cookie, token = _furnish(Path(folder))
            command, port, environment = serving.blog(Path(folder), workers, BROADSHEET_PROXIES="1")
            with serving.served(command, port, **environment):
                numbers = [multiprocessing.Array("q", ARTICLES, lock=False) for _ in range(2)]
                _mix(Blog(port, cookie, token, *numbers), workers, reads)


def _mix(blog: Blog, workers: int, reads: int) -> None:
    began = time.perf_counter()
    over = threading.Event()
    wrote: Counter[str] = Counter()
    writers = [threading.Thread(target=_edit, args=(blog, over, wrote))]
    writers += [
        threading.Thread(target=_comment, args=(blog, article, over, wrote))
        for article in range(ARTICLES)
    ]
    for writer in writers:
        writer.start()
    with multiprocessing.get_context("spawn").Pool(READERS, _begin, (blog,)) as pool:
        found = pool.map(_read, [reads // READERS] * READERS)
    over.set()
    for writer in writers:
        writer.join()
    statuses = sum((one for one, _ in found), Counter[str]())
    stale = [page for _, pages in found for page in pages]

    elapsed = time.perf_counter() - began
    click.echo(
        f"\n{workers} processes, {elapsed:.0f} s: {len(stale)} of {reads:,} reads were stale"
    )
    for what, count in sorted((statuses + wrote).items()):
        click.echo(f"{what:24}{count:9,}")
    for page in stale[:5]:
        click.echo(f"{page.path} told {page.told} when {page.known} was known")
    if stale or any(" 5" in what for what in statuses + wrote):
        raise SystemExit("That must not be.")


# -- writers --


def _edit(blog: Blog, over: threading.Event, wrote: Counter[str]) -> None:
    """The owner gives one article after the other a new title."""
    connection = HTTPConnection("127.0.0.1", blog.port, timeout=60)
    edition = 0
    while not over.wait(BETWEEN_EDITS):
        edition += 1
        article = edition % ARTICLES
        path, headers = f"/owner/articles/{article + 1}", {**FORM, "Cookie": blog.cookie}
        connection.request("GET", path, headers=headers)
        form = {
            "version": _field("version", connection.getresponse().read()),
            "title": f"Edition {edition} of news {article}",
            "body": "Words.",
            "action": "publish",
            "csrf_token": blog.token,
            "comments": "y",
        }
        status, _ = _send(connection, path, form, headers)
        wrote[f"owner {status}"] += 1
        if status == 303:
            blog.titles[article] = edition


def _comment(blog: Blog, article: int, over: threading.Event, wrote: Counter[str]) -> None:
    """Visitors comment on an article, each from a network of its own."""
    connection = HTTPConnection("127.0.0.1", blog.port, timeout=60)
    path = f"/2026/01/news-{article}.html"
    for number in range(1, COMMENTS + 1):
        if over.wait(BETWEEN_COMMENTS):
            return
        connection.request("GET", path, headers=OWN)
        stamp = _field("stamp", connection.getresponse().read())
        words = f"Comment number {number} on news {article}."
        form = {"name": "Deniz", "body": words, "stamp": stamp}
        headers = {**FORM, "X-Forwarded-For": f"10.{article}.{number}.9"}
        status, _ = _send(connection, f"/comments/on/{article + 1}", form, headers)
        wrote[f"visitor {status}"] += 1
        if status == 303:
            blog.threads[article] = number


def _field(name: str, page: bytes) -> str:
    """What stands in a field that nobody sees."""
    found = re.search(f'name="{name}"[^>]*value="([^"]+)"', page.decode())
    assert found, name
    return found[1]


def _send(
    connection: HTTPConnection, path: str, form: dict[str, str], headers: dict[str, str]
) -> tuple[int, bytes]:
    connection.request("POST", path, urlencode(form), headers)
    answer = connection.getresponse()
    return answer.status, answer.read()


# -- readers, each a process --

_given: list[Blog] = []


def _begin(blog: Blog) -> None:
    _given.append(blog)


def _read(reads: int) -> tuple[Counter[str], list[Stale]]:
    """Read and compare."""
    blog = _given[0]
    chance = random.Random(multiprocessing.current_process().pid)
    connections = [HTTPConnection("127.0.0.1", blog.port, timeout=60) for _ in range(8)]
    statuses: Counter[str] = Counter()
    stale: list[Stale] = []
    known: dict[str, tuple[str, str]] = {}
    for _ in range(reads):
        article = chance.randrange(ARTICLES)
        path = chance.choice([f"/2026/01/news-{article}.html", "/", "/feed.atom"])
        title, thread = blog.titles[article], blog.threads[article]
        headers = {**OWN, "Accept-Encoding": chance.choice(["identity", "gzip"])}
        if path in known and chance.random() < 0.5:
            headers["If-None-Match"] = known[path][0]
        connection = chance.choice(connections)
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        body = answer.read()
        statuses[f"reader {answer.status}"] += 1
        if answer.status == 200:
            if answer.getheader("Content-Encoding") == "gzip":
                body = gzip.decompress(body)
            known[path] = (answer.getheader("ETag") or "", body.decode())
        elif answer.status != 304:
            continue
        stale += _older(path, known[path][1], article, title, thread)
    return statuses, stale


def _older(path: str, page: str, article: int, title: int, thread: int) -> Iterator[Stale]:
    """What the page should know, and doesn't."""
    editions = [int(told) for told, about in _EDITION.findall(page) if int(about) == article]
    if max(editions, default=0) < title:
        yield Stale(path, max(editions, default=0), title)
    if path.endswith(".html"):
        told = max(map(int, _COMMENT.findall(page)), default=0)
        if told < thread:
            yield Stale(f"{path}: comments", told, thread)


# -- the blog --


def _furnish(instance: Path) -> tuple[str, str]:
    """A blog that shows comments at once; the cookie of its desk, and the token of its forms."""
    from datetime import UTC, datetime

    from itsdangerous import URLSafeTimedSerializer

    from app import create_app
    from blog import signin
    from blog.articles import actions as life
    from blog.db import db, now
    from blog.models.article import Article
    from blog.models.owner import Login, Owner
    from blog.models.site import Moderation, Site

    app = create_app(INSTANCE=instance)
    with app.test_request_context():
        with db.writing():
            site = Site(name="Bench", language="en", time_zone="UTC", created_at=now())
            site.url, site.feed_id = "http://localhost", "urn:bench"
            site.moderation = Moderation.SHOW
            owner = Owner(name="Ayşe", password=signin.hash_password("none"), created_at=now())
            db.session.add_all([site, owner])
            db.session.flush()
            token = signin._digest("the owner's")
            db.session.add(Login(token=token, owner_id=owner.id, created_at=now(), seen_at=now()))
            for number in range(ARTICLES):
                article = Article(slug=f"news-{number}")
                moment = datetime(2026, 1, 1 + number, tzinfo=UTC)
                title = f"Edition 0 of news {number}"
                life.write(article, life.Typed(title=title, publish_at=moment))
                life.publish(article, "<p>Words.</p>", site)
        signer: Any = signin.cookie.get_signing_serializer(app)
        session = signer.dumps({"login": "the owner's", "csrf_token": "known"})
        forms = URLSafeTimedSerializer(app.secret_key or b"", salt="wtf-csrf-token")
        db.session.remove()
        db.engine.dispose()
    return f"broadsheet={session}", str(forms.dumps("known"))


if __name__ == "__main__":
    main()
