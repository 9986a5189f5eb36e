"""The log: which request a line is about, and never whose."""

from __future__ import annotations

import io
import re

import pytest
from flask.logging import default_handler
from sqlalchemy import insert

from blog.db import db
from blog.models.owner import Owner
from blog.web import accesslog

ADDRESS = "203.0.113.77"
AGENT = "Mozilla/5.0 (a browser of its own kind)"
WRITTEN = "Deniz, who wrote this"


@pytest.fixture
def log(app):
    """What the server writes down while it answers."""
    stream = io.StringIO()
    app.logger.addHandler(default_handler)
    before = default_handler.stream
    default_handler.setStream(stream)
    yield stream
    default_handler.setStream(before)
    app.logger.removeHandler(default_handler)


@pytest.fixture
def broken(app, monkeypatch):
    """Let one page fail over what somebody wrote."""

    def fail():
        with db.writing():
            db.session.execute(insert(Owner), [{"name": WRITTEN, "password": None}])

    monkeypatch.setitem(app.view_functions, "site.privacy", fail)
    return "/privacy"


def visit(client, path, **headers):
    headers = {"User-Agent": AGENT, **headers}
    return client.get(path, headers=headers, environ_overrides={"REMOTE_ADDR": ADDRESS})


def test_a_page_of_trouble_names_the_line_of_the_log_that_tells_what_it_was(client, broken, log):
    answer = visit(client, broken)

    name = answer.headers["X-Request-Id"]
    assert f"<code>{name}</code>" in answer.text
    assert f"[{name}]" in log.getvalue()
    assert "IntegrityError" in log.getvalue()


def test_the_log_of_an_error_tells_neither_who_it_was_nor_what_was_written(client, broken, log):
    visit(client, f"{broken}?email=deniz@reader.example")

    for secret in (ADDRESS, AGENT, WRITTEN, "deniz@reader.example"):
        assert secret not in log.getvalue()


def test_every_request_has_a_name_of_its_own(client):
    one, another = client.get("/nowhere"), client.get("/nowhere")

    assert one.headers["X-Request-Id"] != another.headers["X-Request-Id"]


@pytest.mark.parametrize(
    ("proxies", "given", "is_taken"),
    [
        (1, "0b9f3c1d5e7a4f2b", True),
        (0, "0b9f3c1d5e7a4f2b", False),  # anybody could send it
        (1, "short", False),
        (1, "a" * 65, False),
        (1, "<script>alert(1)</script>", False),
    ],
)
def test_the_name_is_the_proxys_where_there_is_one(app, client, proxies, given, is_taken):
    app.config["PROXIES"] = proxies

    answer = client.get("/nowhere", headers={"X-Request-Id": given})

    assert (answer.headers["X-Request-Id"] == given) is is_taken


def test_a_page_that_others_may_keep_bears_nobodys_name(client, make):
    article = make.article()

    for _ in range(2):
        assert "X-Request-Id" not in client.get(article.url).headers


# -- a line for every request --


@pytest.fixture
def access(app, log, monkeypatch):
    """The lines that the server writes about every request."""
    app.config["ACCESS_LOG"] = True
    monkeypatch.setattr(app, "wsgi_app", app.wsgi_app)
    accesslog.init_app(app)
    return log


def test_what_was_asked_for_is_written_down_and_by_whom_is_not(client, make, access):
    article = make.article("The ferry")

    for _ in range(2):  # the second time from memory
        visit(client, f"{article.url}?page=1", Referer="https://other.example/", Cookie="a=b")

    lines = access.getvalue().splitlines()
    line = rf"\[[^\]]+\] INFO in accesslog: GET {article.url} 200 [0-9.]+ ms \[[0-9a-f]{{16}}\]"
    assert len(lines) == 2
    assert all(re.fullmatch(line, one) for one in lines)


@pytest.mark.parametrize(
    ("path", "method"),
    [
        ("/comments/receipt/aSecret", "GET"),
        ("/comments/receipt/aSecret", "PUT"),
        ("/shared/aSecret/", "GET"),
        ("/shared/aSecret", "POST"),
        ("/follow/letters/aSecret/rhythm", "GET"),
    ],
)
def test_an_address_that_is_a_secret_is_not_written_down(client, access, path, method):
    client.open(path, method=method)

    assert "<token> " in access.getvalue()
    assert "aSecret" not in access.getvalue()


def test_nobody_writes_lines_of_their_own_into_the_log(client, access):
    visit(client, "/nowhere%0A[2026-11-23] ERROR in owner: all is lost")

    assert len(access.getvalue().splitlines()) == 1


def test_a_line_and_the_answer_bear_the_same_name(client, access):
    name = visit(client, "/nowhere").headers["X-Request-Id"]

    assert f"[{name}]" in access.getvalue()


def test_without_the_setting_nothing_is_written_down(client, log):
    visit(client, "/")

    assert log.getvalue() == ""
