"""A mail server on this machine, that does as it is told."""

from __future__ import annotations

import email
import email.policy
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from flask import Flask

from blog import housekeeping
from blog.config import MailServer
from tests import ports

LOCAL = "127.0.0.1"
KEY = Path(__file__).parent / "transfer" / "fixtures" / "pictures.example.pem"
NAME = "pictures.example"
"""Whom the certificate in there names."""


class PostOffice:
    """``taken`` are the letters that it took, ``answers`` what it says instead of yes: to a
    recipient, or to ``MAIL``, ``DATA``."""

    def __init__(self) -> None:
        self.taken: list[EmailMessage] = []
        self.answers: dict[str, str] = {}
        self.greeted = 0
        self.is_secret: list[bool] = []
        self.password = ""
        self.port = 0

    async def handle_EHLO(self, server, session, envelope, hostname, responses):  # noqa: N802
        self.greeted += 1
        session.host_name = hostname
        return responses

    async def handle_MAIL(self, server, session, envelope, address, options):  # noqa: N802
        envelope.mail_from = address
        return self.answers.get("MAIL", "250 OK")

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        envelope.rcpt_tos.append(address)
        return self.answers.get(address, "250 OK")

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        if "DATA" in self.answers:
            return self.answers["DATA"]
        letter = email.message_from_bytes(envelope.content, policy=email.policy.default)
        assert isinstance(letter, EmailMessage)
        assert [letter["To"]] == envelope.rcpt_tos
        self.taken.append(letter)
        self.is_secret.append(server.transport.get_extra_info("ssl_object") is not None)
        return "250 OK"

    def authenticate(self, server, session, envelope, mechanism, data) -> AuthResult:
        return AuthResult(success=data.password.decode() == self.password)


@contextmanager
def opened(office: PostOffice, **how: Any) -> Iterator[int]:
    """Have it listen; gives the port."""
    controller = Controller(
        office, LOCAL, ports.reserved(), authenticator=office.authenticate, **how
    )
    controller.start()
    office.port = controller.port
    try:
        yield office.port
    finally:
        controller.stop()


def server(port: int, host: str = LOCAL, **how: Any) -> MailServer:
    """The setting that leads there."""
    known = {"is_wrapped": False, "user": "", "password": "", "sender": "news@gunebakan.example"}
    return MailServer(host=host, port=port, **{**known, **how})


def certificate() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(KEY)
    return context


def deliver(app: Flask) -> None:
    """What housekeeping does by itself: write what is to be told, and send what is written."""
    for task in (
        "notices",
        "news of comments",
        "digests",
        "letters",
        "bounces",
        "ended subscriptions",
    ):
        with app.app_context():
            if next(one for one in housekeeping.tasks() if one.name == task).is_due():
                assert housekeeping.run(task)


def text(letter: EmailMessage) -> str:
    return str(letter.get_content()).replace("\r\n", "\n")


def link(letter: EmailMessage, to: str) -> str:
    """The path that a letter has a link to, below ``/to/``."""
    return re.search(rf"http://localhost(/\S*{to}/\S+)", text(letter))[1]
