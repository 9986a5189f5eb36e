"""The script that pages carry."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from tests import pages

SCRIPTS = Path(__file__).resolve().parents[2] / "static" / "js"


def script(client, path: str = "/") -> str:
    """Where a page says that its script is."""
    return pages.tree(client.get(path)).find("./head/script").get("src")


def test_the_script_may_be_kept_for_ever(client):
    answer = client.get(script(client))

    assert answer.mimetype == "text/javascript"
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.text == (SCRIPTS / "preferences.js").read_text("utf-8")


def test_an_older_address_gives_todays_script_and_is_asked_for_again(client):
    older, todays = (client.get(at) for at in ("/preferences-000000000000.js", script(client)))

    assert older.data == todays.data
    assert "max-age=0" in older.headers["Cache-Control"]


@pytest.mark.parametrize("path", ["/", "/archive/", "/nowhere", "/login"])
def test_every_page_carries_the_one_script(client, path):
    assert script(client, path) == script(client)
    assert len(pages.scripts(client.get(path))) == 1


def test_all_scripts_together_weigh_no_more_than_six_kilobytes():
    sizes = [len(gzip.compress(path.read_bytes())) for path in SCRIPTS.glob("*.js")]

    assert 0 < sum(sizes) <= 6 * 1_024
