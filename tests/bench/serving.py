"""A served blog for a benchmark, and what it takes of the machine."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from blog.config import ROOT

TICKS = os.sysconf("SC_CLK_TCK")


class Served:
    """A server: where it listens, and all of its processes."""

    def __init__(self, process: subprocess.Popen[bytes], port: int) -> None:
        self.port = port
        self._process = process

    def processes(self) -> list[int]:
        """The first one, and those that it began."""
        found = [self._process.pid]
        for pid in found:
            for task in Path(f"/proc/{pid}/task").glob("*/children"):
                found += map(int, task.read_text().split())
        return found

    def seconds(self) -> float:
        """For how long they worked on a processor until now."""
        return sum(_ticks(pid) for pid in self.processes()) / TICKS

    def memory(self) -> list[tuple[int, int]]:
        """For each, the megabytes that are resident, and its share of them where they share."""
        return [_megabytes(pid) for pid in self.processes()]

    @property
    def is_up(self) -> bool:
        return self._process.poll() is None


def _ticks(pid: int) -> int:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


def _megabytes(pid: int) -> tuple[int, int]:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    sizes = {line.split()[0]: int(line.split()[1]) // 1024 for line in lines[1:]}
    return sizes["Rss:"], sizes["Pss:"]


@contextmanager
def served(command: list[str], port: int, **environment: str) -> Iterator[Served]:
    """Run a server until the end, which it has to reach in good order."""
    process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **environment})
    server = Served(process, port)
    try:
        _wait_for(server)
        yield server
    finally:
        process.terminate()
        if process.wait(60):
            raise SystemExit(f"{command[0]} ended with {process.returncode}")


def blog(instance: Path, workers: int, **environment: str) -> tuple[list[str], int, dict[str, str]]:
    """How a blog is served, for ``served``."""
    port = free_port()
    own = {"PORT": str(port), "BROADSHEET_INSTANCE": str(instance)}
    own["BROADSHEET_WORKERS"] = str(workers)
    return [sys.executable, "app.py"], port, {**own, **environment}


def free_port() -> int:
    """A port where nobody listens."""
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        return int(free.getsockname()[1])


def insist_on(*tools: str) -> None:
    """Stop, with what to do about it, where a program is missing."""
    missing = [tool for tool in tools if not shutil.which(tool)]
    if missing:
        packages = " ".join({"nginx": "nginx-light"}.get(tool, tool) for tool in missing)
        raise SystemExit(f"This needs {', '.join(missing)}. On Debian: apt-get install {packages}")


def machine() -> str:
    """The kind of machine."""
    names = [
        line for line in Path("/proc/cpuinfo").read_text().splitlines() if "model name" in line
    ]
    kind = names[0].partition(":")[2].strip() if names else "an unknown processor"
    return f"{len(os.sched_getaffinity(0))} cores of {kind}"


def _wait_for(server: Served) -> None:
    for _ in range(600):
        with suppress(OSError), closing(socket.create_connection(("127.0.0.1", server.port), 1)):
            return
        if not server.is_up:
            break
        time.sleep(0.05)
    raise SystemExit("a server does not answer")
