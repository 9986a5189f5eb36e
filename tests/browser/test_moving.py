"""Moving in, in a real browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from blog.db import db
from blog.transfer import work
from tests.browser.conftest import broken_rules, follow, sticking_out
from tests.transfer import feeds
from tests.transfer.feeds import TAKEOUT_ZIP
from tests.transfer.moving import post, remark

PLACE = "/owner/moving"
AWAY = "&lt;img alt='A boat' src='https://1.bp.blogspot.com/-a/b/c/s1600/harbour.jpg'&gt;"


def hand_in(page, *files) -> None:
    page.goto(PLACE)
    page.get_by_label("The file from Google").set_input_files(list(files))
    page.get_by_label("The address of your blog").fill("eski.blogspot.com")
    follow(page, page.get_by_role("button", name="Begin the rehearsal"))


def read() -> None:
    """Have what was handed in read, as the blog's own thread would."""
    db.session.rollback()  # to see what the server did
    work.go_on()


@pytest.fixture
def oddities(tmp_path):
    """A file of which something is to be said in every list."""
    path = tmp_path / "feed.atom"
    word = "Muvaffakiyetsizleştiricileştiriveremeyebileceklerimizden"
    path.write_text(
        feeds.feed(
            post(1, title=word, content=f"&lt;p&gt;Words.&lt;/p&gt;{AWAY}"),
            post(2, blogger_filename="/feed.atom"),
            remark(3, on=99, content=word * 3),
        )
    )
    return path


def test_an_owner_moves_in_and_out_again(open_desk):
    page = open_desk(PLACE)
    hand_in(page, TAKEOUT_ZIP)
    expect(page.get_by_text("You may close this page").first).to_be_visible()
    read()
    page.get_by_role("heading", name="The rehearsal is ready").wait_for()  # by itself

    with page.expect_popup() as sample:
        page.locator(".moving-samples a").first.click()
    expect(sample.value.get_by_text("nobody else sees this").first).to_be_visible()
    follow(page, page.get_by_role("button", name="Make it public"))
    follow(page, page.get_by_role("link", name="View the blog").last)
    expect(page.get_by_text("Köprü").first).to_be_visible()

    page.goto(f"{PLACE}/1")
    page.get_by_role("button", name="Take it back").click()
    expect(page.get_by_text("It is taken back").first).to_be_visible()


@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (1280, "dark")])
def test_axe_finds_nothing_at_any_stage(open_desk, oddities, scheme, width):
    page = open_desk(PLACE, width=width, color_scheme=scheme)
    assert broken_rules(page) == []
    hand_in(page, oddities)
    assert broken_rules(page) == []
    read()
    for path in ("", "/addresses", "/left-out", "/pictures", "/samples/1"):
        page.goto(f"{PLACE}/1{path}")
        assert broken_rules(page) == [], path
    page.goto(f"{PLACE}/1")
    follow(page, page.get_by_role("button", name="Make it public"))
    assert broken_rules(page) == []
    page.goto("/2024/03/post-1.html")
    assert broken_rules(page) == []


def test_nothing_scrolls_sideways_at_320_pixels(open_desk, oddities):
    page = open_desk(PLACE, width=320)
    hand_in(page, oddities)
    read()
    for path in ("", "/1", "/1/addresses", "/1/left-out", "/1/pictures", "/1/samples/1"):
        page.goto(f"{PLACE}{path}")
        assert sticking_out(page) == [], path
