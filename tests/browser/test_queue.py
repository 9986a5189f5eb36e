"""The queue in a real browser: keys and taps that decide at once, and take back."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from blog.db import db
from blog.models.comment import Comment, Standing
from tests.browser.conftest import broken_rules, sticking_out

QUEUE = "/owner/comments"


@pytest.fixture
def waiting(make):
    """Three comments that wait; the last one stands first."""
    article = make.article()
    words = ("Three", "Two", "One")
    return [make.comment(article, body, standing=Standing.WAITING) for body in words][::-1]


def standings():
    db.session.rollback()
    found = db.session.scalars(select(Comment.standing).order_by(Comment.id.desc()))
    return [standing.value for standing in found]


def row(page, words):
    return page.locator(".queue > li", has_text=words)


def test_keys_decide_one_after_the_other_and_take_back(open_desk, waiting):
    page = open_desk(QUEUE)

    page.keyboard.press("j")
    page.keyboard.press("a")
    expect(page.get_by_role("status")).to_have_text("1 comment approved.")
    page.keyboard.press("s")
    expect(page.get_by_role("status")).to_have_text("1 comment is spam now.")
    assert standings() == ["approved", "spam", "waiting"]
    expect(page.locator("#lists [aria-current]")).to_have_text("Waiting (1)")

    page.keyboard.press("u")
    expect(page.get_by_role("status")).to_have_text("1 comment is as it was before.")
    assert standings() == ["approved", "waiting", "waiting"]
    expect(row(page, "Two")).to_be_focused()


def test_keys_are_letters_while_one_types_and_nothing_once_they_are_off(open_desk, waiting):
    page = open_desk(QUEUE)
    row(page, "One").get_by_text("Answer", exact=True).click()
    field = row(page, "One").get_by_label("Your answer")

    field.press_sequentially("as dark")
    expect(field).to_have_value("as dark")

    page.keyboard.press("Escape")
    page.locator("#keys summary").click()
    page.get_by_label("Single keys do something here").uncheck()
    page.reload()
    for key in "jasrd":
        page.keyboard.press(key)
    expect(page.get_by_label("Single keys do something here")).not_to_be_checked()
    assert standings() == ["waiting", "waiting", "waiting"]


def test_what_is_ticked_by_keys_goes_together_and_comes_back_together(open_desk, waiting):
    page = open_desk(QUEUE)

    for key in "jxjx":
        page.keyboard.press(key)
    with page.expect_navigation():
        page.keyboard.press("d")
    assert standings() == ["binned", "binned", "waiting"]

    with page.expect_navigation():
        page.keyboard.press("u")
    assert standings() == ["waiting", "waiting", "waiting"]


def test_without_a_script_every_button_is_a_page(open_desk, waiting):
    page = open_desk(QUEUE, java_script_enabled=False, width=360)
    expect(page.locator("#keys")).to_be_hidden()
    row(page, "One").get_by_role("checkbox").press("Enter")
    assert page.url.endswith(QUEUE)

    with page.expect_navigation():
        row(page, "One").get_by_role("button", name="Approve").click()
    with page.expect_navigation():
        page.get_by_role("button", name="Undo that").click()

    assert standings() == ["waiting", "waiting", "waiting"]


def test_a_login_that_has_ended_is_told_and_decides_nothing(open_desk, waiting):
    page = open_desk(QUEUE)
    page.context.clear_cookies()

    with page.expect_navigation():
        row(page, "One").get_by_role("button", name="Approve").click()

    assert standings() == ["waiting", "waiting", "waiting"]


@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (1280, "dark")])
def test_queue_and_blocks_fit_every_screen_and_axe_finds_nothing(
    open_desk,
    make,
    waiting,
    width,
    scheme,
):
    make.comment(
        waiting[0].article,
        "A" * 300,
        name="W" * 80,
        email=f"{'e' * 60}@example.org",
        url=f"https://example.org/{'x' * 150}",
        parent=waiting[0],
        standing=Standing.WAITING,
    )
    shown = make.comment(waiting[0].article)
    page = open_desk(QUEUE, width=width, color_scheme=scheme)
    page.locator("#keys").evaluate("it => it.open = true")
    page.get_by_text("Answer", exact=True).first.click()
    for path in ("", f"{QUEUE}/4/block", "/owner/blocks", f"/comments/{shown.id}/report"):
        if path:
            page.goto(path)
        assert broken_rules(page) == [], path
        assert sticking_out(page) == [], path
