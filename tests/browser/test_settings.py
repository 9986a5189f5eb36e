"""The settings in a real browser: what readers will see follows what is typed."""

from __future__ import annotations

from playwright.sync_api import Page, expect

NAME = ".nameplate .name"


def shown(page: Page):
    """The name in the newest preview."""
    return page.frame_locator(".preview iframe[name]").last.locator(NAME)


def test_the_preview_follows_what_is_typed_and_leaves_no_step_in_the_history(open_desk):
    page = open_desk("/owner/settings")
    expect(shown(page)).to_have_text("Günebakan")
    steps = page.evaluate("history.length")

    for name in ("Gün", "Gündüz"):
        page.get_by_label("Name of the blog").fill(name)
        expect(shown(page)).to_have_text(name)

    expect(page.locator(".preview iframe")).to_have_count(1)
    assert page.evaluate("history.length") == steps
    page.goto("/")
    expect(page.locator(NAME)).to_have_text("Günebakan")


def test_without_scripts_a_button_shows_it(open_desk):
    page = open_desk("/owner/settings", java_script_enabled=False)
    page.get_by_label("Name of the blog").fill("Gün")

    page.get_by_role("button", name="Preview").click()

    expect(shown(page)).to_have_text("Gün")
