"""Serving the blog, filling it with samples, and letting its owner in again."""

from __future__ import annotations

import secrets
import uuid
from datetime import timedelta

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import select

from blog import signin
from blog.db import db, describe, now
from blog.demo import actions as demo
from blog.demo import samples
from blog.models.owner import Errand, Owner
from blog.models.site import LANGUAGES, Site

LINK_LASTS = timedelta(hours=24)


@click.command()
@with_appcontext
def serve() -> None:
    """Serve the blog (what happens without a command)."""
    from blog.commands.server import Server

    app = current_app._get_current_object()  # type: ignore[attr-defined]
    server = Server(app)
    click.echo(f"Broadsheet on {describe(db.engine)}, in {app.instance_path}")
    click.echo(f"Serving {_address()}  (stop with Ctrl+C)")
    if Site.current() is None:
        click.echo(f"\nA new blog. Set it up here, once: {_link('/setup', Errand.SET_UP)}\n")
    server.serve()


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
    link = _link("/login/new-password", Errand.NEW_PASSWORD)
    click.echo(link)
    here = link.replace(_home(), _address(), 1)
    if here != link:
        click.echo(f"If nothing answers there, on this machine: {here}")


def _link(path: str, errand: Errand) -> str:
    """A link that works once, at the public address as soon as there is one."""
    return f"{_home()}{path}?token={signin.make_link(errand, LINK_LASTS)}"


def _home() -> str:
    site = Site.current()
    home: str = current_app.config["URL"] or (site.url if site else _address())
    return home


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
