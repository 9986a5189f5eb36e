"""The owner's one colour: readers can read whatever it is; its owner hears what became of it."""

from __future__ import annotations

import re

import pytest

from blog.web import theme
from tests import pages

SETTINGS = "/owner/settings"
TOO_LIGHT = "Your colour was too light to read on paper; readers see a darker one."
TOO_DARK = "Your colour was too dark to read at night; on dark pages it is a lighter one."

GROUNDS = {"light": [theme.PAPER, (0xF3, 0xF0, 0xE9)], "dark": [theme.NIGHT, (0x1F, 0x1D, 0x1A)]}
"""Paper, and the shade in which code and remarks stand, by day and by night."""

COLOURS = {
    "white": "#ffffff",
    "black": "#000000",
    "yellow": "#ffff00",
    "neon green": "#39ff14",
    "pale pink": "#ffd1dc",
    "navy": "#000080",
    "blue": "#0000ff",
    "mid grey": "#808080",
    "paper": "#faf8f3",
    "night": "#161513",
}


def choose(desk, accent: str) -> str:
    """Save the settings with this colour; what the desk says then."""
    form = {**pages.form(desk.get(SETTINGS), having="time_zone"), "accent": accent}
    sent = {name: value for name, value in form.items() if value is not None}
    assert desk.post(SETTINGS, data=sent).status_code == 303
    return pages.words(pages.of_class(pages.tree(desk.get(SETTINGS)), "messages")[0])


def seen(client, scheme: str) -> theme.Colour:
    """The accent that readers see."""
    address = pages.tree(client.get("/")).find(".//link[@rel='stylesheet']").get("href")
    return theme.parse(
        re.search(f"--accent-{scheme}:(#[0-9a-f]{{6}})", client.get(address).text)[1]
    )


@pytest.mark.parametrize("name", COLOURS)
@pytest.mark.parametrize("scheme", GROUNDS)
def test_whatever_colour_is_chosen_can_be_read_wherever_it_stands(client, desk, name, scheme):
    choose(desk, COLOURS[name])

    for ground in GROUNDS[scheme]:
        assert theme.contrast(seen(client, scheme), ground) >= 4.5


@pytest.mark.parametrize("name", ["white", "yellow", "neon green", "pale pink", "paper"])
def test_a_colour_too_light_for_paper_is_made_darker_and_its_owner_told(client, desk, name):
    said = choose(desk, COLOURS[name])

    assert TOO_LIGHT in said
    assert TOO_DARK not in said
    assert seen(client, "light") != theme.parse(COLOURS[name])
    assert seen(client, "dark") == theme.parse(COLOURS[name])


@pytest.mark.parametrize("name", ["black", "navy", "blue", "night"])
def test_a_colour_too_dark_for_the_night_is_made_lighter_and_its_owner_told(client, desk, name):
    said = choose(desk, COLOURS[name])

    assert TOO_DARK in said
    assert TOO_LIGHT not in said
    assert seen(client, "light") == theme.parse(COLOURS[name])
    assert seen(client, "dark") != theme.parse(COLOURS[name])


def test_a_colour_that_is_neither_is_mended_for_both_and_both_are_told(desk):
    said = choose(desk, COLOURS["mid grey"])

    assert TOO_LIGHT in said
    assert TOO_DARK in said


def test_the_owner_is_told_once_and_not_with_every_later_change(desk):
    choose(desk, COLOURS["yellow"])

    assert choose(desk, COLOURS["yellow"]) == "Your settings are saved."


def test_the_colour_stays_the_owners_own_in_the_settings(desk, site):
    choose(desk, COLOURS["yellow"])

    assert site.accent == COLOURS["yellow"]
    assert pages.form(desk.get(SETTINGS), having="time_zone")["accent"] == COLOURS["yellow"]


def test_a_mended_colour_is_the_nearest_that_can_be_read():
    mended = theme.legible(theme.parse(COLOURS["yellow"]), theme.PAPER)

    red, green, blue = mended
    assert red == green > blue  # still a yellow
    assert theme.contrast(mended, theme.PAPER) < theme.CONTRAST + 0.2
