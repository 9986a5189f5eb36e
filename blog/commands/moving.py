"""Moving in, from another blog."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from flask.cli import with_appcontext

from blog.transfer import old_addresses
from blog.transfer.found import NotReadable


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
