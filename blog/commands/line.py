"""Every command there is, and how they are run."""

from __future__ import annotations

import sys
from collections.abc import Callable

from flask import Flask
from flask.cli import FlaskGroup

from blog.commands import indexing, keeping, leaving, moving, serving
from blog.translate import translate

COMMANDS = (
    serving.serve,
    serving.fill_demo,
    serving.owner,
    keeping.back_up,
    keeping.bring_back,
    keeping.tidy,
    indexing.reindex,
    moving.bring_in,
    moving.check_addresses,
    leaving.export,
    translate,
)


def init_app(app: Flask) -> None:
    """Add our commands to the ``flask`` command's."""
    for command in COMMANDS:
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
    group.add_command(keeping.bring_back)  # there already where no app can be made
    group.main(args=sys.argv[1:] or ["serve"], prog_name="python3 app.py")
