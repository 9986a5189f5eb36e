"""The address of the feed, copied in a real browser."""

from __future__ import annotations

from playwright.sync_api import expect


def test_a_button_copies_the_address_and_says_so(open_page):
    page = open_page("/follow", permissions=["clipboard-read", "clipboard-write"])

    page.get_by_role("button", name="Copy the address").click()

    page.get_by_role("status").get_by_text("Copied").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.locator("#feed-address").inner_text()
    assert copied.endswith("/feed.atom")


def test_without_scripts_there_is_no_button_that_does_nothing(open_page):
    page = open_page("/follow", java_script_enabled=False)

    expect(page.get_by_role("button", name="Copy the address")).to_have_count(0)
    expect(page.locator("#feed-address")).to_be_visible()
