"""Moving in is broken off at any moment, and the blog is as before or as after."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import delete, func, select

from blog import housekeeping
from blog.db import db
from blog.models.article import Article
from blog.models.comment import Comment
from blog.models.moving import Entry, Move, Step
from blog.transfer import publishing, staging, undoing, work
from tests.transfer.moving import OLD, article, bring, feed, post, rehearse, remark

ROOT = Path(__file__).resolve().parents[2]

KILLED = """
import os, signal, sys
from pathlib import Path
import app
from blog import housekeeping
from blog.db import db
from blog.transfer import publishing, staging, undoing, work

def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)

with app.create_app(INSTANCE=sys.argv[1]).app_context():
    {does}
"""
READS = "housekeeping.go_on = die; staging.begin([Path(sys.argv[2])], ['{old}']); work.go_on()"
PUBLISHES = "publishing.{step} = die; publishing.publish(db.session.get(publishing.Move, 1))"


def count(model):
    return db.session.scalar(select(func.count()).select_from(model))


def killed(app, does, *words):
    """Do something in a process that is killed in the middle of it."""
    db.session.rollback()
    ended = subprocess.run(
        [sys.executable, "-c", KILLED.format(does=does), app.instance_path, *map(str, words)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=False,
    )
    assert ended.returncode == -signal.SIGKILL


@pytest.fixture
def many(tmp_path):
    """More entries than are kept together."""
    numbers = range(1, 2 * staging.BATCH + 10)
    return feed(
        tmp_path,
        *(post(number) for number in numbers),
        *(remark(1_000 + number, on=number) for number in numbers),
    )


def test_a_process_that_is_killed_while_reading_loses_nothing(app, site, many):
    killed(app, READS.format(old=OLD), many)
    move = db.session.get_one(Move, 1)
    assert (move.step, move.entries) == (Step.READING, staging.BATCH)

    work.go_on()

    assert (move.step, count(Entry)) == (Step.READY, 2 * (2 * staging.BATCH + 9))
    publishing.publish(move)
    assert count(Article) == count(Comment) == 2 * staging.BATCH + 9


@pytest.mark.parametrize("step", ["_make_way", "_add_comments", "arrange_comments", "_feed_id"])
def test_a_process_that_is_killed_while_publishing_leaves_the_blog_as_before(
    app, client, site, many, step
):
    move = rehearse(many)

    killed(app, PUBLISHES.format(step=step))

    assert count(Article) == count(Comment) == 0
    assert move.is_rehearsed
    publishing.publish(move)
    assert client.get(article(7).path).status_code == 200


def test_an_error_while_undoing_leaves_everything_public(client, site, monkeypatch, tmp_path):
    move = bring(feed(tmp_path, post(1), remark(4)))
    monkeypatch.setattr(undoing, "_forget_labels", _fail)

    with pytest.raises(OSError, match="full"):
        undoing.undo(move)

    assert move.is_public
    assert b"Remark 4" in client.get("/2024/03/post-1.html").data


def _fail(*_: object) -> None:
    raise OSError(28, "the disk is full")


def test_what_is_stopped_between_two_steps_goes_on_from_there(site, monkeypatch, many):
    with monkeypatch.context() as patched:
        patched.setattr(housekeeping, "go_on", _stop)
        with pytest.raises(housekeeping.Stopped):
            rehearse(many)
    before = count(Entry)

    work.go_on()

    assert before == staging.BATCH
    assert db.session.scalar(select(func.count(Entry.number.distinct()))) == count(Entry)


def _stop() -> None:
    raise housekeeping.Stopped


def test_a_file_that_is_gone_when_work_goes_on_is_named(site, monkeypatch, many):
    with monkeypatch.context() as patched:
        patched.setattr(housekeeping, "go_on", _stop)
        with pytest.raises(housekeeping.Stopped):
            rehearse(many)
    many.unlink()

    work.go_on()

    move = db.session.get_one(Move, 1)
    assert (move.problem["why"], move.problem["file"]) == ("missing", many.name)
    assert count(Entry) == 0


def test_an_article_published_meanwhile_is_seen_at_the_moment_of_publishing(site, make, tmp_path):
    first = rehearse(feed(tmp_path, post(1)))
    second = rehearse(feed(tmp_path, post(1)))
    publishing.publish(first)

    publishing.publish(second)

    assert count(Article) == 1


def test_a_rehearsal_that_is_thrown_away_while_it_is_read_is_left_off(site, tmp_path, monkeypatch):
    monkeypatch.setattr(staging, "BATCH", 1)
    staging.begin([feed(tmp_path, post(1), post(2))], [OLD])
    read_next = staging.begin([feed(tmp_path, post(3))], [OLD])

    def throw_away():
        with db.engine.connect() as connection:  # as another process would
            connection = connection.execution_options(writer=True)
            with connection.begin():
                connection.execute(delete(Move).where(Move.id == 1))

    monkeypatch.setattr(housekeeping, "go_on", throw_away)
    work.go_on()

    assert db.session.scalars(select(Move)).all() == [read_next]
    assert read_next.is_rehearsed
