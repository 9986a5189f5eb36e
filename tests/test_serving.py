"""The server: several processes on one blog, slow people, and stopping in good order."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.request import urlopen

import pytest

from blog.commands import machine
from blog.config import DEFAULTS, ROOT

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")

SLOW = 300


class Served(NamedTuple):
    """A blog that is served by two processes, beside the one that watches over them."""

    process: subprocess.Popen[str]
    port: int
    instance: Path

    def workers(self) -> set[int]:
        tasks = Path(f"/proc/{self.process.pid}/task").glob("*/children")
        children = {int(child) for task in tasks for child in task.read_text().split()}
        return {child for child in children if _is_worker(child)}

    def ask(self, path: str = "/") -> int:
        with urlopen(f"http://localhost:{self.port}{path}", timeout=60) as answer:
            return answer.status

    def connect(self, words: bytes) -> socket.socket:
        connection = socket.create_connection(("127.0.0.1", self.port), timeout=60)
        connection.sendall(words.replace(b"\n", b"\r\n"))
        return connection


@pytest.fixture
def served(furnished, tmp_path) -> Iterator[Served]:
    shutil.copytree(furnished, tmp_path, dirs_exist_ok=True)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    others = {name: value for name, value in os.environ.items() if name not in DEFAULTS}
    own = {"PORT": str(port), "BROADSHEET_INSTANCE": str(tmp_path), "BROADSHEET_WORKERS": "2"}
    process = subprocess.Popen(
        [sys.executable, "app.py"],
        cwd=ROOT,
        env={**others, **own},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    served = Served(process, port, tmp_path)
    _at_last(lambda: len(served.workers()) == 2 and _listens(port))
    try:
        yield served
    finally:
        left = served.workers()
        process.kill()
        process.wait()
        process.stdout.close()
        for worker in left:
            os.kill(worker, signal.SIGKILL)


def _is_worker(pid: int) -> bool:
    """Whether this process answers, rather than watches over what Python shares among them."""
    return b"resource_tracker" not in Path(f"/proc/{pid}/cmdline").read_bytes()


def _listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=60).close()
    except OSError:
        return False
    return True


def _at_last(is_so: Callable[[], bool]) -> None:
    for _ in range(600):
        if is_so():
            return
        time.sleep(0.1)
    raise AssertionError("it never came to that")


def test_three_hundred_slow_connections_hold_nobody_up(served):
    half = {
        "headers": b"GET / HTTP/1.1\nHost: localhost\nX-Slow: ",
        "body": b"POST /login HTTP/1.1\nHost: localhost\nSec-Fetch-Site: same-origin\n"
        b"Content-Type: application/x-www-form-urlencoded\nContent-Length: 1000\n\nname=",
        "answer": b"GET / HTTP/1.1\nHost: localhost\n\n" * 20,
    }
    slow = [served.connect(words) for words in half.values() for _ in range(SLOW // len(half))]

    assert {served.ask() for _ in range(20)} == {200}
    for connection in slow:
        connection.close()


def test_a_worker_that_dies_is_replaced(served):
    died, stays = served.workers()

    os.kill(died, signal.SIGKILL)
    _at_last(lambda: len(served.workers() - {died}) == 2)
    os.kill(stays, signal.SIGSTOP)  # so that only the new one can answer
    try:
        _at_last(lambda: _answers(served))
    finally:
        os.kill(stays, signal.SIGCONT)


def _answers(served: Served) -> bool:
    """Whether one of some connections, which go to either process by chance, is answered."""
    asked = [served.connect(b"GET /healthz HTTP/1.1\nHost: localhost\n\n") for _ in range(8)]
    try:
        for connection in asked:
            connection.settimeout(0.2)
            try:
                if connection.recv(100).startswith(b"HTTP/1.1 200"):
                    return True
            except TimeoutError:
                continue
        return False
    finally:
        for connection in asked:
            connection.close()


def test_what_is_under_way_is_finished_before_the_server_stops_and_leaves_one_file(served):
    form = b"name=A&password=B&website="
    under_way = served.connect(
        b"POST /login HTTP/1.1\nHost: localhost\nSec-Fetch-Site: same-origin\n"
        b"Content-Type: application/x-www-form-urlencoded\nContent-Length: %d\n\n" % len(form)
    )
    under_way.sendall(form[:5])
    served.ask()

    served.process.send_signal(signal.SIGTERM)
    _at_last(lambda: not _listens(served.port))
    under_way.sendall(form[5:])

    assert under_way.recv(100).startswith(b"HTTP/1.1 400")  # without the token of a session
    under_way.close()
    assert served.process.wait(timeout=60) == 0
    assert not served.instance.joinpath("blog.db-wal").exists()


def test_a_place_where_somebody_listens_is_not_shared_by_accident(tmp_path):
    with socket.create_server(("127.0.0.1", 0), reuse_port=True) as somebody:
        own = {"PORT": str(somebody.getsockname()[1]), "BROADSHEET_INSTANCE": str(tmp_path)}
        done = subprocess.run(
            [sys.executable, "app.py"],
            cwd=ROOT,
            env={**os.environ, **own},
            capture_output=True,
            text=True,
            check=False,
        )

    assert done.returncode == 1
    assert "Nobody can listen at 127.0.0.1" in done.stderr


# -- how many processes --


@pytest.fixture
def computer(monkeypatch, tmp_path) -> Callable[..., None]:
    """Make this machine another one, whose group has the bounds of these files."""

    def furnish(processors: int, megabytes: int, **bounds: str) -> None:
        monkeypatch.setattr(os, "sched_getaffinity", lambda _pid: set(range(processors)))
        monkeypatch.setattr(
            os, "sysconf", {"SC_PAGE_SIZE": 1 << 20, "SC_PHYS_PAGES": megabytes}.get
        )
        (tmp_path / "blog.service").mkdir()
        for name, words in bounds.items():
            (tmp_path / "blog.service" / name.replace("_", ".")).write_text(words)
        (tmp_path / "membership").write_text("1:name=systemd:/\n0::/blog.service\n")
        monkeypatch.setattr(machine, "GROUPS", tmp_path)
        monkeypatch.setattr(machine, "MEMBERSHIP", tmp_path / "membership")

    return furnish


@pytest.mark.parametrize(
    ("processors", "megabytes", "workers"),
    [(1, 512, 1), (2, 2_048, 2), (4, 4_096, 4), (4, 512, 2), (4, 100, 1), (64, 65_536, 4)],
)
def test_there_are_as_many_processes_as_suit_the_machine(computer, processors, megabytes, workers):
    computer(processors, megabytes)

    assert machine.workers() == workers


@pytest.mark.parametrize(
    ("bounds", "workers"),
    [
        ({"cpu_max": "max 100000", "memory_max": "max"}, 4),
        ({"cpu_max": "250000 100000"}, 3),
        ({"memory_max": str(300 << 20)}, 1),
    ],
)
def test_a_container_has_as_many_as_its_bounds_let_it(computer, bounds, workers):
    computer(processors=16, megabytes=65_536, **bounds)

    assert machine.workers() == workers
