"""The style sheet, in the accent that the owner chose."""

from __future__ import annotations

import re

import pytest

from blog.db import db
from blog.web import theme

GROUNDS = [theme.PAPER, theme.NIGHT]
COLOURS = [(0, 0, 0), (255, 255, 255), (255, 255, 0), (0, 0, 255), (179, 38, 30), (128, 128, 128)]


def sheet(answer) -> str:
    """Where a page says that its style sheet is."""
    return re.search(r'href="(/theme-[0-9a-f]{12}\.css)"', answer.text)[1]


def test_the_style_sheet_may_be_kept_for_ever(client):
    answer = client.get(sheet(client.get("/")))

    assert answer.mimetype == "text/css"
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"


def test_another_accent_is_another_address(client, site):
    before = sheet(client.get("/"))
    with db.writing():
        site.accent = "#005a9c"
    after = sheet(client.get("/"))

    assert after != before
    assert "--accent-light:#005a9c" in client.get(after).text


def test_an_older_address_gives_todays_sheet_and_is_asked_for_again(client):
    answer = client.get("/theme-000000000000.css")

    assert answer.status_code == 200
    assert "max-age=0" in answer.headers["Cache-Control"]


@pytest.mark.parametrize("colour", COLOURS)
@pytest.mark.parametrize("ground", GROUNDS)
def test_every_accent_can_be_read(colour, ground):
    assert theme.contrast(theme.legible(colour, ground), ground) >= theme.CONTRAST


@pytest.mark.parametrize(
    ("colour", "ground"), [((0, 0, 0), theme.PAPER), ((255,) * 3, theme.NIGHT)]
)
def test_an_accent_that_can_be_read_stays_as_it_was_chosen(colour, ground):
    assert theme.legible(colour, ground) == colour


def test_contrast_is_measured_as_wcag_does():
    assert theme.contrast((0, 0, 0), (255, 255, 255)) == pytest.approx(21)
    assert theme.contrast((119, 119, 119), (255, 255, 255)) == pytest.approx(4.48, abs=0.01)


def test_the_grounds_are_those_of_the_style_sheet(app):
    tokens = theme.text("#b3261e").lower()

    for ground in GROUNDS:
        assert f"#{bytes(ground).hex()}" in tokens
