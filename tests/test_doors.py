"""Who gets through which door, tried on every door there is."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import select

from blog.db import db
from blog.models.article import Article
from blog.owner import desk as desk_room
from tests import entering, every_page, pages
from tests.conftest import Desk, Visitor

WORDS = {"title": "The harbour, at night", "body": "A first line.\nA second one, typed for hours."}
ELSEWHERE = [
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"},
    {"Sec-Fetch-Site": ""},
    {"Sec-Fetch-Site": "", "Origin": "null"},
    {"Sec-Fetch-Site": "", "Origin": "https://evil.example"},
    {"Sec-Fetch-Site": "", "Origin": "http://localhost.evil.example"},
    {"Sec-Fetch-Site": "", "Origin": "http://localhost@evil.example"},
    {"Sec-Fetch-Site": "", "Origin": "http://[", "Referer": "http://["},
    {"Sec-Fetch-Site": "", "Referer": "https://evil.example/http://localhost/"},
]
"""What a browser says of a form that another site sends; or nothing, as no browser does."""


MAIL_PROGRAMS = {"follow.leave", "followers.leave"}
"""Where a mail program may send a form, knowing the token (RFC 8058)."""


def locked(doors: list[every_page.Door]) -> list[every_page.Door]:
    """The doors of the desk that a lock is on."""
    return [
        door
        for door in doors
        if door.endpoint.startswith("owner.") and door.endpoint not in desk_room.OPEN
    ]


def test_only_these_doors_of_the_desk_have_no_lock():
    login = {"owner.login", "owner.offer_login", "owner.new_password"}

    by_letter = {"owner.decide_by_letter", "owner.take_decision"}

    assert {*login, *by_letter, "owner.set_up"} == desk_room.OPEN


def test_everything_at_an_owners_address_is_behind_the_lock(app):
    behind = {door.path for door in locked(list(every_page.doors(app)))}

    for door in every_page.doors(app):
        assert not door.path.startswith("/owner") or door.path in behind, door


def test_strangers_are_led_from_every_owner_page_to_the_login(app, client):
    doors = locked(every_page.pages(app))
    assert len(doors) >= 7

    for door in doors:
        answer = client.get(f"{door.path}?page=2")

        led_to = urlsplit(answer.location)
        assert (answer.status_code, led_to.path) == (303, "/login"), door
        assert parse_qs(led_to.query) == {"next": [f"{door.path}?page=2"]}, door


def test_what_a_stranger_sends_to_the_desk_is_refused_and_given_back(app, client):
    doors = locked(every_page.forms(app))
    assert len(doors) >= 10

    for door in doors:
        answer = client.open(door.path, method=door.method, data=WORDS)

        assert answer.status_code == 400, door
        assert pages.form(answer, having="body") == WORDS, door


def test_a_token_alone_opens_no_door(app, make):
    make.comment(make.article())
    stranger = Desk(app, app.response_class)

    for door in locked(every_page.forms(app)):
        answer = stranger.post(door.path, data=WORDS)

        assert answer.status_code == 401, door
        assert pages.form(answer, having="body") == WORDS, door
    assert len(db.session.scalars(select(Article)).all()) == 1


@pytest.mark.parametrize("headers", ELSEWHERE)
def test_no_form_takes_what_another_site_sends_in_the_owners_name(app, desk, make, headers):
    make.comment(make.article())

    for door in every_page.forms(app):
        answer = desk.post(door.path, data=WORDS, headers=headers)

        assert (answer.status_code == 403) is (door.endpoint not in MAIL_PROGRAMS), door


@pytest.mark.parametrize(
    "headers", [{"Origin": "http://localhost"}, {"Referer": "http://localhost/x?y=z"}]
)
def test_a_browser_without_fetch_metadata_is_known_by_origin_or_referer(client, headers):
    answer = client.post("/login", headers={"Sec-Fetch-Site": "", **headers})

    assert answer.status_code == 400  # past the first check: it is the token that is missing


VISITORS = {
    "comments.create",
    "follow.change",
    "follow.confirm",
    "follow.leave",
    "follow.subscribe",
    "followers.confirm",
    "followers.follow",
    "followers.leave",
    "followers.unfollow",
    "owner.take_decision",
    "receipts.delete",
    "receipts.edit",
    "receipts.write_again",
    "reporting.send_report",
}
"""The forms that need no session: pages with them are the same for everyone, or need a token."""


def test_every_form_but_the_visitors_wants_the_sessions_token(app, desk, make):
    make.comment(make.article())

    for door in every_page.forms(app):
        answer = desk.open(door.path, method=door.method, data=WORDS)

        assert (answer.status_code == 400) is (door.endpoint not in VISITORS), door


def test_a_token_of_another_session_is_none(app, desk, make):
    make.comment(make.article())
    another = Visitor(app, app.response_class).get("/login")
    typed = {**WORDS, "csrf_token": entering.token(another)}

    for door in every_page.forms(app):
        if door.endpoint not in VISITORS:
            answer = desk.open(door.path, method=door.method, data=typed)

            assert answer.status_code == 400, door
