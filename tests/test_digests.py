"""Digests: what is new, by mail, once, to those who want it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from blog import housekeeping, mail
from blog.articles import actions as life
from blog.articles import bin as waste
from blog.db import db, now
from blog.follow import bounces, digests, editions, subscribers
from blog.models.letter import Letter, LetterKind
from blog.models.site import Notices
from blog.models.subscriber import Rhythm, Subscriber
from tests import mailing, ports

SUNDAY = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
MONDAY = datetime(2026, 11, 23, 4, 5, tzinfo=UTC)
"""Shortly after seven in Istanbul."""
DAY = timedelta(days=1)
DENIZ = "deniz@example.org"


@pytest.fixture(autouse=True)
def sunday(time_machine):
    """It is Sunday, and time stands still."""
    time_machine.move_to(SUNDAY, tick=False)


@pytest.fixture
def subscribe(app):
    """Have somebody get the news from now on, what is of this moment, too."""

    def add(email=DENIZ, rhythm=Rhythm.DAILY, **fields):
        with db.writing():
            one = Subscriber(
                email=email,
                rhythm=rhythm,
                leave=f"leave-{email}",
                **{**dict.fromkeys(("asked_at", "confirmed_at"), now()), **fields},
                told_until=now() - timedelta(seconds=1),
            )
            db.session.add(one)
        return one

    return add


@pytest.fixture
def morning(app, office, time_machine):
    """Go on to a morning; gives the letters that came."""

    def come(moment=MONDAY):
        time_machine.move_to(moment, tick=False)
        mailing.deliver(app)
        db.session.rollback()
        taken, office.taken = office.taken, []
        return taken

    return come


def waiting() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count(Letter.id))) or 0


# -- what is in them --


def test_a_digest_has_title_standfirst_and_address_of_what_is_new(make, subscribe, morning):
    subscribe()
    article = make.article("The bridge is open", standfirst="After nine years.")

    [letter] = morning()

    assert (letter["To"], letter["Subject"]) == (DENIZ, "Günebakan: The bridge is open")
    assert letter.get_content_type() == "text/plain"
    assert (
        "The bridge is open\nAfter nine years.\n"
        f"http://localhost{article.url}\n" in mailing.text(letter)
    )
    assert letter["List-Unsubscribe"] == f"<http://localhost/follow/letters/leave-{DENIZ}>"
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert f"http://localhost/follow/letters/leave-{DENIZ}" in mailing.text(letter)


def test_it_is_in_the_blogs_language(make, subscribe, morning, site):
    with db.writing():
        site.language = "tr"
    subscribe()
    make.article("Köprü açıldı")

    [letter] = morning()

    assert "haberleri her sabah" in mailing.text(letter)


def test_nothing_is_sent_when_nothing_is_new(make, subscribe, morning):
    subscribe()

    assert morning() == []
    assert not digests.are_due()


def test_what_was_published_before_they_came_is_not_news(make, subscribe, morning, time_machine):
    make.article("Old news")
    time_machine.shift(timedelta(hours=1))
    subscribe()

    assert morning() == []


@pytest.mark.parametrize("hide", [life.withdraw, waste.put_in])
def test_what_readers_can_not_see_any_more_is_not_told(make, subscribe, morning, hide):
    subscribe()
    article = make.article("A mistake")
    with db.writing():
        hide(article)

    assert morning() == []


def test_a_draft_a_page_and_what_is_scheduled_for_later_are_not_told(make, subscribe, morning):
    subscribe()
    make.article("Half written", publish=False)
    make.article("About", kind="page")
    make.article("Tomorrow", publish_at=MONDAY + DAY / 2)

    assert morning() == []


def test_what_was_scheduled_is_told_once_it_is_public(make, subscribe, morning):
    subscribe()
    make.article("Tomorrow", publish_at=MONDAY + DAY / 2)
    morning()

    [letter] = morning(MONDAY + DAY)

    assert "Tomorrow" in letter["Subject"]


def test_an_old_article_that_an_old_blog_brings_is_not_news(make, subscribe, morning):
    subscribe()
    make.article("Of last year", ago=timedelta(days=400))

    assert morning() == []


def test_a_long_list_is_cut_and_leads_to_the_archive(make, subscribe, morning, monkeypatch):
    monkeypatch.setattr(digests, "LISTED", 3)
    subscribe()
    for number in range(5):
        make.article(f"Number {number}")

    [letter] = morning()

    assert mailing.text(letter).count("Number ") == 3
    assert "2 more are in the archive:\nhttp://localhost/archive/" in mailing.text(letter)
    assert letter["Subject"] == "Günebakan: Number 4, and more"


def test_a_headline_can_not_pretend_to_be_more_than_one_line(make, subscribe, morning):
    subscribe()
    make.article("Open\u202e\r\nBcc: all@example.org", standfirst="x " * 2_000)

    [letter] = morning()

    assert letter["Bcc"] is None
    assert "\u202e" not in mailing.text(letter)
    assert len(mailing.text(letter)) < 1_500


# -- when --


@pytest.mark.parametrize(("rhythm", "mornings"), [(Rhythm.DAILY, 7), (Rhythm.WEEKLY, 1)])
def test_a_digest_comes_every_morning_or_every_monday(
    make, subscribe, morning, time_machine, rhythm, mornings
):
    subscribe(rhythm=rhythm)
    letters = []
    for day in range(7):
        make.article(f"Of day {day}")
        letters += morning(MONDAY + day * DAY)

    assert len(letters) == mornings


@pytest.mark.parametrize(
    ("zone", "hour"), [("Europe/Istanbul", 4), ("America/New_York", 12), ("Pacific/Auckland", 18)]
)
def test_the_morning_is_that_of_the_blogs_zone(
    make, subscribe, morning, site, time_machine, zone, hour
):
    with db.writing():
        site.time_zone = zone
    time_machine.move_to(datetime(2026, 11, 23, 18, 30, tzinfo=UTC), tick=False)
    subscribe()
    make.article("News")
    edition = datetime(2026, 11, 24, hour, tzinfo=UTC)

    assert morning(edition + editions.GRACE - timedelta(seconds=1)) == []
    assert len(morning(edition + editions.GRACE)) == 1


def test_the_morning_stays_at_seven_when_clocks_change(make, subscribe, morning, site):
    with db.writing():
        site.time_zone = "Europe/Berlin"
    edition = editions.last

    morning(datetime(2027, 3, 27, 12, tzinfo=UTC))  # winter still
    assert edition(Rhythm.DAILY, site) == datetime(2027, 3, 27, 6, tzinfo=UTC)
    morning(datetime(2027, 3, 28, 12, tzinfo=UTC))
    assert edition(Rhythm.DAILY, site) == datetime(2027, 3, 28, 5, tzinfo=UTC)


def test_what_is_published_after_the_hour_is_in_the_next_one(make, subscribe, morning):
    subscribe()
    make.article("Before")
    make.article("At once after", publish_at=MONDAY - timedelta(minutes=1))

    assert [letter["Subject"] for letter in morning()] == ["Günebakan: Before"]
    assert [letter["Subject"] for letter in morning(MONDAY + DAY)] == ["Günebakan: At once after"]


def test_after_days_without_the_blog_one_digest_has_all_of_it(make, subscribe, morning):
    subscribe()
    make.article("First")
    make.article("Second", publish_at=MONDAY + DAY)

    [letter] = morning(MONDAY + 5 * DAY)

    assert "First" in mailing.text(letter)
    assert "Second" in mailing.text(letter)


def test_who_wants_it_more_often_gets_what_they_have_not_had_yet(make, subscribe, morning):
    one = subscribe(rhythm=Rhythm.WEEKLY)
    make.article("Of Monday", publish_at=MONDAY)
    assert morning(MONDAY + DAY) == []

    with db.writing():
        one.rhythm = Rhythm.DAILY

    assert len(morning(MONDAY + DAY)) == 1


# -- to whom, and how often --


def test_nobody_is_written_to_who_has_not_confirmed_or_whose_letters_came_back(
    make, subscribe, morning
):
    subscribe("umut@example.org", confirmed_at=None)
    subscribe("ece@example.org", ended_at=now())
    make.article("News")

    assert morning() == []


def test_news_are_told_once_however_often_somebody_looks(app, make, subscribe, morning):
    subscribe()
    make.article("News")

    assert len(morning()) == 1
    assert morning() == morning(MONDAY + DAY) == []


def test_what_comes_back_into_sight_is_not_told_again(make, subscribe, morning):
    subscribe()
    article = make.article("News")
    morning()
    with db.writing():
        life.withdraw(article)
        life.bring_back(article)

    assert morning(MONDAY + DAY) == []


def test_who_is_killed_between_two_letters_has_written_each_once(
    app, make, subscribe, morning, office, monkeypatch, time_machine
):
    monkeypatch.setattr(digests, "BATCH", 2)
    for number in range(5):
        subscribe(f"reader{number}@example.org")
    make.article("News")
    time_machine.move_to(MONDAY, tick=False)
    post, written = mail.post, []

    def killed(*words, **more):
        post(*words, **more)
        written.append(words)
        if len(written) == 4:  # the second of the second two
            raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr(mail, "post", killed)
        with pytest.raises(SystemExit):
            housekeeping.run("digests")
    assert waiting() == 2

    letters = morning()

    assert sorted(letter["To"] for letter in letters) == [
        f"reader{number}@example.org" for number in range(5)
    ]


def test_who_has_to_leave_off_goes_on_where_it_was(make, subscribe, morning, monkeypatch):
    monkeypatch.setattr(digests, "BATCH", 2)
    for number in range(5):
        subscribe(f"reader{number}@example.org")
    make.article("News")
    go_on = housekeeping.go_on

    def stop():
        raise housekeeping.Stopped

    monkeypatch.setattr(housekeeping, "go_on", stop)
    with pytest.raises(housekeeping.Stopped):
        morning()
    monkeypatch.setattr(housekeeping, "go_on", go_on)

    assert len(morning()) == 5


def test_digests_wait_for_their_turn_so_that_other_letters_have_one(
    app, make, subscribe, morning, monkeypatch
):
    monkeypatch.setattr(digests, "BATCH", 2)
    monkeypatch.setattr(digests, "IN_LINE", 4)
    for number in range(7):
        subscribe(f"reader{number}@example.org")
    make.article("News")

    assert [len(morning()) for _ in range(3)] == [4, 3, 0]


def test_many_subscribers_cost_a_few_questions_each(make, subscribe, morning, time_machine):
    for number in range(40):
        subscribe(f"reader{number}@example.org")
    make.article("News")
    time_machine.move_to(MONDAY, tick=False)
    asked = []
    count = digests._news

    def news(*span):
        asked.append(span)
        return count(*span)

    digests._news = news
    try:
        assert len(morning()) == 40
    finally:
        digests._news = count

    assert len(asked) == 1


def test_without_a_mail_server_nothing_is_due_and_nothing_is_lost(
    app, make, subscribe, morning, time_machine
):
    subscribe()
    make.article("News")
    server, app.config["SMTP"] = app.config["SMTP"], None
    time_machine.move_to(MONDAY, tick=False)
    assert not digests.are_due()

    app.config["SMTP"] = server

    assert len(morning()) == 1


def test_who_leaves_before_the_letter_does_gets_none(app, client, make, subscribe, morning):
    one = subscribe()
    make.article("News")
    server, app.config["SMTP"] = app.config["SMTP"], mailing.server(ports.reserved())
    morning()
    assert waiting() == 1

    client.post(f"/follow/letters/{one.leave}")
    app.config["SMTP"] = server

    assert morning(MONDAY + DAY) == []


# -- letters that come back --


@pytest.fixture
def refused(make, subscribe, morning, office):
    """Have digests refused, a day after the other, for some days."""

    def refuse(words, days=1, email=DENIZ):
        office.answers[email] = words
        for day in range(days):
            make.article(f"Of day {day}", publish_at=MONDAY + day * DAY - timedelta(hours=1))
            morning(MONDAY + day * DAY)
            for _ in mail.DELAYS:  # until it is given up
                with db.writing():
                    for letter in db.session.scalars(select(Letter)):
                        letter.next_try_at = letter.next_try_at and now()
                morning(MONDAY + day * DAY)

    return refuse


def test_an_address_that_is_none_is_not_written_to_again(make, subscribe, refused, morning, office):
    one = subscribe()

    refused("550 5.1.1 Nobody is called that")

    assert not one.is_active
    assert one.ended_for == "550 5.1.1 Nobody is called that"
    assert waiting() == 0
    office.answers.clear()
    make.article("More news", publish_at=MONDAY + DAY / 2)
    assert morning(MONDAY + DAY) == []


@pytest.mark.parametrize("words", ["452 4.2.2 Mailbox full", "554 5.7.1 Relay access denied"])
def test_a_refusal_that_may_pass_ends_a_subscription_after_several_digests(
    subscribe, refused, words
):
    one = subscribe()

    refused(words, days=bounces.PATIENCE - 1)
    assert one.is_active

    refused(words, days=bounces.PATIENCE)
    assert not one.is_active


def test_old_failures_are_forgotten(subscribe, refused, time_machine):
    one = subscribe(failures=bounces.PATIENCE - 1, failed_at=MONDAY - bounces.LAPSE - DAY)

    refused("452 4.2.2 Mailbox full")

    assert (one.is_active, one.failures) == (True, 1)


def test_a_mail_server_that_is_away_ends_nothing(app, make, subscribe, morning):
    one = subscribe()
    make.article("News")
    app.config["SMTP"] = mailing.server(ports.reserved())
    moment = MONDAY
    for _ in range(len(mail.DELAYS) + 1):
        morning(moment)
        moment += timedelta(hours=25)

    assert one.is_active
    [letter] = db.session.scalars(select(Letter).where(Letter.gave_up_at.is_not(None)))
    assert (letter.kind, letter.is_bounced) == (LetterKind.DIGEST, False)


def test_a_letter_that_is_refused_for_its_words_ends_nothing(subscribe, refused, office):
    one = subscribe()
    office.answers["DATA"] = "554 5.6.0 Not such words"

    refused("250 OK")

    assert one.is_active


def test_the_owner_is_told_of_all_of_them_in_one_letter_a_day(
    make, site, subscribe, morning, office
):
    with db.writing():
        site.notices_to = "ayse@gunebakan.example"
    for number in range(3):
        subscribe(f"reader{number}@example.org")
        office.answers[f"reader{number}@example.org"] = "550 Nobody"
    make.article("News")

    morning()
    [letter] = morning()

    assert letter["To"] == "ayse@gunebakan.example"
    assert letter["Subject"] == "3 subscriptions have ended by themselves"
    assert "reader2@example.org: 550 Nobody" in mailing.text(letter)
    assert morning() == []


def test_an_owner_who_wants_no_letters_gets_none_about_it(make, site, subscribe, morning, office):
    with db.writing():
        site.notices_to, site.notices = "ayse@gunebakan.example", Notices.NEVER
    subscribe()
    office.answers[DENIZ] = "550 Nobody"
    make.article("News")
    morning()

    assert morning() == []


def test_whoever_confirms_anew_is_written_to_again(app, client, make, subscribe, morning, office):
    one = subscribe(ended_at=now(), ended_for="550 Nobody", failures=1)
    with app.test_request_context(), db.writing():
        assert subscribers.ask(DENIZ, Rhythm.DAILY)
    [letter] = morning(SUNDAY)

    client.post(mailing.link(letter, "confirmation"))

    db.session.rollback()
    assert one.is_active
    make.article("News", publish_at=SUNDAY + timedelta(hours=1))
    assert len(morning()) == 1


def test_an_address_that_takes_no_letters_is_forgotten_after_a_while(subscribe, time_machine):
    subscribe(ended_at=now())

    time_machine.shift(subscribers.ENDED_KEPT - DAY)
    assert not subscribers.has_old()
    time_machine.shift(2 * DAY)

    assert subscribers.has_old()
