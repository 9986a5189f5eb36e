"""When the machine is in trouble: what is told, what is kept, and that reading goes on."""

from __future__ import annotations

import errno
import os
import sqlite3
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import event, func, select
from sqlalchemy.exc import OperationalError

from blog.articles import routes as articles
from blog.db import db, now
from blog.models.article import Article
from blog.models.comment import Comment
from blog.models.picture import Picture
from tests import pages
from tests.comments import visiting

WORDS = {"title": "The harbour, at night", "body": "A first line.\nAnd a second one."}


@pytest.fixture
def article(make):
    return make.article("The article that readers read")


@pytest.fixture
def impatient(app, monkeypatch):
    """Let writers wait no longer than a test can."""
    monkeypatch.setattr("blog.db.PATIENCE", 1)
    db.session.rollback()
    db.engine.dispose()


@pytest.fixture
def full_disk(app):
    """Let the database not grow any more, as on a disk without room."""

    def bound(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute("PRAGMA max_page_count=1").close()  # SQLite: no smaller than it is

    @contextmanager
    def fill():
        db.session.rollback()
        with closing(sqlite3.connect(db.engine.url.database)) as connection:
            connection.execute("VACUUM")  # or a freed page would take something in
        db.engine.dispose()
        event.listen(db.engine, "connect", bound)
        yield
        event.remove(db.engine, "connect", bound)
        db.engine.dispose()

    return fill


@contextmanager
def another_program(statement: str):
    """Another program at work on the database until the end of the block."""
    with closing(sqlite3.connect(db.engine.url.database, isolation_level=None)) as connection:
        connection.execute("PRAGMA locking_mode=EXCLUSIVE" if "EXCLUSIVE" in statement else "")
        connection.execute(statement)
        yield
        connection.execute("ROLLBACK")


def count(model) -> int:
    return db.session.scalar(select(func.count()).select_from(model))


def main(answer) -> str:
    return pages.words(pages.region(answer, "main"))


# -- the database is locked --


def test_a_comment_sent_while_the_database_is_locked_comes_back_to_be_sent_again(
    client, article, impatient
):
    typed = visiting.fill_in(client, article, body=WORDS["body"])
    with another_program("BEGIN IMMEDIATE"):
        refused = client.post(f"/comments/on/{article.id}", data=typed)

    assert refused.status_code == 503
    assert int(refused.headers["Retry-After"]) > 0
    assert count(Comment) == 0
    again = client.post(f"/comments/on/{article.id}", data=pages.form(refused, having="body"))
    assert again.status_code == 303
    assert [comment.body for comment in visiting.kept()] == [WORDS["body"]]


def test_an_article_sent_while_the_database_is_locked_comes_back_to_be_sent_again(desk, impatient):
    typed = pages.form(desk.get("/owner/articles/new"), having="title")
    with another_program("BEGIN IMMEDIATE"):
        refused = desk.post("/owner/articles", data={**typed, **WORDS})

    assert refused.status_code == 503
    assert int(refused.headers["Retry-After"]) > 0
    assert count(Article) == 0
    again = desk.post("/owner/articles", data=pages.form(refused, having="title"))
    assert again.status_code == 303
    assert count(Article) == 1


def test_readers_and_the_owner_read_on_while_the_database_is_locked(
    client, desk, article, impatient, time_machine
):
    time_machine.move_to(now() + timedelta(hours=2))  # the desk would note that its owner is there
    with another_program("BEGIN IMMEDIATE"):
        assert article.title in client.get("/").text
        assert article.title in client.get(article.url).text
        assert article.title in desk.get("/owner/articles").text


def test_a_database_that_cant_even_be_read_is_an_answer_of_its_own(client, impatient):
    db.engine.dispose()
    with another_program("BEGIN EXCLUSIVE"):
        answer = client.get("/")

    assert answer.status_code == 503
    assert "busy" in main(answer)


# -- the disk is full --


def test_a_comment_sent_while_the_disk_is_full_is_given_back(client, article, full_disk):
    typed = visiting.fill_in(client, article, body="A word. " * 400)
    with full_disk():
        refused = client.post(f"/comments/on/{article.id}", data=typed)

    assert refused.status_code == 507
    assert pages.form(refused, having="body")["body"] == typed["body"]
    assert count(Comment) == 0


def test_an_article_sent_while_the_disk_is_full_is_given_back(desk, full_disk):
    typed = pages.form(desk.get("/owner/articles/new"), having="title")
    long = {**WORDS, "body": "A word. " * 1_000}
    with full_disk():
        refused = desk.post("/owner/articles", data={**typed, **long})

    assert refused.status_code == 507
    given_back = pages.form(refused, having="body")
    assert {name: given_back[name] for name in long} == long
    assert count(Article) == 0


def test_reading_goes_on_while_the_disk_is_full(client, article, full_disk):
    with full_disk():
        assert article.title in client.get("/").text
        assert article.title in client.get(article.url).text


def test_a_picture_without_room_on_the_disk_leaves_nothing_and_loses_no_word(
    app, desk, make, monkeypatch
):
    def refuse(_file: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", refuse)

    answer = desk.post("/owner/articles", data={**WORDS, "picture": (make.file(), "a.png")})

    assert answer.status_code == 507
    given_back = pages.form(answer, having="body")
    assert {name: given_back[name] for name in WORDS} == WORDS
    assert count(Picture) == count(Article) == 0
    assert not [path for path in Path(app.config["MEDIA"]).rglob("*") if path.is_file()]


# -- something is broken --


def break_with(monkeypatch, error: Exception) -> None:
    """Let the front page's question fail."""

    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(articles, "compose", fail)


@pytest.mark.parametrize("code", [sqlite3.SQLITE_IOERR, sqlite3.SQLITE_IOERR_READ])
def test_a_database_that_cant_be_read_from_the_disk_is_told_without_asking_it(
    client, monkeypatch, code
):
    broken = sqlite3.OperationalError("disk I/O error")
    broken.sqlite_errorcode = code
    break_with(monkeypatch, OperationalError("SELECT", {}, broken))

    answer = client.get("/")

    assert answer.status_code == 503
    assert answer.headers["Retry-After"]
    assert pages.region(answer, "archive") is None
    assert "Günebakan" not in answer.text  # even the blog's name is the database's


def test_a_damaged_database_file_is_an_answer_and_a_line_in_the_log(app, client, article, caplog):
    db.session.rollback()
    db.engine.dispose()
    Path(db.engine.url.database).write_bytes(b"This was a database once. " * 400)

    answer = client.get("/")

    assert answer.status_code in {500, 503}
    assert main(answer)
    assert "database" in caplog.text


def test_what_nobody_foresaw_is_an_answer_in_the_blogs_frame_and_a_line_in_the_log(
    client, monkeypatch, caplog
):
    break_with(monkeypatch, ZeroDivisionError("unforeseen by everybody"))

    answer = client.get("/")

    assert answer.status_code == 500
    assert "Günebakan" in answer.text
    assert "unforeseen by everybody" in caplog.text
    assert "unforeseen by everybody" not in answer.text


def test_words_survive_what_nobody_foresaw(client, article, monkeypatch):
    def fail(*_what: object) -> None:
        raise ZeroDivisionError

    typed = visiting.fill_in(client, article, body=WORDS["body"])
    monkeypatch.setattr("blog.comments.actions.receive", fail)

    answer = client.post(f"/comments/on/{article.id}", data=typed)

    assert answer.status_code == 500
    given_back = pages.form(answer, having="body")
    assert {name: given_back.get(name, "") for name in typed} == typed


def test_a_broken_frame_does_not_break_the_page_that_tells_of_it(client, monkeypatch):
    monkeypatch.setattr("blog.web.frame.theme.url", lambda site: 1 / 0 if site else "/x.css")

    answer = client.get("/")

    assert answer.status_code == 500
    assert main(answer)
