"""Passkeys, with a browser's own dialogue and an authenticator that is not of flesh."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import CDPSession, Page, Request, expect
from sqlalchemy import select

from blog import passkeys, signin
from blog.db import db, now
from blog.models.act import LoggedAct, Verb
from blog.models.owner import Challenge, Login, Passkey
from tests.browser.conftest import broken_rules, follow
from tests.conftest import PASSWORD

DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


class Device:
    """A telephone that says yes to everything."""

    def __init__(self, page: Page) -> None:
        self._session: CDPSession = page.context.new_cdp_session(page)
        self._session.send("WebAuthn.enable")
        added = self._session.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
        self._id = added["authenticatorId"]

    def set(self, what: str, **how: Any) -> None:
        """Change its ways."""
        self._session.send(f"WebAuthn.set{what}", {"authenticatorId": self._id, **how})

    def keys(self) -> list[dict[str, Any]]:
        """What it holds."""
        asked = self._session.send("WebAuthn.getCredentials", {"authenticatorId": self._id})
        return asked["credentials"]

    def count_from(self, count: int) -> None:
        """Have its only key as it was when it had been used so often: a copy of it."""
        (key,) = self.keys()
        about = {"authenticatorId": self._id, "credentialId": key["credentialId"]}
        self._session.send("WebAuthn.removeCredential", about)
        self._session.send(
            "WebAuthn.addCredential",
            {"authenticatorId": self._id, "credential": {**key, "signCount": count}},
        )


@pytest.fixture
def page(open_page) -> Iterator[Page]:
    """The owner's browser, on the page about getting in."""
    page = open_page("/login?next=/owner/security")
    page.get_by_label("Your name").fill("Ayşe")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("heading", name="Passkeys")).to_be_visible()
    return page


@pytest.fixture
def device(page) -> Device:
    """What this browser's passkeys are on."""
    return Device(page)


def ask_for(page: Page, name: str) -> None:
    page.get_by_label("Name of the passkey").fill(name)
    page.get_by_role("button", name="Add a passkey").click()


def add(page: Page, name: str = "My phone") -> None:
    ask_for(page, name)
    expect(page.get_by_text("The passkey is kept.")).to_be_visible()


def log_out(page: Page) -> None:
    follow(page, page.get_by_role("button", name="Log out", exact=True))
    page.goto("/login?next=/owner/security")


def use(page: Page) -> None:
    page.get_by_role("button", name="Use a passkey").click()


def fresh(model):
    """All rows, as they are now."""
    db.session.rollback()
    return db.session.scalars(select(model)).all()


def test_a_passkey_is_added_and_opens_the_desk(page, device):
    add(page)
    log_out(page)
    use(page)

    expect(page.get_by_role("heading", name="Getting in")).to_be_visible()
    (passkey,) = fresh(Passkey)
    assert (passkey.name, passkey.sign_count, passkey.used_at is None) == (
        "My phone",
        device.keys()[0]["signCount"],
        False,
    )
    assert [act.verb for act in fresh(LoggedAct)] == [Verb.PASSKEY_ADDED]
    assert fresh(Challenge) == []


def test_a_passkey_that_was_removed_opens_nothing(page, device):
    add(page)
    page.get_by_role("button", name="Remove").click()
    expect(page.get_by_text("it opens nothing here")).to_be_visible()
    add(page, "Another one")  # so that the door offers the button
    with db.writing():
        db.session.delete(db.session.scalar(select(Passkey).where(Passkey.id != 0)))
        db.session.add(
            Passkey(
                owner_id=1,
                name="On another device",
                credential=b"another",
                public_key=b"k",
                sign_count=0,
                created_at=now(),
            )
        )
    log_out(page)
    use(page)

    expect(page.get_by_text("The passkey was not taken")).to_be_visible()
    assert fresh(Login) == []


def test_a_device_that_has_one_makes_no_second(page, device):
    add(page)
    ask_for(page, "Once more")

    expect(page.get_by_text("No passkey was made.")).to_be_visible()
    assert len(fresh(Passkey)) == 1


def test_who_does_not_confirm_gets_no_passkey_and_is_told(page, device):
    device.set("UserVerified", isUserVerified=False)
    ask_for(page, "My phone")

    expect(page.get_by_text("No passkey was made.")).to_be_visible()
    expect(page.get_by_label("Name of the passkey")).to_have_value("My phone")
    assert fresh(Passkey) == []


def test_a_copy_of_a_passkey_that_fell_behind_is_refused(page, device):
    add(page)
    log_out(page)
    use(page)
    expect(page.get_by_role("heading", name="Getting in")).to_be_visible()
    log_out(page)
    device.count_from(0)
    use(page)

    expect(page.get_by_text("The passkey was not taken")).to_be_visible()
    assert fresh(Login) == []


def test_a_passkey_proves_that_it_is_the_owner_still(page, device):
    add(page)
    with db.writing():
        for login in db.session.scalars(select(Login)):
            login.proven_at = now() - 2 * signin.PROVEN_FOR
    page.get_by_role("button", name="Remove").click()
    expect(page.get_by_role("heading", name="Is it you?")).to_be_visible()
    use(page)
    page.get_by_role("button", name="Remove").click()

    expect(page.get_by_text("it opens nothing here")).to_be_visible()
    assert fresh(Passkey) == []


def sent_again(page: Page, path: str) -> int:
    """Send what a passkey said a second time; the status of the answer."""
    with page.expect_request(lambda request: is_sent(request, path)) as caught:
        use(page)
    expect(page.get_by_role("heading", name="Getting in")).to_be_visible()
    return page.request.post(
        caught.value.url,
        data=caught.value.post_data,
        headers={
            "Content-Type": "application/x-www-form-urlencoded",
            "Sec-Fetch-Site": "same-origin",
        },
    ).status


def is_sent(request: Request, path: str) -> bool:
    return request.method == "POST" and request.url.endswith(path)


def test_what_a_passkey_said_counts_once(page, device):
    add(page)
    log_out(page)

    assert sent_again(page, "/login") == 422


def test_a_challenge_ends_after_five_minutes(page, device, monkeypatch):
    add(page)
    log_out(page)
    monkeypatch.setattr(passkeys, "LASTS", -passkeys.LASTS)
    monkeypatch.setattr(passkeys, "_milliseconds", lambda: 60_000)
    use(page)

    expect(page.get_by_text("The passkey was not taken")).to_be_visible()


def test_what_was_signed_for_another_address_is_refused(page, device, monkeypatch):
    add(page)
    log_out(page)
    monkeypatch.setattr(passkeys, "_origin", lambda: "http://localhost:1")
    use(page)

    expect(page.get_by_text("The passkey was not taken")).to_be_visible()


@pytest.mark.usefixtures("device")
def test_a_browser_that_knows_no_passkeys_has_the_password_as_ever(page, open_page):
    add(page)

    plain = open_page("/login", java_script_enabled=False)

    expect(plain.get_by_role("button", name="Use a passkey")).to_be_hidden()
    plain.get_by_label("Your name").fill("Ayşe")
    plain.get_by_label("Password").fill(PASSWORD)
    plain.get_by_role("button", name="Log in").click()
    expect(plain.get_by_role("heading", name="Articles")).to_be_visible()


@pytest.mark.usefixtures("device")
def test_the_pages_about_getting_in_break_no_rule(page):
    add(page)

    assert broken_rules(page) == []
    for path in ("/owner/proof", "/owner/log", "/owner/visits"):
        page.goto(path)
        assert broken_rules(page) == [], path
    log_out(page)
    assert broken_rules(page) == []
