"""Every entry of the old files is accounted for, in a table that spreadsheets read safely."""

from __future__ import annotations

import csv

import pytest

from blog.db import db
from blog.transfer import publishing, reports
from tests.transfer.feeds import CLASSIC, TAKEOUT_ZIP
from tests.transfer.moving import bring, entries, feed, post, rehearse, remark


def table(move):
    lines = "".join(reports.table(move)).removeprefix("\ufeff").splitlines(keepends=True)
    return list(csv.DictReader(lines))


@pytest.mark.parametrize("file", [TAKEOUT_ZIP, CLASSIC], ids=["zip", "classic"])
def test_every_entry_is_in_the_table_whatever_became_of_it(site, file):
    move = rehearse(file)

    rows = [row for row in table(move) if row["kind"] != "picture"]

    assert [int(row["number"]) for row in rows] == list(range(1, move.entries + 1))
    assert all(row["outcome"] for row in rows)
    assert all(row["reason"] for row in rows if row["outcome"] == "left out")


def test_the_words_of_a_comment_without_an_article_are_in_the_table(site, tmp_path):
    move = bring(feed(tmp_path, post(1), remark(4), remark(5, on=99, content="Lost?")))

    words = {row["title or name"] + row["id"][-1]: row["words"] for row in table(move)}

    assert (words["Deniz5"], words["Deniz4"]) == ("Lost?", "")


def test_the_table_says_where_an_article_is_now(site, tmp_path):
    move = bring(feed(tmp_path, post(1), post(2, blogger_filename="/archive/")))

    rows = table(move)

    assert [(row["old address"], row["what becomes of it"]) for row in rows] == [
        ("/2024/03/post-1.html", "same"),
        ("/archive/", "reserved"),
    ]
    assert rows[1]["new address"] == entries(move)["2"].article.path


@pytest.mark.parametrize("begin", ["=", "+", "-", "@"])
def test_no_cell_is_a_formula(site, tmp_path, begin):
    move = rehearse(feed(tmp_path, post(1, title=f"{begin}cmd|'/C calc'!A0")))

    assert table(move)[0]["title or name"].startswith(f"'{begin}")


def test_pictures_that_are_not_here_are_in_the_table(site):
    move = rehearse(TAKEOUT_ZIP)

    missing = [row for row in table(move) if row["kind"] == "picture"]

    assert [row["old address"] for row in missing] == [
        "http://1.bp.blogspot.com/-AbC/VGF/AAAA/aaa/s0/eski.jpg"
    ]


def test_the_numbers_stay_the_same_once_it_is_public(site):
    move = rehearse(TAKEOUT_ZIP)
    before = db.session.execute(reports.counts(move)).all()

    publishing.publish(move)

    assert db.session.execute(reports.counts(move)).all() == before
