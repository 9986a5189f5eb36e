"""The desk's page about letters: where the owner is told, whether it works, and what failed."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from blog import mail
from blog.db import db
from blog.models.letter import Letter, LetterKind
from blog.models.site import Notices
from tests import mailing, pages, ports


@pytest.fixture
def failed(app, office):
    """A letter that was given up, and one that is tried again."""
    office.answers["deniz@example.org"] = "550 <b>Nobody</b> is called that"
    office.answers["umut@example.org"] = "451 Later"
    with db.writing():
        for to in ("umut@example.org", "deniz@example.org"):
            mail.post(LetterKind.NEWS, to, f"To {to}", "Words.")
    mailing.deliver(app)
    db.session.rollback()
    return list(db.session.scalars(select(Letter).order_by(Letter.id.desc())))


def shown(desk) -> str:
    return pages.words(pages.region(desk.get("/owner/letters"), "main"))


def save(desk, **fields):
    form = {**pages.form(desk.get("/owner/letters"), having="notices_to"), **fields}
    return desk.post("/owner/letters", data=form)


def test_the_settings_lead_to_it(desk):
    assert "/owner/letters" in pages.links(pages.tree(desk.get("/owner/settings")))


def test_without_a_mail_server_it_says_so_and_offers_no_try(desk):
    assert "BROADSHEET_SMTP" in shown(desk)
    assert "test letter" not in shown(desk)


def test_it_names_the_server_and_never_the_password(app, desk):
    app.config["SMTP"] = mailing.server(25, "mail.example.org", user="u", password="open sesame")

    page = desk.get("/owner/letters")

    assert "mail.example.org takes its letters" in page.text
    assert "open sesame" not in page.text


def test_the_owner_says_where_to_and_how_often(desk, site):
    assert save(desk, notices_to=" ayse@güneş.example ", notices="daily").status_code == 303

    db.session.rollback()
    assert (site.notices_to, site.notices) == ("ayse@xn--gne-hoa11c.example", Notices.DAILY)


@pytest.mark.parametrize("address", ["ayse", "a b@example.org", "a@example.org, b@example.org"])
def test_an_address_that_is_none_is_given_back(desk, site, address):
    answer = save(desk, notices_to=address)

    assert answer.status_code == 422
    assert pages.form(answer, having="notices_to")["notices_to"] == address
    db.session.rollback()
    assert site.notices_to == ""


def test_a_test_letter_is_sent_at_once(desk, office):
    save(desk, notices_to="ayse@example.org")

    desk.post("/owner/letters/test")

    [letter] = office.taken
    assert letter["To"] == "ayse@example.org"
    assert "The mail server took the letter." in shown(desk)


def test_a_refusal_is_told_word_for_word(desk, office):
    save(desk, notices_to="ayse@example.org")
    office.answers["ayse@example.org"] = "550 Not you, <i>Ayse</i>"

    desk.post("/owner/letters/test")

    assert "The letter was not sent. What is said about it: 550 Not you, <i>Ayse</i>" in shown(desk)


def test_a_server_that_is_not_there_is_told(app, desk):
    app.config["SMTP"] = mailing.server(ports.reserved())
    save(desk, notices_to="ayse@example.org")

    desk.post("/owner/letters/test")

    assert "Connection refused" in shown(desk)


def test_without_an_address_there_is_no_try(desk, office):
    desk.post("/owner/letters/test")

    assert "Please save your e-mail address first." in shown(desk)


def test_what_failed_is_told_with_its_reason(desk, failed):
    words = shown(desk)

    assert "deniz@example.org" in words
    assert "Given up. What was said about it: 550 <b>Nobody</b> is called that" in words
    assert "Tried once; the next try is on" in words
    assert words.index("Given up") < words.index("Tried once")


def test_a_letter_can_be_sent_again(app, desk, office, failed):
    office.answers.clear()

    desk.post(f"/owner/letters/{failed[0].id}/again")
    mailing.deliver(app)

    assert [letter["To"] for letter in office.taken] == ["deniz@example.org"]


def test_a_letter_can_be_thrown_away(desk, failed):
    desk.post(f"/owner/letters/{failed[0].id}/removal")

    assert "deniz@example.org" not in shown(desk)
    assert "umut@example.org" in shown(desk)


def test_what_has_left_can_not_be_sent_again(app, desk, office):
    with db.writing():
        mail.post(LetterKind.NEWS, "deniz@example.org", "Hello", "Words.")
    mailing.deliver(app)
    letter_id = db.session.scalar(select(Letter.id))

    assert desk.post(f"/owner/letters/{letter_id}/again").status_code == 404
    assert "Nothing waits." in shown(desk)
    assert "The last one left on" in shown(desk)
