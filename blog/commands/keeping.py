"""Keeping the blog: copies of it."""

from __future__ import annotations

from pathlib import Path

import click
from flask.cli import with_appcontext

from blog.transfer import backup


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
