"""Letters: written inside the act that they tell of, and sent when the mail server will have them.

What writes one only adds a row (``post``); the server is talked to by housekeeping, outside of
any transaction. One that is down, slow or lost delays letters, and nothing else.
"""

from __future__ import annotations

import ipaddress
import secrets
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from email.headerregistry import Address, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Select, delete, exists, or_, select, update

from blog import housekeeping
from blog.config import MailServer
from blog.db import db, now
from blog.models.letter import ERROR_MAX, SUBJECT_MAX, Letter, LetterKind
from blog.models.site import Site
from blog.text import excerpts, names

PATIENCE = 15.0
"""Seconds that the mail server may take for each of its answers."""
PER_CONNECTION = 50
"""How many letters go over one connection: servers end those over which too many come."""
CLAIMED_FOR = timedelta(minutes=15)
"""How long nobody else tries a letter that somebody is sending. Were it sent twice after all,
because its sender died before it could say so, it has the same ``Message-ID``."""
DELAYS = (
    *(timedelta(minutes=minutes) for minutes in (1, 5, 20)),
    *(timedelta(hours=hours) for hours in (1, 3, 8, 24, 24)),
)
"""How long after each try the next one is; after one more the letter is given up."""
SENT_KEPT = timedelta(days=3)
FORGOTTEN = dict.fromkeys(("recipient", "subject", "text", "leave", "error"), "")
"""What is left of a letter that was sent: when that was."""
GIVEN_UP_KEPT = timedelta(days=14)


class NotSent(Exception):
    """The mail server did not take a letter; the words are its own, or about it.

    ``is_refused`` is whether it refused this one, others perhaps not; ``is_final`` whether it
    always will (RFC 5321, 4.2.1); ``is_bounced`` whether that is because of whom it goes to.
    """

    def __init__(
        self,
        words: str,
        is_refused: bool = False,
        is_final: bool = False,
        is_bounced: bool = False,
    ) -> None:
        super().__init__(words)
        self.is_refused, self.is_final, self.is_bounced = is_refused, is_final, is_bounced


def server() -> MailServer | None:
    """Who takes letters from this blog; nobody, where it sends none."""
    taker: MailServer | None = current_app.config["SMTP"]
    return taker


# -- writing --


def post(kind: LetterKind, to: str, subject: str, text: str, leave: str = "") -> None:
    """Have a letter sent to one address (a ``mailbox``). Belongs inside ``db.writing()``.

    ``leave`` is the full address of a page that ends such letters: whoever opens it is shown a
    button, and a form that is sent to it, from wherever, ends them (RFC 8058). Where no mail
    server is set, nothing happens.
    """
    taker = server()
    if taker:
        db.session.add(_letter(taker, kind, to, subject, text, leave))


def _letter(
    taker: MailServer, kind: LetterKind, to: str, subject: str, text: str, leave: str = ""
) -> Letter:
    moment = now()
    return Letter(
        kind=kind,
        message_id=f"<{secrets.token_hex(12)}@{_domain(taker)}>",
        recipient=to,
        subject=excerpts.excerpt(names.clean_name(subject), SUBJECT_MAX - 1),
        text=names.clean_words(text),
        leave=leave,
        created_at=moment,
        next_try_at=moment,
        tries=0,
    )


def _domain(taker: MailServer) -> str:
    return taker.sender.rpartition("@")[2]


# -- as it is sent --


class _Unfolded(UnstructuredHeader):
    """A header on one line: an address that was broken or encoded would lead nowhere."""

    name: str

    def fold(self, *, policy: object) -> str:
        """As it is."""
        return f"{self.name}: {self}\r\n"


_headers = HeaderRegistry()
for _name in ("message-id", "list-unsubscribe"):
    _headers.map_to_type(_name, _Unfolded)  # type: ignore[arg-type]  # the rest is mixed in
_policy = SMTP.clone(header_factory=_headers)


def message(letter: Letter, sender: str) -> EmailMessage:
    """A letter as it is sent (RFC 5322). Raises ``ValueError`` where a header has a line end."""
    site = Site.current()
    sent = EmailMessage(policy=_policy)
    sent["From"] = Address(site.name if site else "", addr_spec=sender)
    sent["To"] = Address(addr_spec=letter.recipient)
    sent["Subject"] = letter.subject
    sent["Date"] = format_datetime(letter.created_at)
    sent["Message-ID"] = letter.message_id
    sent["Auto-Submitted"] = "auto-generated"  # so that nothing answers it by itself (RFC 3834)
    if letter.leave:
        sent["List-Unsubscribe"] = f"<{letter.leave}>"
        sent["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    sent.set_content(letter.text, cte="quoted-printable")
    return sent


# -- talking to the mail server --


class _Conversation:
    """What is said to a mail server over one connection."""

    def __init__(self, taker: MailServer, client: smtplib.SMTP) -> None:
        self._sender, self._client = taker.sender, client

    def hand_over(self, letter: Letter) -> None:
        """Give it one letter. Raises ``NotSent``."""
        to = letter.recipient
        try:
            content = message(letter, self._sender).as_bytes()
        except ValueError as error:
            raise NotSent(str(error), is_refused=True, is_final=True) from None
        db.session.rollback()  # nothing is held while a server thinks
        with _told():
            self._client.sendmail(self._sender, [to], content)


@contextmanager
def _talking(taker: MailServer) -> Iterator[_Conversation]:
    """Talk to the mail server, in secret unless it is on this machine. Raises ``NotSent``."""
    db.session.rollback()  # nothing is held while a server thinks
    with _told(), _connected(taker) as client:
        if taker.user:
            client.login(taker.user, taker.password)
        yield _Conversation(taker, client)
        with suppress(smtplib.SMTPException, OSError):
            client.quit()


@contextmanager
def _connected(taker: MailServer) -> Iterator[smtplib.SMTP]:
    name = _domain(taker)  # else our own would be looked up, for however long that takes
    context = ssl.create_default_context()
    if taker.is_wrapped:
        client: smtplib.SMTP = smtplib.SMTP_SSL(
            taker.host, taker.port, name, timeout=PATIENCE, context=context
        )
    else:
        client = smtplib.SMTP(taker.host, taker.port, name, timeout=PATIENCE)
    try:
        if not taker.is_wrapped and not _is_this_machine(taker.host):
            client.starttls(context=context)
        yield client
    finally:
        client.close()


def _is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


@contextmanager
def _told() -> Iterator[None]:
    """Tell what went wrong in words for the owner, as ``NotSent``."""
    try:
        yield
    except smtplib.SMTPRecipientsRefused as error:
        [(code, said)] = error.recipients.values()
        raise _refused(code, said, is_bounced=True) from None
    except smtplib.SMTPDataError as error:
        raise _refused(error.smtp_code, error.smtp_error) from None
    except smtplib.SMTPResponseException as error:
        raise NotSent(_reply(error.smtp_code, error.smtp_error)) from None
    except smtplib.SMTPNotSupportedError:
        raise NotSent(_("The mail server offers no encryption, or no way to log in.")) from None
    except TimeoutError:
        raise NotSent(_("The mail server did not answer in time.")) from None
    except (smtplib.SMTPException, OSError) as error:
        raise NotSent(str(error)) from None


def _refused(code: int, said: bytes | str, is_bounced: bool = False) -> NotSent:
    """A refusal of one letter, unless the server leaves (421, RFC 5321, 3.8)."""
    is_refused = code != 421
    is_final = is_refused and code >= 500
    return NotSent(_reply(code, said), is_refused, is_final, is_bounced and is_refused)


def _reply(code: int, said: bytes | str) -> str:
    words = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return f"{code} {words}"


# -- sending --


def _is_due() -> ColumnElement[bool]:
    return Letter.next_try_at <= now()


def has_due() -> bool:
    """Whether there is something to send, and somebody to take it."""
    return bool(server() and db.session.scalar(select(exists().where(_is_due()))))


@housekeeping.task("letters", every=timedelta(seconds=5), when=has_due)
def send() -> None:
    """Take what is due to the mail server, ``PER_CONNECTION`` letters at a time."""
    taker = server()
    if taker is None:
        return
    try:
        while has_due():
            with _talking(taker) as conversation:
                _send_some(conversation)
    except NotSent as failure:
        _postpone(str(failure))


def _send_some(conversation: _Conversation) -> None:
    """Raises ``NotSent`` where it makes no sense to try the next one."""
    for _number in range(PER_CONNECTION):
        letter_id = _claim()
        if letter_id is None:
            return
        _send_one(conversation, letter_id)
        housekeeping.go_on()


def _claim() -> int | None:
    """Take up the letter that has waited longest, if there is one."""
    with db.writing():
        letter = db.session.scalar(
            select(Letter).where(_is_due()).order_by(Letter.next_try_at, Letter.id).limit(1)
        )
        if letter is None:
            return None
        letter.tries += 1
        letter.next_try_at = now() + CLAIMED_FOR
        return letter.id


def _send_one(conversation: _Conversation, letter_id: int) -> None:
    """Raises ``NotSent`` where it makes no sense to try the next one."""
    letter = db.session.get(Letter, letter_id)
    if letter is None:  # dropped meanwhile
        return
    try:
        conversation.hand_over(letter)
    except NotSent as failure:
        _note_failure(letter_id, failure)
        if not failure.is_refused:
            raise
    else:
        with db.writing():
            db.session.execute(
                update(Letter)
                .where(Letter.id == letter_id)
                .values(sent_at=now(), next_try_at=None, **FORGOTTEN)
            )


def _note_failure(letter_id: int, failure: NotSent) -> None:
    with db.writing():
        letter = db.session.get(Letter, letter_id)
        if letter is None:
            return
        letter.error = str(failure)[:ERROR_MAX]
        if failure.is_final or letter.tries > len(DELAYS):
            letter.next_try_at, letter.gave_up_at = None, now()
            letter.is_bounced = failure.is_bounced
        else:
            letter.next_try_at = now() + DELAYS[letter.tries - 1]


def _postpone(error: str) -> None:
    """Put off everything that is due: whoever talks to the server now would hear the same."""
    moment = now()
    with db.writing():
        for tries, delay in enumerate((*DELAYS, None)):
            db.session.execute(
                update(Letter)
                .where(Letter.next_try_at <= moment, Letter.tries == tries)
                .values(
                    tries=tries + 1,
                    error=error[:ERROR_MAX],
                    next_try_at=moment + delay if delay else None,
                    gave_up_at=None if delay else moment,
                )
            )


def try_out(to: str) -> None:
    """Send a letter at once, to see whether it works. Raises ``NotSent``."""
    taker, site = server(), Site.current()
    if taker is None or site is None:
        raise NotSent(_("No mail server is set."))
    letter = _letter(
        taker,
        LetterKind.NOTICE,
        to,
        _("A letter to try it out"),
        _("This blog can send letters: %(name)s", name=site.name),
    )
    with _talking(taker) as conversation:
        conversation.hand_over(letter)


# -- what is in the outbox --


def unsent() -> Select[Letter]:
    """The letters that did not leave yet, those that were given up first."""
    return (
        select(Letter)
        .where(Letter.sent_at.is_(None))
        .order_by(Letter.gave_up_at.is_(None), Letter.next_try_at, Letter.id)
    )


def sent() -> Select[Letter]:
    """The letters that left in the last days, the last one first."""
    return select(Letter).where(Letter.sent_at.is_not(None)).order_by(Letter.sent_at.desc())


def try_again(letter: Letter) -> None:
    """Send it as if it were new. Belongs inside ``db.writing()``."""
    letter.next_try_at, letter.gave_up_at, letter.tries = now(), None, 0
    letter.is_bounced = False


def _is_old() -> ColumnElement[bool]:
    return or_(Letter.sent_at < now() - SENT_KEPT, Letter.gave_up_at < now() - GIVEN_UP_KEPT)


def has_old() -> bool:
    """Whether there are letters to be forgotten."""
    return bool(db.session.scalar(select(exists().where(_is_old()))))


@housekeeping.task("old letters", every=timedelta(hours=1), when=has_old)
def forget() -> None:
    """Forget the letters that left some days ago, and those that never could."""
    with db.writing():
        db.session.execute(delete(Letter).where(_is_old()))
