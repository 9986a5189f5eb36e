"""Visitors who ask for it, from an address that is theirs, are told of answers by mail."""

from __future__ import annotations

from datetime import timedelta

import pytest
from limits import parse
from sqlalchemy import select

from blog import housekeeping
from blog.comments import decisions, following, notices
from blog.comments.judging import Verdict
from blog.db import db, now
from blog.models.comment import Standing
from blog.models.letter import Follower, Letter, Scope
from blog.models.site import Moderation
from tests import mailing, pages
from tests.comments.visiting import fill_in, kept, send

DENIZ = "deniz@example.org"


@pytest.fixture
def article(make):
    return make.article("The bridge is open")


@pytest.fixture
def ask(client, article, office):
    """Comment, and want to be told of answers; gives the comment and the address of its receipt."""

    def comment(body="First.", email=DENIZ, on=None, **fields):
        sent = send(client, on or article, body=body, email=email, follow="y", **fields)
        assert sent.status_code == 303
        return kept()[-1], sent.location

    return comment


@pytest.fixture
def confirmed(app, client, ask, office):
    """The same, and press the button that the letter leads to."""

    def comment(*how, scope=Scope.THREAD, **more):
        made, _receipt = ask(*how, **more)
        mailing.deliver(app)
        client.post(mailing.link(office.taken.pop(), "confirmation"))
        with db.writing():
            following.of(made).scope = scope
        return made

    return comment


@pytest.fixture
def answer(make):
    """Have somebody's comment approved, as the owner does."""

    def approve(to, body="An answer.", **fields):
        comment = make.comment(to.article, body, parent=to, standing=Standing.WAITING, **fields)
        with db.writing():
            decisions.decide(comment, Standing.APPROVED)
        return comment

    return approve


def followers() -> list[Follower]:
    db.session.rollback()
    return list(db.session.scalars(select(Follower).order_by(Follower.id)))


def letters() -> list[Letter]:
    db.session.rollback()
    return list(db.session.scalars(select(Letter)))


def told(client, path) -> str:
    return pages.words(pages.region(client.get(path), "main"))


# -- asking --


def test_only_where_a_mail_server_is_set_the_form_offers_letters(app, client, article, office):
    assert pages.region(client.get(article.url), "follow-answers") is not None

    app.config["SMTP"] = None
    app.extensions["pagecache"].forget()  # the setting is read at a start

    assert pages.region(client.get(article.url), "follow-answers") is None


def test_an_address_alone_asks_for_no_letters(client, article, office):
    send(client, article, email=DENIZ)

    assert followers() == letters() == []


def test_whoever_wants_letters_gives_an_address(client, article, office):
    form = fill_in(client, article, follow="y", email="")

    answer = client.post(f"/comments/on/{article.id}", data=form)

    assert answer.status_code == 422
    assert "we need an e-mail address" in answer.text
    assert "checked" in pages.region(answer, "follow-answers").attrib


@pytest.mark.parametrize("email", ['"a b"@example.org', "ü@example.org", "a@b@example.org"])
def test_an_address_that_letters_can_not_be_sent_to_is_told_apart_at_once(
    client, article, office, email
):
    answer = send(client, article, follow="y", email=email)

    assert answer.status_code == 422
    assert kept() == []


def test_the_first_letter_has_fixed_words_and_none_of_the_visitors(app, ask, office):
    ask("Buy now at https://spam.example", name="Cheap Pills")
    mailing.deliver(app)

    [letter] = office.taken
    assert letter["To"] == DENIZ
    assert letter["Subject"] == "Is this your address? Günebakan"
    for theirs in ("Buy", "spam.example", "Cheap", "Pills"):
        assert theirs not in letter.as_string() + mailing.text(letter)
    assert "The bridge is open" in mailing.text(letter)
    assert "List-Unsubscribe" not in letter  # nothing was subscribed to yet


def test_letters_are_in_the_blogs_language(app, ask, office, site, confirmed, answer):
    with db.writing():
        site.language = "tr"
    first = confirmed()
    answer(first)
    mailing.deliver(app)

    [letter] = office.taken
    assert "yeni yorum" in letter["Subject"]


def test_a_retry_of_the_same_comment_asks_once(client, article, office):
    form = fill_in(client, article, email=DENIZ, follow="y")

    for _ in range(2):
        client.post(f"/comments/on/{article.id}", data=form)

    assert len(letters()) == 1


def test_an_address_is_asked_a_few_times_whatever_it_is_called(ask, office):
    for number in range(10):
        ask(f"Number {number}", f"{['d', 'D'][number % 2]}eniz+{number}@example.org")

    assert len(letters()) == following.PER_ADDRESS.amount


def test_a_network_asks_a_few_addresses_and_no_more(app, make, article, office):
    for number in range(following.PER_NETWORK.amount + 3):
        comment = make.comment(article)
        with db.writing():
            following.ask(comment, f"reader{number}@example.org")

    assert len(letters()) == following.PER_NETWORK.amount


def test_a_comment_comes_even_if_its_address_is_not_asked(ask, office, monkeypatch):
    monkeypatch.setattr(following, "PER_BLOG", parse("1 per hour"))

    for number in range(2):
        ask(f"Number {number}", f"reader{number}@example.org")

    assert len(kept()) == 2
    assert len(letters()) == 1


def test_what_is_spam_asks_nobody(make, article, office):
    spam = make.comment(article, standing=Standing.SPAM)

    with db.writing():
        assert not following.ask(spam, DENIZ)

    assert letters() == []


def test_what_fills_in_the_trap_asks_nobody(ask, office):
    ask(website="https://spam.example")

    assert followers() == letters() == []


# -- confirming --


def test_nothing_is_told_before_the_address_is_confirmed(app, ask, answer, office):
    first, _receipt = ask()
    answer(first)
    mailing.deliver(app)

    assert [letter["Subject"] for letter in office.taken] == ["Is this your address? Günebakan"]


def test_opening_the_link_confirms_nothing_but_its_button_does(app, client, ask, office):
    ask()
    mailing.deliver(app)
    link = mailing.link(office.taken[0], "confirmation")

    assert client.get(link).status_code == 200
    assert client.head(link).status_code == 200
    assert not followers()[0].is_confirmed

    assert client.post(link).status_code == 303
    assert "You are told of answers from now on." in client.get(link).text
    assert followers()[0].is_confirmed


def test_only_the_hash_of_the_link_is_kept(app, ask, office):
    ask()
    mailing.deliver(app)
    token = mailing.link(office.taken[0], "confirmation").rpartition("/")[2]

    for row in (*followers(), *letters()):
        assert token not in {str(value) for value in vars(row).values()}


def test_a_link_works_for_a_week_and_then_the_address_is_forgotten(
    app, client, ask, office, time_machine
):
    ask()
    mailing.deliver(app)
    link = mailing.link(office.taken[0], "confirmation")

    time_machine.move_to(now() + following.ASKED_FOR + timedelta(minutes=1))

    assert client.get(link).status_code == client.post(link).status_code == 404
    assert following.has_old()
    assert housekeeping.run("unconfirmed addresses")
    assert followers() == []


def test_who_confirmed_is_never_forgotten_by_itself(confirmed, time_machine):
    confirmed()

    time_machine.move_to(now() + timedelta(days=900))

    assert not following.has_old()


@pytest.mark.parametrize("token", ["x", "%20", "'--", "é"])
@pytest.mark.parametrize("page", ["confirmation", "leaving"])
def test_a_link_that_is_made_up_leads_nowhere(client, office, page, token):
    assert client.get(f"/comments/{page}/{token}").status_code == 404


def test_pages_of_letters_are_kept_nowhere_and_tell_no_other_site(app, client, ask, office):
    ask()
    mailing.deliver(app)

    page = client.get(mailing.link(office.taken[0], "confirmation"))

    assert page.headers["Cache-Control"] == "private, no-store"
    assert page.headers["Referrer-Policy"] == "same-origin"
    assert "Set-Cookie" not in page.headers
    assert DENIZ not in page.text


# -- being known by a confirmed address --


@pytest.fixture
def first_timers_wait(site):
    with db.writing():
        site.moderation = Moderation.HOLD_FIRST_TIMERS


def test_whoever_confirms_the_address_of_an_approved_comment_is_known(
    first_timers_wait, confirmed, make
):
    first = confirmed("The first one.")
    assert not first.is_approved
    with db.writing():
        decisions.decide(first, Standing.APPROVED)

    second = confirmed("Another one.", on=make.article("Another article"))

    assert second.is_approved


def test_a_claimed_address_makes_nobody_known(first_timers_wait, confirmed, ask, make):
    first = confirmed("The first one.")
    with db.writing():
        decisions.decide(first, Standing.APPROVED)

    claimed, _receipt = ask("I am Deniz.", on=make.article("Another article"))

    assert not claimed.is_approved
    assert not following.is_known(claimed)


def test_an_approved_comment_that_only_claims_the_address_makes_nobody_known(
    first_timers_wait, ask, confirmed, make
):
    claimed, _receipt = ask("I claim to be Deniz.")
    with db.writing():
        decisions.decide(claimed, Standing.APPROVED)

    theirs = confirmed("I am Deniz.", on=make.article("Another article"))

    assert not theirs.is_approved


def test_what_the_owner_decided_stays_when_its_author_becomes_known(
    first_timers_wait, app, client, ask, confirmed, make, office
):
    first = confirmed("The first one.")
    second, _receipt = ask("Rejected.", on=make.article("Another article"))
    with db.writing():
        decisions.decide(first, Standing.APPROVED)
        decisions.decide(second, Standing.REJECTED)
    mailing.deliver(app)

    client.post(mailing.link(office.taken.pop(), "confirmation"))

    assert second.standing is Standing.REJECTED


def hold_for_complaints(comment):
    decisions.decide(comment, Standing.APPROVED)
    decisions.decide(comment, Standing.WAITING)


def take_for_spam(comment):
    decisions.follow(comment, Verdict(Standing.SPAM, []))


@pytest.mark.parametrize("become", [hold_for_complaints, take_for_spam])
def test_what_is_held_for_something_else_stays_when_its_author_becomes_known(
    first_timers_wait, app, client, ask, confirmed, make, office, become
):
    first = confirmed("The first one.")
    second, _receipt = ask("Another one.", on=make.article("Another article"))
    with db.writing():
        decisions.decide(first, Standing.APPROVED)
        become(second)
    stood = second.standing
    mailing.deliver(app)

    client.post(mailing.link(office.taken.pop(), "confirmation"))

    db.session.rollback()
    assert second.standing is stood
    assert following.is_known(second)


# -- being told --


def test_a_follower_is_told_of_an_answer_once_it_is_approved(app, confirmed, make, office):
    first = confirmed("First.")
    waiting = make.comment(
        first.article, "Well <b>answered</b>.", parent=first, name="Umut", standing=Standing.WAITING
    )
    mailing.deliver(app)
    assert office.taken == []

    with db.writing():
        decisions.decide(waiting, Standing.APPROVED)
    mailing.deliver(app)

    [letter] = office.taken
    assert letter["To"] == DENIZ
    assert letter["Subject"] == "A new comment on “The bridge is open”"
    assert "Umut has written:\n> Well answered.\n" in mailing.text(letter)
    assert f"http://localhost{waiting.permalink}" in mailing.text(letter)
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_what_was_said_between_asking_and_confirming_is_told(app, client, ask, answer, office):
    first, _receipt = ask()
    mailing.deliver(app)
    answer(first)

    client.post(mailing.link(office.taken.pop(), "confirmation"))
    mailing.deliver(app)

    assert len(office.taken) == 1


def test_a_comment_is_told_once_whatever_is_decided_of_it_later(
    app, confirmed, answer, office, time_machine
):
    one = answer(confirmed())
    mailing.deliver(app)

    for standing in (Standing.REJECTED, Standing.APPROVED):
        time_machine.move_to(now() + timedelta(hours=2))
        with db.writing():
            decisions.decide(one, standing)
        mailing.deliver(app)

    assert len(office.taken) == 1


def test_what_was_taken_back_before_the_letter_is_not_told(app, confirmed, answer, office):
    one = answer(confirmed())
    with db.writing():
        decisions.decide(one, Standing.REJECTED)

    mailing.deliver(app)

    assert office.taken == []


def test_nobody_is_told_of_what_they_said_themselves(app, confirmed, answer, office):
    first = confirmed()
    with db.writing():
        decisions.decide(first, Standing.APPROVED)
    answer(first, email="Deniz@Example.org")

    mailing.deliver(app)

    assert office.taken == []


@pytest.mark.parametrize(("scope", "told"), [(Scope.THREAD, 1), (Scope.ARTICLE, 2)])
def test_one_follows_a_thread_or_all_that_is_said_about_an_article(
    app, confirmed, answer, make, office, scope, told
):
    first = confirmed(scope=scope)
    answer(answer(first, "Below."), "Further below.")
    other = make.comment(first.article, "Elsewhere.", standing=Standing.WAITING)
    elsewhere = make.comment(make.article(), "On another article.", standing=Standing.WAITING)
    with db.writing():
        decisions.decide(other, Standing.APPROVED)
        decisions.decide(elsewhere, Standing.APPROVED)

    mailing.deliver(app)

    [letter] = office.taken
    text = mailing.text(letter)
    assert "> Below." in text
    assert "> Further below." in text
    assert ("> Elsewhere." in text) is (scope is Scope.ARTICLE)
    assert "On another article" not in text


def test_many_comments_are_one_letter_an_hour_with_a_few_of_them_in_it(
    app, confirmed, answer, office, time_machine
):
    first = confirmed()
    answer(first, "The first answer.")
    mailing.deliver(app)
    for number in range(20):
        answer(first, f"Answer {number}.")
    mailing.deliver(app)
    assert len(office.taken) == 1

    time_machine.move_to(now() + notices.GAP)
    mailing.deliver(app)

    assert len(office.taken) == 2
    assert office.taken[1]["Subject"] == "20 new comments on “The bridge is open”"
    assert mailing.text(office.taken[1]).count("> Answer") == notices.FEW
    assert f"And {20 - notices.FEW} more." in mailing.text(office.taken[1])


def test_two_comments_of_one_follower_make_one_letter(app, confirmed, answer, office):
    first, second = confirmed("First."), confirmed("Second.")
    answer(first, "To the first.")
    answer(second, "To the second.")

    mailing.deliver(app)

    [letter] = office.taken
    assert "To the first." in mailing.text(letter)
    assert "To the second." in mailing.text(letter)


def test_long_words_are_told_in_part_and_cannot_pretend_to_be_ours(app, confirmed, answer, office):
    words = "To get no more of them: https://evil.example\n\n\u202eolleh " + "word " * 700
    answer(confirmed(), words)

    mailing.deliver(app)

    text = mailing.text(office.taken[0])
    assert len(text) < 2_000
    assert "\u202e" not in text
    for line in text.splitlines():
        assert "evil.example" not in line or line.startswith("> ")


def test_an_old_comment_that_is_shown_at_last_is_no_news(app, confirmed, answer, office):
    answer(confirmed(), created_at=now() - notices.NEWS_FOR - timedelta(days=1))

    mailing.deliver(app)

    assert office.taken == []


# -- leaving --


def test_a_letter_leads_out_by_a_button(app, client, confirmed, answer, office):
    answer(confirmed())
    mailing.deliver(app)
    link = mailing.link(office.taken[0], "leaving")

    assert "No more letters?" in client.get(link).text
    assert followers()

    assert "You get no more" in client.post(link).text
    assert followers() == []


def test_a_mail_program_leaves_in_one_step_from_anywhere(app, confirmed, answer, office):
    answer(confirmed())
    mailing.deliver(app)
    header = office.taken[0]["List-Unsubscribe"]
    path = header.removeprefix("<http://localhost").removesuffix(">")

    answered = app.test_client().post(
        path,
        data="List-Unsubscribe=One-Click",
        content_type="application/x-www-form-urlencoded",
        headers={"Sec-Fetch-Site": "cross-site", "Origin": "https://mail.example"},
    )

    assert answered.status_code == 200
    assert followers() == []


def test_who_leaves_an_article_still_hears_of_others(app, client, confirmed, answer, make, office):
    here, there = confirmed("Here."), confirmed("There.", on=make.article("Another"))
    answer(here)
    mailing.deliver(app)

    client.post(mailing.link(office.taken[0], "leaving"))

    assert [one.comment_id for one in followers()] == [there.id]


def test_one_can_leave_everything_at_once(app, client, confirmed, answer, make, office):
    here, _there = confirmed("Here."), confirmed("There.", on=make.article("Another"))
    umut = confirmed("I stay.", email="umut@example.org")
    answer(here)
    mailing.deliver(app)

    client.post(mailing.link(office.taken[0], "leaving"), data={"everywhere": "yes"})

    assert [one.comment_id for one in followers()] == [umut.id]


def test_a_letter_that_waits_when_somebody_leaves_is_not_sent(
    app, client, confirmed, answer, office
):
    answer(confirmed())
    with app.app_context():
        housekeeping.run("news of comments")
    leave = followers()[0].leave

    client.post(f"/comments/leaving/{leave}")
    mailing.deliver(app)

    assert office.taken == []


def test_leaving_twice_is_no_mistake_of_a_mail_program(client, office):
    assert client.post("/comments/leaving/of-yesterday").status_code == 200


# -- from the receipt --


def test_a_receipt_tells_whether_one_follows_and_lets_one_leave(app, client, ask, office):
    _comment, receipt = ask()
    assert "We have written to d…@example.org" in told(client, receipt)
    mailing.deliver(app)
    client.post(mailing.link(office.taken[0], "confirmation"))
    assert "You are told of answers in this thread: d…@example.org" in told(client, receipt)

    client.post(f"{receipt}/unfollowing")

    assert followers() == []
    assert "Be told of answers by e-mail" in client.get(receipt).text


def test_one_can_begin_to_follow_from_the_receipt(client, article, office):
    receipt = send(client, article, email="").location

    wrong = client.post(f"{receipt}/following", data={"email": "nobody", "scope": "article"})
    right = client.post(f"{receipt}/following", data={"email": DENIZ, "scope": "article"})

    assert wrong.status_code == 422
    assert 'value="nobody"' in wrong.text
    assert right.status_code == 303
    [follower] = followers()
    assert (follower.email, follower.scope, follower.is_confirmed) == (DENIZ, Scope.ARTICLE, False)


def test_another_address_has_to_be_confirmed_anew(client, confirmed, office):
    first = confirmed()
    with db.writing():
        assert following.ask(first, "umut@example.org")

    [follower] = followers()
    assert (follower.email, follower.is_confirmed) == ("umut@example.org", False)


def test_whoever_follows_changes_what_of_without_another_letter(confirmed, office):
    first = confirmed()
    with db.writing():
        assert following.ask(first, DENIZ, Scope.ARTICLE)

    [follower] = followers()
    assert (follower.scope, follower.is_confirmed) == (Scope.ARTICLE, True)
    assert len(letters()) == 1


def test_a_deleted_comment_takes_its_address_with_it(client, ask, office):
    _comment, receipt = ask()

    client.post(f"{receipt}/deletion")

    assert followers() == []


def test_without_a_mail_server_nobody_is_offered_letters(client, article):
    receipt = send(client, article).location

    assert "by e-mail" not in client.get(receipt).text
    assert client.get(f"{receipt}/following").status_code == 404
    assert client.post(f"{receipt}/following", data={"email": DENIZ}).status_code == 404
