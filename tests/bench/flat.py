"""What the size of a blog costs: ``.venv/bin/python -m tests.bench.flat FOLDER``.

Every page and act is asked for in a small blog of 100 articles and 500 comments, and in a large one
of 200,000 articles and a million comments, both of fifteen years. Figures are CPU-milliseconds of
this process, straight from the application (no server, no kept pages), as medians of interleaved
rounds, and ratios. FOLDER keeps the blogs: they are built once, in some minutes.

The small blog's newest month is full, so that pages that are compared show the same number of
things; but 100 articles are of 50 months, not of 180, which the archive beside every page tells. So
there is a third blog, aged, of 230 articles: it is small as well, and of as many months.
"""

from __future__ import annotations

import gc
import os
import platform
import random
import sqlite3
import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple

import click
from flask import Flask
from itsdangerous import URLSafeTimedSerializer
from werkzeug.test import EnvironBuilder

from tests import pages
from tests.bench import search

DAYS = 15 * 365
LABELS = 12
WORDS = 40
"""Of an article's text."""
ROUNDS, AT_ONCE = 9, 2
SMALL, AGED, LARGE = "small", "aged", "large"
TOKEN = "known to this measuring alone"


class Answer(NamedTuple):
    """A page, as it came."""

    text: str


class Size(NamedTuple):
    """How much a blog has; some of the comments are on one article, and some wait."""

    articles: int
    comments: int
    on_one: int
    waiting: int


SIZES = {
    SMALL: Size(100, 500, 120, 100),
    AGED: Size(230, 500, 120, 100),
    LARGE: Size(200_000, 1_000_000, 10_000, 50_000),
}

PAGES = {
    "front page": "/",
    "front page, in the middle": "/?page={front_middle}",
    "front page, the last": "/?page={front_last}",
    "an article": "{quiet}",
    "with many comments": "{talked}",
    "amid its comments": "{talked}?after={after}",
    "archive": "/archive/",
    "a year": "{year}",
    "a month": "{month}",
    "a label": "/label/news",
    "a label, in the middle": "/label/news?page={label_middle}",
    "a label, the last page": "/label/news?page={label_last}",
    "feed": "/feed.atom",
    "feed of a label": "/label/news/feed.atom",
    "feed of comments": "/comments/feed.atom",
    "feed of an article's comments": "{talked_path}/comments.atom",
    "map": "/sitemap.xml",
    "map of labels": "/sitemap-labels-1.xml",
    "map of the latest news": "/news-sitemap.xml",
    "follow": "/follow",
}
DESK = {
    "desk: articles": "/owner/articles",
    "desk: articles, last page": "/owner/articles?page={desk_last}",
    "desk: articles of a label": "/owner/articles?label=news",
    "desk: articles of a label, last page": "/owner/articles?label=news&page={label_last}",
    "desk: articles of a year": "/owner/articles?year={year_number}",
    "desk: drafts": "/owner/articles?state=draft",
    "desk: withdrawn": "/owner/articles?state=withdrawn",
    "desk: articles, a common word": f"/owner/articles?q={search.word(1)}",
    "desk: articles, a rare word": "/owner/articles?q=nothingsuch",
    "desk: labels": "/owner/labels",
    "desk: old addresses": "/owner/redirects",
    "desk: settings": "/owner/settings",
    "queue": "/owner/comments",
    "queue, by article": "/owner/comments?by=article",
    "queue, one article": "/owner/comments?standing=all&article={talked_id}",
    "queue, approved": "/owner/comments?standing=approved",
    "queue, a common word": "/owner/comments?q=words",
    "queue, a rare word": "/owner/comments?q=nothingsuch",
    "queue, a sender": "/owner/comments?standing=all&like={one}",
}


def moments(number: int) -> list[datetime]:
    """When so many articles were published, the oldest first; none is of this month."""
    today = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    last = today.replace(day=1) - timedelta(hours=1)
    if number >= 10_000:
        step = timedelta(days=DAYS) / number
        return [last - step * one for one in reversed(range(number))]
    late = 51
    early = [
        last - timedelta(days=35) - timedelta(days=DAYS - 35) * one / (number - late)
        for one in reversed(range(number - late))
    ]
    return [*early, *(last - timedelta(hours=12) * one for one in reversed(range(late)))]


def build(database: Path, size: Size) -> None:
    """Fill an empty blog, past everything that it would do for one article."""
    dates = moments(size.articles)
    with closing(sqlite3.connect(database, isolation_level=None)) as connection:
        connection.execute("PRAGMA synchronous=OFF").close()
        connection.execute("PRAGMA cache_size=-400000").close()
        connection.execute("BEGIN")
        connection.executemany(
            "INSERT INTO label (id, name, key, slug, description) VALUES (?1, ?2, ?2, ?2, '')",
            [(1, "news"), *((n, f"label-{n}") for n in range(2, LABELS + 1))],
        )
        said = list(search.articles(size.articles, WORDS))
        insert(connection, "article", articles(dates, said))
        connection.execute("INSERT INTO address (path, article_id) SELECT path, id FROM article")
        connection.execute("INSERT INTO article_label SELECT id, 1 FROM article")
        connection.execute(
            f"INSERT INTO article_label SELECT id, 2 + id % {LABELS - 1} FROM article"
        )
        search.learn(connection, zip(map(second, dates), said, strict=True))
        connection.execute("COMMIT")
        connection.execute("BEGIN")
        shown: Counter[int] = Counter()
        insert(connection, "comment", comments(size, dates, shown))
        connection.executemany(
            "UPDATE article SET comment_count = ? WHERE id = ?",
            [(number, article) for article, number in shown.items()],
        )
        connection.execute("COMMIT")


def insert(connection: sqlite3.Connection, table: str, rows: Iterator[dict[str, Any]]) -> None:
    """Put rows that have all the same columns into a table."""
    first = next(rows)
    names = ", ".join(first)
    values = ", ".join(f":{name}" for name in first)
    statement = f"INSERT INTO {table} ({names}) VALUES ({values})"
    connection.execute(statement, first)
    connection.executemany(statement, rows)


def second(moment: datetime) -> int:
    """Seconds since the year 1."""
    return (moment - datetime.min.replace(tzinfo=UTC)) // timedelta(seconds=1)


def articles(dates: list[datetime], said: list[dict[str, str]]) -> Iterator[dict[str, Any]]:
    """A row for every article."""
    for number, (date, one) in enumerate(zip(dates, said, strict=True), 1):
        yield {
            "id": number,
            "kind": "article",
            "path": f"/{date:%Y/%m}/news-{number}.html",
            "title": one["title"].capitalize(),
            "standfirst": one["standfirst"],
            "body": one["body"],
            "html": f"<p>{one['body']}</p>",
            "format": "markdown",
            "byline": "Deniz",
            "feed_id": f"urn:bench:{number}",
            "created_at": f"{date:%Y-%m-%d %H:%M:%S.%f}",
            "published_at": f"{date:%Y-%m-%d %H:%M:%S.%f}",
            "month": date.year * 100 + date.month,
            "words": WORDS,
            "policy": 1,
            **dict.fromkeys(("slug", "picture_alt", "picture_caption", "picture_credit"), ""),
            **dict.fromkeys(("takes_comments", "in_navigation", "version"), 1),
            **dict.fromkeys(("comment_count", "spam_count", "rejected_count"), 0),
            "source": "",
        }


def comments(size: Size, dates: list[datetime], shown: Counter[int]) -> Iterator[dict[str, Any]]:
    """A row for every comment, the oldest first; those that are seen are counted. The last article
    has none, the one before the most of all."""
    from blog.models.comment import Position

    chance = random.Random(7)
    elsewhere = size.comments - size.on_one
    for number in range(1, size.comments + 1):
        if number <= elsewhere:
            place = (number - 1) * (size.articles - 2) // elsewhere
            moment = dates[place] + timedelta(seconds=number % 40_000)
        else:
            place = size.articles - 2
            moment = dates[-1] + timedelta(seconds=number)
        standing = chance.choices(["approved", "spam", "rejected"], [95, 4, 1])[0]
        if elsewhere - size.waiting < number <= elsewhere:
            standing = "waiting"
        elif number > elsewhere:
            standing = "approved"
        if standing == "approved":
            shown[place + 1] += 1
        yield {
            "id": number,
            "article_id": place + 1,
            "anchor": f"c{number}",
            "name": f"Reader {number % 5_000}",
            "email": f"reader-{number % 50_000}@example.org",
            "url": "",
            "body": f"Some words about it, and number {number} at that.",
            "html": f"<p>Some words about it, and number {number} at that.</p>",
            "policy": 1,
            "thread": Position.of(moment, number, None).thread,
            "rank": b"",
            "is_shown": standing == "approved",
            "standing": standing,
            "created_at": f"{moment:%Y-%m-%d %H:%M:%S.%f}",
            "held_for": "[]",
            "network": "",
            "origin": f"{number % 60_000:x}",
            "source": "",
            **dict.fromkeys(("answers", "reports", "by_owner"), 0),
        }


@dataclass
class Blog:
    """A blog that is asked and worked in, as its owner or as a visitor."""

    app: Flask
    size: Size
    places: dict[str, Any] = field(default_factory=dict)
    visitors: Iterator[int] = field(default_factory=lambda: count(1))
    cookie: str = ""
    token: str = ""

    def ask(self, path: str, is_owner: bool = False, form: dict[str, Any] | None = None) -> Answer:
        """What is answered to a question for which no page is kept."""
        told: list[Any] = []
        question = f"{path}{'&' if '?' in path else '?'}of=nobody"
        builder = EnvironBuilder(question, base_url="http://localhost", data=form)
        environ = builder.get_environ()
        environ["HTTP_SEC_FETCH_SITE"] = "same-origin"
        number = next(self.visitors)
        environ["REMOTE_ADDR"] = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
        if form is not None:
            environ["REQUEST_METHOD"] = "POST"
        if is_owner:
            environ["HTTP_COOKIE"] = self.cookie
        answer: Any = self.app(environ, lambda *heads: told.extend(heads[:2]))
        text = b"".join(answer).decode()
        answer.close()
        if told[0][:3] not in {"200", "303"}:
            raise RuntimeError(f"{path}: {told[0]} {text[:2_000]}")
        return Answer(text)

    def look_around(self) -> None:
        """Know where the pages are that are asked for."""
        from sqlalchemy import text

        from blog.db import db
        from blog.models.site import Site

        number = self.size.articles
        with self.app.test_request_context():
            path = "SELECT path FROM article WHERE id = :id"
            month = db.session.scalar(
                text("SELECT month FROM article WHERE id=:id"), {"id": number}
            )
            one = db.session.scalar(text("SELECT MAX(id) FROM comment WHERE standing = 'waiting'"))
            talked = db.session.scalar(text(path), {"id": number - 1})
            front = -(-number // db.session.get_one(Site, 1).front_length)
            self.places |= {
                "quiet": db.session.scalar(text(path), {"id": number}),
                "talked": talked,
                "talked_path": talked,
                "talked_id": number - 1,
                "after": self.size.comments - self.size.on_one // 2,
                "month": f"/{month // 100}/{month % 100:02}/",
                "year": f"/{month // 100}/",
                "year_number": month // 100,
                "front_middle": max(2, front // 2),
                "front_last": front,
                "label_middle": max(2, number // 50 // 2),
                "label_last": number // 50,
                "desk_last": number // 50,
                "one": one,
            }
            db.session.rollback()


def furnish(app: Flask) -> None:
    """Have settings, and an owner who is logged in."""
    from blog import signin
    from blog.db import db, now
    from blog.models.owner import Login, Owner
    from blog.models.site import Site

    with db.writing():
        site = Site(name="Bench", language="en", time_zone="UTC", url="http://localhost")
        site.feed_id, site.created_at = "urn:uuid:bench", now()
        owner = Owner(name="Deniz", password="", created_at=now())
        db.session.add_all((site, owner))
        db.session.flush()
        token = signin._digest(TOKEN)
        db.session.add(Login(token=token, owner_id=owner.id, created_at=now(), seen_at=now()))


def opened(folder: Path, size: Size) -> Blog:
    """The blog in a folder, built if there is none yet."""
    from app import create_app
    from blog.db import db
    from blog.models.site import Site

    app = create_app(INSTANCE=folder)
    with app.test_request_context():
        database = Path(str(db.engine.url.database))
        is_new = Site.current() is None
        if is_new:
            furnish(app)
        db.session.remove()
        db.engine.dispose()
    if is_new:
        click.echo(f"Building a blog of {size.articles:,} articles, {size.comments:,} comments …")
        build(database, size)
    blog = Blog(app, size)
    client = app.test_client()
    with client.session_transaction() as session:
        session["login"], session["csrf_token"] = TOKEN, "known"
    blog.cookie = "; ".join(f"{one.key}={one.value}" for one in client._cookies.values())
    signer = URLSafeTimedSerializer(app.secret_key or "", salt="wtf-csrf-token")
    blog.token = str(signer.dumps("known"))
    blog.look_around()
    return blog


Act = Callable[[], object]


def publishing(blog: Blog) -> Iterator[Act]:
    """Publish one more article each time."""
    offered = pages.form(blog.ask("/owner/articles/new", is_owner=True), having="standfirst")
    for number in count():
        said = {"title": f"Article {number}", "body": "Some words.", "labels": "news, label-2"}
        form = {**offered, **said, "csrf_token": blog.token, "action": "publish"}
        yield lambda form=form: blog.ask("/owner/articles", is_owner=True, form=form)


def approving(blog: Blog) -> Iterator[Act]:
    """Approve one more of the comments that wait each time, the newest first."""
    for comment in count(blog.places["one"], -1):
        path = f"/owner/comments/{comment}/approval"
        yield lambda path=path: blog.ask(path, is_owner=True, form={"csrf_token": blog.token})


def receiving(blog: Blog) -> Iterator[Act]:
    """Send one more comment each time."""
    offered = pages.form(blog.ask(blog.places["talked"]), having="stamp")
    for number in count():
        form = {**offered, "name": "Ali", "body": f"Well said, {number}.", "once": f"{number}"}
        path = f"/comments/on/{blog.places['talked_id']}"
        yield lambda form=form, path=path: blog.ask(path, form=form)


ACTS: dict[str, Callable[[Blog], Iterator[Act]]] = {
    "publishing an article": publishing,
    "approving a comment": approving,
    "receiving a comment": receiving,
}


def asking(blog: Blog, path: str, is_owner: bool) -> Iterator[Act]:
    """Ask for the same page again and again."""
    wanted = path.format(**blog.places)
    while True:
        yield lambda: blog.ask(wanted, is_owner)


def costs(blogs: dict[str, Blog], only: str) -> dict[str, dict[str, float]]:
    """CPU-milliseconds of everything, in every blog."""
    wanted = {
        name: {size: make(blog) for size, blog in blogs.items()}
        for name, make in {
            **{
                name: lambda blog, path=path: asking(blog, path, False)
                for name, path in PAGES.items()
            },
            **{
                name: lambda blog, path=path: asking(blog, path, True)
                for name, path in DESK.items()
            },
            **ACTS,
        }.items()
        if only in name
    }
    taken: dict[str, dict[str, list[float]]] = {
        name: {size: [] for size in blogs} for name in wanted
    }
    for sizes in wanted.values():
        for acts in sizes.values():
            next(acts)()
    gc.collect()
    gc.freeze()
    for _ in range(ROUNDS):
        for name, sizes in wanted.items():
            for size, acts in sizes.items():
                some = [next(acts) for _ in range(AT_ONCE)]
                began = time.process_time()
                for act in some:
                    act()
                taken[name][size].append((time.process_time() - began) / AT_ONCE * 1_000)
    return {
        name: {size: statistics.median(times) for size, times in sizes.items()}
        for name, sizes in taken.items()
    }


@click.command(help=__doc__)
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--only", default="", help="What has these letters in its name.")
def main(folder: Path, only: str) -> None:
    """Compare small blogs with a large one."""
    blogs = {name: opened(folder / name, size) for name, size in SIZES.items()}
    click.echo(
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, "
        f"{os.cpu_count()} cores, {platform.machine()}"
    )
    click.echo(f"{'ms of CPU':32}{SMALL:>9}{AGED:>9}{LARGE:>9}{'to small':>10}{'to aged':>9}")
    for name, found in costs(blogs, only).items():
        small, aged, large = (found[size] for size in SIZES)
        ratios = f"{large / small:10.2f}{large / aged:9.2f}"
        click.echo(f"{name:32}{small:9.2f}{aged:9.2f}{large:9.2f}{ratios}")


if __name__ == "__main__":
    main()
