"""A flood is taken in and kept out of sight; who is not part of it is not turned away."""

from __future__ import annotations

import random
import subprocess
import sys
import threading
from collections import Counter
from pathlib import Path

import pytest
from limits import parse
from sqlalchemy import func, select

from blog.comments import actions, stamps
from blog.db import db, now
from blog.models.comment import Comment, Standing
from blog.models.site import Moderation
from tests.comments.visiting import fill_in, kept, send

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture(autouse=True)
def everything_is_shown(site):
    with db.writing():
        site.moderation = Moderation.SHOW


@pytest.fixture
def allow(monkeypatch):
    """Let fewer comments be a crowd."""

    def set_limits(**limits):
        for name, limit in limits.items():
            monkeypatch.setattr(actions, name, parse(limit))

    return set_limits


def come(client, article, network, body):
    """Send a comment from a network of this number."""
    return client.post(
        f"/comments/on/{article.id}",
        data=fill_in(client, article, body=body),
        environ_base={"REMOTE_ADDR": f"10.{network // 250}.{network % 250}.9"},
    )


def standings():
    return [comment.standing for comment in kept()]


def test_beyond_what_an_article_can_bear_comments_wait_and_none_is_refused(client, make, allow):
    allow(PER_ARTICLE="3 per hour")
    crowded, quiet = make.article(), make.article()

    answers = [come(client, crowded, number, f"Number {number}") for number in range(5)]
    answers.append(come(client, quiet, 9, "Elsewhere."))

    assert {answer.status_code for answer in answers} == {303}
    assert standings() == [Standing.APPROVED] * 3 + [Standing.WAITING] * 2 + [Standing.APPROVED]
    assert kept()[3].held_for == [{"reason": "crowd"}]


def test_beyond_what_the_blog_can_bear_every_comment_waits(client, make, allow, time_machine):
    allow(PER_BLOG="3 per hour")
    time_machine.move_to(now(), tick=False)
    articles = [make.article() for _ in range(5)]

    for number, article in enumerate(articles):
        come(client, article, number, f"Number {number}")
    assert standings() == [Standing.APPROVED] * 3 + [Standing.WAITING] * 2

    time_machine.shift(3_601)
    come(client, articles[0], 7, "When it is over.")
    assert standings()[-1] is Standing.APPROVED


def test_a_crowd_alone_makes_spam_of_nothing(client, make, allow):
    allow(PER_BLOG="1 per hour", PER_ARTICLE="1 per hour")
    article = make.article()

    for number in range(4):
        come(client, article, number, f"Number {number}")

    assert set(standings()[1:]) == {Standing.WAITING}


def test_what_is_refused_or_mistaken_fills_nobodys_measure(client, make, allow):
    allow(PER_BLOG="2 per hour")
    article = make.article()
    for number in range(4):
        come(client, article, number, "")  # nothing written

    for number in range(2):
        come(client, article, number, f"Number {number}")

    assert standings() == [Standing.APPROVED] * 2


def test_a_retry_fills_nobodys_measure(client, make, allow):
    allow(PER_BLOG="2 per hour")
    article = make.article()

    for _ in range(4):
        assert come(client, article, 1, "The same.").status_code == 303
    come(client, article, 2, "Another.")

    assert standings() == [Standing.APPROVED] * 2


def test_the_same_form_from_another_network_is_a_retry_where_a_script_says_so(client, make):
    article = make.article()
    form = fill_in(client, article, once="a-random-word")

    for address in ("203.0.113.7", "198.51.100.7"):
        client.post(f"/comments/on/{article.id}", data=form, environ_base={"REMOTE_ADDR": address})
    client.post(f"/comments/on/{article.id}", data={**form, "body": "Other words."})

    assert len(kept()) == 2


def test_limits_are_exact_when_many_come_at_once(app, client, make, allow):
    allow(PER_BLOG="5 per hour")
    article = make.article()
    stamp, path = stamps.make(article), f"/comments/on/{article.id}"
    together, answers = threading.Barrier(12), []

    def one(number: int) -> None:
        words = {"name": "Deniz", "body": f"Number {number}", "stamp": stamp}
        who = {"REMOTE_ADDR": f"10.0.{number % 2}.9"}
        with app.app_context():
            together.wait()
            answer = app.test_client().post(path, data=words, environ_base=who)
        answers.append(answer.status_code)

    threads = [threading.Thread(target=one, args=(number,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    db.session.rollback()
    assert Counter(answers) == {303: 12}
    assert Counter(standings()) == {Standing.APPROVED: 5, Standing.WAITING: 7}


def test_limits_are_exact_over_processes(app, make):
    article = make.article()
    posts = f"""
import sys, app
from blog.comments import stamps
from blog.db import db
from blog.models.article import Article
blog = app.create_app(INSTANCE={app.instance_path!r})
with blog.test_request_context():
    stamp = stamps.make(db.session.get_one(Article, {article.id}))
browser = blog.test_client()
for number in range(8):
    words = {{"name": "Deniz", "body": f"{{sys.argv[1]}} {{number}}", "stamp": stamp}}
    answer = browser.post(
        "/comments/on/{article.id}", data=words, headers={{"Sec-Fetch-Site": "same-origin"}}
    )
    print(answer.status_code)
"""
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", posts, who], cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        for who in ("one", "two")
    ]

    said = "".join(process.communicate()[0] for process in processes)

    db.session.rollback()
    assert Counter(said.split()) == {"303": 10, "429": 6}
    assert len(kept()) == 10


def test_in_a_flood_everybody_honest_arrives_nothing_breaks_and_nothing_of_it_is_shown(
    app, client, make
):
    """200 posts from 10 networks on one article, while five people comment there."""
    article = make.article()
    stamp = stamps.make(article)
    flood = [(f"10.0.{number % 10}.9", "Spammer", f"Buy {number}") for number in range(200)]
    honest = [(f"198.51.{number}.9", f"Reader {number}", "I was there.") for number in range(5)]
    chance = random.Random(6)
    everybody = [*flood, *honest]
    chance.shuffle(everybody)
    queue, answers = everybody, []
    path = f"/comments/on/{article.id}"

    def keep_sending() -> None:
        with app.app_context():
            browser = app.test_client()
            while mine := queue.pop() if queue else None:
                address, name, body = mine
                words = {"name": name, "body": body, "stamp": stamp}
                answer = browser.post(path, data=words, environ_base={"REMOTE_ADDR": address})
                answers.append((name, answer.status_code))

    threads = [threading.Thread(target=keep_sending) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    db.session.rollback()
    sent = Counter(answers)
    assert sent["Spammer", 303] == 100
    assert sent["Spammer", 429] == 100
    assert all(sent[f"Reader {number}", 303] == 1 for number in range(5))
    arrived = select(func.count()).where(Comment.name.like("Reader %"))
    assert db.session.scalar(arrived) == 5
    shown = [comment for comment in kept() if comment.standing is Standing.APPROVED]
    assert len(shown) <= 60  # of 105: what the article can bear


def test_who_sends_too_much_is_told_when_to_come_back_and_loses_no_word(client, make):
    article = make.article()
    for number in range(10):
        send(client, article, body=f"Number {number}")

    answer = send(client, article, body="My long words.")

    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0
    assert "My long words." in answer.text
