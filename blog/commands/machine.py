"""What of this machine is ours to use: processors and memory, as containers and services bound
them (cgroups, version 2)."""

from __future__ import annotations

import ctypes
import os
import sys
from pathlib import Path

POOLS, HELD = -8, -1
"""What glibc's ``mallopt`` calls the number of its pools, and the free bytes it holds back."""

GROUPS = Path("/sys/fs/cgroup")
MEMBERSHIP = Path("/proc/self/cgroup")

FOR_EACH = 256 * 1024 * 1024
"""Bytes of memory that there should be for a process; it takes less than half of that."""
MOST = 4
"""More processes than this only take memory: what they wait for is the one database."""


def workers() -> int:
    """How many processes suit the machine: one for each processor, for one runs Python on one."""
    return max(1, min(processors(), memory() // FOR_EACH, MOST))


def processors() -> int:
    """How many processors may work for us at once; a part of one counts as one."""
    try:
        count = len(os.sched_getaffinity(0))
    except AttributeError:  # not everywhere
        count = os.cpu_count() or 1
    quota, _, period = _bound("cpu.max").partition(" ")
    return min(count, -(-int(quota) // int(period))) if quota.isdigit() else count


def memory() -> int:
    """How many bytes of memory there are for us, used or not."""
    try:
        installed = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError):  # not everywhere
        installed = MOST * FOR_EACH
    bound = _bound("memory.max")
    return min(installed, int(bound)) if bound.isdigit() else installed


def spare_memory() -> None:
    """Have the C library keep one pool of memory for all threads, and give back what is free. With
    a pool for a few threads each, what one has done with stays there: 20 MB a process."""
    if sys.platform == "linux":
        library = ctypes.CDLL(None)
        if hasattr(library, "mallopt"):  # else it is another C library, which has no such pools
            library.mallopt(POOLS, 1)
            library.mallopt(HELD, 64 * 1024)


def _bound(name: str) -> str:
    """What the group of this process says about it; ``max`` or nothing where it is not bounded."""
    try:
        ours = MEMBERSHIP.read_text("utf-8").rpartition("0::/")[2].strip()
        return (GROUPS / ours / name).read_text("utf-8").strip()
    except OSError:
        return ""
