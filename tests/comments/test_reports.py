"""Readers' complaints: what the owner learns of them, and what they can't do."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from blog.comments import reports
from blog.db import db
from blog.models.comment import Standing
from blog.models.report import Report
from tests import pages

QUEUE = "/owner/comments"


@pytest.fixture(autouse=True)
def _noon(time_machine):
    """The middle of a day, for a complaint's network is known until midnight."""
    time_machine.move_to("2026-11-25T12:00:00Z", tick=False)


@pytest.fixture
def comment(make):
    """A comment that readers see, and complain of."""
    return make.comment(make.article(), "Canary")


def report(client, comment, network=1, **typed):
    """Open the page behind "Report", from a network of that number, and send its form."""
    reader = {"REMOTE_ADDR": f"10.0.{network}.7"}
    path = f"/comments/{comment.id}/report"
    form = pages.form(client.get(path, environ_base=reader), having="stamp")
    return client.post(path, data={**form, "complaint": "spam", **typed}, environ_base=reader)


def made():
    return list(db.session.scalars(select(Report).order_by(Report.id)))


def decide(desk, comment, act, **typed):
    return desk.post(f"{QUEUE}/{comment.id}/{act}", data=typed)


def test_every_comment_of_a_reader_has_a_way_to_complain_of_it(client, make):
    article = make.article()
    one = make.comment(article)
    make.comment(article, by_owner=True)

    links = pages.links(pages.region(client.get(article.url), "comments"))

    assert [link for link in links if link.endswith("/report")] == [f"/comments/{one.id}/report"]


def test_a_complaint_reaches_the_owner_with_its_words_and_without_its_sender(client, desk, comment):
    answer = report(client, comment, complaint="private", words="It names <b>my sister</b>.")

    assert answer.status_code == 303
    assert "Thank you." in client.get(answer.location).text
    page = desk.get(f"{QUEUE}?standing=reported")
    assert "Reported by 1 reader: something private: It names <b>my sister</b>." in pages.words(
        pages.region(page, "main")
    )
    assert "10.0.1" not in page.text
    assert made()[0].network not in page.text


def test_complaining_sets_no_cookie_and_is_the_same_page_for_everyone(client, comment):
    path = f"/comments/{comment.id}/report"
    page = client.get(path)

    for answer in (page, report(client, comment), client.get("/comments/on/1/reported")):
        assert "Set-Cookie" not in answer.headers
        assert "Cookie" not in answer.headers.get("Vary", "")
    assert client.get(path, environ_base={"REMOTE_ADDR": "10.9.9.9"}).data == page.data


@pytest.mark.parametrize(
    "typed",
    [
        {"complaint": ""},
        {"complaint": "boredom"},
        {"complaint": "other", "words": " "},
        {"words": "x" * 501},
        {"stamp": "forged"},
        {"website": "https://spam.example"},
    ],
)
def test_a_complaint_that_can_not_be_taken_comes_back_with_its_words(client, comment, typed):
    answer = report(client, comment, **{"words": "My words.", **typed})

    assert answer.status_code == 422
    assert pages.form(answer, having="stamp")["words"] == typed.get("words", "My words.").strip()
    assert made() == []


def test_a_form_from_another_site_complains_of_nothing(client, comment):
    form = pages.form(client.get(f"/comments/{comment.id}/report"), having="stamp")

    answer = client.post(
        f"/comments/{comment.id}/report",
        data={**form, "complaint": "spam"},
        headers={"Sec-Fetch-Site": "cross-site"},
    )

    assert answer.status_code == 403
    assert made() == []


@pytest.mark.parametrize("standing", [Standing.WAITING, Standing.SPAM, Standing.BINNED])
def test_nobody_can_complain_of_what_they_can_not_see(client, make, standing):
    hidden = make.comment(make.article(), standing=standing)

    assert client.get(f"/comments/{hidden.id}/report").status_code == 404
    assert client.post(f"/comments/{hidden.id}/report").status_code == 404


def test_the_owners_own_words_can_not_be_complained_of(client, make):
    answer = make.comment(make.article(), by_owner=True)

    assert client.post(f"/comments/{answer.id}/report").status_code == 404


# -- how many hold a comment, and what can't be had by it --


def test_three_readers_hold_a_comment_until_the_owner_has_looked_at_it(client, desk, comment):
    for network in (1, 2):
        report(client, comment, network)
    assert "Canary" in client.get(comment.article.url).text

    report(client, comment, network=3)

    assert "Canary" not in client.get(comment.article.url).text
    assert comment.standing is Standing.WAITING
    assert comment.article.comment_count == 0
    page = pages.words(pages.region(desk.get(QUEUE), "main"))
    assert "Held: 3 readers complained of it" in page
    assert "Reported by 3 readers" in page


def test_one_reader_who_complains_again_and_again_is_one(client, comment):
    for _ in range(5):
        assert report(client, comment).status_code == 303

    assert len(made()) == comment.reports == 1
    assert comment.is_approved


def test_one_reader_who_complains_on_three_days_is_no_crowd(client, comment, time_machine):
    for _ in range(3):
        report(client, comment)
        time_machine.shift(timedelta(days=1))

    assert len(made()) == 3
    assert comment.is_approved


def test_a_reader_who_complains_before_and_after_midnight_counts_once(
    client, comment, time_machine
):
    time_machine.move_to("2026-11-25T23:59:00Z", tick=False)
    report(client, comment, network=1)
    report(client, comment, network=2)
    time_machine.shift(timedelta(minutes=2))

    report(client, comment, network=1)

    assert comment.is_approved


@pytest.mark.parametrize("act", ["approval", "spam"])
def test_the_owners_decision_answers_all_complaints(client, desk, comment, act):
    report(client, comment)

    decide(desk, comment, act)

    assert comment.reports == 0
    assert made()[0].settled_at == comment.decided_at
    assert "Reported (" not in desk.get(QUEUE).text


def test_a_comment_that_the_owner_lets_stand_is_not_held_again(client, desk, comment):
    for network in (1, 2, 3):
        report(client, comment, network)
    decide(desk, comment, "approval")

    for network in (4, 5, 6, 7):
        report(client, comment, network)

    assert comment.is_approved
    assert "Reported (1)" in desk.get(QUEUE).text


def test_a_decision_that_is_taken_back_leaves_the_complaints_open(client, desk, comment):
    report(client, comment)
    decide(desk, comment, "spam")

    decide(desk, comment, "return", was="spam")

    assert comment.is_approved
    assert comment.reports == 1
    assert made()[0].settled_at is None


def test_a_crowd_can_not_empty_a_conversation(client, comment, make, monkeypatch):
    monkeypatch.setattr(reports, "HOLDS", reports.parse("1 per day"))
    other = make.comment(comment.article, "Another.")

    for one in (comment, other):
        for network in (1, 2, 3):
            report(client, one, network)

    assert [comment.standing, other.standing] == [Standing.WAITING, Standing.APPROVED]
    assert other.reports == 3


def test_a_network_complains_only_so_often_on_a_day(client, comment, make):
    others = [make.comment(comment.article, f"Number {number}") for number in range(11)]

    answers = [report(client, other, words=f"{number}") for number, other in enumerate(others)]

    assert [answer.status_code for answer in answers] == [303] * 10 + [429]
    assert int(answers[-1].headers["Retry-After"]) > 0
    assert pages.form(answers[-1], having="stamp")["words"] == "10"
    assert len(made()) == 10


def test_of_whoever_complains_no_address_is_kept(client, comment):
    report(client, comment)

    (kept,) = made()
    assert "10.0" not in repr(vars(kept))
    assert len(kept.network) == 32


def test_complaints_go_with_their_comment(client, desk, comment):
    report(client, comment)
    decide(desk, comment, "binning")

    decide(desk, comment, "deletion")

    assert made() == []


# -- openness --


@pytest.mark.parametrize(
    ("spam", "rejected", "words"),
    [
        (2, 1, "3 comments removed: 2 spam, 1 abuse"),
        (1, 0, "1 comment removed: 1 spam"),
        (0, 2, "2 comments removed: 2 abuse"),
    ],
)
def test_readers_see_how_many_comments_were_removed_and_why(client, make, spam, rejected, words):
    article = make.article()
    for count, standing in [(spam, Standing.SPAM), (rejected, Standing.REJECTED)]:
        for _ in range(count):
            make.comment(article, standing=standing)

    assert words in pages.words(pages.region(client.get(article.url), "comments"))


def test_where_nothing_was_removed_nothing_is_said_of_it(client, make):
    article = make.article()
    for standing in (Standing.APPROVED, Standing.WAITING, Standing.BINNED):
        make.comment(article, standing=standing)

    assert "removed" not in pages.words(pages.region(client.get(article.url), "comments"))
