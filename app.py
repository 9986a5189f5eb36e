"""The whole blog on one page: create_app joins the rooms; nobody imports it.

``python3 app.py`` makes itself at home (see ``blog/bootstrap.py``) and serves the blog;
``python3 app.py COMMAND`` runs a command.
"""

from blog import bootstrap

if __name__ == "__main__":
    bootstrap.at_home("requirements.txt")

from typing import Any

from flask import Flask

from blog import config, instance, migrations, signin, visits
from blog.archive import routes as archive
from blog.articles import routes as articles
from blog.commands import line as commands
from blog.comments import followers, receipts, reporting
from blog.comments import routes as comments
from blog.db import db
from blog.follow import routes as follow
from blog.owner import routes as owner
from blog.site import blogger, searching, sitemaps
from blog.site import routes as site
from blog.web import (
    accesslog,
    errors,
    files,
    frame,
    language,
    macros,
    pagecache,
    routing,
    security,
    tracing,
)


def create_app(**overrides: Any) -> Flask:
    """Build one blog; keyword arguments win over every other setting."""
    folder = overrides.pop("INSTANCE", None) or config.instance_folder()
    app = routing.Application(__name__, instance_path=str(folder))
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    config.load(app, overrides)
    instance.enter(app)

    # What answers last is furnished first: pages are kept once everything else is said of them.
    services = (db, tracing, pagecache, routing, signin, visits)
    for furnish in (*services, security, language, macros, frame, files, errors, accesslog):
        furnish.init_app(app)
    talk = (comments, receipts, reporting, followers)
    for room in (site, blogger, searching, sitemaps, *talk, articles, archive, follow, owner):
        app.register_blueprint(room.bp)
    commands.init_app(app)

    with app.app_context():
        migrations.upgrade()
    return app


if __name__ == "__main__":
    commands.main(create_app)
