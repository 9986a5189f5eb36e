"""What a page of comments costs: ``.venv/bin/python -m tests.bench.comments [COMMENTS]``.

For every shape of a conversation, the article's page is asked for where it has a hundred comments
and where it has many. Figures are CPU-seconds of this process, and their ratio.
"""

from __future__ import annotations

import os
import platform
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import click
from flask.testing import FlaskClient
from sqlalchemy import true

from tests.comments import talking

FEW = 100
ASKED, ROUNDS = 8, 5
"""How often each page is asked for in a round; the cheapest round counts."""
SHAPES: dict[str, Callable[[int], list[int | None]]] = {
    "nobody answers": talking.flat,
    "all answer the first": talking.below_one,
    "a chain of 2,000": lambda length: [*talking.chain(2_000)[:length], *[None] * (length - 2_000)],
}


PAGES = {
    "first page": "?",
    "amid it": "?after={}",
    "amid it, newest first": "?comments=newest&after={}",
}


def publish(shape: list[int | None]) -> tuple[str, list[int]]:
    """Have an article with such a conversation; its address, and the comments' numbers."""
    from blog.articles import actions as life
    from blog.db import db, now
    from blog.models.article import Article
    from blog.models.site import Site

    with db.writing():
        article = Article(byline="Deniz")
        life.write(article, life.Typed(title="News", body="Some words.", publish_at=now()))
        life.publish(article, "<p>Some words.</p>", db.get_or_404(Site, 1))
    return article.url, talking.talk(article, shape)


def cost(client: FlaskClient, url: str) -> float:
    """Milliseconds that the processor works to answer once."""
    client.get(url)
    rounds = []
    for _ in range(ROUNDS):
        before = time.process_time()
        for _ in range(ASKED):
            client.get(url)
        rounds.append((time.process_time() - before) / ASKED)
    return min(rounds) * 1_000


def arrange() -> float:
    """Seconds to put every comment of the blog in order."""
    from blog.comments import arranging
    from blog.db import db

    before = time.process_time()
    with db.writing():
        arranging.arrange(db.session.connection(), true())
    return time.process_time() - before


@click.command()
@click.argument("comments", default=10_000)
def main(comments: int) -> None:
    """Compare the pages of an article with so many COMMENTS with those of one with a hundred."""
    from app import create_app
    from blog.db import db, now
    from blog.models.site import Site

    click.echo(f"Python {platform.python_version()}, {os.cpu_count()} cores, {platform.machine()}")
    click.echo(f"{'ms of CPU':46}{FEW:>8}{comments:>9,}{'ratio':>8}")
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(INSTANCE=Path(folder))
        with app.test_request_context():
            site = Site(name="Bench", language="en", time_zone="UTC", created_at=now())
            site.url, site.feed_id = "http://localhost", "urn:bench"
            with db.writing():
                db.session.add(site)
            client = app.test_client()
            for name, shape in SHAPES.items():
                small, large = publish(shape(FEW)), publish(shape(comments))
                for page, query in PAGES.items():
                    few, many = (
                        cost(client, url + query.format(ids[min(len(ids) // 2, 1_500)]))
                        for url, ids in (small, large)
                    )
                    what = f"{name}, {page}"
                    click.echo(f"{what:46}{few:8.2f}{many:9.2f}{many / few:8.2f}")
                few, many = (cost(client, f"/comments/{ids[-1]}") for _url, ids in (small, large))
                what = f"{name}, leading to the last one"
                click.echo(f"{what:46}{few:8.2f}{many:9.2f}{many / few:8.2f}")
            click.echo(f"{3 * (FEW + comments):,} comments put in order in {arrange():.2f} s")
            db.session.remove()
            db.engine.dispose()


if __name__ == "__main__":
    main()
