"""What a page costs that no cache has: ``.venv/bin/python -m tests.bench.pages``.

Every kind of page that readers see is made again and again, in turns with a page of Flask that
says "ok", straight from the application: without a server or compression, and asked so that none of
them is kept whole. The parts that pages share are, as for all but the first one after a change.
Figures are milliseconds of this process's CPU, as medians, what that is in pages a second, and the
ratio to the "ok".
"""

from __future__ import annotations

import gc
import io
import os
import platform
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import click
from flask import Flask
from PIL import Image
from werkzeug.test import EnvironBuilder

TURNS, AT_ONCE = 20, 3
"""How often every page has its turn, and how often it is made in one."""
ARTICLES, EVERY = 60, timedelta(days=23)
COMMENTS = 20
WORDS = (
    "the ferry was late again and nobody at the harbour could say why while council and school "
    "argued about water prices bridges night buses old theatres olive groves and a new library"
)
LABELS = ("Harbour", "Schools", "Culture", "Sport/Football", "Council")
PAGES = {
    "article, 20 comments": "{article}",
    "About": "/p/about.html",
    "front page": "/",
    "second page": "/?page=2",
    "archive": "/archive/",
    "year": "{year}",
    "month": "{month}",
    "label": "/label/harbour",
    "search": "/search?q=harbour+ferry",
    "feed, Atom": "/feed.atom",
    "comments, Atom": "/comments/feed.atom",
    "no such page": "/none.html",
}


def furnish(language: str = "en") -> dict[str, str]:
    """Fill an empty blog as one of some years looks, with the same words every time; the
    addresses of an article, its year and its month."""
    from blog import pictures
    from blog.db import db, now
    from blog.models.article import Kind
    from blog.models.label import Label
    from blog.models.site import Ad, Site

    chance = random.Random(8)
    prepared = [
        pictures.prepare(_picture(colour), f"{colour}.png") for colour in ("teal", "sienna", "plum")
    ]
    with db.writing():
        site = Site(name="Günebakan", description="News from the hills", language=language)
        site.time_zone, site.url = "Europe/Istanbul", "http://localhost"
        site.feed_id, site.created_at = "urn:uuid:bench", now()
        site.follow = [
            {"name": name, "url": f"https://{name.lower()}.example/us"}
            for name in ("Mastodon", "Instagram", "YouTube")
        ]
        db.session.add(site)
        kept = [pictures.keep(picture) for picture in prepared]
        db.session.flush()
        ids = [picture.id for picture in kept]
    for number in reversed(range(1, ARTICLES)):
        picture = ids[number % 3] if number % 2 else None
        _publish(chance, 300, EVERY * number, number % 5, picture_id=picture)
    for slug in ("about", "contact"):
        _publish(chance, 90, EVERY, 0, kind=Kind.PAGE, slug=slug, title=slug.title())
    _publish(chance, 60, timedelta(hours=1), 1, wants_breaking=True)
    article = _publish(chance, 800, timedelta(hours=2), 2, kept[0].markdown, picture_id=ids[1])
    _discuss(chance, article)
    with db.writing():
        for position, label in enumerate(db.session.query(Label).order_by(Label.id)):
            label.position = position
        link = "https://advertiser.example/"
        db.session.add(Ad(slot="header", picture_id=ids[2], alt="Olives by post", link=link))
    month = f"/{article.month // 100}/{article.month % 100:02d}/"
    return {"article": article.url, "year": month[:6], "month": month}


def _picture(colour: str) -> io.BytesIO:
    file = io.BytesIO()
    Image.new("RGB", (1600, 1000), colour).save(file, "PNG")
    file.seek(0)
    return file


def _publish(
    chance: random.Random, length: int, ago: timedelta, about: int, placed: str = "", **fields: Any
) -> Any:
    from blog import pictures
    from blog.articles import actions as life
    from blog.db import db, now
    from blog.models.article import Article, Kind
    from blog.models.site import Site
    from blog.text import bodies

    paragraphs = [_said(chance, 60) for _ in range(length // 60)]
    body = "\n\n".join([*paragraphs[:2], placed, "## What follows", *paragraphs[2:]])
    kind, slug = fields.pop("kind", Kind.ARTICLE), fields.pop("slug", "")
    fields.setdefault("title", _said(chance, 8))
    labels = ", ".join({LABELS[about], LABELS[(about * 2 + 1) % 5]})
    typed = life.Typed(body=body, standfirst=_said(chance, 25), publish_at=now() - ago, **fields)
    typed.labels = labels if kind is Kind.ARTICLE else ""
    typed.picture_alt, typed.picture_credit = "A plain colour", "Photograph: Deniz"
    cleaned = pictures.in_text(bodies.render(body, "markdown"))
    with db.writing():
        article = Article(kind=kind, slug=slug, byline="Ayşe Yılmaz")
        life.write(article, typed)
        life.publish(article, cleaned, db.get_or_404(Site, 1))
    return article


def _said(chance: random.Random, words: int) -> str:
    return " ".join(chance.choices(WORDS.split(), k=words)).capitalize() + "."


def _discuss(chance: random.Random, article: Any) -> None:
    """Half of the comments answer one before them."""
    from blog.comments import threads
    from blog.db import db, now
    from blog.models.comment import Comment, Standing
    from blog.text import html

    ids: list[int] = []
    for number in range(COMMENTS):
        body = f"{_said(chance, 40)}\n\n{_said(chance, 15)} https://example.org/{number}"
        with db.writing():
            comment = Comment(article_id=article.id, anchor=f"comment-{number}", body=body)
            comment.parent_id = chance.choice(ids) if number % 2 else None
            comment.name, comment.html = f"Reader {number}", html.comment(body)
            comment.policy, comment.standing = html.COMMENT_POLICY, Standing.WAITING
            comment.created_at = now() - timedelta(minutes=COMMENTS - number)
            threads.add(comment)
            comment.decide(Standing.APPROVED)
            ids.append(comment.id)


def trivial() -> Flask:
    """The least that Flask can do."""
    app = Flask(__name__)
    app.add_url_rule("/", view_func=lambda: "ok")
    return app


def asking(app: Flask, path: str) -> Callable[[], bytes]:
    """What makes the page at ``path`` once: under a question for which no page is kept."""
    question = f"{path}{'&' if '?' in path else '?'}of=nobody"
    environ = EnvironBuilder(question, base_url="http://localhost").get_environ()

    def ask() -> bytes:
        return b"".join(app(dict(environ), _begin))

    return ask


def _begin(_status: str, _headers: object, _error: object = None, /) -> Callable[[bytes], object]:
    return sys.stdout.buffer.write


def costs(asked: dict[str, Callable[[], bytes]]) -> dict[str, float]:
    """Milliseconds of CPU for each, as the median of many turns."""
    taken: dict[str, list[float]] = {name: [] for name in asked}
    for ask in asked.values():
        ask()
    gc.collect()
    gc.freeze()
    for _ in range(TURNS):
        for name, ask in asked.items():
            began = time.process_time()
            for _ in range(AT_ONCE):
                ask()
            taken[name].append((time.process_time() - began) / AT_ONCE * 1_000)
    return {name: statistics.median(times) for name, times in taken.items()}


@click.command()
@click.option("--language", default="en", help="What the blog is in.")
def main(language: str) -> None:
    """Make every kind of page, and tell what it costs."""
    from app import create_app

    with tempfile.TemporaryDirectory() as folder:
        app = create_app(INSTANCE=Path(folder))
        with app.test_request_context():
            places = furnish(language)
        asked = {name: asking(app, path.format(**places)) for name, path in PAGES.items()}
        found = costs({'"ok"': asking(trivial(), "/"), **asked})
        click.echo(
            f"Python {platform.python_version()}, {os.cpu_count()} cores, {platform.machine()}"
        )
        click.echo(f"{'':24}{'ms':>8}{'a second':>10}{'of ok':>8}")
        for name, spent in found.items():
            ratio = found['"ok"'] / spent
            click.echo(f"{name:24}{spent:8.3f}{1_000 / spent:10,.0f}{ratio:8.4f}")


if __name__ == "__main__":
    main()
