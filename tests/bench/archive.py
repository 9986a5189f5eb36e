"""What finding articles costs: ``.venv/bin/python -m tests.bench.archive [ARTICLES]``.

Pages and maps are asked for in a blog of 2,000 articles and in one of many. Figures are
CPU-milliseconds of this process, and their ratio.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import click
from flask.testing import FlaskClient
from sqlalchemy import insert, select

FEW = 2_000
MONTHS = 180
AT_ONCE = 5_000
ASKED, ROUNDS = 8, 5
"""How often each page is asked for in a round; the cheapest round counts."""
NEWEST = datetime(2026, 11, 1, tzinfo=UTC)
PAGES = {
    "front page": "/",
    "an article": "/7",
    "archive": "/archive/",
    "a year": "/2020/",
    "a month": "/2020/03/",
    "map": "/sitemap.xml",
    "latest news": "/news-sitemap.xml",
}


def rows(number: int) -> Iterator[dict[str, Any]]:
    """So many articles, spread over fifteen years."""
    for one in range(number):
        moment = NEWEST - timedelta(days=30.4 * MONTHS * one / number)
        yield {
            "kind": "article",
            "title": f"News {one}",
            "html": "<p>Some words.</p>" * 40,
            "path": f"/{one}",
            "feed_id": f"urn:{one}",
            "created_at": moment,
            "published_at": moment,
            "month": moment.year * 100 + moment.month,
        }


def fill(number: int) -> None:
    """Have so many articles, all under one label."""
    from blog.articles import labels
    from blog.db import db
    from blog.models.address import Address
    from blog.models.article import Article
    from blog.models.label import labelling

    waiting = list(rows(number))
    for start in range(0, number, AT_ONCE):
        some = waiting[start : start + AT_ONCE]
        with db.writing():
            label = labels.called("News").id
            db.session.execute(insert(Article.__table__), some)
            paths = [row["path"] for row in some]
            ids = select(Article.path, Article.id).where(Article.path.in_(paths))
            known = [{"path": path, "article_id": id} for path, id in db.session.execute(ids)]
            db.session.execute(insert(Address.__table__), known)
            pairs = [{"article_id": one["article_id"], "label_id": label} for one in known]
            db.session.execute(insert(labelling), pairs)


def cost(client: FlaskClient, url: str) -> float:
    """Milliseconds that the processor works to answer once."""
    assert client.get(url).status_code == 200, url
    rounds = []
    for _ in range(ROUNDS):
        before = time.process_time()
        for _ in range(ASKED):
            client.get(url)
        rounds.append((time.process_time() - before) / ASKED)
    return min(rounds) * 1_000


def measured(number: int) -> dict[str, float]:
    """What every page costs in a blog of so many articles."""
    import app as blog_app
    from blog.db import db, now
    from blog.models.site import Site

    with tempfile.TemporaryDirectory() as folder:
        app = blog_app.create_app(INSTANCE=folder)
        with app.test_request_context():
            with db.writing():
                about = {"name": "Bench", "language": "en", "time_zone": "UTC", "feed_id": "urn:x"}
                db.session.add(Site(url="http://localhost", created_at=now(), **about))
            fill(number)
            costs = {name: cost(app.test_client(), path) for name, path in PAGES.items()}
            db.session.remove()
            db.engine.dispose()
    return costs


@click.command(help=__doc__)
@click.argument("articles", default=200_000)
def main(articles: int) -> None:
    """Compare a small blog with a large one."""
    small, large = measured(FEW), measured(articles)
    click.echo(f"{'ms':>14} {FEW:>9,} {articles:>9,}  ratio")
    for name in PAGES:
        ratio = large[name] / small[name]
        click.echo(f"{name:>14} {small[name]:9.1f} {large[name]:9.1f} {ratio:6.2f}")


if __name__ == "__main__":
    main()
