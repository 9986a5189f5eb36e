"""What moving in costs: ``.venv/bin/python -m tests.bench.moving [ARTICLES]``.

A blog that nobody wrote is brought in, one step after the other, each in a process of its own, so
that nobody's memory counts as another's. Seconds are those that processors worked.
"""

from __future__ import annotations

import os
import platform
import resource
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager, suppress
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple

import click

from tests.transfer import blogs

COMMENTS = 5
PICTURES = 0.2
"""For every article."""

REFERENCE = "bleach alone"
"""What is compared with: nobody gets past that."""


class Row(NamedTuple):
    """What was done for so many articles, in how many seconds, with how many megabytes."""

    name: str
    articles: int
    seconds: float
    megabytes: float


class Blog:
    """A blog of its own in a folder, and the package to be brought in."""

    def __init__(self, folder: Path) -> None:
        self.package = folder / "takeout.zip"
        self.instance = folder / "instance"
        self.rows: list[Row] = []

    def bodies(self) -> list[str]:
        """What people wrote, as it comes."""
        from blog.transfer.found import FoundArticle
        from blog.transfer.readers import packages

        with packages.opened([self.package]) as package:
            found = package.read(blogs.NAME)
            return [one.body for one in found if isinstance(one, FoundArticle)]

    @contextmanager
    def measured(self, name: str, articles: int) -> Iterator[None]:
        """Have a row for what is done in here."""
        _forget_peak()
        before = _seconds()
        yield
        self.rows.append(Row(name, articles, _seconds() - before, _megabytes()))


def _seconds() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def _forget_peak() -> None:
    """Have the peak of the memory be what it is now; only Linux can."""
    with suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5")


def _megabytes() -> float:
    """The most that this process, or one that it waited for, had since."""
    unit = 1024**2 if sys.platform == "darwin" else 1024
    whose = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return max(resource.getrusage(who).ru_maxrss for who in whose) / unit


def nothing(blog: Blog, articles: int) -> None:
    """So much memory does the program take by itself."""
    with blog.measured("nothing", articles):
        pass


def reading(blog: Blog, articles: int) -> None:
    from blog.transfer.readers import packages

    with (
        blog.measured("reading", articles),
        packages.opened([blog.package]) as package,
    ):
        for _ in package.read(blogs.NAME):
            pass


def tidying(blog: Blog, articles: int) -> None:
    """And its two dear parts, done once more by themselves."""
    from blog.text import html
    from blog.transfer import tidying

    bodies = blog.bodies()
    with blog.measured("tidying", articles):
        tidied = [tidying.tidy(body, [blogs.HOST]).html for body in bodies]
    with blog.measured("  of it justhtml", articles):
        for body in bodies:
            tidying._parse(body)
    with blog.measured("  of it bleach", articles):
        for body in tidied:
            html.article(body)


def cleaning(blog: Blog, articles: int) -> None:
    """What every body would cost that came as it is."""
    from blog.text import html

    bodies = blog.bodies()
    with blog.measured(REFERENCE, articles):
        for body in bodies:
            html.article(body)


def staging(blog: Blog, articles: int) -> None:
    """Everything until its owner decides; pictures of the albums are made ready, too."""
    from blog.db import db, now
    from blog.models.site import Site
    from blog.transfer import staging, work

    with db.writing():
        site = Site(name="Bench", language="tr", time_zone="Europe/Istanbul", created_at=now())
        site.url, site.feed_id = "https://bench.example", "urn:bench"
        db.session.add(site)
    with blog.measured("staging", articles):
        staging.begin([blog.package], [blogs.HOST])
        work.go_on()


def publishing(blog: Blog, articles: int) -> None:
    from blog.db import db
    from blog.models.moving import Move
    from blog.transfer import publishing

    with blog.measured("publishing", articles):
        publishing.publish(db.session.get_one(Move, 1))


def importing_again(blog: Blog, articles: int) -> None:
    """A newer file of the same blog, in which nothing changed."""
    from blog.transfer import publishing, staging, work

    with blog.measured("importing again", articles):
        move = staging.begin([blog.package], [blogs.HOST])
        work.go_on()
        publishing.publish(move)


def undoing(blog: Blog, articles: int) -> None:
    """Taking back the second time, which added nothing, costs what looking for obstacles does."""
    from blog.db import db
    from blog.models.moving import Move
    from blog.transfer import undoing

    with blog.measured("undoing it", articles):
        undoing.undo(db.session.get_one(Move, 2))


def check_addresses(blog: Blog, articles: int) -> None:
    """Every old address is asked of the whole program, and answered with a page."""
    from blog.transfer import old_addresses

    with blog.measured("check-addresses", articles):
        answers = list(old_addresses.answers(old_addresses.known([blog.package])))
    if not all(answer.arrives for answer in answers):
        raise SystemExit("an address does not arrive")


def backup(blog: Blog, articles: int) -> None:
    """With every picture, and read once more to be sure."""
    from blog.transfer import backup

    with blog.measured("backup", articles):
        backup.make(blog.package.with_name("blog.backup"))


def export(blog: Blog, articles: int) -> None:
    from blog.transfer import leaving

    with blog.measured("export", articles):
        leaving.export(blog.package.with_name("export"))


def restore(blog: Blog, articles: int) -> None:
    """By the command, for the blog must not be open: a process of its own, counted whole."""
    words = [sys.executable, "app.py", "restore", str(blog.package.with_name("blog.backup"))]
    elsewhere = str(blog.package.with_name("restored"))
    with blog.measured("restore", articles):
        subprocess.run(words, check=True, env={**os.environ, "BROADSHEET_INSTANCE": elsewhere})


Step = Callable[[Blog, int], None]
STEPS: list[Step] = [
    *(nothing, cleaning, reading, tidying),
    *(staging, publishing, importing_again, undoing, check_addresses),
    *(backup, export, restore),
]
"""In this order, each with what those before it left in the folder."""


def _take(step: Step, folder: Path, articles: int) -> list[Row]:
    """Do one step with the blog's program around it."""
    from app import create_app

    blog = Blog(folder)
    app = create_app(INSTANCE=blog.instance)
    with app.app_context():
        step(blog, articles)
    return blog.rows


def _table(rows: list[Row]) -> Iterator[str]:
    reference = next(row.seconds for row in rows if row.name == REFERENCE)
    yield f"{'':18}{'seconds':>9}{'articles/s':>12}{'× bleach':>10}{'peak MB':>9}"
    for row in rows:
        line = f"{row.name:18}{row.seconds:9.2f}"
        if row.seconds > 0.01:
            line += f"{row.articles / row.seconds:12,.0f}{row.seconds / reference:10.2f}"
        else:
            line += f"{'–':>12}{'–':>10}"
        yield f"{line}{row.megabytes:9.0f}"


def _machine() -> str:
    about = Path("/proc/cpuinfo")
    lines = about.read_text().splitlines() if about.exists() else []
    models = (line.partition(": ")[2] for line in lines if line.startswith("model name"))
    model = next(models, platform.processor() or platform.machine())
    versions = f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}"
    return f"{model}, {os.cpu_count()} cores, {platform.system()}, {versions}"


@click.command()
@click.argument("articles", default=1_000)
def main(articles: int) -> None:
    """Bring a blog of so many ARTICLES in, and tell what every step cost."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        comments, pictures = articles * COMMENTS, int(articles * PICTURES)
        package = Blog(folder).package
        blogs.takeout(package, articles=articles, comments=comments, pictures=pictures)
        size = package.stat().st_size / 1024**2
        click.echo(_machine())
        click.echo(
            f"{articles:,} articles, {comments:,} comments, {pictures:,} pictures: {size:.0f} MB\n"
        )

        with ProcessPoolExecutor(1, get_context("spawn"), max_tasks_per_child=1) as processes:
            taken = processes.map(_take, STEPS, [folder] * len(STEPS), [articles] * len(STEPS))
            rows = [row for rows in taken for row in rows]
    for line in _table(rows):
        click.echo(line)


if __name__ == "__main__":
    main()
