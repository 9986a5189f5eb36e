"""A flood of comments: ``.venv/bin/python -m tests.bench.flood [POSTS] [NETWORKS] [HONEST]``.

The blog is served as its owner serves it, shows comments at once, and has a mail server that is
down. The flood comes over 16 connections at once, from made-up networks, on twenty articles; in
its midst honest visitors open an article, send a comment and open their receipt.
"""

from __future__ import annotations

import http.client
import os
import platform
import random
import re
import resource
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from contextlib import closing, suppress
from pathlib import Path
from urllib.parse import urlencode

import click

ROOT = Path(__file__).resolve().parent.parent.parent
CONNECTIONS = 16
ARTICLES = 20
WORDS = "deneme bonusu veren casino slot bahis cheap pills loan click here now free spins".split()
OWN = {"Sec-Fetch-Site": "same-origin", "Content-Type": "application/x-www-form-urlencoded"}


class Visitor:
    """A connection to the blog, from whatever network it says."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)

    def ask(
        self, method: str, path: str, network: str, form: dict[str, str] | None = None
    ) -> tuple[int, str, str]:
        """The status, where it leads, and the page."""
        headers = {**OWN, "X-Forwarded-For": network, "Host": "localhost"}
        for _ in range(2):  # a connection that was idle may have been closed
            with suppress(http.client.RemoteDisconnected, ConnectionResetError):
                self._connection.request(method, path, urlencode(form or {}), headers)
                answer = self._connection.getresponse()
                page = answer.read().decode()
                return answer.status, answer.getheader("Location") or "", page
            self._connection.close()
        raise ConnectionError(path)


class Flood:
    """Everything that is sent, and what came of it."""

    def __init__(self, port: int, posts: int, networks: int, honest: int) -> None:
        chance = random.Random(6)
        self.port = port
        self.statuses: Counter[str] = Counter()
        self.waits: list[float] = []
        self.stamps: dict[int, str] = {}
        self._work: list[tuple[str, int]] = [
            ("flood", number % networks) for number in range(posts)
        ]
        self._work += [("honest", number) for number in range(honest)]
        chance.shuffle(self._work)

    def run(self) -> None:
        """Send it all."""
        visitor = Visitor(self.port)
        for article in range(1, ARTICLES + 1):
            self.stamps[article] = self._stamp(visitor, article, "192.0.2.1")
        threads = [threading.Thread(target=self._keep_sending) for _ in range(CONNECTIONS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def _keep_sending(self) -> None:
        visitor, chance = Visitor(self.port), random.Random(threading.get_ident())
        while self._work:
            with suppress(IndexError):
                who, number = self._work.pop()
                try:
                    getattr(self, f"_{who}")(visitor, number, chance)
                except OSError as error:
                    self.statuses[f"{who}: {type(error).__name__}"] += 1

    def _flood(self, visitor: Visitor, number: int, chance: random.Random) -> None:
        article = chance.randint(1, ARTICLES)
        words = " ".join(chance.choices(WORDS, k=20))
        form = {"name": "Spammer", "body": words, "stamp": self.stamps[article]}
        network = f"10.{number // 250}.{number % 250}.9"
        status, _, _ = visitor.ask("POST", f"/comments/on/{article}", network, form)
        self.statuses[f"flood: {status}"] += 1

    def _honest(self, visitor: Visitor, number: int, chance: random.Random) -> None:
        article, network = chance.randint(1, ARTICLES), f"198.51.{number}.9"
        began = time.perf_counter()
        stamp = self._stamp(visitor, article, network)
        form = {"name": f"Reader {number}", "body": f"I was there, {number}.", "stamp": stamp}
        status, receipt, _ = visitor.ask("POST", f"/comments/on/{article}", network, form)
        if status == 303:
            status, _, _ = visitor.ask("GET", receipt, network)
        self.statuses[f"honest: {status}"] += 1
        self.waits.append(time.perf_counter() - began)

    def _stamp(self, visitor: Visitor, article: int, network: str) -> str:
        _, _, page = visitor.ask("GET", f"/2026/01/news-{article}.html", network)
        return re.search(r'name="stamp"[^>]*value="([^"]+)"', page)[1]  # type: ignore[index]


@click.command()
@click.argument("posts", default=20_000)
@click.argument("networks", default=1_000)
@click.argument("honest", default=50)
def main(posts: int, networks: int, honest: int) -> None:
    """Send so many POSTS from so many NETWORKS while so many HONEST visitors comment."""
    with tempfile.TemporaryDirectory() as folder:
        instance = Path(folder)
        _furnish(instance)
        with closing(socket.create_server(("127.0.0.1", 0))) as free:
            port = free.getsockname()[1]
        environment = {
            **os.environ, "BROADSHEET_INSTANCE": folder, "PORT": str(port),
            "BROADSHEET_PROXIES": "1", "BROADSHEET_SMTP": "smtp://127.0.0.1:9?from=b@blog.example",
        }  # fmt: skip
        server = subprocess.Popen([sys.executable, "app.py"], cwd=ROOT, env=environment)
        try:
            _wait_for(port)
            flood = Flood(port, posts, networks, honest)
            began = time.perf_counter()
            flood.run()
            elapsed = time.perf_counter() - began
            time.sleep(15)  # for housekeeping to see what waits
        finally:
            server.terminate()
            server.wait(60)
        _tell(flood, instance, elapsed)


def _furnish(instance: Path) -> None:
    from datetime import UTC, datetime

    from app import create_app
    from blog.articles import actions as life
    from blog.db import db, now
    from blog.models.article import Article
    from blog.models.site import Moderation, Notices, Site

    with create_app(INSTANCE=instance).test_request_context():
        with db.writing():
            site = Site(name="Bench", language="en", time_zone="UTC", created_at=now())
            site.url, site.feed_id = "http://localhost", "urn:bench"
            site.moderation = Moderation.SHOW
            site.notices, site.notices_to = Notices.HOURLY, "owner@blog.example"
            db.session.add(site)
            for number in range(1, ARTICLES + 1):
                article = Article(slug=f"news-{number}")
                moment = datetime(2026, 1, number, tzinfo=UTC)
                life.write(article, life.Typed(title=f"News {number}", publish_at=moment))
                life.publish(article, "<p>Words.</p>", site)
        db.session.remove()
        db.engine.dispose()


def _wait_for(port: int) -> None:
    for _ in range(300):
        with suppress(OSError), closing(socket.create_connection(("127.0.0.1", port), 1)):
            return
        time.sleep(0.2)
    raise SystemExit("the blog does not answer")


def _tell(flood: Flood, instance: Path, elapsed: float) -> None:
    from sqlalchemy import func, select

    from app import create_app
    from blog.db import db
    from blog.models.comment import Comment
    from blog.models.letter import Letter, LetterKind

    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    click.echo(f"Python {platform.python_version()}, {os.cpu_count()} cores, {platform.machine()}")
    click.echo(f"{elapsed:.0f} s; the server worked {used.ru_utime + used.ru_stime:.0f} s\n")
    for status, count in sorted(flood.statuses.items()):
        click.echo(f"{status:24}{count:8,}")
    waits = sorted(flood.waits)
    click.echo(f"\nhonest visitors waited {waits[len(waits) // 2]:.2f} s, {waits[-1]:.2f} at most")
    click.echo("(for three pages: the article, sending, the receipt)\n")
    with create_app(INSTANCE=instance).app_context():
        rows = select(Comment.standing, Comment.name.like("Reader %"), func.count())
        for standing, is_honest, count in db.session.execute(
            rows.group_by(Comment.standing, Comment.name.like("Reader %"))
        ):
            who = "honest" if is_honest else "flood"
            click.echo(f"{who + ': ' + standing.value:24}{count:8,}")
        notices = select(func.count()).where(Letter.kind == LetterKind.NOTICE)
        click.echo(f"{'letters to the owner':24}{db.session.scalar(notices):8,}")
        db.engine.dispose()


if __name__ == "__main__":
    main()
