"""Finding and reading by keyboard: lists, search, the archive's years, the reading settings."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from blog.models.article import Article
from tests.browser.test_keyboard import AT, leave_for, unseen, walk


@pytest.fixture
def years(make) -> list[Article]:
    """Articles of this year and of two before, the newest first."""
    return [make.article("Bridge opens", labels="Town", ago=timedelta(400 * n)) for n in range(3)]


def open_settings(page: Page) -> None:
    """Come to the reading settings as one does without a mouse, and open them."""
    leave_for(page, "reader-preferences > button")
    page.keyboard.press("Enter")
    expect(page.get_by_role("group", name="Colours")).to_be_visible()


def test_whoever_looks_for_an_article_sees_where_the_keyboard_is_at_every_step(open_page, years):
    page = open_page("about:blank", width=360)
    month = years[1].month

    for path in (
        f"/{month // 100}/",
        f"/{month // 100}/{month % 100:02}/",
        "/label/town",
        "/search",
        "/search?q=bridge",
        "/follow",
    ):
        page.goto(path)
        places = walk(page)

        assert len(places) > 8, path
        assert unseen(places) == [], path


def test_a_year_of_the_archive_is_opened_and_gone_into(open_page, years):
    page = open_page("/")
    month = page.locator("#archive details").last.get_by_role("link").first

    leave_for(page, "#archive details:last-of-type > summary")
    expect(month).to_be_hidden()
    page.keyboard.press("Enter")
    expect(month).to_be_visible()
    page.keyboard.press("Tab")

    expect(month).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{years[-1].month // 100}/{years[-1].month % 100:02}/")


@pytest.mark.parametrize("width", [320, 1280])
def test_the_reading_settings_are_gone_through_and_left_without_a_mouse(open_page, years, width):
    page = open_page(years[0].url, width=width)
    open_settings(page)

    places = []
    for place in ("[name=scheme]:checked", "[name=size]:checked", "[name=face]:checked", ".name a"):
        page.keyboard.press("Tab")
        expect(page.locator(place)).to_be_focused()
        places.append(page.evaluate(AT))

    assert unseen(places) == []
    expect(page.get_by_role("group", name="Colours")).to_be_hidden()
