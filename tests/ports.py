"""Ports of this machine for those who have to know theirs before somebody listens there."""

from __future__ import annotations

import socket


def reserved() -> int:
    """A port at which nobody listens, and which is given to nobody else while the tests run."""
    found = socket.socket()
    found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    found.bind(("127.0.0.1", 0))
    port = int(found.getsockname()[1])
    found.detach()  # open until this process ends: who asks for this very port gets it beside us
    return port
