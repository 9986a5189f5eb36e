"""Readers learn on one page how to follow the blog, with the tools they like."""

from __future__ import annotations

from datetime import timedelta

import pytest
from limits import parse
from sqlalchemy import select

from blog import addresses, housekeeping
from blog.comments import following
from blog.db import db, now
from blog.follow import subscribers
from blog.models.letter import Letter
from blog.models.subscriber import Rhythm, Subscriber
from tests import mailing, pages

DENIZ = "deniz@example.org"


@pytest.fixture
def ask(client, office):
    """Ask for the news; gives what the blog answers."""

    def send(email=DENIZ, **fields):
        form = {**pages.form(client.get("/follow"), having="rhythm"), "email": email, **fields}
        return client.post("/follow", data=form)

    return send


@pytest.fixture
def letter(app, office):
    """Deliver what there is, and take the last letter."""

    def taken():
        mailing.deliver(app)
        return office.taken.pop()

    return taken


@pytest.fixture
def subscribed(client, ask, letter):
    """Ask, and press the button that the letter leads to; gives the address of the way out."""

    def subscribe(*how, **fields):
        ask(*how, **fields)
        return client.post(mailing.link(letter(), "confirmation")).location

    return subscribe


def known() -> list[Subscriber]:
    db.session.rollback()
    return list(db.session.scalars(select(Subscriber).order_by(Subscriber.id)))


def letters() -> list[Letter]:
    db.session.rollback()
    return list(db.session.scalars(select(Letter)))


def told(answer) -> str:
    return pages.words(pages.region(answer, "main"))


# -- feeds --


def test_every_page_leads_to_it_from_the_notes_and_from_its_foot(client, make):
    page = client.get(make.article().url)

    assert "/follow" in pages.links(pages.region(page, "follow"))
    assert "/follow" in pages.links(pages.of_class(pages.tree(page), "colophon")[0])


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "You give it once to a feed reader"), ("tr", "Haber akışı okuyucusuyla")],
)
def test_it_explains_what_a_feed_is_in_the_blogs_language(client, site, language, words):
    with db.writing():
        site.language = language

    assert words in told(client.get("/follow"))


def test_it_shows_one_whole_address_to_be_copied(client):
    place = pages.region(client.get("/follow"), "feed-address")

    assert pages.words(place) == "http://localhost/feed.atom"


def test_without_a_script_there_is_no_button_that_could_not_copy(client):
    template = pages.region(client.get("/follow"), "copying")

    assert template.tag == "template"


def test_it_lists_the_feeds_of_articles_comments_and_labels_and_each_is_one(client, make):
    make.article(labels="Spor/Futbol, Şehir")

    links = pages.links(pages.of_class(pages.tree(client.get("/follow")), "feeds")[0])

    assert len(links) == 3 * 4
    for link in links:
        assert client.get(link).mimetype.startswith("application/"), link


def test_it_lists_no_label_that_only_hidden_articles_bear(client, make):
    make.article(labels="Secret", publish=False)
    make.article(labels="Later", publish_at=now() + timedelta(days=1))

    page = client.get("/follow").text

    assert "Secret" not in page
    assert "Later" not in page


def test_the_owners_profiles_say_that_they_are_the_owners(client, site):
    with db.writing():
        site.follow = [{"name": "Mastodon", "url": "https://social.example/@gunebakan"}]

    main = pages.region(client.get("/follow"), "main")

    [profile] = [link for link in main.iter("a") if link.text == "Mastodon"]
    assert "me" in profile.get("rel").split()


def test_no_article_can_take_its_address(app):
    assert addresses.is_reserved("/follow")


def test_it_is_the_same_for_everyone_and_sets_no_cookie(client, office):
    page = client.get("/follow")

    assert "Set-Cookie" not in page.headers
    assert "Cookie" not in page.headers.get("Vary", "")
    assert page.data == client.get("/follow").data


# -- asking for letters --


def test_letters_are_offered_only_where_a_mail_server_is_set(app, client, office):
    assert pages.region(client.get("/follow"), "by-mail") is not None

    app.config["SMTP"] = None

    assert pages.region(client.get("/follow"), "by-mail") is None
    assert client.post("/follow", data={"email": DENIZ, "rhythm": "daily"}).status_code == 404


def test_the_first_letter_asks_with_fixed_words_and_none_of_the_visitors(ask, letter):
    assert ask("Buy.Now@spam.example").status_code == 303

    sent = letter()
    assert sent["Subject"] == "The news by e-mail? Günebakan"
    assert "Buy" not in mailing.text(sent)
    assert "List-Unsubscribe" not in sent  # nothing was subscribed to yet


def test_nothing_is_subscribed_before_the_button_is_pressed(client, ask, letter):
    ask()
    link = mailing.link(letter(), "confirmation")

    assert client.get(link).status_code == client.head(link).status_code == 200
    assert not known()[0].is_active

    assert client.post(link).status_code == 303
    assert known()[0].is_active


@pytest.mark.parametrize("rhythm", list(Rhythm))
def test_one_chooses_how_often_with_the_address(subscribed, rhythm):
    subscribed(rhythm=rhythm.value)

    assert known()[0].rhythm is rhythm


@pytest.mark.parametrize("email", ["", "deniz", "ü@example.org", "a@b@example.org"])
def test_an_address_that_is_none_is_given_back(ask, email):
    answer = ask(email)

    assert answer.status_code == 422
    assert pages.form(answer, having="rhythm")["email"] == email
    assert letters() == known() == []


@pytest.mark.parametrize("rhythm", ["", "hourly", "'--"])
def test_a_rhythm_that_is_none_is_refused(ask, rhythm):
    assert ask(rhythm=rhythm).status_code == 422
    assert known() == []


def test_what_fills_in_the_trap_hears_the_same_and_asks_nobody(ask):
    answer = ask(website="https://spam.example")

    assert answer.location == ask("umut@example.org").location
    assert [one.email for one in known()] == ["umut@example.org"]


def test_the_page_does_not_tell_who_gets_the_news_already(client, subscribed, ask):
    subscribed()

    again, anew = ask(), ask("umut@example.org")

    assert (again.status_code, again.location) == (anew.status_code, anew.location)


def test_whoever_gets_the_news_already_is_told_so_and_nothing_changes(subscribed, ask, letter):
    way_out = subscribed(rhythm="daily")

    ask("DENIZ@example.org", rhythm="weekly")

    assert way_out in mailing.text(letter())
    assert [(one.email, one.rhythm) for one in known()] == [(DENIZ, Rhythm.DAILY)]


def test_who_asks_twice_before_confirming_is_one_subscriber_with_the_newest_link(
    client, ask, letter
):
    ask()
    first = mailing.link(letter(), "confirmation")
    ask(rhythm="daily")
    second = mailing.link(letter(), "confirmation")

    assert client.post(first).status_code == 404
    assert client.post(second).status_code == 303
    assert [one.rhythm for one in known()] == [Rhythm.DAILY]


def test_an_address_is_asked_a_few_times_whatever_it_is_called(ask):
    answers = [ask(f"deniz+{number}@example.org").status_code for number in range(8)]

    assert answers.count(303) == following.PER_ADDRESS.amount
    assert answers[-1] == 429
    assert len(letters()) == following.PER_ADDRESS.amount


def test_a_network_asks_a_few_addresses_and_no_more(ask):
    for number in range(following.PER_NETWORK.amount + 3):
        ask(f"reader{number}@example.org")

    assert len(letters()) == following.PER_NETWORK.amount


def test_the_blog_asks_so_many_in_an_hour_and_gives_the_form_back_after_that(ask, monkeypatch):
    monkeypatch.setattr(following, "PER_BLOG", parse("1 per hour"))
    ask()

    answer = ask("umut@example.org", rhythm="daily")

    assert answer.status_code == 429
    assert pages.form(answer, having="rhythm")["email"] == "umut@example.org"
    assert len(letters()) == 1


def test_a_link_works_for_a_week_and_then_the_address_is_forgotten(
    client, ask, letter, time_machine
):
    ask()
    link = mailing.link(letter(), "confirmation")

    time_machine.move_to(now() + following.ASKED_FOR + timedelta(minutes=1))

    assert client.get(link).status_code == client.post(link).status_code == 404
    assert subscribers.has_old()
    assert housekeeping.run("former subscribers")
    assert known() == []


def test_only_the_hash_of_the_link_that_confirms_is_kept(ask, letter):
    ask()

    token = mailing.link(letter(), "confirmation").rpartition("/")[2]

    assert token not in {str(value) for value in vars(known()[0]).values()}


# -- changing and leaving --


def test_a_link_changes_how_often(client, subscribed):
    way_out = subscribed()

    form = {**pages.form(client.get(way_out), having="rhythm"), "rhythm": "daily"}
    client.post(f"{way_out}/rhythm", data=form)

    assert known()[0].rhythm is Rhythm.DAILY
    assert "every morning" in told(client.get(way_out))


def test_opening_the_way_out_ends_nothing_but_its_button_does(client, subscribed):
    way_out = subscribed()

    assert client.get(way_out).status_code == client.head(way_out).status_code == 200
    assert len(known()) == 1

    assert "You get no more of these letters." in told(client.post(way_out))
    assert known() == []


def test_a_mail_program_ends_the_letters_with_one_click(client, subscribed):
    way_out = subscribed()
    body = {"List-Unsubscribe": "One-Click"}

    answer = client.post(way_out, data=body, headers={"Sec-Fetch-Site": "", "Origin": "null"})

    assert answer.status_code == 200
    assert known() == []
    assert client.post(way_out, data=body).status_code == 200  # and again, as programs do


def test_another_site_can_not_change_how_often(client, subscribed):
    way_out = subscribed()
    elsewhere = {"Sec-Fetch-Site": "cross-site"}

    answer = client.post(f"{way_out}/rhythm", data={"rhythm": "daily"}, headers=elsewhere)

    assert answer.status_code == 403
    assert known()[0].rhythm is Rhythm.WEEKLY


def test_the_pages_of_a_subscriber_are_kept_nowhere_and_show_no_whole_address(client, subscribed):
    page = client.get(subscribed())

    assert page.headers["Cache-Control"] == "private, no-store"
    assert page.headers["Referrer-Policy"] == "same-origin"
    assert page.headers["X-Robots-Tag"] == "noindex"
    assert "Set-Cookie" not in page.headers
    assert DENIZ not in page.text
    assert "d…@example.org" in page.text


@pytest.mark.parametrize("token", ["x", "%20", "'--", "é", "x" * 500])
@pytest.mark.parametrize("page", ["confirmation", "letters"])
def test_a_link_that_is_made_up_leads_nowhere(client, office, page, token):
    assert client.get(f"/follow/{page}/{token}").status_code == 404


def test_who_has_not_confirmed_has_no_page_of_their_own(client, ask):
    ask()

    assert client.get(f"/follow/letters/{known()[0].leave}").status_code == 404


def test_the_privacy_page_tells_what_is_kept_where_there_are_letters(app, client, office):
    assert pages.region(client.get("/privacy"), "letters") is not None

    app.config["SMTP"] = None
    app.extensions["pagecache"].forget()  # the setting is read at a start

    assert pages.region(client.get("/privacy"), "letters") is None
