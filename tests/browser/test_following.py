"""The address of the feed, copied in a real browser."""

from __future__ import annotations


def test_a_button_copies_the_address_and_says_so(open_page):
    page = open_page("/follow", permissions=["clipboard-read", "clipboard-write"])

    page.get_by_role("button", name="Copy the address").click()

    page.get_by_role("status").get_by_text("Copied").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.locator("#feed-address").inner_text()
    assert copied.endswith("/feed.atom")


def test_without_scripts_there_is_no_button_that_does_nothing(open_page):
    page = open_page("/follow", java_script_enabled=False)

    assert page.get_by_role("button", name="Copy the address").count() == 0
    assert page.locator("#feed-address").is_visible()
