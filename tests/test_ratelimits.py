"""How often something may happen, and who is asking without knowing who."""

from __future__ import annotations

import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from limits import parse
from sqlalchemy import func, select

import app as blog_app
from blog import ratelimits
from blog.db import db, now
from blog.models.owner import DailyKey, Tally
from tests import entering
from tests.comments import visiting

ROOT = Path(__file__).resolve().parent.parent
FIVE = parse("5 per hour")


def hit(*who: str) -> bool:
    with db.writing():
        return ratelimits.allows(FIVE, *who)


def network(app, address: str) -> str:
    """The network of a visitor with this address."""
    with app.test_request_context(environ_base={"REMOTE_ADDR": address}), db.writing():
        return ratelimits.network()


# -- counting --


def test_something_may_happen_as_often_as_its_limit_says(app):
    assert [hit("x") for _ in range(7)] == [True] * 5 + [False] * 2


def test_everybody_is_counted_apart(app):
    for _ in range(6):
        hit("one")

    assert hit("another")


def test_a_window_that_ended_is_forgotten(app, time_machine):
    time_machine.move_to(now(), tick=False)
    for _ in range(6):
        hit("x")

    time_machine.shift(timedelta(hours=1))
    hit("y")

    assert db.session.scalar(select(func.count()).select_from(Tally)) == 1
    assert hit("x")


def test_it_is_known_how_long_to_wait(app, time_machine):
    time_machine.move_to(now(), tick=False)
    hit("x")

    time_machine.shift(timedelta(minutes=20))

    assert ratelimits.seconds_until_free(FIVE, "x") == 40 * 60
    assert ratelimits.seconds_until_free(FIVE, "never counted") == 1


def test_who_is_forgiven_begins_anew(app):
    for _ in range(6):
        hit("x")

    with db.writing():
        ratelimits.forgive(FIVE, "x")

    assert hit("x")


def test_counts_are_exact_when_many_come_at_once(app):
    together, allowed = threading.Barrier(12), []

    def come() -> None:
        with app.app_context():
            together.wait()
            allowed.append(hit("x"))

    threads = [threading.Thread(target=come) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(allowed) == [False] * 7 + [True] * 5


def test_counts_are_exact_over_processes(app):
    count = f"""
import app
from limits import parse
from blog import ratelimits
from blog.db import db
blog = app.create_app(INSTANCE={app.instance_path!r})
with blog.app_context():
    for _ in range(4):
        with db.writing():
            print(ratelimits.allows(parse("5 per hour"), "x"))
"""
    processes = [
        subprocess.Popen([sys.executable, "-c", count], cwd=ROOT, stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]

    said = "".join(process.communicate()[0] for process in processes)

    assert (said.count("True"), said.count("False")) == (5, 3)


# -- who is asking --


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("203.0.113.7", "203.0.113.250"),
        ("2001:db8:1:2::3", "2001:db8:1:ffff::1"),
        ("203.0.113.7", "::ffff:203.0.113.9"),
    ],
)
def test_neighbours_are_one_network(app, one, other):
    assert network(app, one) == network(app, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("203.0.113.7", "203.0.114.7"), ("2001:db8:1::1", "2001:db8:2::1"), ("203.0.113.7", "::1")],
)
def test_strangers_are_not(app, one, other):
    assert network(app, one) != network(app, other)


@pytest.mark.parametrize("address", ["", "unix:", "x", "203.0.113", "fe80::1%eth0", "999.1.1.1"])
def test_an_address_that_is_none_is_counted_all_the_same(app, address):
    assert network(app, address)


def test_nobody_is_known_again_the_next_day(app, time_machine):
    time_machine.move_to(datetime(2026, 11, 22, 23, 59, 59, tzinfo=UTC), tick=False)
    today = network(app, "203.0.113.7")
    time_machine.shift(timedelta(seconds=1))

    assert network(app, "203.0.113.7") != today


def test_yesterdays_key_is_thrown_away(app, time_machine):
    time_machine.move_to(datetime(2026, 11, 22, 12, tzinfo=UTC), tick=False)
    network(app, "203.0.113.7")
    time_machine.shift(timedelta(days=1))
    network(app, "203.0.113.7")

    assert db.session.scalars(select(DailyKey.day)).all() == ["2026-11-23"]


def test_every_blog_hashes_under_a_key_of_its_own(app):
    with db.writing():
        first = ratelimits.daily_key()
        db.session.delete(db.session.get_one(DailyKey, now().date().isoformat()))
        db.session.flush()

        assert ratelimits.daily_key() != first


def test_no_address_is_anywhere_in_the_database_or_the_log(app, client, make, caplog):
    caplog.set_level("DEBUG")
    who = {"environ_base": {"REMOTE_ADDR": "203.0.113.77"}}
    article = make.article()
    typed = visiting.fill_in(client, article)

    client.post(f"/comments/on/{article.id}", data=typed, **who)
    client.post(f"/comments/on/{article.id}", data={**typed, "name": ""}, **who)
    entering.log_in(client, password="a wrong sentence", **who)
    entering.log_in(client, **who)

    assert len(visiting.kept()) == 1
    for file in Path(app.instance_path).rglob("*"):
        content = file.read_bytes() if file.is_file() else b""
        for form in (b"203.0.113", bytes([203, 0, 113, 77]), bytes([203, 0, 113, 0])):
            assert form not in content, file
    assert "203.0.113" not in caplog.text


@pytest.mark.parametrize("proxies", [0, 1])
def test_a_proxy_is_believed_only_where_the_settings_say_so(app, make, proxies):
    behind = blog_app.create_app(INSTANCE=app.instance_path, BROADSHEET_PROXIES=proxies)
    behind.test_client_class = app.test_client_class
    article, visitor = make.article(), behind.test_client()
    for number in range(2):
        visitor.post(
            f"/comments/on/{article.id}",
            data=visiting.fill_in(visitor, article, body=f"Comment {number}"),
            headers={"X-Forwarded-For": f"198.51.{number}.1"},
        )

    first, second = visiting.kept()
    assert (first.network == second.network) is not bool(proxies)

    with behind.app_context():
        db.engine.dispose()
