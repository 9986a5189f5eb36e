"""Moving in, from another blog."""

from __future__ import annotations

import sqlite3
import sys
import threading
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import click
from flask import Flask, current_app
from flask.cli import with_appcontext
from sqlalchemy.exc import OperationalError

from blog import housekeeping
from blog.commands import indexing
from blog.db import db, trouble
from blog.models.moving import Entry, Move, Outcome, Step, Way
from blog.models.site import Site
from blog.transfer import old_addresses, old_pictures, publishing, reports, staging, undoing, work
from blog.transfer.found import NotReadable
from blog.transfer.readers.entries import host
from blog.web import links

FEW = 20
"""Lines of one kind that are shown, at the most."""
OFTEN = 0.2
"""Seconds between two looks at how far it is."""

FILES = click.argument(
    "files", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path), metavar="FILE…"
)


@click.group("import")
def bring_in() -> None:
    """Bring another blog in, or take it back."""


@bring_in.command("blogger")
@FILES
@click.option(
    "--old-address",
    "old",
    multiple=True,
    required=True,
    metavar="URL",
    help="Where the blog lives, such as https://gazetem.blogspot.com; several are possible.",
)
@click.option("--blog", help="Which one, where the files hold several.")
@click.option("--dry-run", is_flag=True, help="Rehearse only; nothing becomes public.")
@click.option("--fetch-pictures", is_flag=True, help="Ask Google for pictures no album has.")
@click.option(
    "--report",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Where to write a table with every entry and what becomes of it (CSV).",
)
@with_appcontext
def from_blogger(
    files: tuple[Path, ...],
    old: tuple[str, ...],
    blog: str | None,
    dry_run: bool,
    fetch_pictures: bool,
    report: Path | None,
) -> None:
    """Bring in what Blogger exports: feed.atom, Takeout ZIPs, their folder, or the older XML.

    Broken off, it goes on where it was left when it is called with the same words again.
    """
    if Site.current() is None:
        raise click.ClickException("this blog is not set up yet: start it, and set it up.")
    try:
        move = staging.begin(files, _hosts(old), blog)
    except (NotReadable, OSError) as error:
        raise click.ClickException(str(error)) from None
    if move.step is Step.CHOOSING:
        raise click.ClickException(f"choose one with --blog: {', '.join(move.choices)}")
    _watch(move)
    if fetch_pictures:
        old_pictures.ask_for(move)
        _watch(move)

    for line in _told(move):
        click.echo(line)
    if dry_run:
        place = links.absolute(f"/owner/moving/{move.id}")
        click.echo(f"Nothing of it is public. See it at {place}")
    else:
        try:
            publishing.publish(move)
        except OperationalError as error:
            _explain(error)
        indexing.catch_up()
        click.echo("It is public. `python3 app.py import undo` takes it back.")
    if report:
        with report.open("w", encoding="utf-8", newline="") as file:
            file.writelines(reports.table(move))


@bring_in.command("undo")
@with_appcontext
def undo() -> None:
    """Take back what was brought in last, unless something of it was changed since."""
    last = db.session.scalar(reports.public().limit(1))
    if last is None:
        raise click.ClickException("nothing was brought in, or all of it was taken back.")
    try:
        undoing.undo(last)
    except undoing.Refused as refusal:
        for one in refusal.obstacles:
            click.echo(f"{one.hold}  {one.title or one.article_id}", err=True)
        raise click.ClickException("these were changed, commented on or decided since.") from None
    click.echo("It is taken back.")


def _hosts(addresses: tuple[str, ...]) -> list[str]:
    found = [host(one if "://" in one else f"https://{one}") for one in addresses]
    if not all("." in one for one in found):
        raise click.BadParameter(f"{', '.join(addresses)} is no address of a blog")
    return found


def _watch(move: Move) -> None:
    """Show how far the work on a move is until it is done, here or by the blog's own server."""
    with click.progressbar(length=1_000, label=move.step.value.capitalize(), width=40) as bar:
        for part in _parts(move):
            bar.update(round(part * 1_000) - bar.pos)
    if move.problem:
        raise click.ClickException(" ".join(str(v) for v in move.problem.values() if v))


def _parts(move: Move) -> Iterator[float]:
    """How much is done, from 0 to 1, again and again until all of it is."""
    failures: list[Exception] = []
    while move.is_busy:
        app = current_app._get_current_object()  # type: ignore[attr-defined]
        worker = threading.Thread(target=_work, args=(app, failures), daemon=True)
        worker.start()
        while worker.is_alive():
            worker.join(OFTEN)
            db.session.rollback()  # to see what the work did
            yield reports.part_done(move)
        if failures:
            _explain(failures[0])
        if move.is_busy:  # another process is at it
            threading.Event().wait(OFTEN)
        db.session.rollback()
    yield 1.0


def _work(app: Flask, failures: list[Exception]) -> None:
    with app.app_context():
        try:
            housekeeping.run(work.TASK)
        except Exception as error:  # noqa: BLE001  # told by the thread that waits
            failures.append(error)


def _explain(error: Exception) -> None:
    cause = error.orig if isinstance(error, OperationalError) and trouble(error) else error
    if isinstance(cause, OSError | sqlite3.Error):
        raise click.ClickException(f"{cause}. Call it again to go on where it was left.")
    raise error


def _told(move: Move) -> Iterator[str]:
    """The rehearsal in a few lines."""
    for kind, state, outcome, count in db.session.execute(reports.counts(move)):
        yield f"{count:>7,}  {kind}{f' ({state})' if state else ''}: {outcome}"
    for where, count in db.session.execute(reports.picture_counts(move)):
        yield f"{count:>7,}  pictures: {where}"
    moved = db.session.scalars(reports.addresses(move).where(Entry.way != Way.SAME))
    yield from _first(f"address {entry.way}: {entry.path}" for entry in moved)
    orphans = db.session.scalars(reports.left_out(move).where(Entry.outcome == Outcome.ORPHANED))
    yield from _first(f"no article for a comment: {entry.feed_id}" for entry in orphans)


def _first(lines: Iterator[str]) -> Iterator[str]:
    yield from islice(lines, FEW)
    if more := sum(1 for _ in lines):
        yield f"… and {more:,} more: see --report"


@click.command("check-addresses")
@FILES
@with_appcontext
def check_addresses(files: tuple[Path, ...]) -> None:
    """Tell what the blog answers to the addresses of an old one.

    A FILE is what Blogger exports (feed.atom, a Takeout ZIP or its folder, the older XML), or a
    list with an address or a path a line.
    """
    lost = count = 0
    try:
        for answer in old_addresses.answers(old_addresses.known(files)):
            count += 1
            lost += not answer.arrives
            moved = f"  → {answer.place}" if answer.place != answer.path else ""
            click.echo(f"{answer.status}  {answer.path}{moved}")
    except (NotReadable, OSError, UnicodeDecodeError) as error:
        raise click.ClickException(str(error)) from None
    click.echo(f"{count} addresses, {lost} of them lead nowhere.")
    sys.exit(1 if lost else 0)
