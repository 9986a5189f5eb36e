"""What leaving and coming back cost: ``.venv/bin/python -m tests.bench.leaving [ARTICLES]``.

A blog with 3 KB an article and five comments on each is exported, and brought into a new one. Each
step has a process of its own, so that nobody's memory counts as another's.
"""

from __future__ import annotations

import os
import platform
import random
import resource
import sys
import tempfile
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple

import click

COMMENTS = 5
WORDS = [f"{syllable}{ending}" for syllable in ("har", "köp", "ışı", "gün") for ending in "abçdeğ"]


class Cost(NamedTuple):
    """Seconds that processors worked, and the most memory that was held, in megabytes."""

    seconds: float
    megabytes: float


def write(folder: Path, articles: int) -> None:
    """Have a blog to leave from."""
    from sqlalchemy import insert

    from blog.db import db
    from blog.models.address import Address
    from blog.models.article import Article
    from blog.models.comment import Comment, Standing
    from blog.text import bodies, html

    chance = random.Random(4)
    began = datetime(2012, 1, 1, tzinfo=UTC)
    texts = [_text(chance) for _ in range(50)]
    cleaned = [bodies.render(text, "markdown") for text in texts]
    with db.writing():
        for number in range(1, articles + 1):
            moment = began + timedelta(hours=11 * number)
            path = f"/{moment:%Y/%m}/news-{number}.html"
            db.session.execute(
                insert(Article).values(
                    id=number, title=f"News {number}", body=texts[number % 50],
                    html=cleaned[number % 50], policy=html.ARTICLE_POLICY, words=500, path=path,
                    published_at=moment, created_at=moment, month=int(f"{moment:%Y%m}"),
                    feed_id=f"urn:bench:{number}", comment_count=COMMENTS,
                )
            )  # fmt: skip
            db.session.execute(insert(Address).values(path=path, article_id=number))
            rows = [
                {
                    "article_id": number, "anchor": f"c{nth}", "name": "Deniz",
                    "body": texts[nth][:300], "html": "", "policy": 0,
                    "standing": Standing.APPROVED, "created_at": moment + timedelta(hours=nth),
                }
                for nth in range(COMMENTS)
            ]  # fmt: skip
            db.session.execute(insert(Comment), rows)


def _text(chance: random.Random) -> str:
    paragraphs = (" ".join(chance.choices(WORDS, k=80)) for _ in range(9))
    return "\n\n".join(f"{words}, *{words[:20]}*." for words in paragraphs)


def export_folder(folder: Path, articles: int) -> None:
    """Into a folder."""
    from blog.transfer import leaving

    leaving.export(folder / "exported")


def export_zip(folder: Path, articles: int) -> None:
    """Into a ZIP."""
    from blog.transfer import leaving

    leaving.export(folder / "exported.zip")


def bring_in(folder: Path, articles: int) -> None:
    """Into a new blog, from the ZIP."""
    from blog.transfer import arriving
    from blog.transfer.readers import broadsheet

    with broadsheet.opened(folder / "exported.zip") as package:
        arriving.bring_in(package)


def export_again(folder: Path, articles: int) -> None:
    """Once more, from there; it has to be the same."""
    from blog.transfer import leaving

    leaving.export(folder / "again.zip")
    if (folder / "again.zip").read_bytes() != (folder / "exported.zip").read_bytes():
        raise SystemExit("what came back is not what left")


STEPS: dict[Callable[[Path, int], None], str] = {
    write: "first", export_folder: "first", export_zip: "first",
    bring_in: "second", export_again: "second",
}  # fmt: skip
"""In this order, each in one of two blogs."""


def _take(step: Callable[[Path, int], None], folder: Path, articles: int) -> Cost:
    from app import create_app
    from blog.db import db, now
    from blog.models.site import Site

    with create_app(INSTANCE=folder / STEPS[step]).app_context():
        if Site.current() is None:
            site = Site(name="Bench", language="tr", time_zone="Europe/Istanbul", created_at=now())
            site.url, site.feed_id = "https://bench.example", "urn:bench"
            with db.writing():
                db.session.add(site)
        before = os.times()
        step(folder, articles)
        after = os.times()
    unit = 1024**2 if sys.platform == "darwin" else 1024
    return Cost(
        after.user + after.system - before.user - before.system,
        resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit,
    )


@click.command()
@click.argument("articles", default=1_000)
def main(articles: int) -> None:
    """Let a blog of so many ARTICLES leave and come back, and tell what every step cost."""
    click.echo(f"Python {platform.python_version()}, {os.cpu_count()} cores, {platform.machine()}")
    click.echo(f"{articles:,} articles, {articles * COMMENTS:,} comments\n")
    click.echo(f"{'':15}{'seconds':>9}{'articles/s':>12}{'peak MB':>9}")
    with (
        tempfile.TemporaryDirectory() as temporary,
        ProcessPoolExecutor(1, get_context("spawn"), max_tasks_per_child=1) as processes,
    ):
        for step in STEPS:
            cost = processes.submit(_take, step, Path(temporary), articles).result()
            name = step.__name__.replace("_", " ")
            speed = f"{articles / cost.seconds:12,.0f}"
            click.echo(f"{name:15}{cost.seconds:9.2f}{speed}{cost.megabytes:9.0f}")


if __name__ == "__main__":
    main()
