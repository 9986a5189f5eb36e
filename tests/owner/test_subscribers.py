"""The desk's page about those who get the news by mail."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from blog import mail
from blog.db import db, now
from blog.follow import subscribers
from blog.models.letter import Letter, LetterKind
from blog.models.subscriber import Rhythm, Subscriber
from tests import pages


@pytest.fixture
def known(app, office):
    """One who gets the news, one who has not answered, one whose letters came back."""
    fields = {
        "deniz@example.org": {"confirmed_at": now(), "rhythm": Rhythm.DAILY},
        "umut@example.org": {},
        "ece@example.org": {
            "confirmed_at": now(),
            "ended_at": now(),
            "failures": 5,
            "ended_for": "550 <b>Nobody</b> is called that",
        },
    }
    with db.writing():
        for email, more in fields.items():
            moments = dict.fromkeys(("asked_at", "told_until"), now())
            db.session.add(Subscriber(email=email, leave=f"leave-{email}", **moments, **more))
    return {one.email.partition("@")[0]: one for one in db.session.scalars(select(Subscriber))}


def shown(desk) -> str:
    return pages.words(pages.region(desk.get("/owner/subscribers"), "main"))


def addresses() -> set[str]:
    db.session.rollback()
    return set(db.session.scalars(select(Subscriber.email)))


def test_the_settings_lead_to_it(desk):
    assert "/owner/subscribers" in pages.links(pages.tree(desk.get("/owner/settings")))


def test_without_a_mail_server_it_says_so(desk):
    assert "BROADSHEET_SMTP" in shown(desk)


def test_it_counts_those_who_get_the_news(desk, known):
    words = shown(desk)

    assert "0 readers get the news every Monday." in words
    assert "One reader gets it every morning." in words


def test_it_lists_everybody_with_their_state_those_in_trouble_first(desk, known):
    words = shown(desk)

    assert "550 <b>Nobody</b> is called that" in words
    assert "has not answered yet" in words
    assert "Every morning, since" in words
    assert words.index("ece@example.org") < words.index("deniz@example.org")


def test_a_long_list_is_turned_page_by_page(desk, app):
    with db.writing():
        for number in range(101):
            moments = dict.fromkeys(("asked_at", "told_until"), now())
            db.session.add(
                Subscriber(email=f"reader{number}@example.org", leave=str(number), **moments)
            )

    assert "reader0@example.org" not in shown(desk)
    assert "reader0@example.org" in desk.get("/owner/subscribers?page=2").text


def test_the_owner_takes_an_address_away_with_what_is_on_its_way(desk, known):
    with db.writing():
        way_out = subscribers.way_out(known["deniz"])
        mail.post(LetterKind.DIGEST, "deniz@example.org", "News", "Words.", leave=way_out)

    desk.post(f"/owner/subscribers/{known['deniz'].id}/removal")

    assert addresses() == {"umut@example.org", "ece@example.org"}
    assert db.session.scalars(select(Letter)).all() == []


def test_the_owner_has_an_address_written_to_again(desk, known):
    desk.post(f"/owner/subscribers/{known['ece'].id}/resumption")

    db.session.rollback()
    assert (known["ece"].is_active, known["ece"].failures) == (True, 0)


def test_the_list_has_those_who_said_yes_and_get_letters(desk, known):
    answer = desk.get("/owner/subscribers.csv")

    first, *rows = answer.text.removeprefix("\ufeff").splitlines()
    assert first == "email,rhythm,confirmed"
    [(email, rhythm, moment)] = [row.split(",") for row in rows]
    assert (email, rhythm) == ("deniz@example.org", "daily")
    assert datetime.fromisoformat(moment) <= now() + timedelta(seconds=1)
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert "attachment" in answer.headers["Content-Disposition"]


def test_an_address_is_no_formula_of_a_spreadsheet(desk, known):
    with db.writing():
        known["deniz"].email = "=cmd|a@example.org"

    assert "'=cmd|a@example.org,daily" in desk.get("/owner/subscribers.csv").text


@pytest.mark.parametrize("act", ["removal", "resumption"])
def test_nobody_is_found_where_nobody_is(desk, app, act):
    assert desk.post(f"/owner/subscribers/1/{act}").status_code == 404
