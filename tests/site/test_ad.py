"""The ad above the masthead, as readers see it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from blog.db import db, now
from blog.models.site import Ad, AdKind
from tests import pages


@pytest.fixture
def place(make, time_machine):
    """Put an ad there, from and until so many hours from now."""
    time_machine.move_to(now(), tick=False)
    picture = make.picture()

    def put(starts=None, ends=None):
        with db.writing():
            db.session.add(
                Ad(
                    slot="header",
                    picture_id=picture.id,
                    alt="Fresh bread",
                    link="https://bakery.example/?a=1&b=2",
                    starts_at=None if starts is None else now() + timedelta(hours=starts),
                    ends_at=None if ends is None else now() + timedelta(hours=ends),
                )
            )

    return put


def test_an_ad_is_labelled_and_endorses_nothing(client, place):
    place()

    ad = pages.region(client.get("/"), "ad-header")

    link = ad.find(".//a")
    assert pages.words(ad) == "Advertisement"
    assert link.get("href") == "https://bakery.example/?a=1&b=2"
    assert link.get("rel") == "sponsored nofollow noopener"
    assert ad.find(".//img").get("alt") == "Fresh bread"


def test_an_ads_picture_says_its_size_so_that_nothing_moves(client, place):
    place()

    picture = pages.region(client.get("/"), "ad-header").find(".//img")

    assert (picture.get("width"), picture.get("height")) == ("640", "400")


@pytest.mark.parametrize(
    ("starts", "ends", "is_seen"),
    [
        (None, None, True),
        (-1, None, True),
        (0, None, True),
        (1, None, False),
        (None, 1, True),
        (None, 0, False),
        (-2, -1, False),
        (-1, 1, True),
        (1, 2, False),
    ],
)
def test_an_ad_is_seen_from_its_beginning_until_its_end(client, place, starts, ends, is_seen):
    place(starts, ends)

    assert ("ad-header" in pages.ids(client.get("/"))) is is_seen


# -- the code of an ad network --

CODE = "<p>{Bread}</p><script>document.write('<b>fresh</b>')</script>"


@pytest.fixture
def network():
    """Put the code of an ad network there."""

    def put(**more):
        with db.writing():
            db.session.add(Ad(slot="header", kind=AdKind.CODE, code=CODE, box="320x100", **more))

    return put


def test_code_stands_in_a_locked_frame_whose_size_is_known(client, network):
    network()

    ad = pages.region(client.get("/"), "ad-header")

    frame = ad.find(".//iframe")
    assert pages.words(ad) == "Advertisement"
    assert (frame.get("src"), frame.get("title")) == ("/ad/header", "Advertisement")
    assert (frame.get("width"), frame.get("height")) == ("320", "100")
    assert set(frame.get("sandbox").split()) == {
        *("allow-scripts", "allow-popups", "allow-popups-to-escape-sandbox"),
    }
    assert "Bread" not in client.get("/").text


def test_code_has_a_page_of_its_own_under_a_policy_of_its_own(client, network):
    network()

    answer = client.get("/ad/header")

    assert CODE in answer.text
    assert answer.headers["Content-Security-Policy"] == (
        "sandbox allow-scripts allow-popups allow-popups-to-escape-sandbox; frame-ancestors 'self'"
    )
    assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "script-src 'self'" in client.get("/").headers["Content-Security-Policy"]


def test_code_is_the_same_for_the_owner_and_marks_nobody(client, desk, network):
    network()

    answers = client.get("/ad/header"), desk.get("/ad/header")

    assert answers[0].data == answers[1].data
    assert "Set-Cookie" not in answers[0].headers
    assert "Cookie" not in answers[0].headers.get("Vary", "")


def test_only_code_that_runs_now_has_a_page(client, place, network):
    assert client.get("/ad/header").status_code == 404
    network(ends_at=now() - timedelta(hours=1))
    assert client.get("/ad/header").status_code == 404
    assert "ad-header" not in pages.ids(client.get("/"))
    assert client.get("/ad/footer").status_code == 404


def test_a_picture_has_no_page_of_its_own(client, place):
    place()

    assert client.get("/ad/header").status_code == 404
