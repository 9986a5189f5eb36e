"""What belongs to the blog as a whole: pictures, the style sheet, a word for watchdogs."""

from __future__ import annotations

import hashlib
import re

import pytest

from blog.db import db
from blog.models.site import Site
from blog.web import theme

FOR_EVER = "public, max-age=31536000, immutable"


def test_a_picture_is_served_for_ever_and_does_nothing_but_show(client, make):
    rendition = make.picture().largest()

    with client.get(rendition.url) as answer:
        assert hashlib.sha256(answer.data).hexdigest() in rendition.url
        assert answer.mimetype == "image/jpeg"
        assert answer.headers["Cache-Control"] == FOR_EVER
        assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_the_original_of_a_picture_is_nobodys_but_the_owners(client, make):
    picture = make.picture()

    for name in (f"{picture.digest}.png", f"originals/{picture.digest}.png"):
        assert client.get(f"/media/{name}").status_code == 404


def test_the_style_sheet_is_one_file_that_may_be_kept_for_ever(client):
    answer = client.get(_stylesheet(client))

    assert answer.mimetype == "text/css"
    assert answer.headers["Cache-Control"] == FOR_EVER


def test_another_accent_gives_the_style_sheet_another_address(client, site):
    before = _stylesheet(client)

    with db.writing():
        site.accent = "#005f73"
    after = _stylesheet(client)

    assert after != before
    assert "--accent-light:#005f73" in client.get(after).text
    assert "max-age=0" in client.get(before).headers["Cache-Control"]


@pytest.mark.parametrize(
    "accent", ["#ffff00", "#ffffff", "#000000", "#808080", "#00ff00", "#0000ff", "#b3261e"]
)
def test_an_accent_can_be_read_by_day_and_by_night_whatever_the_owner_chose(client, site, accent):
    with db.writing():
        site.accent = accent

    sheet = client.get(_stylesheet(client)).text

    for name, ground in (("light", theme.PAPER), ("dark", theme.NIGHT)):
        colour = re.search(f"--accent-{name}:#([0-9a-f]{{6}})", sheet)[1]
        assert theme.contrast(tuple(bytes.fromhex(colour)), ground) >= 4.5


def test_an_accent_that_can_be_read_is_left_as_it_is(client, site):
    with db.writing():
        site.accent = "#b3261e"

    assert "--accent-light:#b3261e" in client.get(_stylesheet(client)).text


def _stylesheet(client):
    return re.search(r"/theme-[0-9a-f]+\.css", client.get("/").text)[0]


def test_before_set_up_readers_are_asked_to_come_again(client, site):
    with db.writing():
        db.session.delete(db.session.get_one(Site, 1))

    for path in ("/", "/feed.atom", "/archive/", "/owner/articles", "/login"):
        answer = client.get(path)
        assert answer.status_code == 503, path
        assert "This blog is being set up." in answer.text
    assert client.get("/healthz").status_code == client.get("/readyz").status_code == 200
