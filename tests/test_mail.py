"""Letters leave when the mail server will have them; nothing waits for it, and none is lost."""

from __future__ import annotations

import socket
from datetime import timedelta

import pytest
from sqlalchemy import select

from blog import housekeeping, mail
from blog.db import db, now
from blog.models.letter import Letter, LetterKind
from tests import mailing, ports

TO = "deniz@example.org"
FAR = timedelta(days=30)


def write(to: str = TO, subject: str = "Hello", text: str = "Words.", leave: str = "") -> None:
    with db.writing():
        mail.post(LetterKind.NEWS, to, subject, text, leave)


def letters() -> list[Letter]:
    db.session.rollback()
    return list(db.session.scalars(select(Letter).order_by(Letter.id)))


@pytest.fixture
def known(app):
    """Let the blog know a mail server, at a port where none is."""
    app.config["SMTP"] = mailing.server(ports.reserved())


@pytest.fixture
def send(app):
    """Do what housekeeping does with what is due."""

    def work():
        assert housekeeping.run("letters")
        db.session.rollback()

    return work


# -- writing --


def test_without_a_mail_server_nothing_is_written(app):
    write()

    assert letters() == []


def test_a_letter_is_written_with_its_act_or_not_at_all(known):
    def act():
        with db.writing():
            mail.post(LetterKind.NEWS, TO, "Hello", "Words.")
            raise ValueError("the act fails")

    with pytest.raises(ValueError, match="the act fails"):
        act()

    assert letters() == []


def test_an_act_waits_for_no_mail_server(known, monkeypatch):
    def refuse(*_how, **_more):
        raise AssertionError("somebody is talking to a server")

    monkeypatch.setattr(socket, "create_connection", refuse)

    write()

    assert len(letters()) == 1


# -- what it looks like --


def test_a_letter_arrives_as_it_was_written(office, send, site):
    with db.writing():
        site.name = "Günebakan, “yerel”"

    write(subject="Işık İçin: ğüşöç " * 9, text="Merhaba, ğüşiöç!\n.\nFrom here on.")
    send()

    [letter] = office.taken
    assert letter["Subject"] == ("Işık İçin: ğüşöç " * 9).strip()
    assert mailing.text(letter) == "Merhaba, ğüşiöç!\n.\nFrom here on.\n"
    assert letter["From"].addresses[0].display_name == "Günebakan, “yerel”"
    assert letter["From"].addresses[0].addr_spec == "news@gunebakan.example"
    assert letter["To"] == TO
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["Message-ID"].endswith("@gunebakan.example>")
    assert abs(letter["Date"].datetime - now()) < timedelta(minutes=5)
    assert "List-Unsubscribe" not in letter


def test_a_letter_that_can_be_left_says_how_on_one_line(office, send):
    way_out = f"https://gunebakan.example/comments/leaving/{'x' * 200}"

    write(leave=way_out)
    send()

    [letter] = office.taken
    assert letter["List-Unsubscribe"] == f"<{way_out}>"
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


@pytest.mark.parametrize("column", ["recipient", "subject", "leave", "message_id"])
@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_no_header_can_begin_another_one(office, send, column, end):
    write(leave="https://gunebakan.example/")
    [letter] = letters()
    with db.writing():
        setattr(letter, column, f"{getattr(letter, column)}{end}Bcc: umut@example.org")

    send()

    assert office.taken == []
    assert letters()[0].gave_up_at


def test_a_subject_is_one_line_whatever_a_headline_holds(office, send):
    write(subject="One\r\nBcc: umut@example.org\u202e")
    send()

    assert office.taken[0]["Subject"] == "One Bcc: umut@example.org"


def test_a_line_of_the_text_that_looks_like_the_end_is_not_the_end(office, send):
    write(text="before\r\n.\r\nMAIL FROM:<umut@example.org>")
    write(text="after")
    send()

    assert [mailing.text(letter) for letter in office.taken] == [
        "before\n.\nMAIL FROM:<umut@example.org>\n",
        "after\n",
    ]


# -- sending --


def test_all_that_waits_leaves_over_one_connection_in_its_order(office, send):
    for number in range(5):
        write(subject=str(number))

    send()

    assert [letter["Subject"] for letter in office.taken] == list("01234")
    assert office.greeted == 1


def test_many_letters_leave_over_several_connections(office, send, monkeypatch):
    monkeypatch.setattr(mail, "PER_CONNECTION", 2)
    for number in range(5):
        write(subject=str(number))

    send()

    assert [letter["Subject"] for letter in office.taken] == list("01234")
    assert office.greeted == 3


def test_what_was_sent_is_not_sent_again_and_nobody_can_tell_to_whom_it_went(office, send):
    write(leave="https://gunebakan.example/leaving/a-token")
    send()
    send()

    [letter] = letters()
    assert len(office.taken) == 1
    assert letter.sent_at
    kept = " ".join(str(value) for value in vars(letter).values())
    for one in (TO, "Hello", "Words.", "a-token"):
        assert one not in kept


def test_that_it_was_sent_is_forgotten_after_some_days(office, send, time_machine):
    write()
    send()
    assert not mail.has_old()

    time_machine.move_to(now() + mail.SENT_KEPT + timedelta(hours=1))

    assert mail.has_old()
    mail.forget()
    assert letters() == []


def test_a_letter_that_waits_is_never_forgotten(known, time_machine):
    write()

    time_machine.move_to(now() + FAR)

    assert not mail.has_old()
    mail.forget()
    assert len(letters()) == 1


def test_nobody_else_takes_up_a_letter_while_it_is_being_sent(office, send, monkeypatch):
    write()
    due = []
    hand_over = mail._Conversation.hand_over

    def look(conversation, letter):
        hand_over(conversation, letter)
        due.append(mail.has_due())

    monkeypatch.setattr(mail._Conversation, "hand_over", look)
    send()

    assert due == [False]


def test_a_letter_whose_sender_died_keeps_its_name_when_it_is_sent_again(
    office, send, monkeypatch, time_machine
):
    write()
    with monkeypatch.context() as dying:
        dying.setattr(mail, "update", lambda *_: (_ for _ in ()).throw(SystemExit))
        with pytest.raises(SystemExit):
            mail.send()
    db.session.rollback()

    time_machine.move_to(now() + mail.CLAIMED_FOR)
    send()

    assert len(office.taken) == 2
    assert len({letter["Message-ID"] for letter in office.taken}) == 1


def test_the_owner_may_drop_a_letter_while_others_are_sent(office, send, monkeypatch):
    write()
    claim = mail._claim

    def claim_and_lose():
        letter_id = claim()
        with db.writing():
            db.session.query(Letter).delete()
        return letter_id

    monkeypatch.setattr(mail, "_claim", claim_and_lose)
    send()

    assert office.taken == []


def test_letters_leave_off_when_the_process_has_to_stop(office, monkeypatch):
    write()
    write()

    def stop():
        raise housekeeping.Stopped

    monkeypatch.setattr(housekeeping, "go_on", stop)
    with pytest.raises(housekeeping.Stopped):
        mail.send()

    assert [bool(letter.sent_at) for letter in letters()] == [True, False]


# -- when it does not work --


@pytest.fixture
def down(known):
    """No server is there."""


@pytest.fixture
def hanging(app, monkeypatch):
    """A server that takes connections, and says nothing."""
    monkeypatch.setattr(mail, "PATIENCE", 0.05)
    with socket.create_server((mailing.LOCAL, 0)) as listening:
        app.config["SMTP"] = mailing.server(listening.getsockname()[1])
        yield


@pytest.mark.parametrize("trouble", ["down", "hanging"])
def test_a_server_that_does_not_answer_delays_letters_more_and_more(
    request, app, send, time_machine, trouble
):
    request.getfixturevalue(trouble)
    time_machine.move_to(now(), tick=False)
    write()
    write()

    for tries, delay in enumerate(mail.DELAYS, start=1):
        send()
        assert {(one.tries, one.next_try_at) for one in letters()} == {(tries, now() + delay)}
        assert all(letter.error for letter in letters())
        assert not mail.has_due()
        time_machine.shift(delay)
    send()

    assert all(letter.gave_up_at == now() for letter in letters())
    assert not mail.has_due()


def test_what_a_server_could_not_take_it_takes_later(down, app, send, post_office, time_machine):
    write()
    send()

    with mailing.opened(post_office) as port:
        app.config["SMTP"] = mailing.server(port)
        time_machine.move_to(now() + mail.DELAYS[0])
        send()

    assert len(post_office.taken) == 1
    assert letters()[0].error == ""


@pytest.mark.parametrize("where", [TO, "DATA"])
def test_a_letter_that_is_refused_for_good_is_given_up_at_once_and_others_leave(
    office, send, where
):
    office.answers[where] = "550 Nobody is called that here"
    write()
    send()
    del office.answers[where]
    write("umut@example.org")
    send()

    refused, _taken = letters()
    assert refused.gave_up_at
    assert refused.error == "550 Nobody is called that here"
    assert [letter["To"] for letter in office.taken] == ["umut@example.org"]


def test_a_letter_that_is_refused_for_now_is_tried_later_and_others_leave_at_once(
    office, send, time_machine
):
    time_machine.move_to(now(), tick=False)
    office.answers[TO] = "451 Greylisted"
    write()
    write("umut@example.org")

    send()

    assert [letter["To"] for letter in office.taken] == ["umut@example.org"]
    assert letters()[0].next_try_at == now() + mail.DELAYS[0]
    assert letters()[0].error == "451 Greylisted"


@pytest.mark.parametrize(
    ("where", "answer"), [("MAIL", "550 Who are you?"), (TO, "421 Closing"), ("MAIL", "451 Wait")]
)
def test_what_every_letter_would_be_told_is_asked_once_and_nothing_is_given_up(
    office, send, where, answer
):
    office.answers[where] = answer
    for _ in range(5):
        write()

    send()

    assert {(letter.tries, letter.error) for letter in letters()} == {(1, answer)}
    assert all(letter.next_try_at for letter in letters())
    assert office.greeted == 1


# -- secrecy --


@pytest.fixture
def elsewhere(monkeypatch):
    """Let the name in our certificate lead to this machine, and trust whoever holds it."""
    resolve = socket.getaddrinfo

    def resolved(host, *how, **more):
        return resolve(mailing.LOCAL if host == mailing.NAME else host, *how, **more)

    monkeypatch.setattr(socket, "getaddrinfo", resolved)
    monkeypatch.setenv("SSL_CERT_FILE", str(mailing.KEY))


def test_a_server_elsewhere_is_talked_to_in_secret(app, elsewhere, post_office, send):
    post_office.password = "sesame"
    with mailing.opened(post_office, tls_context=mailing.certificate()) as port:
        app.config["SMTP"] = mailing.server(port, mailing.NAME, user="u", password="sesame")
        write()
        send()

    assert post_office.is_secret == [True]


def test_a_connection_can_be_secret_from_its_beginning(app, elsewhere, post_office, send):
    with mailing.opened(
        post_office, ssl_context=mailing.certificate(), server_hostname=mailing.NAME
    ) as port:
        app.config["SMTP"] = mailing.server(port, mailing.NAME, is_wrapped=True)
        write()
        send()

    assert post_office.is_secret == [True]


def test_a_server_elsewhere_that_offers_no_secrecy_learns_nothing(
    app, elsewhere, post_office, send
):
    with mailing.opened(post_office) as port:
        app.config["SMTP"] = mailing.server(port, mailing.NAME, user="u", password="sesame")
        write()
        send()

    assert post_office.taken == []
    assert letters()[0].error == "The mail server offers no encryption, or no way to log in."


def test_a_server_that_is_somebody_else_learns_nothing(
    app, elsewhere, post_office, send, monkeypatch
):
    monkeypatch.delenv("SSL_CERT_FILE")
    with mailing.opened(post_office, tls_context=mailing.certificate()) as port:
        app.config["SMTP"] = mailing.server(port, mailing.NAME)
        write()
        send()

    assert post_office.taken == []
    assert "certificate verify failed" in letters()[0].error


def test_the_password_is_in_no_log_and_in_no_error(app, office, send, caplog):
    caplog.set_level("DEBUG")
    app.config["SMTP"] = mailing.server(office.port, user="u", password="open sesame")

    write()
    send()

    assert letters()[0].error.startswith(("5", "The mail server offers"))
    assert "open sesame" not in caplog.text + letters()[0].error + repr(app.config["SMTP"])
