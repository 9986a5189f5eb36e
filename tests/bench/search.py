"""What searching costs: ``.venv/bin/python -m tests.bench.search [ARTICLES] [--folder FOLDER]``.

An index of made-up articles, 300 words each, is written at one go; then every kind of question is
asked of it. A word's place in the vocabulary says how common it is (Zipf's law). Figures are
milliseconds of CPU of this process, the middle one of several; how many of the ten articles that
plain BM25 puts first, over everything, are among our first ten; and what ours are worth by BM25, in
percent of those. FOLDER keeps the index.
"""

from __future__ import annotations

import os
import platform
import random
import sqlite3
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from itertools import accumulate
from pathlib import Path

import click
from sqlalchemy import text

VOCABULARY = 200_000
TITLE, STANDFIRST, BODY = 8, 20, 272
LABELS = 40
SECONDS = 2_400
"""Between two articles: 36 a day."""
ASKED = 7
RANDOM = 60
SYLLABLES = [c + v for c in "bcdfghjklmnprstvyz" for v in "aeiou"]


def word(rank: int) -> str:
    """The word of that rank, 1 being the most common."""
    made = ""
    while rank or not made:
        rank, place = divmod(rank, len(SYLLABLES))
        made = SYLLABLES[place] + made
    return f"{made}n"


def articles(count: int, body: int = BODY) -> Iterator[dict[str, str]]:
    """Made-up articles, the same each time, with so many words or more and less."""
    chance = random.Random(7)
    vocabulary = [word(rank) for rank in range(1, VOCABULARY + 1)]
    weights = list(accumulate(1 / rank for rank in range(1, VOCABULARY + 1)))
    for _ in range(count):
        length = TITLE + STANDFIRST + int(body * chance.lognormvariate(-0.125, 0.5))
        words = chance.choices(vocabulary, cum_weights=weights, k=length)
        yield {
            "title": " ".join(words[:TITLE]),
            "standfirst": " ".join(words[TITLE : TITLE + STANDFIRST]),
            "body": " ".join(words[TITLE + STANDFIRST :]),
            "labels": f"§{min(LABELS, int(chance.paretovariate(0.7)))}",
        }


def build(database: Path, count: int) -> None:
    """Write the index, past everything that the blog would do for one article."""
    with closing(sqlite3.connect(database, isolation_level=None)) as connection:
        for pragma in ("synchronous=OFF", "journal_mode=OFF"):
            connection.execute(f"PRAGMA {pragma}").close()
        connection.execute("BEGIN")
        connection.executemany(
            "INSERT INTO label (id, name, key, slug, description) VALUES (?, ?, ?, ?, '')",
            [(n, f"Label {n}a", f"label {n}a", f"label-{n}a") for n in range(1, LABELS + 1)],
        )
        first = int(time.time()) + 62_135_596_800 - count * SECONDS  # seconds since the year 1
        with click.progressbar(articles(count), length=count, label="Writing") as bar:
            learn(
                connection, ((first + number * SECONDS, one) for number, one in enumerate(bar, 1))
            )
        connection.execute("COMMIT")


def learn(connection: sqlite3.Connection, said: Iterable[tuple[int, dict[str, str]]]) -> None:
    """Index what articles say, each at its place; their numbers begin with 1."""
    from blog.search import index

    counts: Counter[str] = Counter()
    for number, (place, one) in enumerate(said, 1):
        labels = " ".join([*index.time_marks(place), one["labels"]])
        row = (place, one["title"], one["standfirst"], labels, one["body"])
        connection.execute(
            "INSERT INTO search_entry VALUES (?, ?, ?)", (place, number, place * 1_000_000)
        )
        connection.execute("INSERT INTO search_text VALUES (?, ?, ?, ?, ?)", row)
        connection.execute(
            "INSERT INTO search_words (rowid, title, standfirst, labels, body)"
            " VALUES (?, ?, ?, ?, ?)",
            row,
        )
        counts.update(set(" ".join(row[1:]).split()))
    connection.executemany("INSERT INTO search_term VALUES (?, ?)", sorted(counts.items()))


def cost(ask: Callable[[], object]) -> float:
    """Milliseconds that the processor works."""
    ask()
    rounds = []
    for _ in range(ASKED):
        before = time.process_time()
        ask()
        rounds.append(time.process_time() - before)
    return statistics.median(rounds) * 1_000


def best(groups: list[str]) -> dict[int, float]:
    """The first ten of everything, as plain BM25 has it, and what they are worth."""
    from blog.search import finding

    return worth(
        f"WHERE search_words MATCH :words ORDER BY bm25(search_words, {finding.WEIGHTS}) LIMIT 10",
        groups,
    )


def worth(which: str, groups: list[str]) -> dict[int, float]:
    """What articles are worth by plain BM25."""
    from blog.db import db
    from blog.search import finding

    query = text(
        f"SELECT article_id, -bm25(search_words, {finding.WEIGHTS}) FROM search_words"
        f" JOIN search_entry ON place = search_words.rowid {which}"
    )
    rows = db.session.execute(query, {"words": " AND ".join(groups)})
    return dict(rows.all())


def percent(groups: list[str], ours: tuple[int, ...]) -> float:
    """What our first ten are worth, of what the best ten are."""
    ids = ", ".join(map(str, ours)) or "0"
    found = worth(f"WHERE search_words MATCH :words AND article_id IN ({ids})", groups)
    return 100 * sum(found.values()) / (sum(best(groups).values()) or 1)


QUESTIONS = {
    "a word of one article in 10,000": [f'"{word(120_000)}"'],
    "a word of one in 400": [f'"{word(9_000)}"'],
    "a word of one in 20": [f'"{word(450)}"'],
    "a word of every third": [f'"{word(58)}"'],
    "the most common word": [f'"{word(1)}"'],
    "a common and a rare one": [f'"{word(58)}"', f'"{word(9_000)}"'],
    "two of every third": [f'"{word(58)}"', f'"{word(59)}"'],
    "three of one in 20": [f'"{word(450)}"', f'"{word(451)}"', f'"{word(452)}"'],
    "eight of every second": [f'"{word(rank)}"' for rank in range(30, 38)],
    "the eight most common": [f'"{word(rank)}"' for rank in range(1, 9)],
    "two in a row, common": [f'"{word(1)} {word(2)}"'],
    "two in a row, of every third": [f'"{word(58)} {word(59)}"'],
    "two in a row, rare": [f'"{word(9_000)} {word(9_001)}"'],
    "eight in a row": ['"' + " ".join(word(rank) for rank in range(1, 9)) + '"'],
}
OURS_ALONE = [
    "da*", "dat*", "date*", "sa* te* ka* mo*", f"{word(1)} da*", 'label:"Label 1a"',
    f'label:"Label 3a" {word(1)}', f'label:"Label 40a" {word(58)}', f"year:2019 {word(58)}",
    f"year:2015 {word(1)} {word(2)}", "year:2020", "nothingsuch", word(120_000)[:-2], '"', "label",
]  # fmt: skip


@click.command()
@click.argument("count", metavar="[ARTICLES]", default=200_000)
@click.option("--folder", type=click.Path(path_type=Path))
def main(count: int, folder: Path | None) -> None:
    """Ask an index of so many ARTICLES."""
    from app import create_app
    from blog.db import db
    from blog.models.search import SearchEntry

    with tempfile.TemporaryDirectory() as passing:
        app = create_app(INSTANCE=folder or Path(passing))
        with app.app_context():
            database = Path(str(db.engine.url.database))
            known = db.session.query(SearchEntry).count()
            db.session.remove()
            db.engine.dispose()
            if not known:
                build(database, count)
            click.echo(
                f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, "
                f"{os.cpu_count()} cores, {platform.machine()}; "
                f"{(known or count):,} articles, {database.stat().st_size / 1e6:,.0f} MB"
            )
            report()
            db.session.remove()
            db.engine.dispose()


def report() -> None:
    """Ask everything, and say what it cost."""
    from zoneinfo import ZoneInfo

    from blog.db import db
    from blog.search import finding
    from blog.text import questions

    zone = ZoneInfo("Europe/Istanbul")

    def ask(typed: str) -> finding.Found:
        question = questions.read(typed)
        found = finding.find(question, zone)
        if not found.articles:
            finding.better(question, zone)
        db.session.rollback()
        return found

    click.echo(f"{'':34}{'plain BM25':>11}{'ours':>8}{'hits':>7}{'same':>6}{'worth':>7}")
    for what, groups in QUESTIONS.items():
        typed = " ".join(group if " " in group else group.strip('"') for group in groups)
        found = ask(typed)
        same = len(set(best(groups)) & set(found.articles[:10]))
        plain = cost(lambda groups=groups: best(groups))
        ours = cost(lambda typed=typed: ask(typed))
        good = percent(groups, found.articles[:10])
        told = f"{hits(found):>7}{same:6}{good:6.0f}%{flags(found)}"
        click.echo(f"{what:34}{plain:11.1f}{ours:8.2f}{told}")
    for typed in OURS_ALONE:
        ours = cost(lambda typed=typed: ask(typed))
        found = ask(typed)
        click.echo(f"{typed:34}{'':11}{ours:8.2f}{hits(found):>7}{'':13}{flags(found)}")
    ours, typed = dearest(ask)
    click.echo(f"{f'the dearest of {RANDOM} at random':45}{ours:8.2f}  {typed}")


def dearest(ask: Callable[[str], object]) -> tuple[float, str]:
    """The dearest of many questions at random, common words and beginnings among them."""
    chance = random.Random(1)
    asked = []
    for _ in range(RANDOM):
        ranks = [int(chance.paretovariate(0.25)) for _ in range(chance.randrange(1, 9))]
        words = (word(rank % 100_000 + 1)[: chance.randrange(2, 9)] for rank in ranks)
        asked.append(" ".join(one + chance.choice(["", "", "*"]) for one in words))
    return max((cost(lambda typed=typed: ask(typed)), typed) for typed in asked)


def hits(found: object) -> str:
    """How many hits there are."""
    return f"{len(found.articles)}{'+' if found.is_more else ''}"


def flags(found: object) -> str:
    """What readers are told of them."""
    names = ("is_partial", "is_widened", "by_date")
    return "".join(f"  {name}" for name in names if getattr(found, name))


if __name__ == "__main__":
    main()
