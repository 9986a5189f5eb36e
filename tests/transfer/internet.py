"""A small internet: names lead to addresses, these to servers on this machine, the rest nowhere."""

from __future__ import annotations

import itertools
import socket
import socketserver
import ssl
import struct
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pytest

SOMEWHERE = "93.184.216.34"
RESET = b"\0reset\0"
"""In an answer: the connection is torn off here."""


class Internet:
    """``connected`` are the addresses and ports that somebody wanted a connection to, ``asked``
    the heads of what was asked there."""

    def __init__(self) -> None:
        self.connected: list[tuple[str, int]] = []
        self.asked: list[str] = []
        self._names: dict[str, Iterator[list[str]]] = {}
        self._servers: dict[tuple[str, int], _Server] = {}

    def name(self, name: str, *resolved: list[str]) -> None:
        """Have a name stand for the first of these addresses, the next time for the second …"""
        self._names[name] = itertools.chain(resolved, itertools.repeat(resolved[-1]))

    def host(
        self,
        name: str,
        *answer: bytes,
        on: Iterable[bytes] = (),
        at: str = SOMEWHERE,
        stays: bool = False,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        """Have a host answer whatever it is asked, go ``on`` with that, and hang up, unless it
        ``stays``."""
        self.name(name, [at])
        server = _Server(self.asked, answer, on, stays, tls)
        threading.Thread(target=server.serve_forever, args=(0.01,)).start()
        self._servers[at, 443 if tls else 80] = server

    def resolve(self, name: str, port: int, **hints: Any) -> list[Any]:
        """What ``getaddrinfo`` would say here. Numbers are read by the system itself."""
        addresses = next(self._names[name]) if name in self._names else [name]
        hints["flags"] = socket.AI_NUMERICHOST
        return [found for one in addresses for found in _resolve(one, port, **hints)]

    def connect(self, sock: socket.socket, address: tuple[Any, ...]) -> None:
        """Connect to the server that stands for an address."""
        host, port, *_ = address
        self.connected.append((host, port))
        if (host, port) not in self._servers:
            raise ConnectionRefusedError(111, "Connection refused")
        _connect(sock, self._servers[host, port].server_address)

    def end(self) -> None:
        """Have every server stop, and wait for it."""
        for server in self._servers.values():
            server.shutdown()
            server.server_close()


class _Handler(socketserver.BaseRequestHandler):
    server: _Server

    def handle(self) -> None:
        self.request.settimeout(20)
        with suppress(OSError):  # whoever asked has hung up
            if self.server.tls:
                self.request = self.server.tls.wrap_socket(self.request, server_side=True)
            self.server.asked.append(_head(self.request))
            for piece in itertools.chain(self.server.answer, self.server.on):
                _send(self.request, piece)
            if self.server.stays:
                self.request.recv(1)

    def finish(self) -> None:
        self.request.close()


class _Server(socketserver.ThreadingTCPServer):
    def __init__(
        self,
        asked: list[str],
        answer: Iterable[bytes],
        on: Iterable[bytes],
        stays: bool,
        tls: ssl.SSLContext | None,
    ) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.asked = asked
        self.answer = answer
        self.on = on
        self.stays = stays
        self.tls = tls


_resolve = socket.getaddrinfo
_connect = socket.socket.connect


def _head(sock: socket.socket) -> str:
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        byte = sock.recv(1)
        if not byte:
            raise ConnectionResetError
        head += byte
    return head.decode("ascii")


def _send(sock: socket.socket, piece: bytes) -> None:
    if piece == RESET:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        raise ConnectionResetError
    sock.sendall(piece)


@contextmanager
def connected(monkeypatch: pytest.MonkeyPatch) -> Iterator[Internet]:
    """Be connected to a small internet, and to nothing else, until the block ends."""
    internet = Internet()

    def connect(sock: socket.socket, address: tuple[Any, ...]) -> None:
        internet.connect(sock, address)

    monkeypatch.setattr(socket, "getaddrinfo", internet.resolve)
    monkeypatch.setattr(socket.socket, "connect", connect)
    try:
        yield internet
    finally:
        internet.end()
