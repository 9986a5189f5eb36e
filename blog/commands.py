"""The command line: ``python3 app.py …``, or ``flask --app app …``."""

from __future__ import annotations

import secrets
import sys
import uuid
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import click
from flask import Flask, current_app
from flask.cli import FlaskGroup, with_appcontext
from sqlalchemy import select

from blog import signin
from blog.config import THREADS
from blog.db import db, describe, now
from blog.demo import actions as demo
from blog.demo import samples
from blog.models.owner import Errand, Owner
from blog.models.site import LANGUAGES, Site
from blog.transfer import backup, old_addresses
from blog.transfer.found import NotReadable
from blog.translate import translate

LINK_LASTS = timedelta(hours=24)


@click.command()
@with_appcontext
def serve() -> None:
    """Serve the blog (what happens without a command)."""
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    host, port = current_app.config["HOST"], current_app.config["PORT"]
    click.echo(f"Broadsheet on {describe(db.engine)}, in {current_app.instance_path}")
    click.echo(f"Serving {_address()}  (stop with Ctrl+C)")
    if Site.current() is None:
        click.echo(f"\nA new blog. Set it up here, once: {_link('/setup', Errand.SET_UP)}\n")
    db.session.remove()
    Granian(
        "app:create_app",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        factory=True,
        blocking_threads=THREADS,
        websockets=False,
        log_level=LogLevels.error,
    ).serve()


@click.command("demo")
@click.option("--remove", is_flag=True, help="Take the sample articles away again.")
@click.option("--language", type=click.Choice(list(LANGUAGES)), default="en", show_default=True)
@with_appcontext
def fill_demo(remove: bool, language: str) -> None:
    """Fill a new blog with sample articles, or remove them again."""
    if remove:
        click.echo(f"Removed {demo.remove()} sample articles.")
        return
    site = Site.current() or _sample_site(language)
    try:
        count = demo.fill(site)
    except demo.NotEmpty:
        raise click.ClickException(
            "this blog has content of its own; sample articles are for a new one."
        ) from None
    click.echo(f"Added {count} sample articles. `python3 app.py demo --remove` takes them away.")


@click.command()
@with_appcontext
def owner() -> None:
    """Print a one-time link with which the owner chooses a new password."""
    if db.session.scalar(select(Owner.id)) is None:
        raise click.ClickException("this blog has no owner yet: start it, and set it up.")
    click.echo(f"Name: {db.session.scalar(select(Owner.name))}")
    click.echo("Choose a new password here, once, within a day:")
    click.echo(_link("/login/new-password", Errand.NEW_PASSWORD))


@click.command("backup")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@with_appcontext
def copy_database(file: Path) -> None:
    """Copy the database to FILE, safely, while the blog is in use."""
    try:
        size = backup.copy(file)
    except backup.Damaged as error:
        raise click.ClickException(f"the database is damaged: {error}") from None
    except OSError as error:
        raise click.ClickException(f"{file} could not be written: {error}") from None
    click.echo(f"Copied {size:,} bytes to {file}, and checked them.")


@click.command("check-addresses")
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path), metavar="FILE…"
)
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


def init_app(app: Flask) -> None:
    """Add our commands to the ``flask`` command's."""
    for command in (serve, fill_demo, owner, copy_database, check_addresses, translate):
        app.cli.add_command(command)


def main(create_app: Callable[[], Flask]) -> None:
    """Run one command, as ``python3 app.py COMMAND``; without one, serve."""
    group = FlaskGroup(
        create_app=create_app,
        add_default_commands=False,
        add_version_option=False,
        load_dotenv=False,
        set_debug_flag=False,
        help="Broadsheet: a blog for news.",
    )
    group.main(args=sys.argv[1:] or ["serve"], prog_name="python3 app.py")


def _link(path: str, errand: Errand) -> str:
    """A link that works once, at the public address as soon as there is one."""
    site = Site.current()
    home = current_app.config["URL"] or (site.url if site else _address())
    return f"{home}{path}?token={signin.make_link(errand, LINK_LASTS)}"


def _address() -> str:
    """Where a browser on this machine finds the blog."""
    host = current_app.config["HOST"]
    shown = "localhost" if host in {"127.0.0.1", "0.0.0.0", "::", "::1"} else host  # noqa: S104
    return f"http://{shown}:{current_app.config['PORT']}"


def _sample_site(language: str) -> Site:
    """A site to look at, for a blog that was never set up; its owner can change all of it."""
    paper = samples.newspaper(language)
    password = signin.hash_password(secrets.token_urlsafe(24))
    site = Site(
        name=paper.name,
        description=paper.description,
        language=language,
        time_zone="Europe/Istanbul" if language == "tr" else "UTC",
        url=current_app.config["URL"] or _address(),
        feed_id=f"urn:uuid:{uuid.uuid4()}",
        created_at=now(),
    )
    with db.writing():
        db.session.add_all([site, Owner(name=paper.editor, password=password, created_at=now())])
    return site
