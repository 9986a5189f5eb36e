"""Databases grow up by themselves, and lose nothing on the way."""

from __future__ import annotations

import random
import shutil
import sqlite3
import subprocess
import sys
import threading
from collections import defaultdict
from contextlib import closing
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine, MetaData, create_engine, func, inspect, select, text, true

import app as blog_app
from blog import migrations
from blog.comments import arranging
from blog.db import Model, db, now
from blog.models.article import Article, WorkingCopy
from blog.models.comment import Comment
from blog.models.label import labelling
from blog.models.picture import Picture
from blog.search import finding, index
from blog.text import questions

ROOT = Path(__file__).resolve().parent.parent
HEAD = migrations.head()

STEP = '''
"""A step that only a test takes."""

import sqlalchemy as sa
from alembic import op

revision = "9000_test"
down_revision = "{head}"


def upgrade():
{does}
'''
REBUILDS_ARTICLES = """
    with op.batch_alter_table("article", recreate="always") as article:
        article.add_column(sa.Column("mood", sa.String(20), nullable=False, server_default="calm"))
"""
FAILS_HALF_WAY = """
    op.execute("DELETE FROM comment")
    op.create_table("half", sa.Column("id", sa.Integer(), primary_key=True))
    raise RuntimeError("half-way")
"""
LEAVES_DANGLING_ROWS = """
    op.execute("DELETE FROM article")
"""

WRITTEN_BEFORE_CREDITS = [
    """
    INSERT INTO article (id, kind, slug, html, policy, words, byline, created_at, feed_id, version,
        comment_count, source, title, standfirst, body, format, picture_alt, picture_caption,
        takes_comments)
    VALUES (7, 'article', '', '', 1, 0, '', '2026-01-01', 'urn:x', 1,
        1, '', 'Işık', '', '', 'markdown', '', '', 1)
    """,
    """
    INSERT INTO working_copy (article_id, labels, wants_breaking, saved_at, title, standfirst, body,
        format, picture_alt, picture_caption, takes_comments)
    VALUES (7, '', 0, '2026-01-01', 'Işık!', '', '', 'markdown', '', '', 1)
    """,
    """
    INSERT INTO comment (id, article_id, anchor, name, email, url, body, html, policy, standing,
        by_owner, created_at, network, source)
    VALUES (1, 7, 'c1', 'Deniz', '', '', 'Well said.', '', 1, 'approved', 0, '2026-01-01', '', '')
    """,
]


TALKED = """
    INSERT INTO comment (id, article_id, parent_id, anchor, name, email, url, body, html, policy,
        standing, by_owner, created_at, network, source)
    VALUES (?1, 7, ?2, 'c' || ?1, 'Deniz', '', '', 'Well said.', '', 1, ?3, 0,
        '2026-01-01 00:00:' || substr('0' || (?1 % 60), -2) || '.000000', '', '')
    """

SHOWN_BEFORE_THE_LIBRARY = [
    """
    INSERT INTO picture (id, digest, name, format, width, height, colour, created_at, source)
    VALUES (1, 'a', 'boat.jpg', 'jpeg', 9, 9, '#111111', '2026-01-01', ''),
        (2, 'b', 'sea.jpg', 'jpeg', 9, 9, '#111111', '2026-01-01', '')
    """,
    *(
        f"""
        INSERT INTO article (id, kind, slug, html, policy, words, byline, created_at, feed_id,
            version, comment_count, source, title, standfirst, body, format, picture_id,
            picture_alt, picture_caption, picture_credit, takes_comments)
        VALUES ({number}, 'article', '', '', 1, 0, '', '2026-01-01', 'urn:{number}',
            1, 0, '', 'Işık', '', '', 'markdown', 1, '{alt}', '', '{credit}', 1)
        """
        for number, alt, credit in [(1, "", "Deniz"), (2, "A boat", ""), (3, "A ship", "Ayşe")]
    ),
]

INDEXES = "SELECT tbl_name, sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL"


@pytest.fixture
def step(tmp_path, monkeypatch):
    """Let there be one more revision, doing what the test says."""

    def write(does: str) -> None:
        folder = tmp_path / "migrations"
        shutil.copytree(migrations.FOLDER, folder, ignore=shutil.ignore_patterns("__pycache__"))
        step = STEP.format(head=HEAD, does=does)
        (folder / "versions" / "9000_test.py").write_text(step, "utf-8")
        monkeypatch.setattr(migrations, "FOLDER", folder)

    return write


@pytest.fixture
def commented(make):
    """An article to which rows of every kind refer."""
    article = make.article(labels="Harbour, Weather")
    make.comment(article, parent=make.comment(article))
    with db.writing():
        article.working = WorkingCopy(saved_at=article.created_at)
    return article


def rows() -> dict[str, int]:
    """How many rows of each kind there are."""
    counts = {
        table.name: db.session.scalar(select(func.count()).select_from(table))
        for table in (Article.__table__, Comment.__table__, WorkingCopy.__table__, labelling)
    }
    db.session.rollback()
    return counts


def revision() -> str | None:
    with db.engine.connect() as connection:
        return migrations.revision(connection)


def fill_every_table(engine: Engine) -> list[str]:
    """Put one row into every table, each referring to the others; the tables' names."""
    samples = {bool: True, bytes: b"1", datetime: now(), int: 1, object: [], str: "1"}
    known = MetaData()
    known.reflect(engine)
    tables = [
        table
        for table in known.sorted_tables
        if table.name != "alembic_version" and not table.name.startswith("search_words")
    ]
    with engine.connect().execution_options(writer=True) as connection, connection.begin():
        for table in tables:
            values = {column.name: samples[column.type.python_type] for column in table.columns}
            connection.execute(table.insert().values(values))
    return [table.name for table in tables]


def shape(engine: Engine) -> dict[str, object]:
    """Everything that a database says of its tables, in an order of its own."""
    found = inspect(engine)
    indexes = defaultdict(list)
    with engine.connect() as connection:
        for table, made in connection.exec_driver_sql(INDEXES):
            indexes[table].append(made)
    return {
        table: {
            "columns": {
                column["name"]: (str(column["type"]), column["nullable"], column["default"])
                for column in found.get_columns(table)
            },
            "key": found.get_pk_constraint(table),
            "uniques": sorted(map(str, found.get_unique_constraints(table))),
            "references": sorted(map(str, found.get_foreign_keys(table))),
            "indexes": sorted(indexes[table]),
        }
        for table in found.get_table_names()
        if table != "alembic_version"
    }


def test_migrations_build_what_the_models_say(app):
    models = create_engine("sqlite://")
    Model.metadata.create_all(models)

    assert shape(db.engine) == shape(models)

    models.dispose()


def test_the_highest_step_is_named_as_its_revision(app):
    assert revision() == migrations.head()


def test_what_was_written_before_there_were_credits_is_there_still(tmp_path, monkeypatch):
    with monkeypatch.context() as patched:
        patched.setattr(migrations, "upgrade", lambda: None)
        app = blog_app.create_app(INSTANCE=tmp_path)
    with app.app_context():
        migrations.upgrade("0001_beginning")
        with db.writing():
            for statement in WRITTEN_BEFORE_CREDITS:
                db.session.connection().exec_driver_sql(statement)

        migrations.upgrade()

        article = db.session.get_one(Article, 7)
        assert (article.title, article.picture_credit) == ("Işık", "")
        assert (article.working.title, article.working.picture_credit) == ("Işık!", "")
        assert [comment.body for comment in article.comments] == ["Well said."]
        db.session.remove()
        db.engine.dispose()


def test_a_picture_from_before_the_library_knows_what_its_first_article_said_of_it(
    tmp_path, monkeypatch
):
    with monkeypatch.context() as patched:
        patched.setattr(migrations, "upgrade", lambda: None)
        app = blog_app.create_app(INSTANCE=tmp_path)
    with app.app_context():
        migrations.upgrade("0005_revisions")
        with db.writing():
            for statement in SHOWN_BEFORE_THE_LIBRARY:
                db.session.connection().exec_driver_sql(statement)

        migrations.upgrade()

        shown, unused = db.session.scalars(select(Picture).order_by(Picture.id))
        assert (shown.alt, shown.caption, shown.credit) == ("A boat", "", "Deniz")
        assert (unused.alt, unused.is_decorative, unused.focus) == ("", False, (50, 30))
        db.session.remove()
        db.engine.dispose()


def test_conversations_from_before_they_had_an_order_are_put_in_it(tmp_path, monkeypatch):
    chance = random.Random(6)
    with monkeypatch.context() as patched:
        patched.setattr(migrations, "upgrade", lambda: None)
        app = blog_app.create_app(INSTANCE=tmp_path)
    with app.app_context():
        migrations.upgrade("0001_beginning")
        chain = [(number, number - 1 or None, "rejected") for number in range(1, 1_500)]
        tangle = [
            (number, chance.randrange(1_500, number), chance.choice(["approved", "removed"]))
            for number in range(1_501, 1_600)
        ]
        answered_later = [(1_601, None, "approved"), (1_600, 1_601, "approved")]
        said = [*chain, (1_500, 1_499, "approved"), *tangle, *answered_later]
        with db.writing():
            connection = db.session.connection()
            connection.exec_driver_sql(WRITTEN_BEFORE_CREDITS[0])
            connection.exec_driver_sql(TALKED, said)

        migrations.upgrade()

        rows = select(Comment.thread, Comment.rank, Comment.is_shown, Comment.answers)
        counts = select(Article.comment_count, Article.rejected_count)
        placed = db.session.execute(rows.order_by(Comment.id)).all()
        assert db.session.execute(counts).one().rejected_count == 1_499
        assert {one.is_shown for one in placed[:1_500]} == {True}
        with db.writing():
            arranging.arrange(db.session.connection(), true())
        assert db.session.execute(rows.order_by(Comment.id)).all() == placed
        db.session.remove()
        db.engine.dispose()


def test_a_blog_from_before_there_were_rules_goes_on_holding_every_comment(tmp_path, monkeypatch):
    with monkeypatch.context() as patched:
        patched.setattr(migrations, "upgrade", lambda: None)
        app = blog_app.create_app(INSTANCE=tmp_path)
    with app.app_context():
        migrations.upgrade("0012_receipts")
        fill_every_table(db.engine)

        migrations.upgrade()

        with db.engine.connect() as connection:
            site = connection.exec_driver_sql("SELECT moderation, comments_held_after FROM site")
            own = connection.exec_driver_sql("SELECT takes_comments, moderation FROM article")
            assert site.one() == ("hold-all", 0)
            assert own.one() == (1, None)
        db.engine.dispose()


def test_what_was_published_before_there_was_a_search_will_be_found(tmp_path, monkeypatch):
    with monkeypatch.context() as patched:
        patched.setattr(migrations, "upgrade", lambda: None)
        app = blog_app.create_app(INSTANCE=tmp_path)
    with app.app_context():
        migrations.upgrade("0015_letters")
        fill_every_table(db.engine)
        with db.writing():
            db.session.connection().exec_driver_sql(
                "UPDATE article SET html = '<p>vapur</p>', withdrawn_at = NULL, binned_at = NULL"
            )

        migrations.upgrade()
        index.catch_up()

        found = finding.find(questions.read("vapur"), ZoneInfo("UTC"))
        assert found.articles == (1,)
        db.session.remove()
        db.engine.dispose()


def test_a_start_on_an_up_to_date_database_does_nothing(app):
    assert migrations.upgrade() is None


def test_alembic_is_not_even_imported_where_nothing_is_to_be_done(app):
    start = f"""
import sys, app
app.create_app(INSTANCE={app.instance_path!r})
sys.exit("alembic" in sys.modules)
"""
    assert subprocess.run([sys.executable, "-c", start], cwd=ROOT, check=False).returncode == 0


def test_a_blog_of_the_first_days_keeps_every_row_on_its_way_to_today(tmp_path, monkeypatch):
    today, first_days = migrations.FOLDER, tmp_path / "migrations"
    shutil.copytree(
        today, first_days, ignore=shutil.ignore_patterns("__pycache__", "000[2-9]*", "00[1-9]*")
    )
    with monkeypatch.context() as patched:
        patched.setattr(migrations, "FOLDER", first_days)
        patched.setattr(migrations, "KEPT", ())
        with blog_app.create_app(INSTANCE=tmp_path / "blog").app_context():
            filled = fill_every_table(db.engine)
            db.engine.dispose()

    with blog_app.create_app(INSTANCE=tmp_path / "blog").app_context():
        assert revision() == HEAD
        with db.engine.connect() as connection:
            kept = {
                table: connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar()
                for table in inspect(connection).get_table_names()
            }
        db.engine.dispose()

    assert {kept[name] for name in filled} == {1}


def test_rebuilding_a_table_deletes_nothing_that_refers_to_it(commented, step):
    before = rows()
    step(REBUILDS_ARTICLES)

    assert migrations.upgrade() == HEAD

    assert rows() == before == {"article": 1, "comment": 2, "working_copy": 1, "article_label": 2}
    assert revision() == "9000_test"


def test_rebuilding_a_table_stops_no_counting(commented, step):
    step(REBUILDS_ARTICLES)

    migrations.upgrade()

    with db.writing():
        db.session.execute(
            text("UPDATE article SET kind='article', month=202603, published_at='2026-03-01'")
        )
    assert db.session.execute(
        text("SELECT month, number FROM month_count WHERE number > 0")
    ).all() == [(202603, 1)]


def test_foreign_keys_hold_again_after_an_upgrade(commented, step):
    step(REBUILDS_ARTICLES)

    migrations.upgrade()

    with db.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1


def test_a_sound_copy_of_the_database_is_made_before_an_upgrade(app, commented, step):
    step(REBUILDS_ARTICLES)

    migrations.upgrade()

    with closing(sqlite3.connect(Path(app.instance_path) / f"before-{HEAD}.db")) as copy:
        assert copy.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert copy.execute("SELECT count(*) FROM comment").fetchone() == (2,)
        assert copy.execute("SELECT version_num FROM alembic_version").fetchone() == (HEAD,)


def test_a_step_that_fails_half_way_leaves_the_database_as_it_was(commented, step):
    before, tables = rows(), set(inspect(db.engine).get_table_names())
    step(FAILS_HALF_WAY)

    with pytest.raises(RuntimeError, match="half-way"):
        migrations.upgrade()

    assert (rows(), set(inspect(db.engine).get_table_names())) == (before, tables)
    assert revision() == HEAD


def test_a_step_that_would_leave_dangling_rows_is_not_taken(commented, step):
    before = rows()
    step(LEAVES_DANGLING_ROWS)

    with pytest.raises(RuntimeError, match="dangling"):
        migrations.upgrade()

    assert rows() == before


def test_two_starts_at_once_upgrade_once(app, commented, step):
    step(REBUILDS_ARTICLES)
    together, came_from = threading.Barrier(2), []

    def start() -> None:
        with app.app_context():
            together.wait()
            came_from.append(migrations.upgrade())

    threads = [threading.Thread(target=start) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(came_from, key=str) == [HEAD, None]


def test_processes_that_start_together_on_an_empty_folder_make_one_blog(tmp_path):
    start = f"import app; app.create_app(INSTANCE={str(tmp_path)!r})"
    command = [sys.executable, "-W", "error", "-c", start]
    processes = [
        subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) for _ in range(2)
    ]

    complaints = [process.communicate()[1] for process in processes]

    assert [process.returncode for process in processes] == [0, 0], complaints
    app = blog_app.create_app(INSTANCE=tmp_path)
    with app.app_context():
        assert revision() == migrations.head()
        db.engine.dispose()


def test_a_database_of_a_newer_program_is_left_alone(app, commented):
    with db.writing():
        db.session.connection().exec_driver_sql(
            "UPDATE alembic_version SET version_num = '9999_future'"
        )

    with pytest.raises(SystemExit, match="9999_future"):
        migrations.upgrade()

    assert revision() == "9999_future"
