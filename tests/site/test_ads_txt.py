"""Files for those who sell places for ads, and for search engines."""

from __future__ import annotations

from blog.db import db
from tests import pages

LINES = "# Günebakan\n\ngoogle.com, pub-1, DIRECT, f08c47fec0942fa0\n<b>x</b>, 2, RESELLER"


def test_ads_txt_is_exactly_what_the_owner_typed(client, desk):
    form = pages.form(desk.get("/owner/settings"), having="ads_txt")

    desk.post("/owner/settings", data={**form, "ads_txt": LINES.replace("\n", "\r\n")})

    answer = client.get("/ads.txt")
    assert answer.text == LINES
    assert answer.mimetype == "text/plain"
    assert pages.form(desk.get("/owner/settings"), having="ads_txt")["ads_txt"].strip() == LINES


def test_without_words_there_is_no_ads_txt(client, site):
    assert client.get("/ads.txt").status_code == 404

    with db.writing():
        site.ads_txt = LINES
    assert client.get("/ads.txt").status_code == 200


def test_robots_are_kept_from_what_is_no_reading(client):
    answer = client.get("/robots.txt")

    assert answer.mimetype == "text/plain"
    assert answer.text.startswith("User-agent: *\n")
    assert "\nDisallow: /owner/\n" in answer.text
