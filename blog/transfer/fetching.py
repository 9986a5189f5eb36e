"""A picture from the web, by its old address, without letting that address look around in here.

Strangers wrote it, and strangers answer. So a name is resolved once, all that it stands for has
to be public, and the connection goes there and nowhere else, at every redirect anew. Time and
size are bounded below ``http.client``, which a chunk of the size -1 makes read for ever.
"""

from __future__ import annotations

import enum
import io
import re
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from http.client import HTTPException, HTTPResponse
from ipaddress import IPv4Address, IPv6Network, ip_address, ip_network
from time import monotonic
from typing import TYPE_CHECKING, Any, NamedTuple, cast
from urllib.parse import quote, urljoin, urlsplit

from blog.pictures import LIMIT

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

REDIRECTS = 5
AROUND = 256 * 1024
"""Bytes at the most of what isn't the picture: heads, and how chunks are marked."""

SILENCE = 10.0
"""Seconds at the most until a host says something, or something further."""
PATIENCE = 60.0
"""Seconds at the most for all of it, but the name server's: the system bounds those."""

USER_AGENT = "Broadsheet"
PORTS = {"http": 80, "https": 443}
MOVED = {301, 302, 303, 307, 308}
PERHAPS_LATER = {403, 408, 425, 429}
"""What hosts answer who are asked too much, too."""

_HOST = re.compile(r"[a-z0-9_.-]+")
_SENT_AS_IS = "/%?:@!$&'()*+,;=~"

# RFC 4291, 2.4. Forms that have an IPv4 address inside lie elsewhere, but for 6to4.
_UNICAST = IPv6Network("2000::/3")
_NOT_PUBLIC = [
    ip_network("192.0.0.0/24"),  # RFC 6890; ``is_global`` learnt of it in Python 3.11.10
    ip_network("168.63.129.16"),  # what machines at Azure ask for their own settings
    ip_network("2002::/16"),  # 6to4
]


class Reason(enum.StrEnum):
    """Why a picture was not fetched."""

    UNREACHABLE = "unreachable"
    GONE = "gone"
    REFUSED = "refused"
    TOO_LARGE = "too large"
    TOO_SLOW = "too slow"
    NOT_A_PICTURE = "not a picture"


class NotFetched(Exception):
    """There is no picture to be had from an address. ``detail`` is in our words, not the host's."""

    def __init__(self, reason: Reason, detail: str = "") -> None:
        super().__init__(": ".join(filter(None, (reason, detail))))
        self.reason = reason
        self.detail = detail

    @property
    def is_lasting(self) -> bool:
        """Whether it would be the same another time."""
        return self.reason not in (Reason.UNREACHABLE, Reason.TOO_SLOW)


def fetch(url: str) -> bytes:
    """Give what lies at an address, ``LIMIT`` bytes at the most. Raises ``NotFetched``.

    Whether it is a picture, only ``pictures.prepare`` can tell.
    """
    until = monotonic() + PATIENCE
    try:
        for _ in range(REDIRECTS + 1):
            with _answer(_target(url), until) as answer:
                location = _location(answer)
                if not location:
                    return _picture(answer)
                url = urljoin(url, location)
    except TimeoutError as error:
        raise NotFetched(Reason.TOO_SLOW) from error
    except OSError as error:
        raise NotFetched(Reason.UNREACHABLE, error.strerror or type(error).__name__) from error
    except (HTTPException, ValueError) as error:  # whose words are the host's
        raise NotFetched(Reason.UNREACHABLE, type(error).__name__) from error
    raise NotFetched(Reason.REFUSED, f"more than {REDIRECTS} redirects")


class _Target(NamedTuple):
    scheme: str
    host: str
    path: str


def _target(url: str) -> _Target:
    """What to ask of whom, if it may be asked at all."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").removesuffix(".").encode("idna").decode("ascii")
        is_usual = parts.port in (None, PORTS[parts.scheme])
    except (ValueError, KeyError):
        raise NotFetched(Reason.REFUSED, "not a web address") from None

    if not _HOST.fullmatch(host) or "@" in parts.netloc:
        raise NotFetched(Reason.REFUSED, "not a web address")
    if not is_usual:
        raise NotFetched(Reason.REFUSED, f"port {parts.port}")
    query = f"?{parts.query}" if parts.query else ""
    return _Target(parts.scheme, host, quote(f"{parts.path or '/'}{query}", _SENT_AS_IS))


@contextmanager
def _answer(target: _Target, until: float) -> Iterator[HTTPResponse]:
    """Ask, and give the answer as far as its head is read."""
    with _connected(target, until) as sock:
        sock.settimeout(_left(until))
        sock.sendall(_request(target))
        with HTTPResponse(cast(socket.socket, _Wire(sock, until)), method="GET") as answer:
            answer.begin()
            yield answer


def _connected(target: _Target, until: float) -> socket.socket:
    """A connection to one of the addresses that were checked, by no name any more."""
    sock = _first_of(_resolved(target), until)
    if target.scheme == "http":
        return sock
    sock.settimeout(_left(until))
    return _tls().wrap_socket(sock, server_hostname=target.host)


def _resolved(target: _Target) -> list[tuple[int, Any]]:
    """The families and addresses that a name stands for now, all of them public."""
    resolved = socket.getaddrinfo(target.host, PORTS[target.scheme], type=socket.SOCK_STREAM)
    if not all(_is_public(str(address[0])) for *_, address in resolved):
        raise NotFetched(Reason.REFUSED, f"{target.host} is not on the public internet")
    return [(family, address) for family, *_, address in resolved]


def _is_public(raw: str) -> bool:
    address = ip_address(raw)
    if not address.is_global or address.is_multicast:
        return False
    if any(address in network for network in _NOT_PUBLIC):
        return False
    return isinstance(address, IPv4Address) or address in _UNICAST


def _first_of(addresses: list[tuple[int, Any]], until: float) -> socket.socket:
    failure = OSError()
    for family, address in addresses:
        sock = socket.socket(family, socket.SOCK_STREAM)
        try:
            sock.settimeout(_left(until))
            sock.connect(address)
        except OSError as error:
            sock.close()
            failure = error
        else:
            return sock
    raise failure


def _left(until: float) -> float:
    """How many seconds may be waited now. Raises ``TimeoutError`` when there are none."""
    left = until - monotonic()
    if left <= 0:
        raise TimeoutError
    return min(left, SILENCE)


@cache
def _tls() -> ssl.SSLContext:
    """What is believed of certificates: all that the system believes."""
    return ssl.create_default_context()


def _request(target: _Target) -> bytes:
    lines = (
        f"GET {target.path} HTTP/1.1",
        f"Host: {target.host}",
        f"User-Agent: {USER_AGENT}",
        "Accept: image/*",
        "Accept-Encoding: identity",
        "Connection: close",
    )
    return "".join(f"{line}\r\n" for line in (*lines, "")).encode("ascii")


class _Wire(io.RawIOBase):
    """What comes from a host, as long and as much as it may be."""

    def __init__(self, sock: socket.socket, until: float) -> None:
        self._sock = sock
        self._until = until
        self._room = AROUND + LIMIT

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        self._sock.settimeout(_left(self._until))
        size = self._sock.recv_into(buffer)
        self._room -= size
        if self._room < 0:
            raise NotFetched(Reason.TOO_LARGE)
        return size

    def makefile(self, mode: str) -> io.BufferedReader:
        """All that ``HTTPResponse`` wants of a socket."""
        return io.BufferedReader(self)


def _location(answer: HTTPResponse) -> str:
    """Where an answer sends to, ``""`` for one that stays. Heads are written in UTF-8, whatever
    ``http.client`` reads them as."""
    if answer.status not in MOVED:
        return ""
    return answer.getheader("Location", "").encode("latin-1").decode("utf-8", "replace")


def _picture(answer: HTTPResponse) -> bytes:
    if answer.status != 200:
        is_gone = 400 <= answer.status < 500 and answer.status not in PERHAPS_LATER
        raise NotFetched(Reason.GONE if is_gone else Reason.UNREACHABLE, f"HTTP {answer.status}")
    if "html" in answer.headers.get_content_subtype():
        raise NotFetched(Reason.NOT_A_PICTURE, "HTML")
    if answer.getheader("Content-Encoding", "identity").lower() != "identity":
        raise NotFetched(Reason.REFUSED, "compressed, though that was not asked for")
    if (answer.length or 0) > LIMIT:
        raise NotFetched(Reason.TOO_LARGE)

    picture = answer.read(LIMIT + 1)
    if len(picture) > LIMIT:
        raise NotFetched(Reason.TOO_LARGE)
    if answer.length:
        raise NotFetched(Reason.UNREACHABLE, "broke off")
    return picture
