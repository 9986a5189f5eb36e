"""A real browser before a real server. Everything it asks for has to be on this machine."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from blog.db import db
from blog.models.site import Site
from tests import needs
from tests.browser.serving import served

OPTIONS = "{resultTypes: ['violations'], rules: {'target-size': {enabled: true}}}"
AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text("utf-8")

PATIENCE = 60_000
"""Milliseconds: the machine's load is no property of ours."""
expect.set_options(timeout=PATIENCE)

Opener = Callable[..., Page]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all of these tests."""
    path = needs.chromium()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path,
            args=["--no-sandbox", "--disable-background-networking", "--disable-sync"],
        )
        yield browser
        browser.close()


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    """Where the test's blog listens, until every answer is out."""
    with served(app) as address:
        with db.writing():
            db.session.get_one(Site, 1).url = address
        yield address


@pytest.fixture
def open_page(browser: Browser, address: str) -> Iterator[Opener]:
    """Opens pages of the blog; whatever they complain of, or ask of others, fails the test."""
    contexts, complaints = [], []

    def open_one(path: str = "/", width: int = 1280, **options: object) -> Page:
        context = browser.new_context(
            base_url=address, viewport={"width": width, "height": 900}, **options
        )
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: _note(message, complaints))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "request",
            lambda request: (
                complaints.append(request.url)
                if not request.url.startswith((address, "data:", "about:"))
                else None
            ),
        )
        page.goto(path)
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert not complaints


@pytest.fixture
def open_desk(open_page: Opener, desk: FlaskClient) -> Opener:
    """Opens pages of the desk, as its owner."""
    kept = desk.get_cookie("broadsheet")
    cookie = {"name": kept.key, "value": kept.value, "domain": kept.domain, "path": kept.path}

    def open_one(path: str, width: int = 1280, **options: object) -> Page:
        return open_page(path, width, storage_state={"cookies": [cookie]}, **options)

    return open_one


def follow(page: Page, way: Locator) -> None:
    """Press a link or button, and wait for the page behind it."""
    with page.expect_navigation():
        way.click()


def _note(message, complaints: list[str]) -> None:
    # A page with an error's status is a complaint to Chromium; here it may be what is tested.
    if message.type in {"error", "warning"} and "Failed to load resource" not in message.text:
        complaints.append(message.text)


def broken_rules(page: Page) -> list[str]:
    """What axe finds on the page (WCAG 2.2 AA and its best practices)."""
    page.evaluate(AXE)
    found = page.evaluate(f"axe.run(document, {OPTIONS})")
    return [
        f"{rule['id']}: {node['target']} {node['failureSummary']}"
        for rule in found["violations"]
        for node in rule["nodes"]
        if "partially obscured" not in node["failureSummary"]  # scrolled under a bar that stays
    ]


def sticking_out(page: Page) -> list[str]:
    """What makes a page scroll sideways: the elements that reach past an edge."""
    return page.evaluate(
        """() => document.documentElement.scrollWidth <= innerWidth ? [] :
            [...document.body.querySelectorAll("*")]
                .filter(element => {
                    const {left, right} = element.getBoundingClientRect();
                    return right > innerWidth + 1 || left < -1;
                })
                .map(element => `${element.localName}.${element.className}`)"""
    )
