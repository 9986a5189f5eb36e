"""A backup that can be trusted, made while the blog is in use."""

from __future__ import annotations

import errno
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest

from blog import pictures, ratelimits, signin
from blog.config import DEFAULTS, ROOT
from blog.db import db, now
from blog.models.owner import Errand
from blog.transfer import backup, backup_file
from tests.keeping import files_of, pictures_in, rows_of

DIES = """
import os, signal, sys
from blog.commands import keeping
from blog.transfer import backup

name, file = sys.argv[1:]
does = getattr(backup, name)

def die(*arguments):
    does(*arguments)
    os.kill(os.getpid(), signal.SIGKILL)

setattr(backup, name, die)
keeping.back_up.main([file], standalone_mode=False)
"""
"""A backup whose process is killed right after one of its steps."""


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


def count(file, table):
    with closing(sqlite3.connect(file)) as copy:
        return copy.execute(f"SELECT count(*) FROM {table}").fetchone()[0]


# -- what is in it --


def test_the_backup_has_everything_that_was_acknowledged(back_up, make, tmp_path):
    make.article("First")
    make.comment(make.article("Second"))

    done = back_up(tmp_path / "blog.backup")

    assert done.exit_code == 0
    assert "and checked" in done.output
    assert titles(tmp_path / "blog.backup") == ["First", "Second"]
    assert count(tmp_path / "blog.backup", "comment") == 1


def test_the_backup_has_every_picture_and_its_original_byte_for_byte(back_up, make, tmp_path):
    make.picture()
    make.picture(900, 500, "plum")

    back_up(tmp_path / "blog.backup")

    assert pictures_in(tmp_path / "blog.backup") == files_of(pictures.media())


def test_a_file_that_no_picture_names_is_left_out(back_up, make, tmp_path):
    make.picture()
    (pictures.media() / "stray.jpeg").write_bytes(b"stray")

    back_up(tmp_path / "blog.backup")

    assert "stray.jpeg" not in pictures_in(tmp_path / "blog.backup")


@pytest.mark.skipif(not shutil.which("sqlite3"), reason="needs the stock sqlite3")
def test_the_stock_sqlite3_unpacks_the_pictures(back_up, make, tmp_path):
    make.picture()
    back_up(tmp_path / "blog.backup")
    (tmp_path / "unpacked").mkdir()

    subprocess.run(
        ["sqlite3", "../blog.backup", "-A", "--extract"], cwd=tmp_path / "unpacked", check=True
    )

    assert files_of(tmp_path / "unpacked" / "media") == files_of(pictures.media())


def test_the_backup_says_what_made_it_and_when(app, back_up, tmp_path, time_machine):
    time_machine.move_to("2026-11-22T03:30:00+00:00", tick=False)

    back_up(tmp_path / "blog.backup")

    about = backup_file.examine(tmp_path / "blog.backup")
    assert about.made_at == now()
    assert about.program.startswith("Broadsheet ")
    assert [about.revision] == rows_of(backup.database(), "alembic_version")[0]


def test_nothing_that_opens_a_door_is_in_it(app, desk, back_up, tmp_path):
    signin.make_link(Errand.NEW_PASSWORD, signin.IDLE)
    with app.test_request_context(environ_base={"REMOTE_ADDR": "192.0.2.1"}), db.writing():
        ratelimits.allows(signin.TRIES_PER_NETWORK, "login", ratelimits.network())
    with closing(sqlite3.connect(backup.database())) as blog:
        key = blog.execute("SELECT key FROM daily_key").fetchone()[0]

    back_up(tmp_path / "blog.backup")

    for table in ("login", "one_time_link", "daily_key", "tally", "lease"):
        assert count(tmp_path / "blog.backup", table) == 0, table
    whole = (tmp_path / "blog.backup").read_bytes()
    assert key not in whole
    assert signin._digest("the owner's token").encode() not in whole


def test_what_was_deleted_is_not_in_it(back_up, make, tmp_path):
    comment = make.comment(make.article(), "Something said in anger")
    with db.writing():
        db.session.delete(comment)

    back_up(tmp_path / "blog.backup")

    assert b"said in anger" not in (tmp_path / "blog.backup").read_bytes()


def test_a_backup_is_for_its_owners_eyes(back_up, tmp_path):
    back_up(tmp_path / "blog.backup")

    assert (tmp_path / "blog.backup").stat().st_mode & 0o777 == 0o600


# -- while the blog is in use --


def test_the_backup_is_sound_while_a_writer_is_busy(back_up, make, tmp_path):
    make.article("Acknowledged")
    with closing(sqlite3.connect(backup.database(), isolation_level=None)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("UPDATE article SET title = 'Half written'")

        done = back_up(tmp_path / "blog.backup")
        writer.execute("COMMIT")

    assert done.exit_code == 0
    assert titles(tmp_path / "blog.backup") == ["Acknowledged"]


def test_nobody_has_to_wait_for_a_backup(back_up, make, tmp_path, monkeypatch):
    check = backup_file.check_database

    def write_meanwhile(copy):
        make.article("Meanwhile")
        check(copy)

    monkeypatch.setattr(backup_file, "check_database", write_meanwhile)
    make.article("Before")

    assert back_up(tmp_path / "blog.backup").exit_code == 0
    assert titles(tmp_path / "blog.backup") == ["Before"]


# -- what it replaces --


def test_a_newer_backup_takes_the_place_of_an_older_one(back_up, make, tmp_path):
    make.article("First")
    back_up(tmp_path / "blog.backup")
    make.article("Second")

    back_up(tmp_path / "blog.backup")

    assert titles(tmp_path / "blog.backup") == ["First", "Second"]


def test_no_other_file_is_overwritten_least_of_all_the_blog_itself(back_up, make, tmp_path):
    make.article("First")
    letter = tmp_path / "letter.txt"
    letter.write_text("Dear all")

    for precious in (letter, backup.database()):
        done = back_up(precious)
        assert done.exit_code == 1
        assert "is there already and is no backup" in done.output

    assert letter.read_text() == "Dear all"
    assert titles(backup.database()) == ["First"]


def test_an_empty_file_is_a_place_for_a_backup(back_up, tmp_path):
    (tmp_path / "blog.backup").touch()

    assert back_up(tmp_path / "blog.backup").exit_code == 0


def test_a_backup_is_one_file_and_leaves_nothing_beside_it(back_up, make, tmp_path):
    make.article()
    place = tmp_path / "copies"
    place.mkdir()

    back_up(place / "blog.backup")

    assert [file.name for file in place.iterdir()] == ["blog.backup"]


# -- when it can't be made --


def test_a_place_that_can_not_be_written_is_told_in_a_line(back_up, tmp_path):
    (tmp_path / "file").touch()

    for place in (tmp_path / "missing" / "blog.backup", tmp_path / "file" / "blog.backup"):
        done = back_up(place)
        assert done.exit_code == 1
        assert f"{place} could not be written" in done.output
        assert len(done.output.splitlines()) == 1


def test_a_folder_is_no_file(back_up, tmp_path):
    done = back_up(tmp_path)

    assert done.exit_code == 2
    assert "is a directory" in done.output


@pytest.mark.parametrize("error", [backup_file.Damaged("page 7 is torn"), OSError("disk is full")])
@pytest.mark.parametrize("step", ["check_database", "examine"])
def test_a_backup_that_fails_leaves_the_one_before_and_nothing_half(
    back_up, make, tmp_path, monkeypatch, error, step
):
    place = tmp_path / "copies"
    place.mkdir()
    make.article("First")
    back_up(place / "blog.backup")
    make.article("Second")

    def fail(_copy):
        raise error

    monkeypatch.setattr(backup_file, step, fail)
    done = back_up(place / "blog.backup")

    assert done.exit_code == 1
    assert str(error) in done.output
    assert [file.name for file in place.iterdir()] == ["blog.backup"]
    assert titles(place / "blog.backup") == ["First"]


def test_pictures_that_do_not_fit_on_the_disk_do_not_fill_it(back_up, make, tmp_path, monkeypatch):
    make.picture()
    full = shutil.disk_usage(tmp_path)._replace(free=100)
    monkeypatch.setattr(shutil, "disk_usage", lambda _place: full)

    done = back_up(tmp_path / "blog.backup")

    assert done.exit_code == 1
    assert "No space left" in done.output
    assert [file.name for file in tmp_path.iterdir() if "backup" in file.name] == []


def test_a_full_disk_is_told_as_such(app, make, tmp_path, monkeypatch):
    connect = backup_file.connect

    def connect_to_little_room(file, mode="ro"):
        connection = connect(file, mode)
        connection.execute("PRAGMA max_page_count = 1")  # as many as there are
        return connection

    make.picture()
    monkeypatch.setattr(backup_file, "connect", connect_to_little_room)
    (tmp_path / "copies").mkdir()

    with pytest.raises(OSError, match="No space left") as told:
        backup.make(tmp_path / "copies" / "blog.backup")

    assert told.value.errno == errno.ENOSPC
    assert list((tmp_path / "copies").iterdir()) == []


def test_a_damaged_database_is_not_backed_up_in_silence(back_up, make, tmp_path):
    make.article()
    with closing(sqlite3.connect(backup.database(), isolation_level=None)) as other:
        other.execute("PRAGMA foreign_keys=OFF")
        other.execute("INSERT INTO article_label (article_id, label_id) VALUES (999, 999)")

    done = back_up(tmp_path / "blog.backup")

    assert done.exit_code == 1
    assert "the database is damaged" in done.output
    assert not (tmp_path / "blog.backup").exists()


def test_a_picture_that_the_blog_has_lost_is_named_and_the_rest_is_backed_up(
    back_up, make, tmp_path
):
    picture = make.picture()
    lost = pictures.media() / picture.largest().file
    lost.unlink()

    done = back_up(tmp_path / "blog.backup")

    assert done.exit_code == 0
    assert f"Missing in the blog, and so in the backup: media/{lost.name}" in done.output
    assert backup_file.examine(tmp_path / "blog.backup").lost == (f"media/{lost.name}",)
    assert pictures_in(tmp_path / "blog.backup") == files_of(pictures.media())


def test_a_picture_that_has_changed_on_the_disk_is_named(back_up, make, tmp_path):
    original = pictures.original_of(make.picture())
    original.write_bytes(b"no picture any more")

    done = back_up(tmp_path / "blog.backup")

    assert done.exit_code == 0
    assert f"Damaged in the blog, and so in the backup: media/originals/{original.name}" in (
        done.output
    )


@pytest.mark.parametrize("step", ["_copy_database", "_add_pictures", "make_lasting"])
def test_a_backup_that_is_killed_leaves_the_former_one_as_it_was(
    app, back_up, make, tmp_path, step
):
    file = tmp_path / "blog.backup"
    make.article("First")
    back_up(file)
    make.article("Second")
    others = {name: value for name, value in os.environ.items() if name not in DEFAULTS}

    killed = subprocess.run(
        [sys.executable, "-c", DIES, step, str(file)],
        cwd=ROOT,
        env={**others, "BROADSHEET_INSTANCE": app.instance_path},
        check=False,
    )

    assert killed.returncode == -signal.SIGKILL
    assert titles(file) == ["First"]
    assert back_up(file).exit_code == 0
    assert titles(file) == ["First", "Second"]
