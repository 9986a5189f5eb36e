"""Who is logged in, what opens the desk, and being asked once more."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from blog import passkeys, signin
from blog.db import db, now
from blog.models.owner import Challenge, Login, Owner, Passkey
from blog.text import browsers
from tests import entering, pages
from tests.conftest import PASSWORD

PAGE = "/owner/security"
ANOTHER = "another long sentence"

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0"
SAFARI = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 "
    "(KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1"
)
CHROME = (
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/142.0.0.0 Mobile Safari/537.36"
)
EDGE = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0"
)
NO_CREDENTIALS = [
    "x",
    "{}",
    "[]",
    "null",
    '"x"',
    '{"id": "AA", "rawId": "AA", "type": "public-key", "response": {}}',
    '{"id": "ş", "rawId": "ş", "type": "public-key", "response": {"clientDataJSON": "ş", '
    '"attestationObject": "ş", "authenticatorData": "ş", "signature": "ş"}}',
    '{"id": "AA", "rawId": "AA", "type": "public-key", "response": {"clientDataJSON": "e30", '
    '"attestationObject": "AA", "authenticatorData": "AA", "signature": "AA"}}',
    "[" * 20_000,
]


@pytest.fixture
def browser(app):
    """The owner's browser, logged in at the door."""
    browser = app.test_client()
    entering.log_in(browser, headers={"User-Agent": FIREFOX})
    return browser


@pytest.fixture
def phone(app):
    """Another one."""
    browser = app.test_client()
    entering.log_in(browser, headers={"User-Agent": SAFARI})
    return browser


@pytest.fixture
def later(time_machine):
    """Let so much time go by that the password was not given lately."""

    def go_on(passed=signin.PROVEN_FOR + timedelta(seconds=1)):
        time_machine.move_to(now() + passed, tick=False)

    return go_on


@pytest.fixture
def passkey(app):
    """A passkey of the owner's."""
    with db.writing():
        passkey = Passkey(
            owner_id=1,
            name="My phone",
            credential=b"c",
            public_key=b"k",
            sign_count=0,
            created_at=now(),
        )
        db.session.add(passkey)
    return passkey


def told(answer):
    return pages.words(pages.region(answer, "main"))


def logins(answer):
    """The logins that the page names, each in its words."""
    return [pages.words(one) for one in pages.of_class(pages.region(answer, "main"), "login")]


def press(browser, address, **typed):
    """Press the button of a form on the page, with its token."""
    opened = browser.get(PAGE)
    return browser.post(address, data={"csrf_token": entering.token(opened), **typed})


def change(browser, present=PASSWORD, new=ANOTHER):
    typed = entering.fill_in(browser.get(PAGE), "present", present=present, password=new)
    return browser.post(f"{PAGE}/password", data=typed)


# -- who is logged in --


def test_the_page_names_every_browser_in_plain_words_and_which_is_this_one(browser, phone):
    found = logins(browser.get(PAGE))

    assert sorted(one.split(" since")[0] for one in found) == [
        "Firefox on Windows · this one",
        "Safari on iPhone",
    ]


@pytest.mark.usefixtures("phone")
def test_the_page_says_when_a_login_began_and_was_seen_last(browser, time_machine):
    time_machine.move_to("2026-11-25T12:00:00Z", tick=False)
    browser.get(PAGE)

    mine = next(one for one in logins(browser.get(PAGE)) if "this one" in one)

    assert "last seen on 25 November 2026, 15:00" in mine


def test_no_network_address_is_kept_of_a_login(app):
    address = "198.51.100.77"
    entering.log_in(app.test_client(), environ_base={"REMOTE_ADDR": address})

    login = db.session.scalar(select(Login))
    assert address not in str([getattr(login, column.key) for column in Login.__table__.columns])


def test_another_browser_can_be_logged_out_and_this_one_stays(browser, phone):
    other = db.session.scalar(select(Login).where(Login.browser == SAFARI))

    answer = press(browser, f"{PAGE}/logins/{other.token}/end")

    assert answer.status_code == 303
    assert entering.is_in(browser)
    assert not entering.is_in(phone)


def test_logging_out_everywhere_closes_every_browser_this_one_too(browser, phone):
    answer = press(browser, f"{PAGE}/logins/end")

    assert answer.location == "/login"
    assert not entering.is_in(browser)
    assert not entering.is_in(phone)


def test_a_login_that_has_ended_is_not_shown(browser, phone, later):
    later(signin.IDLE + timedelta(seconds=1))
    entering.log_in(browser)

    assert len(logins(browser.get(PAGE))) == 1


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (FIREFOX, ("Firefox", "Windows")),
        (SAFARI, ("Safari", "iPhone")),
        (CHROME, ("Chrome", "Android")),
        (EDGE, ("Edge", "Windows")),
        ("", ("", "")),
        ("curl/8.0", ("", "")),
    ],
)
def test_a_browser_is_known_by_what_it_says_of_itself(agent, words):
    assert (browsers.family(agent), browsers.system(agent)) == words


@pytest.mark.parametrize("agent", ["", "\x00", "<script>alert(1)</script>", "ş" * 5_000])
def test_a_browser_that_says_nothing_we_know_is_named_all_the_same(app, agent):
    browser = app.test_client()
    entering.log_in(browser)
    with db.writing():
        db.session.scalar(select(Login)).browser = agent[:200]

    assert logins(browser.get(PAGE))[0].startswith("A browser we don’t know")


# -- the password --


def test_the_password_is_changed_for_the_present_one_and_others_are_logged_out(browser, phone):
    answer = change(browser)

    assert answer.status_code == 303
    assert entering.is_in(browser)
    assert not entering.is_in(phone)
    assert entering.log_in(phone).status_code == 422
    assert entering.log_in(phone, password=ANOTHER).status_code == 303


@pytest.mark.parametrize(
    ("present", "new", "words"),
    [
        ("not it, I am afraid", ANOTHER, "This is not the present password."),
        ("", ANOTHER, "with which you log in now"),
        (PASSWORD, "short", "at least 10 characters"),
        (PASSWORD, "", "at least 10 characters"),
        (PASSWORD, "x" * 1_025, "characters"),
    ],
)
def test_a_password_that_is_not_right_changes_nothing(browser, present, new, words):
    answer = change(browser, present, new)

    assert answer.status_code == 422
    assert words in told(answer)
    assert entering.log_in(browser).status_code == 303


def test_the_present_password_cannot_be_guessed_at_the_desk(browser):
    statuses = [change(browser, f"guess number {number}").status_code for number in range(11)]

    assert statuses == [422] * 10 + [429]


# -- asked once more --


def test_the_password_just_given_is_proof_for_ten_minutes(browser, passkey, later):
    later(signin.PROVEN_FOR - timedelta(seconds=30))

    press(browser, f"{PAGE}/passkeys/{passkey.id}/removal")

    assert db.session.get(Passkey, 1) is None


def test_later_the_owner_is_asked_once_more_before_a_passkey_goes(browser, passkey, later):
    later()

    asked = press(browser, f"{PAGE}/passkeys/{passkey.id}/removal")
    typed = entering.fill_in(browser.get(asked.location), "password", password=PASSWORD)
    shown = browser.post("/owner/proof", data=typed)
    assert db.session.get(Passkey, 1)
    press(browser, f"{PAGE}/passkeys/{passkey.id}/removal")

    assert asked.location == "/owner/proof?next=/owner/security"
    assert shown.location == PAGE
    assert db.session.get(Passkey, 1) is None


def test_a_wrong_password_is_no_proof(browser, passkey, later):
    later()
    opened = browser.get("/owner/proof")

    answer = browser.post(
        "/owner/proof", data=entering.fill_in(opened, "password", password="wrong, but long")
    )
    press(browser, f"{PAGE}/passkeys/{passkey.id}/removal")

    assert answer.status_code == 422
    assert db.session.get(Passkey, 1)


def test_a_proof_cannot_be_guessed(browser, later):
    later()
    opened = browser.get("/owner/proof")
    typed = entering.fill_in(opened, "password", password="wrong, but long enough")

    statuses = [browser.post("/owner/proof", data=typed).status_code for _ in range(11)]

    assert statuses == [422] * 10 + [429]


def test_a_proof_leads_nowhere_else(browser):
    opened = browser.get("/owner/proof?next=//evil.example")
    typed = entering.fill_in(opened, "password", password=PASSWORD)

    assert browser.post("/owner/proof", data=typed).location == PAGE


# -- passkeys, as far as they go without a device (see tests/browser/test_passkeys.py) --


def test_a_passkeys_challenge_is_new_each_time_and_kept_here_for_five_minutes(browser, later):
    first = press(browser, f"{PAGE}/passkeys/options").json["challenge"]
    second = press(browser, f"{PAGE}/passkeys/options").json["challenge"]
    later(passkeys.LASTS)
    press(browser, f"{PAGE}/passkeys/options")

    assert first != second
    assert len(db.session.scalars(select(Challenge)).all()) == 1  # the others are gone


def test_challenges_are_given_to_one_network_thirty_times_and_no_more(app, client):
    opened = client.get("/login")
    typed = {"csrf_token": entering.token(opened)}

    answers = [client.post("/login/passkey/options", data=typed) for _ in range(31)]

    assert [answer.status_code for answer in answers] == [200] * 30 + [429]
    assert int(answers[-1].headers["Retry-After"]) > 0


def test_who_asks_for_a_login_by_passkey_learns_nothing_of_the_owners(client, passkey):
    typed = {"csrf_token": entering.token(client.get("/login"))}

    options = client.post("/login/passkey/options", data=typed).json

    assert options["allowCredentials"] == []
    assert "My phone" not in str(options)


@pytest.mark.parametrize("credential", NO_CREDENTIALS)
def test_what_is_no_passkey_opens_nothing(client, passkey, credential):
    opened = client.get("/login")
    token = entering.token(opened)
    client.post("/login/passkey/options", data={"csrf_token": token})

    answer = client.post("/login", data={"csrf_token": token, "credential": credential})

    assert answer.status_code == 422
    assert "The passkey was not taken" in told(answer)
    assert not entering.is_in(client)


@pytest.mark.parametrize("credential", ["", *NO_CREDENTIALS])
def test_what_is_no_passkey_is_not_kept(browser, credential):
    press(browser, f"{PAGE}/passkeys/options")

    answer = press(browser, f"{PAGE}/passkeys", name="My phone", credential=credential)

    assert answer.status_code == 422
    assert pages.form(answer, having="credential")["name"] == "My phone"
    assert db.session.scalars(select(Passkey)).all() == []


@pytest.mark.usefixtures("passkey")
def test_without_the_package_nothing_of_passkeys_is_offered(browser, client, monkeypatch):
    monkeypatch.setattr(passkeys, "is_installed", lambda: False)

    assert "passkey" not in client.get("/login").text
    assert "data-passkey" not in browser.get(PAGE).text
    assert press(browser, f"{PAGE}/passkeys/options").status_code == 409
    assert entering.log_in(client).status_code == 303


def test_without_the_package_a_passkey_that_was_kept_can_be_removed(browser, passkey, monkeypatch):
    monkeypatch.setattr(passkeys, "is_installed", lambda: False)

    assert "My phone" in told(browser.get(PAGE))
    press(browser, f"{PAGE}/passkeys/{passkey.id}/removal")

    assert db.session.get(Passkey, 1) is None


@pytest.mark.parametrize(
    ("url", "offered"),
    [
        ("http://localhost", True),
        ("https://localhost", True),
        ("https://gunebakan.example", False),
        ("http://127.0.0.1", False),
    ],
)
def test_passkeys_are_offered_at_the_public_address_only(browser, site, url, offered):
    with db.writing():
        site.url = url

    assert ("data-passkey" in browser.get(PAGE).text) is offered


def test_a_blog_without_passkeys_says_nothing_of_them_at_the_door(client):
    assert "passkey" not in client.get("/login").text


def test_the_owners_passkeys_go_with_the_owner(app, passkey):
    with db.writing():
        db.session.delete(db.session.get_one(Owner, 1))

    assert db.session.scalars(select(Passkey)).all() == []
