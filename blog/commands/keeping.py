"""Keeping the blog: backups of it, and what it does by itself."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from flask import Flask, has_app_context
from flask.cli import with_appcontext

from blog import config, housekeeping, instance
from blog.db import db
from blog.transfer import backup, restore
from blog.transfer.backup_file import Damaged, NoBackup


@click.command("backup")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@with_appcontext
def back_up(file: Path) -> None:
    """Back the whole blog up to FILE, while it is in use."""
    try:
        made = backup.make(file)
    except NoBackup as error:
        raise click.ClickException(str(error)) from None
    except Damaged as error:
        raise click.ClickException(f"the database is damaged: {error}") from None
    except OSError as error:
        raise click.ClickException(f"{file} could not be written: {error}") from None
    click.echo(
        f"Backed up to {file}, and checked: {made.size:,} bytes, {made.pictures} picture files."
    )
    for name in made.lost:
        click.echo(f"Missing in the blog, and so in the backup: {name}", err=True)
    for name in made.altered:
        click.echo(f"Damaged in the blog, and so in the backup: {name}", err=True)


@click.command("restore")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def bring_back(file: Path) -> None:
    """Replace the whole blog by what is in FILE, a backup; stop the blog before.

    FILE is checked first. What was there is kept in the instance folder.
    """
    with _blog_unopened():
        try:
            done = restore.restore(file)
        except (NoBackup, restore.Newer) as error:
            raise click.ClickException(str(error)) from None
        except Damaged as error:
            parts = "".join(f"\n  {part}" for part in error.parts)
            raise click.ClickException(f"{file} is damaged; nothing was changed:{parts}") from None
        except instance.InUse:
            raise click.ClickException(
                "the blog is running. Stop it (and whatever else has it open), then restore."
            ) from None
        except OSError as error:
            raise click.ClickException(f"nothing was changed: {error}") from None
    about = done.about
    click.echo(f"Restored what {about.program} backed up at {about.made_at:%Y-%m-%d %H:%M} UTC.")
    for name in about.lost:
        click.echo(f"Missing since before the backup: {name}", err=True)
    if done.kept:
        click.echo(f"What was there before is kept: {done.kept}")


@contextmanager
def _blog_unopened() -> Iterator[None]:
    """The blog's settings without its database, which may be damaged, newer, or not there."""
    if has_app_context():
        yield
        return
    app = Flask("blog", instance_path=str(config.instance_folder()))
    config.load(app, {})
    db.init_app(app)
    with app.app_context():
        yield


@click.command()
@with_appcontext
def tidy() -> None:
    """Do by hand, once, what is due of the things that the blog does by itself."""
    for task in housekeeping.tasks():
        if not task.is_due():
            click.echo(f"{task.name}: nothing to do")
        elif housekeeping.run(task.name):
            click.echo(f"{task.name}: done")
        else:
            click.echo(f"{task.name}: another process is at it")
