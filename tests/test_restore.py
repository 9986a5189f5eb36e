"""A backup brings the whole blog back, or leaves it alone."""

from __future__ import annotations

import contextvars
import errno
import gc
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

import app as blog_app
from blog import instance, migrations, pictures, signin
from blog.commands import keeping
from blog.config import DEFAULTS, ROOT, Refused
from blog.db import db
from blog.models.article import Article
from blog.models.label import Label
from blog.models.owner import Owner
from blog.transfer import backup, backup_file, restore
from blog.transfer.backup import PASSING
from tests import test_migrations
from tests.conftest import PASSWORD
from tests.keeping import files_of, rows_of

FULL = OSError(errno.ENOSPC, "No space left on device")
SQLITE_FULL = sqlite3.OperationalError("database or disk is full")
SQLITE_FULL.sqlite_errorcode = sqlite3.SQLITE_FULL

DIES = """
import os, signal, sys
from blog.commands import keeping

place, name, moment, file = sys.argv[1:]
module = sys.modules[f"blog.transfer.{place}"]
does = getattr(module, name)

def die(*arguments, **more):
    if moment == "after":
        does(*arguments, **more)
    os.kill(os.getpid(), signal.SIGKILL)

setattr(module, name, die)
keeping.bring_back.main([file], standalone_mode=False)
"""
BEFORE_THE_SWAP = [
    ("backup_file", "examine", "after"),
    ("restore", "_copy_rows", "after"),
    ("backup", "make", "after"),
    ("restore", "_write", "after"),
    ("restore", "_unpack", "after"),
    ("restore", "_fold_in_the_log", "after"),
    ("restore", "_swap", "before"),
]
AFTER_THE_SWAP = [("restore", "_swap", "after")]


@pytest.fixture(autouse=True)
def nobody_else():
    """Whatever an earlier test had open in the instance folder is closed."""
    gc.collect()


@pytest.fixture
def backed_up(app, make, tmp_path):
    """A backup of a blog with an article, a comment and two pictures; since then the article
    has another title, and one picture is gone."""
    passing = make.picture(900, 500, "plum")
    make.comment(make.article("Then", picture_id=make.picture().id), "Well said.")
    backup.make(tmp_path / "blog.backup")
    with db.writing():
        db.session.delete(passing)
        db.session.scalars(select(Article)).one().title = "Now"
    pictures.sweep(grace=timedelta())
    return tmp_path / "blog.backup"


@pytest.fixture
def bring_back(app):
    """Run ``restore FILE`` in the blog of the test."""

    def run(file):
        done = app.test_cli_runner().invoke(args=["restore", str(file)])
        db.session.rollback()
        return done

    return run


@pytest.fixture
def bring_back_to(app, monkeypatch):
    """Run ``restore FILE`` as a program of its own does, for another instance folder."""

    def run(folder, file):
        monkeypatch.setenv("BROADSHEET_INSTANCE", str(folder))
        runner = app.test_cli_runner()
        return contextvars.Context().run(runner.invoke, keeping.bring_back, [str(file)])

    return run


@pytest.fixture
def nobodys(app, backed_up, tmp_path):
    """A blog like the test's, that nobody has open."""
    db.session.remove()
    db.engine.dispose()
    shutil.copytree(app.instance_path, tmp_path / "copy")
    return tmp_path / "copy"


def titles():
    found = list(db.session.scalars(select(Article.title).order_by(Article.id)))
    db.session.rollback()
    return found


def start(folder):
    """Start a blog as its owner would; its articles' titles, once all its pictures are seen."""
    blog = blog_app.create_app(INSTANCE=folder)
    with blog.app_context():
        seen = titles()
        with closing(backup_file.connect(backup.database())) as database:
            for name in backup._picture_names(database):
                assert backup.picture_path(name).stem in restore._digest(backup.picture_path(name))
        db.session.remove()
        db.engine.dispose()
    del blog
    gc.collect()  # nobody has it open any more
    return seen


def everything(database):
    """Every row that a backup promises to have, but for what rises with every change."""
    with closing(backup_file.connect(database)) as connection:
        kept = backup_file.tables(connection) - {*PASSING, *backup_file.ITS_OWN, "freshness"}
    return {table: rows_of(database, table) for table in kept}


def change(file, *statements):
    """Change a backup behind its back."""
    with closing(sqlite3.connect(file)) as connection:
        for statement in statements:
            connection.execute(*statement)
        connection.commit()


def seal(file):
    """Let a backup's list of checksums be right again."""
    with closing(sqlite3.connect(file)) as connection:
        about = connection.execute("SELECT made_at, program, revision FROM backup").fetchone()
        sealed = backup_file.seal(connection, *about)
    change(file, ("UPDATE backup SET sha256 = ?", [sealed]))


def flip(file, known):
    """Let one bit of a file be wrong, where it has these bytes."""
    whole = bytearray(file.read_bytes())
    place = whole.index(known)
    whole[place] ^= 1
    file.write_bytes(whole)


def blacken(file, name):
    """Let a picture in a backup be as long as it was, and have nothing in it."""
    change(file, ("UPDATE sqlar SET data = zeroblob(sz) WHERE name = ?", [name]))


# -- what comes back --


def test_the_restored_blog_has_every_row_and_every_picture(app, make, bring_back, tmp_path):
    make.comment(make.article("Then", labels="Harbour", picture_id=make.picture().id))
    make.article("A draft", publish=False)
    backup.make(tmp_path / "blog.backup")
    rows, files = everything(backup.database()), files_of(pictures.media())
    make.comment(make.article("Since"))
    for path in pictures.media().rglob("*.*"):
        path.unlink()

    done = bring_back(tmp_path / "blog.backup")

    assert done.exit_code == 0, done.output
    restored = everything(backup.database())
    *log, last = restored.pop("logged_act")
    assert (log, last[3]) == (rows.pop("logged_act"), "restored")
    assert restored == rows
    assert files_of(pictures.media()) == files


def test_readers_see_the_restored_blog(client, backed_up, bring_back):
    bring_back(backed_up)

    page = client.get(db.session.scalars(select(Article)).one().url)
    assert "Then" in page.text
    assert "Well said." in page.text


def test_a_new_machine_takes_a_backup_into_an_empty_folder(bring_back_to, backed_up, tmp_path):
    done = bring_back_to(tmp_path / "new machine", backed_up)

    assert done.exit_code == 0, done.output
    assert start(tmp_path / "new machine") == ["Then"]


def test_a_blog_that_was_never_set_up_is_not_worth_keeping(bring_back_to, backed_up, tmp_path):
    start(tmp_path / "new")

    done = bring_back_to(tmp_path / "new", backed_up)

    assert done.exit_code == 0, done.output
    assert not list((tmp_path / "new").rglob("before-restore-*"))


def test_whoever_was_logged_in_logs_in_again_with_the_password_of_that_time(
    desk, backed_up, bring_back
):
    with db.writing():
        db.session.get_one(Owner, 1).password = "another"

    bring_back(backed_up)

    assert desk.get("/owner/articles").status_code == 303
    assert signin.check("Ayşe", PASSWORD)


def test_what_was_there_is_kept_and_restoring_it_undoes_a_mistake(app, backed_up, bring_back):
    bring_back(backed_up)
    kept = next((Path(app.instance_path) / "backups").glob("before-restore-*.backup"))

    done = bring_back(kept)

    assert done.exit_code == 0, done.output
    assert titles() == ["Now"]


def test_it_leaves_nothing_else_behind(app, backed_up, bring_back):
    before = files_of(Path(app.instance_path)).keys()

    bring_back(backed_up)

    new = files_of(Path(app.instance_path)).keys() - before
    assert {name.split("/")[0] for name in new} == {"media", "backups"}
    assert len([name for name in new if name.startswith("backups/")]) == 1
    assert not list(Path(app.instance_path).glob(".restore-*"))


def test_originals_stay_for_their_owners_eyes(backed_up, bring_back):
    shutil.rmtree(pictures.media())

    bring_back(backed_up)

    modes = {
        path.parent.name: path.stat().st_mode & 0o777 for path in pictures.media().rglob("*.*")
    }
    assert modes == {"originals": 0o600, "media": 0o644}


def test_a_picture_that_was_damaged_since_is_mended(make, bring_back, tmp_path):
    original = pictures.original_of(make.picture())
    whole = original.read_bytes()
    backup.make(tmp_path / "blog.backup")
    original.write_bytes(b"no picture any more")

    bring_back(tmp_path / "blog.backup")

    assert original.read_bytes() == whole


def test_a_picture_that_was_lost_before_the_backup_is_named(make, bring_back, tmp_path):
    lost = pictures.media() / make.picture().largest().file
    lost.unlink()
    backup.make(tmp_path / "blog.backup")

    done = bring_back(tmp_path / "blog.backup")

    assert done.exit_code == 0
    assert f"Missing since before the backup: media/{lost.name}" in done.output


# -- other programs' backups --


def test_a_backup_of_the_first_days_restores_into_todays_program(tmp_path, monkeypatch, bring_back):
    today, first_days = migrations.FOLDER, tmp_path / "migrations"
    shutil.copytree(
        today,
        first_days,
        ignore=lambda _, names: {one for one in names if one[:4] > "0001" and one[0] == "0"},
    )
    with monkeypatch.context() as patched:
        patched.setattr(migrations, "FOLDER", first_days)
        patched.setattr(migrations, "KEPT", ())
        with blog_app.create_app(INSTANCE=tmp_path / "old").app_context():
            with db.writing():
                for statement in test_migrations.WRITTEN_BEFORE_CREDITS:
                    db.session.connection().exec_driver_sql(statement)
            backup.make(tmp_path / "old.backup")
            db.session.remove()
            db.engine.dispose()

    done = bring_back(tmp_path / "old.backup")

    assert done.exit_code == 0, done.output
    article = db.session.get_one(Article, 7)
    assert (article.title, article.picture_credit) == ("Işık", "")
    assert [comment.body for comment in article.comments] == ["Well said."]
    assert test_migrations.revision() == migrations.head()


@pytest.mark.parametrize("step", sorted(migrations.revisions())[-6:-1])
def test_a_backup_from_before_the_last_steps_restores(tmp_path, monkeypatch, bring_back, step):
    with monkeypatch.context() as patched:
        patched.setattr(migrations, "upgrade", lambda: None)
        old = blog_app.create_app(INSTANCE=tmp_path / "old")
    with old.app_context():
        migrations.upgrade(step)
        test_migrations.fill_every_table(db.engine)
        backup.make(tmp_path / "old.backup")
        db.session.remove()
        db.engine.dispose()

    done = bring_back(tmp_path / "old.backup")

    assert done.exit_code == 0, done.output
    assert db.session.scalars(select(Label.articles)).all() == [1]
    assert test_migrations.revision() == migrations.head()


def test_a_newer_programs_backup_is_refused_with_what_to_do(backed_up, bring_back):
    change(backed_up, ("UPDATE backup SET revision = '9999_future', program = 'Broadsheet 9.1'",))
    seal(backed_up)

    done = bring_back(backed_up)

    assert done.exit_code == 1
    assert "Broadsheet 9.1" in done.output
    assert "update the program" in done.output
    assert titles() == ["Now"]


# -- what is no whole backup --


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda file, _: flip(file, b"Well said."), "the table comment is damaged"),
        (blacken, "the picture {} is damaged"),
        (
            lambda file, name: change(file, ("DELETE FROM sqlar WHERE name = ?", [name])),
            "the picture {} is missing",
        ),
        (lambda file, _: change(file, ("DROP TABLE ad",)), "the table ad is missing"),
        (
            lambda file, name: change(file, ("UPDATE sqlar SET data = NULL",)),
            "the picture {} is damaged",
        ),
        (
            lambda file, _: change(file, ("DELETE FROM backup_checksum",)),
            "the list of checksums",
        ),
        (lambda file, _: change(file, ("DELETE FROM backup",)), "the list of checksums"),
        (lambda file, _: os.truncate(file, file.stat().st_size // 2), "the file ends too early"),
        (lambda file, _: os.truncate(file, 3_000), "the file ends too early"),
    ],
)
def test_a_damaged_backup_says_exactly_what_is_damaged_and_changes_nothing(
    backed_up, bring_back, spoil, told
):
    name = min(backup_file.examine(backed_up).pictures)
    spoil(backed_up, name)

    done = bring_back(backed_up)

    assert done.exit_code == 1
    assert "nothing was changed" in done.output
    assert told.format(name) in done.output
    assert titles() == ["Now"]


def test_everything_that_is_damaged_is_told_at_once(backed_up, bring_back):
    one, another, *_ = sorted(backup_file.examine(backed_up).pictures)
    blacken(backed_up, one)
    flip(backed_up, b"Well said.")
    change(backed_up, ("DELETE FROM sqlar WHERE name = ?", [another]))

    done = bring_back(backed_up)

    damaged = [line.strip() for line in done.output.splitlines()[1:]]
    assert damaged == [
        "the table comment is damaged",
        f"the picture {one} is damaged",
        f"the picture {another} is missing",
    ]


def test_what_is_no_backup_is_called_so(app, backed_up, bring_back, tmp_path):
    letter = tmp_path / "letter.txt"
    letter.write_text("Dear all, " * 100)
    empty = tmp_path / "empty"
    empty.touch()
    beginning = tmp_path / "beginning.backup"
    beginning.write_bytes(bytes(100) + backed_up.read_bytes()[100:])

    for file in (letter, empty, beginning, backup.database()):
        done = bring_back(file)
        assert done.exit_code == 1, file
        assert "is no backup" in done.output, file
    assert titles() == ["Now"]


def test_a_hostile_backup_writes_nothing_outside_the_media_folder(backed_up, bring_back, tmp_path):
    name = min(backup_file.examine(backed_up).pictures)
    evil = "media/../../evil.jpeg"
    change(
        backed_up,
        ("UPDATE sqlar SET name = ? WHERE name = ?", [evil, name]),
        ("UPDATE backup_checksum SET part = ? WHERE part = ?", [evil, name]),
    )
    seal(backed_up)

    done = bring_back(backed_up)

    assert done.exit_code == 1
    assert f"the picture {evil} has a name that no picture has" in done.output
    assert not list(tmp_path.rglob("evil*"))


def test_a_hostile_backup_brings_no_program_of_its_own(backed_up, bring_back):
    change(
        backed_up,
        ("CREATE TRIGGER evil AFTER INSERT ON comment BEGIN DELETE FROM owner; END",),
        ("CREATE TABLE more (id INTEGER)",),
    )

    bring_back(backed_up)

    with closing(backup_file.connect(backup.database())) as database:
        names = {name for (name,) in database.execute("SELECT name FROM sqlite_schema")}
    assert titles() == ["Then"]
    assert not names & {"evil", "more", *backup_file.ITS_OWN}


# -- whoever is there --


@pytest.fixture
def open_again(app):
    """Opens the blog once more, until the test ends."""
    yield lambda: blog_app.create_app(INSTANCE=app.instance_path)
    gc.collect()


def test_a_blog_that_is_open_elsewhere_is_left_alone(open_again, backed_up, bring_back):
    another = open_again()

    done = bring_back(backed_up)

    assert done.exit_code == 1
    assert "the blog is running" in done.output
    assert titles() == ["Now"]
    assert another.extensions["instance"]


def test_nobody_opens_a_blog_while_it_is_being_restored(app, open_again):
    with instance.alone(app), pytest.raises(Refused, match="being restored"):
        open_again()

    assert open_again()


def test_even_a_tool_that_knows_nothing_of_locks_is_noticed(backed_up, bring_back, monkeypatch):
    monkeypatch.setattr(backup_file, "PATIENCE", 10)
    with closing(sqlite3.connect(backup.database())) as tool:
        tool.execute("SELECT count(*) FROM article").fetchone()

        done = bring_back(backed_up)

    assert done.exit_code == 1
    assert "the blog is running" in done.output
    assert titles() == ["Now"]


def test_a_damaged_blog_is_replaced_and_kept_as_it_is(bring_back_to, nobodys, backed_up):
    folder = nobodys
    (folder / "blog.db").write_bytes(b"torn" * 5_000)
    (folder / "blog.db-wal").write_bytes(b"torn, too")

    done = bring_back_to(folder, backed_up)

    assert done.exit_code == 0, done.output
    assert start(folder) == ["Then"]
    kept = next((folder / "backups").glob("before-restore-*.damaged"))
    assert files_of(kept) == {"blog.db": b"torn" * 5_000, "blog.db-wal": b"torn, too"}


def test_a_blog_of_a_newer_program_is_replaced_by_an_older_backup(
    bring_back_to, nobodys, backed_up
):
    change(nobodys / "blog.db", ("UPDATE alembic_version SET version_num = '9999_future'",))

    done = bring_back_to(nobodys, backed_up)

    assert done.exit_code == 0, done.output
    assert start(nobodys) == ["Then"]


# -- what comes in between --


@pytest.mark.parametrize(
    ("moment", "title"),
    [(one, "Now") for one in BEFORE_THE_SWAP] + [(one, "Then") for one in AFTER_THE_SWAP],
)
def test_a_restore_that_is_killed_leaves_the_blog_as_before_or_as_after(
    nobodys, bring_back_to, backed_up, moment, title
):
    others = {name: value for name, value in os.environ.items() if name not in DEFAULTS}
    killed = subprocess.run(
        [sys.executable, "-c", DIES, *moment, str(backed_up)],
        cwd=ROOT,
        env={**others, "BROADSHEET_INSTANCE": str(nobodys)},
        check=False,
    )
    assert killed.returncode == -signal.SIGKILL

    assert start(nobodys) == [title]

    done = bring_back_to(nobodys, backed_up)  # once more, undisturbed
    assert done.exit_code == 0, done.output
    assert start(nobodys) == ["Then"]
    assert not list(nobodys.glob(".restore-*"))


@pytest.mark.parametrize("step", ["_copy_rows", "_keep", "_write", "_fold_in_the_log"])
@pytest.mark.parametrize("error", [FULL, SQLITE_FULL, OperationalError("", {}, SQLITE_FULL)])
def test_a_full_disk_leaves_the_blog_as_it_was_and_nothing_behind(
    app, backed_up, bring_back, monkeypatch, step, error
):
    before = files_of(Path(app.instance_path))

    def fail(*_arguments):
        raise error

    monkeypatch.setattr(restore, step, fail)
    done = bring_back(backed_up)

    assert done.exit_code == 1
    assert "nothing was changed: [Errno 28] No space left on device" in done.output
    assert titles() == ["Now"]
    left = files_of(Path(app.instance_path))
    database = {"blog.db", "blog.db-wal", "blog.db-shm"}
    assert {name: left[name] for name in left.keys() - database} == {
        name: before[name] for name in before.keys() - database
    }
    assert not list(Path(app.instance_path).glob(".restore-*"))
