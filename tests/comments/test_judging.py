"""Whether readers see a comment at once, and what the owner is told if they don't."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from blog.comments import blocks, decisions, judging, reasons
from blog.db import db, now
from blog.models.article import Kind
from blog.models.block import Block, BlockKind
from blog.models.comment import Standing
from blog.models.site import Moderation
from blog.models.spam import Sighting
from tests import pages
from tests.comments.visiting import fill_in, kept, send

ELSEWHERE = {"REMOTE_ADDR": "198.51.100.1"}


@pytest.fixture
def rule(site):
    """Let the whole blog have a rule."""

    def choose(moderation, **settings):
        with db.writing():
            for name, value in {"moderation": moderation, **settings}.items():
                setattr(site, name, value)

    return choose


def held_for():
    """The names of the reasons for which the last comment was held."""
    return [reason["reason"] for reason in kept()[-1].held_for]


def decide(comment, standing):
    with db.writing():
        decisions.decide(comment, standing)


def receipt_of(answer):
    return answer.location.rpartition("/")[2]


# -- the rule --


def test_every_comment_waits_until_the_owner_has_it_otherwise(client, make):
    send(client, make.article())

    assert kept()[0].standing is Standing.WAITING
    assert held_for() == ["rule"]


def test_where_comments_are_shown_at_once_the_next_reader_sees_them(client, make, rule):
    rule(Moderation.SHOW)
    article = make.article()

    send(client, article, body="Here I am.")

    assert "Here I am." in client.get(article.url).text
    assert kept()[0].held_for == []
    assert article.comment_count == 1


def test_nobody_has_decided_what_was_shown_by_itself(client, make, rule):
    rule(Moderation.SHOW)

    send(client, make.article())

    comment = kept()[0]
    assert (comment.stood, comment.decided_at, comment.learned) == (None, None, None)


@pytest.mark.parametrize(
    ("of_the_blog", "of_the_article", "standing"),
    [
        (Moderation.HOLD_ALL, Moderation.SHOW, Standing.APPROVED),
        (Moderation.SHOW, Moderation.HOLD_ALL, Standing.WAITING),
        (Moderation.SHOW, Moderation.HOLD_FIRST_TIMERS, Standing.WAITING),
        (Moderation.CLOSED, Moderation.SHOW, Standing.APPROVED),
        (Moderation.SHOW, None, Standing.APPROVED),
    ],
)
def test_an_articles_own_rule_wins(client, make, rule, of_the_blog, of_the_article, standing):
    rule(of_the_blog)

    send(client, make.article(moderation=of_the_article))

    assert kept()[0].standing is standing


@pytest.mark.parametrize("closed", [{"takes_comments": False}, {"moderation": Moderation.CLOSED}])
def test_where_comments_are_closed_there_is_no_form_and_none_is_taken(client, make, rule, closed):
    rule(Moderation.SHOW)
    open_one, article = make.article(), make.article(**closed)

    sent = client.post(f"/comments/on/{article.id}", data=fill_in(client, open_one))

    assert pages.region(client.get(article.url), "comment-form") is None
    assert sent.status_code == 403
    assert kept() == []


def test_a_blog_can_be_closed_to_comments_as_a_whole(client, make, rule):
    rule(Moderation.CLOSED)

    page = client.get(make.article().url)

    assert pages.region(page, "comment-form") is None
    assert client.get("/comments/on/1").status_code == 403


@pytest.mark.parametrize(
    ("moderation", "told"),
    [
        (Moderation.HOLD_ALL, "Comments appear once the editor has read them."),
        (Moderation.HOLD_FIRST_TIMERS, "Your first comment appears once the editor has read it"),
        (Moderation.SHOW, "Comments appear at once"),
    ],
)
def test_the_form_says_what_will_happen(client, make, rule, moderation, told):
    rule(moderation)

    assert told in pages.words(pages.region(client.get(make.article().url), "comment-form"))


def test_everything_said_on_an_old_article_waits(client, make, rule):
    rule(Moderation.SHOW, comments_held_after=30)
    young, old = make.article(ago=timedelta(days=29)), make.article(ago=timedelta(days=31))
    page = make.article("About", kind=Kind.PAGE, slug="about", ago=timedelta(days=31))

    for article in (young, page, old):
        send(client, article)

    shown = [comment.standing for comment in kept()]
    assert shown == [Standing.APPROVED, Standing.APPROVED, Standing.WAITING]
    assert held_for() == ["old"]
    assert "once the editor" in pages.words(pages.region(client.get(old.url), "comment-form"))


# -- those who are known --


def test_a_first_timer_waits_and_who_shows_the_receipt_of_a_shown_comment_does_not(
    client, make, rule
):
    rule(Moderation.HOLD_FIRST_TIMERS)
    article = make.article()
    token = receipt_of(send(client, article, body="The first."))
    assert held_for() == ["first"]
    decide(kept()[0], Standing.APPROVED)

    second = send(client, article, body="The second.", receipt=token)
    send(client, article, body="The third.", receipt=receipt_of(second))

    assert [comment.standing for comment in kept()] == [Standing.APPROVED] * 3


@pytest.mark.parametrize(
    "standing", [Standing.WAITING, Standing.REJECTED, Standing.SPAM, Standing.BINNED]
)
def test_the_receipt_of_a_comment_that_readers_do_not_see_makes_nobody_known(
    client, make, rule, standing
):
    rule(Moderation.HOLD_FIRST_TIMERS)
    article = make.article()
    token = receipt_of(send(client, article, body="The first."))
    decide(kept()[0], standing)

    send(client, article, body="The second.", receipt=token)

    assert kept()[-1].standing is Standing.WAITING


@pytest.mark.parametrize("token", ["", "forged", "x" * 5_000, "\x00"])
def test_a_name_and_an_address_that_anybody_can_type_make_nobody_known(client, make, rule, token):
    rule(Moderation.HOLD_FIRST_TIMERS)
    article = make.article()
    mine = {"name": "Deniz", "email": "deniz@example.org", "url": "https://deniz.example"}
    send(client, article, body="The first.", **mine)
    decide(kept()[0], Standing.APPROVED)

    send(client, article, body="The second.", receipt=token, **mine)

    assert kept()[-1].standing is Standing.WAITING


def test_what_an_article_shows_of_everybody_makes_nobody_known_elsewhere(client, make, rule):
    rule(Moderation.HOLD_FIRST_TIMERS)
    for_everybody, other = make.article(moderation=Moderation.SHOW), make.article()
    token = receipt_of(send(client, for_everybody, body="Harmless words."))

    send(client, other, body="The second.", receipt=token)

    assert [comment.standing for comment in kept()] == [Standing.APPROVED, Standing.WAITING]


def test_who_is_known_waits_all_the_same_where_everybody_does(client, make, rule):
    article = make.article()
    token = receipt_of(send(client, article, body="The first."))
    decide(kept()[0], Standing.APPROVED)

    send(client, article, body="The second.", receipt=token)

    assert held_for() == ["rule"]


def test_an_address_that_was_confirmed_makes_its_owner_known(client, make, rule):
    rule(Moderation.HOLD_FIRST_TIMERS)
    article = make.article()
    send(client, article, body="The first.", email="deniz@example.org")
    token = receipt_of(send(client, article, body="The second.", email="deniz@example.org"))
    decide(kept()[0], Standing.APPROVED)
    with db.writing():
        for comment in kept():
            comment.confirmed_at = now()

    send(client, article, body="The third.", receipt=token)

    assert [comment.standing for comment in kept()[1:]] == [Standing.WAITING, Standing.APPROVED]


def test_a_confirmed_address_does_not_make_up_for_spam(client, make, rule):
    rule(Moderation.HOLD_FIRST_TIMERS)
    article = make.article()
    send(client, article, body="The first.", email="deniz@example.org")
    token = receipt_of(send(client, article, body="The second.", email="deniz@example.org"))
    first, second = kept()
    decide(first, Standing.APPROVED)
    decide(second, Standing.SPAM)
    with db.writing():
        first.confirmed_at = second.confirmed_at = now()

    send(client, article, body="The third.", receipt=token)

    assert kept()[-1].standing is Standing.WAITING


# -- signs of spam --


def test_many_links_have_a_comment_wait(client, make, rule):
    rule(Moderation.SHOW)
    article = make.article()
    two = "See https://one.example/a and https://two.example/b."

    send(client, article, body=two)
    send(client, article, body=f"{two} And https://three.example/c, too.")

    assert [comment.standing for comment in kept()] == [Standing.APPROVED, Standing.WAITING]
    assert kept()[-1].held_for == [{"reason": "links", "count": 3}]


def test_links_are_counted_however_they_are_written(client, make, rule):
    rule(Moderation.SHOW)
    links = "<a href=\"https://one.example\">1</a> <a href='https://two.example'>2</a>"

    send(client, make.article(), body=links, url="https://three.example")

    assert kept()[0].held_for == [{"reason": "links", "count": 3}]


def test_the_same_words_on_another_article_wait(client, make, rule):
    rule(Moderation.SHOW)
    first, second = make.article(), make.article()

    send(client, first, body="Read what I have to say, everybody!")
    answer = client.post(
        f"/comments/on/{second.id}",
        data=fill_in(client, second, body="READ what I have to say everybody"),
        environ_base=ELSEWHERE,
    )

    assert answer.status_code == 303
    assert [comment.standing for comment in kept()] == [Standing.APPROVED, Standing.WAITING]
    assert kept()[-1].held_for == [{"reason": "repeated", "articles": 2}]


def test_the_same_words_of_many_people_on_one_article_wait(client, make, rule):
    rule(Moderation.SHOW)
    article = make.article()

    for number in range(3):
        send(client, article, name=f"Nobody {number}", body="Read what I have to say, everybody!")

    assert [comment.standing for comment in kept()][1:] == [Standing.APPROVED, Standing.WAITING]
    assert kept()[-1].held_for == [{"reason": "repeated", "times": 3}]


def test_a_few_words_that_everybody_says_are_no_sign(client, make, rule):
    rule(Moderation.SHOW)
    for _ in range(4):
        send(client, make.article(), body="Eline sağlık!")

    assert {comment.standing for comment in kept()} == {Standing.APPROVED}


def test_links_to_one_host_on_many_articles_wait(client, make, rule):
    rule(Moderation.SHOW)
    for number in range(3):
        send(client, make.article(), body=f"Thought {number}: https://www.shop.example/{number}")

    assert [comment.standing for comment in kept()][1:] == [Standing.APPROVED, Standing.WAITING]
    assert kept()[-1].held_for == [{"reason": "host", "host": "shop.example", "articles": 3}]


def test_links_to_a_host_that_the_owner_let_readers_see_are_no_sign(client, make, rule):
    rule(Moderation.SHOW)
    for number in range(4):
        send(client, make.article(), body=f"Thought {number}: https://paper.example/{number}")
        decide(kept()[0], Standing.APPROVED)

    assert {comment.standing for comment in kept()} == {Standing.APPROVED}


def test_links_to_the_blog_itself_are_no_repeats(client, make, rule):
    rule(Moderation.SHOW, url="https://gazete.example")
    for number in range(4):
        send(client, make.article(), body=f"See https://gazete.example/{number} as well.")

    assert {comment.standing for comment in kept()} == {Standing.APPROVED}


def test_what_came_from_a_network_that_sent_spam_waits(client, make, rule):
    rule(Moderation.SHOW)
    article = make.article()
    send(client, article, body="First.")
    decide(kept()[0], Standing.SPAM)

    send(client, article, body="Second.")
    client.post(
        f"/comments/on/{article.id}",
        data=fill_in(client, article, body="Third."),
        environ_base=ELSEWHERE,
    )

    assert kept()[1].held_for == [{"reason": "origin", "count": 1}]
    assert kept()[2].standing is Standing.APPROVED


def test_what_nobody_decided_to_be_spam_makes_no_network_suspect(client, make, rule):
    rule(Moderation.SHOW)
    with db.writing():
        kind = BlockKind.NAME
        value = blocks.value_of(kind, "Deniz")
        db.session.add(Block(kind=kind, value=value, created_at=now()))
    article = make.article()

    send(client, article, name="Deniz")
    send(client, article, name="A neighbour")

    assert [comment.standing for comment in kept()] == [Standing.SPAM, Standing.APPROVED]


def test_who_fills_in_the_hidden_field_is_not_sent_away(client, make, rule):
    rule(Moderation.SHOW)

    answer = send(client, make.article(), website="https://autofilled.example")

    assert answer.status_code == 303
    assert kept()[0].standing is Standing.WAITING
    assert kept()[0].held_for == [{"reason": "trap"}]


def test_one_sign_alone_never_makes_spam_of_a_comment(client, make, rule):
    rule(Moderation.SHOW)
    links = " ".join(f"https://host{number}.example" for number in range(9))

    for body in (links, links):
        send(client, make.article(), body=body, website="filled in")

    assert {comment.standing for comment in kept()} == {Standing.WAITING}


def test_every_reason_is_kept_not_only_the_first(client, make):
    links = "Look: https://a.example https://b.example https://c.example"

    send(client, make.article(), body=links, website="filled in")

    assert held_for() == ["trap", "links", "rule"]


def test_what_comments_had_in_common_is_no_word_of_theirs(client, make):
    send(client, make.article(), body="Canary words that I wrote: https://canary.example")

    sightings = db.session.scalars(select(Sighting)).all()
    assert len(sightings) == 2
    assert all("canary" not in sighting.mark.lower() for sighting in sightings)


# -- reasons in words --


def test_every_reason_can_be_told_in_words(app):
    every = [
        {"reason": "block", "kind": "name", "value": "deniz"},
        {"reason": "block", "kind": "email", "value": "a@example.org"},
        {"reason": "block", "kind": "network"},
        {"reason": "block", "kind": "word", "value": "casino"},
        {"reason": "block", "kind": "host", "value": "shop.example"},
        {"reason": "words", "words": ["casino", "bonus"], "percent": 97},
        {"reason": "words", "words": [], "percent": 97},
        {"reason": "repeated", "articles": 3},
        {"reason": "repeated", "times": 4},
        {"reason": "host", "host": "shop.example", "articles": 3},
        {"reason": "links", "count": 4},
        {"reason": "origin", "count": 2},
        {"reason": "reports", "count": 3},
        *({"reason": name} for name in ("trap", "crowd", "old", "first", "rule")),
    ]

    told = [reasons.words(reason) for reason in every]

    assert {reason["reason"] for reason in every} == set(reasons._WORDS)
    assert all(" " in words for words in told)
    assert len({*told}) == len(told)
    assert "4 links" in told
    assert "the words “casino”, “bonus” are typical of spam here (97 %)" in told
    assert "the same words on 3 articles" in told


@pytest.mark.parametrize(
    "reason",
    [
        {},
        {"reason": 7},
        {"reason": "astrology"},
        {"reason": "links"},
        {"reason": "links", "count": "many"},
        {"reason": "block", "kind": "aura"},
        {"reason": "words", "words": 4, "percent": 3},
        {"reason": ["links"]},
    ],
)
def test_a_reason_that_came_from_elsewhere_and_means_nothing_breaks_nothing(app, reason):
    assert reasons.words(reason) == str(reason.get("reason", ""))


def test_a_comment_whose_words_changed_is_judged_anew(client, make, rule):
    rule(Moderation.SHOW)
    send(client, make.article(), body="Nothing to see.")
    comment = kept()[0]

    with db.writing():
        links = "".join(f'<a href="https://{one}.example">{one}</a>' for one in "abc")
        comment.html = links
        verdict = judging.judge(comment, comment.article)

    assert verdict == (Standing.WAITING, [{"reason": "links", "count": 3}])
