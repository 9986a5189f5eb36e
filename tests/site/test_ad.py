"""The ad above the masthead, as readers see it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from blog.db import db, now
from blog.models.site import Ad
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
