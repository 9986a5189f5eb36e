"""What watchdogs are told."""

from __future__ import annotations

import pytest
from sqlalchemy import event, text

from blog.db import db


@pytest.fixture
def without_database(app, tmp_path):
    """Let nobody open the database any more."""
    db.session.remove()
    db.engine.dispose()

    def refuse(_dialect, _record, arguments, _options):
        arguments[0] = str(tmp_path / "nowhere" / "blog.db")

    event.listen(db.engine, "do_connect", refuse)
    yield
    event.remove(db.engine, "do_connect", refuse)


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_a_watchdog_hears_that_all_is_well_and_keeps_nothing(client, path):
    answer = client.get(path, headers={"Host": "127.0.0.1:8000"})

    assert (answer.status_code, answer.text) == (200, "ok\n")
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers


def test_a_process_that_lost_its_database_lives_and_is_not_ready(client, without_database):
    assert client.get("/healthz").status_code == 200

    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert answer.text == "the database can't be read\n"


def test_a_process_is_not_ready_for_a_database_of_another_version(client):
    with db.writing():
        db.session.execute(text("UPDATE alembic_version SET version_num = '9999_newer'"))

    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert "another version of the program" in answer.text


def test_a_process_is_not_ready_where_no_picture_can_be_kept(app, client):
    app.config["MEDIA"].rmdir()

    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert answer.text == "the folder of the pictures can't be written to\n"
