"""The owner sees the backups, takes one away, and says how many to keep."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from blog import housekeeping
from blog.transfer import backup_file, nightly
from tests import pages

BACKUPS = "/owner/backups"


@pytest.fixture
def night(time_machine):
    """A night in which a backup is made."""
    time_machine.move_to(datetime(2027, 3, 4, 0, 30, 5, tzinfo=UTC), tick=False)
    return time_machine


def told(answer):
    return pages.words(pages.region(answer, "main"))


def test_the_settings_lead_to_the_backups(desk):
    assert BACKUPS in pages.links(pages.region(desk.get("/owner/settings"), "main"))


def test_there_is_none_at_first(desk):
    assert "There is none yet." in told(desk.get(BACKUPS))


def test_each_is_listed_with_its_hour_in_the_sites_zone_and_its_size(night, desk):
    housekeeping.run("backup")

    row = pages.words(pages.tree(desk.get(BACKUPS)).find(".//tbody/tr"))

    size = nightly.kept()[0].size / 1_000_000
    assert "4 March 2027, 03:30" in row
    assert f"{size:.1f} MB" in row


def test_one_can_be_taken_away_whole(night, desk, tmp_path):
    housekeeping.run("backup")
    link = next(
        link for link in pages.links(pages.region(desk.get(BACKUPS), "main")) if ".backup" in link
    )

    with desk.get(link) as answer:
        (tmp_path / "taken").write_bytes(answer.data)

    assert answer.headers["Content-Disposition"] == (
        "attachment; filename=gunebakan-2027-03-04-0330.backup"
    )
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert backup_file.examine(tmp_path / "taken").made_at == nightly.kept()[0].made_at


@pytest.mark.parametrize("name", ["failure.json", "ordered", "..%2Fblog.db", "%2e%2e/secret_key"])
def test_nothing_but_backups_is_handed_out(night, desk, name):
    housekeeping.run("backup")
    nightly.order()
    (nightly.folder() / "failure.json").write_text("{}")

    assert desk.get(f"{BACKUPS}/{name}").status_code == 404


def test_one_is_made_as_soon_as_the_owner_asks_for_it(night, desk):
    answer = desk.post(f"{BACKUPS}/order")

    assert answer.status_code == 303
    assert "A backup is being made." in told(desk.get(BACKUPS))
    assert "tidy" not in told(desk.get(BACKUPS))
    assert nightly.is_due()

    housekeeping.run("backup")
    assert "A backup is being made." not in told(desk.get(BACKUPS))
    assert "4 March 2027, 03:30" in told(desk.get(BACKUPS))


def test_an_order_that_nobody_takes_up_is_told_with_what_to_do(night, desk):
    desk.post(f"{BACKUPS}/order")
    night.shift(timedelta(minutes=2))

    assert "python3 app.py tidy" in told(desk.get(BACKUPS))


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("full", "the disk is full"),
        ("damaged", "the blog itself is damaged"),
        ("incomplete", "a few pictures that the blog itself has lost"),
        ("other", "No backup could be made."),
    ],
)
def test_a_failure_is_told_with_its_hour_and_its_reason(night, desk, reason, words):
    nightly._note(reason, "[Errno 5] <b>torn</b> cable")

    page = told(desk.get(BACKUPS))

    assert "4 March 2027, 03:30" in page
    assert words in page
    assert ("<b>torn</b> cable" in page) == (reason != "full")


def test_the_owner_says_how_many_to_keep(desk, site):
    form = pages.form(desk.get(BACKUPS), having="backups_kept")
    assert form["backups_kept"] == "7"

    answer = desk.post(BACKUPS, data={"backups_kept": "30"})

    assert answer.status_code == 303
    assert site.backups_kept == 30


def test_a_number_that_is_not_offered_is_given_back(desk, site):
    for typed in ("-1", "1000000", "many"):
        assert desk.post(BACKUPS, data={"backups_kept": typed}).status_code == 422, typed

    assert site.backups_kept == 7


def test_how_to_restore_one_is_told_in_plain_words(desk):
    assert "python3 app.py restore FILE" in told(desk.get(BACKUPS))
