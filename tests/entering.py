"""What an owner does at the door: with the page's own form, cookie and token."""

from __future__ import annotations

from typing import Any

from tests import pages
from tests.conftest import PASSWORD


def fill_in(answer: Any, having: str, **fields: str) -> dict[str, str]:
    """What a browser would send of the form that has this field, the token among it."""
    return {**pages.form(answer, having), "csrf_token": token(answer), **fields}


def token(answer: Any) -> str:
    """The token that the forms of a page carry."""
    return next(
        control.get("value", "")
        for control in pages.tree(answer).iter("input")
        if control.get("name") == "csrf_token"
    )


def log_in(browser: Any, password: str = PASSWORD, *, to: str = "/login", **how: Any) -> Any:
    """Open the login's page, type name and password, and send it."""
    opened = browser.get(to, **how)
    typed = fill_in(opened, "password", name="Ayşe", password=password)
    return browser.post(to, data=typed, **how)


def is_in(browser: Any, **how: Any) -> bool:
    """Whether this browser is let in to the desk."""
    return bool(browser.get("/owner/articles", **how).status_code == 200)
