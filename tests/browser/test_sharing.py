"""Passing an article on, in a real browser."""

from __future__ import annotations

from urllib.parse import unquote

import pytest
from playwright.sync_api import expect

BODY = (
    "The square has no kerbs.\n\n"
    "Vans may unload until eight and come back at two; in between there are only feet, "
    "and the odd wheelbarrow, well-known to all."
)
COPIED = "navigator.clipboard.readText()"


@pytest.fixture
def page(open_page, make):
    """An article, where the browser may use the clipboard."""
    page = open_page(make.article("Square", body=BODY).url)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    return page


def mark(page, number):
    page.locator(".story-text > p").nth(number).select_text()
    return page.get_by_role("button", name="Copy quote with link")


def test_marked_words_are_copied_with_a_link_that_leads_to_them(page):
    mark(page, 0).click()

    page.get_by_role("button", name="Copied").wait_for()
    words, _, link = page.evaluate(COPIED).rpartition(" ")
    assert words == "“The square has no kerbs.”"
    assert unquote(link).endswith("/square.html#:~:text=The square has no kerbs.")


def test_of_many_words_the_link_names_the_first_and_the_last(page):
    mark(page, 1).click()
    page.get_by_role("button", name="Copied").wait_for()

    link = page.evaluate(COPIED).rpartition(" ")[2]
    assert unquote(link).endswith("#:~:text=Vans may unload until,wheelbarrow, well-known to all.")
    assert "well%2Dknown" in link  # a bare "-" has a meaning of its own there


def test_the_button_is_there_only_while_words_of_the_article_are_marked(page):
    button = mark(page, 0)
    button.wait_for()

    page.evaluate("getSelection().removeAllRanges()")
    button.wait_for(state="detached")
    page.locator("h1").select_text()

    expect(button).to_be_hidden()


def test_a_paragraph_is_linked_to_where_one_points_at_it(page):
    paragraph = page.locator(".story-text > p").first
    link = paragraph.get_by_role("link", name="Link to this paragraph")
    assert link.evaluate("one => getComputedStyle(one).opacity") == "0"

    paragraph.hover()
    assert link.evaluate("one => getComputedStyle(one).opacity") == "1"
    link.click()

    page.wait_for_url("**#p-the-square-has-no-kerbs")
