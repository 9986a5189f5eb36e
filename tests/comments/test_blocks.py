"""What the owner keeps out stays out, until the block ends."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from blog import housekeeping
from blog.comments import blocks, forgetting
from blog.db import db, now
from blog.models.block import Block, BlockKind
from blog.models.comment import Standing
from blog.models.site import Moderation
from blog.models.spam import Sighting
from tests.comments.visiting import fill_in, kept, send


@pytest.fixture(autouse=True)
def everything_is_shown(site):
    with db.writing():
        site.moderation = Moderation.SHOW


def block(kind, typed, ends_at=None):
    """Block it as the desk does."""
    with db.writing():
        value = blocks.value_of(kind, typed)
        db.session.add(Block(kind=kind, value=value, ends_at=ends_at, created_at=now()))


@pytest.mark.parametrize(
    ("kind", "typed", "sent"),
    [
        (BlockKind.NAME, "Işıl Kaya", {"name": "ISIL  kaya"}),
        (BlockKind.NAME, "Casino King", {"name": "Ｃａｓｉｎｏ-King"}),
        (BlockKind.EMAIL, "Mean@Example.org ", {"email": "mean@example.ORG"}),
        (BlockKind.HOST, "shop.example", {"body": "See http://SHOP.example/a?b=c"}),
        (BlockKind.HOST, "https://www.shop.example/x", {"body": "See https://shop.example"}),
        (BlockKind.HOST, "shop.example", {"body": "https://a.b.shop.example:8443/x is nice"}),
        (BlockKind.HOST, "shop.example", {"url": "www.shop.example"}),
        (BlockKind.HOST, "shop.example", {"body": '<a href="https://shop.example.">x</a> yes'}),
        (BlockKind.HOST, "bücher.example", {"body": "https://xn--bcher-kva.example/1 yes"}),
    ],
)
def test_what_is_blocked_is_kept_as_spam_and_seen_by_nobody(client, make, kind, typed, sent):
    block(kind, typed)
    article = make.article()

    assert send(client, article, **sent).status_code == 303

    comment = kept()[0]
    assert comment.standing is Standing.SPAM
    assert comment.held_for[0]["reason"] == "block"
    assert comment.held_for[0]["kind"] == kind
    assert (article.comment_count, article.spam_count) == (0, 1)


@pytest.mark.parametrize(
    ("kind", "typed", "sent"),
    [
        (BlockKind.NAME, "Işıl", {"name": "Işıl Kaya"}),
        (BlockKind.EMAIL, "mean@example.org", {"email": "not.mean@example.org"}),
        (BlockKind.HOST, "shop.example", {"body": "See https://workshop.example"}),
        (BlockKind.HOST, "shop.example", {"body": "See https://shop.example.org"}),
        (BlockKind.HOST, "a.shop.example", {"body": "See https://shop.example"}),
        (BlockKind.WORD, "ass", {"body": "My class passed the assessment."}),
        (BlockKind.WORD, "bahis sitesi", {"body": "Bahis oynatan bir sitesi var."}),
    ],
)
def test_a_block_meets_nobody_else(client, make, kind, typed, sent):
    block(kind, typed)

    send(client, make.article(), **sent)

    assert kept()[0].standing is Standing.APPROVED


@pytest.mark.parametrize(
    ("typed", "body"),
    [
        ("casino", "The CASINO on the pier."),
        ("Işık", "IŞIK yandı"),
        ("bahis sitesi", "En iyi Bahis\n\nSitesi burada"),
        ("casino", "<b>cas</b>ino, and that is that"),
    ],
)
def test_a_blocked_word_is_found_however_it_is_written(client, make, typed, body):
    block(BlockKind.WORD, typed)

    send(client, make.article(), body=body)

    comment = kept()[0]
    assert comment.standing is Standing.SPAM
    assert [reason["kind"] for reason in comment.held_for] == ["word"]


def test_a_blocked_network_is_known_again_the_next_day_from_any_of_its_addresses(
    client, make, time_machine
):
    time_machine.move_to(now(), tick=False)
    article = make.article()

    def come(address, body):
        form = fill_in(client, article, body=body)
        client.post(f"/comments/on/{article.id}", data=form, environ_base={"REMOTE_ADDR": address})
        return kept()[-1]

    first = come("203.0.113.7", "One.")
    block(BlockKind.NETWORK, first.origin)
    time_machine.shift(timedelta(days=1))

    assert come("203.0.113.99", "Two.").standing is Standing.SPAM
    assert come("203.0.114.7", "Three.").standing is Standing.APPROVED
    assert "203" not in str(kept()[1].held_for)


def test_a_block_ends_when_it_is_said_to(client, make, time_machine):
    time_machine.move_to(now(), tick=False)
    article = make.article()
    block(BlockKind.NAME, "Deniz", ends_at=now() + timedelta(hours=1))

    send(client, article, body="Before.")
    time_machine.shift(timedelta(hours=1))
    send(client, article, body="After.")

    assert [comment.standing for comment in kept()] == [Standing.SPAM, Standing.APPROVED]


@pytest.mark.parametrize("kind", BlockKind)
def test_what_is_nothing_blocks_nothing(kind):
    assert blocks.value_of(kind, "  ") == ""


# -- forgetting --


def old(make, days, **fields):
    return make.comment(make.article(), created_at=now() - timedelta(days=days), **fields)


def test_where_a_comment_came_from_is_forgotten_after_two_weeks(make):
    young, ripe = old(make, 13, origin="a" * 32), old(make, 15, origin="b" * 32)

    assert forgetting.is_due()
    housekeeping.run("forgetting")
    db.session.expire_all()

    assert (young.origin, ripe.origin) == ("a" * 32, "")
    assert not forgetting.is_due()


def test_of_a_blocked_network_it_is_forgotten_when_the_block_ends(make, time_machine):
    time_machine.move_to(now(), tick=False)
    comment = old(make, 15, origin="b" * 32)
    block(BlockKind.NETWORK, "b" * 32, ends_at=now() + timedelta(days=1))

    assert not forgetting.is_due()
    time_machine.shift(timedelta(days=1))
    assert forgetting.is_due()
    housekeeping.run("forgetting")
    db.session.expire_all()

    assert comment.origin == ""
    assert db.session.scalars(select(Block)).all() == []


def test_what_comments_had_in_common_is_forgotten_after_two_weeks(client, make, time_machine):
    time_machine.move_to(now(), tick=False)
    send(client, make.article(), body="These are more than five words of mine.")

    time_machine.shift(timedelta(days=15))
    assert forgetting.is_due()
    housekeeping.run("forgetting")

    assert db.session.scalars(select(Sighting)).all() == []


def test_a_copy_of_the_database_tells_nobody_which_network_a_comment_came_from(client, app, make):
    send(client, make.article())
    one = kept()[0].origin

    app.config["SECRET_KEY"] = b"that of another blog, thirty-two"
    send(client, make.article(), body="Other words.")

    assert one
    assert kept()[-1].origin not in {"", one}
