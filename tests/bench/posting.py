"""What a comment costs: ``.venv/bin/python -m tests.bench.posting [COMMENTS]``.

Comments of some 300 characters with a link are sent to a blog, each from a network of its own, as
browsers would; every one is cleaned, judged by a filter that has learned, and committed durably.
Seconds are those that the processor worked, without what happens outside of the program (a browser,
a server's sockets).
"""

from __future__ import annotations

import os
import platform
import random
import sqlite3
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import Any

import click

WORDS = "the ferry late again council water price school people harbour bridge nobody said why"


class Meter:
    """How long the parts of the work took; what is inside of another part counts there alone."""

    def __init__(self) -> None:
        self.seconds: defaultdict[str, float] = defaultdict(float)
        self._inside: list[str] = []
        self._since = time.process_time()

    @contextmanager
    def part(self, name: str) -> Iterator[None]:
        """Count what is done in here under this name."""
        self._pass()
        self._inside.append(name)
        try:
            yield
        finally:
            self._pass()
            self._inside.pop()

    def _pass(self) -> None:
        moment = time.process_time()
        if self._inside:
            self.seconds[self._inside[-1]] += moment - self._since
        self._since = moment

    def watch(self, owner: Any, name: str, part: str) -> None:
        """Count a function as a part from now on."""
        function: Callable[..., Any] = getattr(owner, name)

        @wraps(function)
        def timed(*args: Any, **options: Any) -> Any:
            with self.part(part):
                return function(*args, **options)

        setattr(owner, name, timed)


@click.command()
@click.argument("comments", default=1_000)
def main(comments: int) -> None:
    """Send so many COMMENTS, and tell what they cost."""
    with tempfile.TemporaryDirectory() as folder:
        from app import create_app

        app = create_app(INSTANCE=Path(folder))
        with app.test_request_context():
            articles = _furnish()
        meter = Meter()
        _watch(meter)
        chance = random.Random(6)
        browser = app.test_client()
        began = time.perf_counter()
        for number in range(comments):
            article_id, stamp = chance.choice(articles)
            words = " ".join(chance.choices(WORDS.split(), k=50))
            form = {
                "name": f"Reader {number}",
                "body": f"{words} https://host{number}.example/{number}",
                "stamp": stamp,
            }
            network = {"REMOTE_ADDR": f"10.{number // 250 % 250}.{number % 250}.9"}
            headers = {"Sec-Fetch-Site": "same-origin"}
            with meter.part("everything else"):
                answer = browser.post(
                    f"/comments/on/{article_id}", data=form, headers=headers, environ_base=network
                )
            if answer.status_code != 303:
                raise SystemExit(f"comment {number} was answered with {answer.status_code}")
        _tell(meter, comments, time.perf_counter() - began)


def _furnish() -> list[tuple[int, str]]:
    """A blog with ten articles, and a filter that knows; each article's number and stamp."""
    from blog.articles import actions as life
    from blog.comments import decisions, stamps
    from blog.db import db, now
    from blog.models.article import Article
    from blog.models.comment import Comment
    from blog.models.site import Site
    from tests.comments import labelled

    with db.writing():
        site = Site(name="Bench", language="en", time_zone="Europe/Istanbul", created_at=now())
        site.url, site.feed_id = "http://localhost", "urn:bench"
        db.session.add(site)
        articles = [Article() for _ in range(10)]
        for article in articles:
            life.write(article, life.Typed(title="News", body="Words."))
            life.publish(article, "<p>Words.</p>", site)
        for number, one in enumerate(labelled.corpus()):
            comment: Comment = one.comment
            comment.article_id, comment.anchor = articles[0].id, f"c{number}"
            comment.created_at, comment.policy = now(), 0
            db.session.add(comment)
            db.session.flush()
            comment.take_place()
            decisions.decide(comment, one.standing)
    return [(article.id, stamps.make(article)) for article in articles]


def _watch(meter: Meter) -> None:
    from sqlalchemy.orm import Session

    from blog import ratelimits
    from blog.comments import blocks, judging, repeats
    from blog.comments.spam import bayes
    from blog.text import html

    meter.watch(html, "comment", "cleaning")
    for name in ("allows", "network", "origin", "daily_key"):
        meter.watch(ratelimits, name, "limits")
    meter.watch(judging, "judge", "judging: links, rule, the rest")
    meter.watch(blocks, "met_by", "judging: blocks")
    meter.watch(repeats, "noticed", "judging: repeats")
    meter.watch(bayes, "opinion", "judging: filter")
    meter.watch(Session, "commit", "writing and committing")
    meter.watch(Session, "flush", "writing and committing")


def _tell(meter: Meter, comments: int, elapsed: float) -> None:
    total = sum(meter.seconds.values())
    click.echo(f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}", nl=False)
    click.echo(f", {os.cpu_count()} cores, {platform.machine()}")
    click.echo(f"{comments:,} comments in {elapsed:.1f} s")
    click.echo(f"{comments / total:,.0f} comments for each second of a processor\n")
    for name, seconds in sorted(meter.seconds.items(), key=lambda part: -part[1]):
        click.echo(f"{name:32}{1000 * seconds / comments:6.2f} ms{seconds / total:6.0%}")


if __name__ == "__main__":
    main()
