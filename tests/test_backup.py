"""A copy of the blog that can be trusted, taken while it is in use."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from blog.db import db
from blog.transfer import backup


@pytest.fixture
def back_up(app):
    """Run ``backup FILE``."""

    def run(file):
        return app.test_cli_runner().invoke(args=["backup", str(file)])

    return run


def titles(file):
    with closing(sqlite3.connect(file)) as copy:
        assert copy.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert copy.execute("PRAGMA foreign_key_check").fetchall() == []
        return [title for (title,) in copy.execute("SELECT title FROM article ORDER BY id")]


def test_the_copy_has_everything_that_was_acknowledged(back_up, make, tmp_path):
    make.article("First")
    make.comment(make.article("Second"))

    done = back_up(tmp_path / "copy.db")

    assert done.exit_code == 0
    assert "and checked them" in done.output
    assert titles(tmp_path / "copy.db") == ["First", "Second"]


def test_the_copy_is_sound_while_a_writer_is_busy(back_up, make, tmp_path):
    make.article("Acknowledged")
    with closing(sqlite3.connect(db.engine.url.database, isolation_level=None)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("UPDATE article SET title = 'Half written'")

        done = back_up(tmp_path / "copy.db")
        writer.execute("COMMIT")

    assert done.exit_code == 0
    assert titles(tmp_path / "copy.db") == ["Acknowledged"]


def test_nobody_has_to_wait_for_a_copy(back_up, make, tmp_path, monkeypatch):
    check = backup._check

    def write_meanwhile(copy):
        make.article("Meanwhile")
        check(copy)

    monkeypatch.setattr(backup, "_check", write_meanwhile)
    make.article("Before")

    assert back_up(tmp_path / "copy.db").exit_code == 0
    assert titles(tmp_path / "copy.db") == ["Before"]


def test_a_newer_copy_takes_the_place_of_an_older_one(back_up, make, tmp_path):
    make.article("First")
    back_up(tmp_path / "copy.db")
    make.article("Second")

    back_up(tmp_path / "copy.db")

    assert titles(tmp_path / "copy.db") == ["First", "Second"]


def test_a_copy_is_one_file_and_leaves_nothing_beside_it(back_up, make, tmp_path):
    make.article()
    place = tmp_path / "copies"
    place.mkdir()

    back_up(place / "copy.db")

    assert [file.name for file in place.iterdir()] == ["copy.db"]


def test_a_place_that_can_not_be_written_is_told_in_a_line(back_up, tmp_path):
    (tmp_path / "file").touch()

    for place in (tmp_path / "missing" / "copy.db", tmp_path / "file" / "copy.db"):
        done = back_up(place)
        assert done.exit_code == 1
        assert f"{place} could not be written" in done.output
        assert len(done.output.splitlines()) == 1


def test_a_folder_is_no_file(back_up, tmp_path):
    done = back_up(tmp_path)

    assert done.exit_code == 2
    assert "is a directory" in done.output


@pytest.mark.parametrize("error", [backup.Damaged("page 7 is torn"), OSError("disk is full")])
def test_a_copy_that_fails_leaves_the_one_before_and_nothing_half(
    back_up, make, tmp_path, monkeypatch, error
):
    place = tmp_path / "copies"
    place.mkdir()
    make.article("First")
    back_up(place / "copy.db")
    make.article("Second")

    def fail(_copy):
        raise error

    monkeypatch.setattr(backup, "_check", fail)
    done = back_up(place / "copy.db")

    assert done.exit_code == 1
    assert str(error) in done.output
    assert [file.name for file in place.iterdir()] == ["copy.db"]
    assert titles(place / "copy.db") == ["First"]


def test_a_damaged_database_is_not_copied_in_silence(back_up, make, tmp_path):
    make.article()
    with closing(sqlite3.connect(db.engine.url.database, isolation_level=None)) as other:
        other.execute("PRAGMA foreign_keys=OFF")
        other.execute("INSERT INTO article_label (article_id, label_id) VALUES (999, 999)")

    done = back_up(tmp_path / "copy.db")

    assert done.exit_code == 1
    assert "the database is damaged" in done.output
    assert not (tmp_path / "copy.db").exists()


def test_a_backup_is_for_its_owners_eyes(back_up, tmp_path):
    copy = tmp_path / "copy.db"

    back_up(copy)

    assert copy.stat().st_mode & 0o777 == 0o600
