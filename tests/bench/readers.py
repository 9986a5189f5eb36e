"""What readers' pages cost to serve, beside nginx: ``.venv/bin/python -m tests.bench.readers``.

The blog is served as its owner serves it, by as many processes as suit the machine, and by one, two
and four; nginx serves the very bytes of its answers as files from the disk, and granian alone a
page that a function of one line returns. Requests are a browser's, over 16 connections. What is
told is requests for each second that all processes of a server worked, as medians of rounds in
which every server has its turn, and the ratio to nginx.
docs/performance.md says how to read it.
"""

from __future__ import annotations

import re
import statistics
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack
from http.client import HTTPConnection
from pathlib import Path
from typing import NamedTuple

import click

from blog.commands import machine
from tests.bench import pages, serving
from tests.bench.serving import Served

BROWSER = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Encoding": "gzip, deflate, br, zstd",
    "Accept-Language": "tr,en;q=0.7",
    "Host": "localhost",
    "Sec-Fetch-Dest": "document",
    "Sec-Fetch-Mode": "navigate",
    "User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
}
CONNECTIONS = 16
USUAL = "as by default"
NGINX = """
worker_processes 1;
daemon off;
pid {folder}/nginx.pid;
error_log stderr error;
events {{ worker_connections 1024; }}
http {{
    access_log off;
    sendfile on;
    tcp_nopush on;
    keepalive_requests 1000000000;
    types {{ text/html html; }}
    {temporary}
    server {{ listen 127.0.0.1:{port}; root {folder}/files; }}
}}
"""
ONE_LINE = """
from pathlib import Path
PAGE = Path({page!r}).read_bytes()
HEAD = [("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(len(PAGE)))]
def application(environ, start):
    start("200 OK", HEAD)
    return [PAGE]
"""


class Row(NamedTuple):
    """Something that is asked for again and again."""

    name: str
    path: str
    headers: dict[str, str]


class Answer(NamedTuple):
    """What comes for it."""

    status: int
    headers: dict[str, str]
    body: bytes


@click.command()
@click.option("--rounds", default=5, show_default=True)
@click.option("--seconds", default=2, show_default=True, help="For each row of a round.")
@click.option("--only", default="", help="Rows and servers whose names have this in them.")
def main(rounds: int, seconds: int, only: str) -> None:
    """Build a blog, serve it, and print a table."""
    serving.insist_on("nginx", "wrk")
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        instance, files = Path(folder, "instance"), Path(folder, "files")
        Path(folder).chmod(0o755)  # nginx's worker is nobody
        files.mkdir()
        addresses = _furnish(instance)

        counts = sorted({1, 2, 4, machine.workers()})
        ours = {workers: stack.enter_context(_blog(instance, workers)) for workers in counts}
        usual = ours[machine.workers()]
        rows = list(_rows(usual, addresses))
        for number, row in enumerate(rows):
            files.joinpath(f"{number}.html").write_bytes(_ask(usual, row.path, row.headers).body)
        nginx = stack.enter_context(_nginx(Path(folder)))
        floor = stack.enter_context(_one_line(files / "0.html", Path(folder)))

        turns: dict[tuple[str, str], tuple[Served, Row]] = {}
        for number, row in enumerate(rows):
            turns["nginx", row.name] = nginx, _of_nginx(nginx, row, number)
            turns[USUAL, row.name] = usual, row
        for workers in counts:
            turns[f"processes: {workers}", rows[0].name] = ours[workers], rows[0]
        turns["granian alone", rows[0].name] = floor, Row("", "/", BROWSER)

        chosen = {names: turn for names, turn in turns.items() if only in " ".join(names)}
        figures: defaultdict[tuple[str, str], list[float]] = defaultdict(list)
        for _ in range(rounds):
            for names, (server, row) in chosen.items():
                figures[names].append(_hit(server, row, seconds))
        medians = {names: statistics.median(found) for names, found in figures.items()}
        _tell(medians, rows, rounds, seconds, ours, {row.name: _size(usual, row) for row in rows})


def _furnish(instance: Path) -> dict[str, str]:
    from app import create_app
    from blog.db import db

    with create_app(INSTANCE=instance).test_request_context():
        addresses = pages.furnish()
        db.session.remove()
        db.engine.dispose()
    return addresses


def _rows(ours: Served, addresses: dict[str, str]) -> Iterator[Row]:
    article = addresses["article"]
    page = _ask(ours, article, {**BROWSER, "Accept-Encoding": "identity"})
    sheet = re.search(rb"/theme-[0-9a-f]+\.css", page.body)
    assert sheet
    for coding in ("identity", "gzip", "br", "zstd"):
        yield Row(f"article, {coding}", article, {**BROWSER, "Accept-Encoding": coding})
    known = _ask(ours, article, BROWSER).headers["etag"]
    yield Row("article, unchanged (304)", article, {**BROWSER, "If-None-Match": known})
    yield Row("front page", "/", BROWSER)
    yield Row("style sheet", sheet[0].decode(), BROWSER)
    yield Row("article, from no cache", f"{article}?for=you", BROWSER)


def _of_nginx(nginx: Served, row: Row, number: int) -> Row:
    """The same bytes, as a file of nginx's."""
    path, headers = f"/{number}.html", dict(row.headers)
    if "If-None-Match" in headers:
        path = "/0.html"
        headers["If-None-Match"] = _ask(nginx, path, BROWSER).headers["etag"]
    return Row(row.name, path, headers)


# -- servers --


def _blog(instance: Path, workers: int) -> AbstractContextManager[Served]:
    command, port, environment = serving.blog(instance, workers)
    return serving.served(command, port, **environment)


def _nginx(folder: Path) -> AbstractContextManager[Served]:
    port = serving.free_port()
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    temporary = " ".join(f"{kind}_temp_path {folder}/{kind};" for kind in kinds)
    config = folder / "nginx.conf"
    config.write_text(NGINX.format(folder=folder, port=port, temporary=temporary))
    return serving.served(["nginx", "-p", str(folder), "-c", str(config)], port)


def _one_line(page: Path, folder: Path) -> AbstractContextManager[Served]:
    (folder / "oneline.py").write_text(ONE_LINE.format(page=str(page)))
    port = serving.free_port()
    granian = [sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws"]
    where = ["--port", str(port), "--working-dir", str(folder), "--log-level", "error"]
    return serving.served([*granian, *where, "oneline:application"], port)


# -- measuring --


def _ask(server: Served, path: str, headers: dict[str, str]) -> Answer:
    connection = HTTPConnection("127.0.0.1", server.port, timeout=60)
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    found = {name.lower(): value for name, value in answer.getheaders()}
    body = answer.read()
    connection.close()
    return Answer(answer.status, found, body)


def _size(server: Served, row: Row) -> int:
    return len(_ask(server, row.path, row.headers).body)


def _hit(server: Served, row: Row, seconds: int) -> float:
    """How many of these requests a server answers in a second of its work."""
    status = _ask(server, row.path, row.headers).status
    if status not in {200, 304}:
        raise SystemExit(f"{row.name}: {status}")
    headers = [word for name in row.headers for word in ("-H", f"{name}: {row.headers[name]}")]
    load = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--timeout", "60", *headers]
    before = server.seconds()
    said = subprocess.run(
        [*load, f"http://127.0.0.1:{server.port}{row.path}"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    worked = server.seconds() - before
    answered = re.search(r"(\d+) requests in", said)
    if answered is None or "Non-2xx" in said or "Socket errors" in said:
        raise SystemExit(f"{row.name}: {said}")
    return int(answered[1]) / worked


def _tell(
    medians: dict[tuple[str, str], float],
    rows: list[Row],
    rounds: int,
    seconds: int,
    ours: dict[int, Served],
    sizes: dict[str, int],
) -> None:
    click.echo(f"{serving.machine()}; {rounds} rounds of {seconds} s, {CONNECTIONS} connections\n")
    click.echo("| what | bytes | nginx | Broadsheet | ratio |")
    click.echo("|---|---:|---:|---:|---:|")
    for row in rows:
        nginx, blog = medians.get(("nginx", row.name)), medians.get((USUAL, row.name))
        if nginx and blog:
            size, ratio = sizes[row.name], blog / nginx
            click.echo(f"| {row.name} | {size:,} | {nginx:,.0f} | {blog:,.0f} | {ratio:.3f} |")
    click.echo("\n| the first of these by | a second of work | ratio |")
    click.echo("|---|---:|---:|")
    for (server, row_name), figure in medians.items():
        nginx = medians.get(("nginx", row_name))
        if row_name == rows[0].name and nginx:
            click.echo(f"| {server} | {figure:,.0f} | {figure / nginx:.3f} |")
    click.echo("\nMegabytes afterwards, resident (and its share where memory is shared):")
    for workers, server in ours.items():
        sizes_now = ", ".join(f"{rss} ({pss})" for rss, pss in server.memory())
        click.echo(f"{workers} and the one that watches: {sizes_now}")


if __name__ == "__main__":
    main()
