"""What the owner keeps out: from the queue, by hand, for how long, and until it is ended."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from blog.db import db, now
from blog.models.block import Block, BlockKind
from blog.models.comment import Standing
from tests import pages
from tests.comments.visiting import kept, send

BLOCKS = "/owner/blocks"


@pytest.fixture
def nuisance(make):
    """A comment that waits, of which much is known."""
    return make.comment(
        make.article(),
        'Buy <a href="https://www.Casino.example/x">here</a>.',
        name="Umut",
        email="umut@example.org",
        origin="a network",
        standing=Standing.WAITING,
    )


def block(desk, comment, offer, **typed):
    """Choose what of a comment to block; nothing else is marked, unless it is said otherwise."""
    path = f"/owner/comments/{comment.id}/block"
    return desk.post(path, data={"lasts": "30", "offer": offer, **typed})


def add(desk, kind, value, **typed):
    """Block something by hand."""
    return desk.post(BLOCKS, data={"kind": kind, "value": value, "lasts": "30", **typed})


def blocked():
    return [(one.kind, one.value) for one in db.session.scalars(select(Block).order_by(Block.id))]


def offers(desk, comment):
    """What can be blocked, as one reads it."""
    page = pages.region(desk.get(f"/owner/comments/{comment.id}/block"), "offer")
    return [pages.words(label) for label in page.iter("label")]


def test_whatever_is_known_of_a_sender_can_be_blocked(desk, make, nuisance):
    make.comment(nuisance.article, name="Umut", standing=Standing.WAITING)

    assert offers(desk, nuisance) == [
        "The name Umut (1 other comment waits)",
        "The e-mail address umut@example.org",
        "The network it came from",
        "Links to casino.example",
        "A word, or several that stand together",
        "The word",
    ]


def test_of_a_comment_whose_network_is_forgotten_that_can_not_be_blocked(desk, make):
    comment = make.comment(make.article())

    page = desk.get(f"/owner/comments/{comment.id}/block")

    assert "network it came from" not in page.text
    assert "no longer for this comment" in page.text
    assert block(desk, comment, "network:").status_code == 422


@pytest.mark.parametrize(
    ("offer", "typed", "kept_as"),
    [
        ("name:umut", {}, (BlockKind.NAME, "umut")),
        ("email:umut@example.org", {}, (BlockKind.EMAIL, "umut@example.org")),
        ("network:a network", {}, (BlockKind.NETWORK, "a network")),
        ("host:casino.example", {}, (BlockKind.HOST, "casino.example")),
        ("word", {"word": "Bedava BAHİS!"}, (BlockKind.WORD, "bedava bahis")),
    ],
)
def test_what_is_chosen_is_blocked(desk, nuisance, offer, typed, kept_as):
    assert block(desk, nuisance, offer, **typed).status_code == 303

    assert blocked() == [kept_as]
    assert nuisance.standing is Standing.WAITING


@pytest.mark.parametrize("offer", ["", "name:somebody else", "network:another", "word"])
def test_what_the_comment_does_not_have_can_not_be_blocked_through_it(desk, nuisance, offer):
    assert block(desk, nuisance, offer).status_code == 422
    assert blocked() == []


def test_a_block_takes_what_waits_of_the_same_along_and_gives_it_back(desk, make, nuisance):
    article = nuisance.article
    same = make.comment(article, name="UMUT", standing=Standing.WAITING)
    shown = make.comment(article, name="Umut")
    other = make.comment(article, name="Deniz", standing=Standing.WAITING)

    page = desk.get(block(desk, nuisance, "name:umut", spam="y").location)

    after = [one.standing for one in (nuisance, same, shown, other)]
    assert after == ["spam", "spam", "approved", "waiting"]
    assert "It is blocked, and 2 comments are spam now." in page.text
    form = pages.form(page, having="was")
    desk.post("/owner/comments/selection", data={**form, "act": "return"})
    assert [one.standing for one in (nuisance, same)] == ["waiting", "waiting"]


@pytest.mark.parametrize(("lasts", "days"), [("7", 7), ("30", 30), ("365", 365), ("", None)])
def test_a_block_ends_when_its_owner_said(desk, nuisance, time_machine, lasts, days):
    time_machine.move_to(now(), tick=False)

    block(desk, nuisance, "name:umut", lasts=lasts)

    ends = now() + timedelta(days=days) if days else None
    assert db.session.scalar(select(Block.ends_at)) == ends


@pytest.mark.parametrize(
    ("kind", "value", "kept_as"),
    [
        ("word", "  Bahis ", "bahis"),
        ("host", "https://www.casino.example/x?y", "casino.example"),
        ("email", "Umut@Example.org", "umut@example.org"),
        ("name", "Umut", "umut"),
    ],
)
def test_something_is_blocked_by_hand_in_the_spelling_in_which_it_is_found(
    desk, kind, value, kept_as
):
    assert add(desk, kind, value, note="Again").status_code == 303

    assert blocked() == [(kind, kept_as)]
    listed = pages.words(pages.region(desk.get(BLOCKS), "main"))
    assert kept_as in listed
    assert "Again" in listed


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("word", ""),
        ("word", "a b"),
        ("word", "!!!!"),
        ("host", "casino"),
        ("host", "http://["),
        ("email", "umut"),
        ("name", "\u200b"),
        ("network", "a network"),
        ("mood", "bad"),
    ],
)
def test_what_would_block_nothing_or_everything_is_given_back(desk, kind, value):
    answer = add(desk, kind, value, note="A note")

    assert answer.status_code == 422
    assert pages.form(answer, having="value")["note"] == "A note"
    assert blocked() == []


def test_the_same_thing_blocked_again_is_one_block_with_the_later_end(desk):
    add(desk, "word", "bahis", lasts="7")
    add(desk, "word", "Bahis", lasts="")

    assert db.session.scalars(select(Block.ends_at)).all() == [None]


def test_a_block_that_is_ended_lets_everybody_in_again(client, desk, make):
    add(desk, "name", "Umut")

    answer = desk.post(f"{BLOCKS}/1/end")

    assert answer.status_code == 303
    assert blocked() == []
    send(client, make.article(), name="Umut")
    assert [comment.standing for comment in kept()] == [Standing.WAITING]


def test_a_block_that_has_ended_is_not_in_the_list(desk, time_machine):
    time_machine.move_to(now(), tick=False)
    add(desk, "word", "bahis", lasts="7")

    time_machine.shift(timedelta(days=8))

    assert "Nothing is blocked." in desk.get(BLOCKS).text


def test_what_a_blocked_name_sends_goes_to_the_spam(client, desk, make):
    add(desk, "name", "Umut")

    send(client, make.article(), name="Umut")

    assert [comment.standing for comment in kept()] == [Standing.SPAM]


def test_of_a_network_the_list_and_the_log_tell_whose_it_was_and_no_hash(desk, nuisance):
    block(desk, nuisance, "network:a network")

    for path in (BLOCKS, "/owner/log?area=comments"):
        page = pages.words(pages.region(desk.get(path), "main"))
        assert "The network of Umut" in page
        assert "a network" not in page


def test_blocking_leads_back_to_where_one_was(desk, nuisance):
    path = f"/owner/comments/{nuisance.id}/block?standing=waiting&q=buy"

    answer = desk.post(path, data={"lasts": "7", "offer": "name:umut"})

    assert answer.location == "/owner/comments?standing=waiting&q=buy"
