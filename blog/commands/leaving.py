"""Leaving with everything, and coming back with it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from flask.cli import with_appcontext
from sqlalchemy.exc import OperationalError

from blog.commands import indexing
from blog.commands.moving import bring_in
from blog.db import trouble
from blog.models.site import Site
from blog.transfer import arriving, containers, leaving
from blog.transfer.found import NotReadable
from blog.transfer.readers import broadsheet


@click.command("export")
@click.argument("target", type=click.Path(path_type=Path), metavar="FOLDER|ZIP")
@with_appcontext
def export(target: Path) -> None:
    """Write everything into a new FOLDER or ZIP: articles, comments, pictures, settings.

    docs/formats.md describes it. An older export is replaced, nothing else is.
    """
    with _told(target), click.progressbar(length=leaving.size(), label="Exporting") as bar:
        counts = leaving.export(target, bar.update)
    click.echo(f"{_in_words(counts)} are in {target}.")
    click.echo("It has what visitors told you alone, such as e-mail addresses: keep it safe.")


@bring_in.command("broadsheet")
@click.argument("source", type=click.Path(exists=True, path_type=Path), metavar="FOLDER|ZIP")
@click.option("--keep-address", is_flag=True, help="Leave this blog its own public address.")
@with_appcontext
def from_broadsheet(source: Path, keep_address: bool) -> None:
    """Bring in what `export` wrote, as the content of a blog that has none yet."""
    with (
        _told(source),
        broadsheet.opened(source) as package,
        click.progressbar(length=package.steps, label="Bringing in") as bar,
    ):
        counts = arriving.bring_in(package, bar.update, keep_address)
    indexing.catch_up()
    click.echo(f"{_in_words(counts)} are here.")
    site = Site.current()
    click.echo(f"The blog's public address is {site.url if site else ''}.")


@contextmanager
def _told(place: Path) -> Iterator[None]:
    """Tell what may happen, in a line or a few."""
    try:
        yield
    except leaving.NotSetUp:
        problem = "this blog is not set up yet: start it, and set it up."
    except leaving.Lost as lost:
        problem = f"these originals are missing or damaged:\n{_listed(lost)}"
    except containers.Occupied:
        problem = f"{place} is there already, and is no export."
    except arriving.NotEmpty:
        problem = "this blog has content of its own; an export goes into a new one."
    except arriving.NotWhole as not_whole:
        problem = f"nothing was brought in: these files are not as they were.\n{_listed(not_whole)}"
    except NotReadable as error:
        problem = f"nothing was brought in: {error}"
    except OSError as error:
        problem = f"{place}: {error}"
    except OperationalError as error:
        if not trouble(error):
            raise
        problem = f"nothing was brought in: {error.orig}"
    else:
        return
    raise click.ClickException(problem)


def _listed(several: Exception) -> str:
    return "\n".join(f"  {one}" for one in several.args)


def _in_words(counts: leaving.Counts) -> str:
    return (
        f"{counts.articles:,} articles and pages, {counts.comments:,} comments "
        f"and {counts.pictures:,} pictures"
    )
