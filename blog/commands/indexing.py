"""Making the search's index."""

from __future__ import annotations

import click
from flask.cli import with_appcontext

from blog.search import index


@click.command()
@with_appcontext
def reindex() -> None:
    """Make the search's index anew; the blog is read and searched meanwhile.

    Broken off, it goes on by itself while the blog runs, or when it is called again.
    """
    index.begin_again()
    catch_up()
    index.settle()
    click.echo("The search knows every article.")


def catch_up() -> None:
    """Read what the search doesn't know yet, and show how far it is."""
    with click.progressbar(length=index.behind(), label="Indexing") as bar:
        index.catch_up(bar.update)
