"""What the owner may change about the blog in the browser."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from blog.db import db
from blog.models.label import Label
from tests import pages

SETTINGS = "/owner/settings"


def change(desk, **typed):
    """Change these settings and leave the others as the form shows them."""
    form = {**pages.form(desk.get(SETTINGS), having="time_zone"), **typed}
    sent = {name: value for name, value in form.items() if value is not None}
    return desk.post(SETTINGS, data=sent)


def test_the_form_shows_what_is_set(desk, site):
    form = pages.form(desk.get(SETTINGS), having="time_zone")

    assert form["name"] == "Günebakan"
    assert form["description"] == "News from the hills"
    assert form["language"] == "en"
    assert form["time_zone"] == "Europe/Istanbul"
    assert form["url"] == "http://localhost"
    assert form["accent"] == "#b3261e"
    assert form["shows_powered_by"] == "y"


def test_saving_it_unchanged_changes_nothing(desk, site):
    def columns():
        return {column.key: getattr(site, column.key) for column in site.__table__.columns}

    before = columns()

    assert change(desk).status_code == 303
    assert columns() == before


def test_the_blog_is_called_what_its_owner_calls_it(client, desk):
    change(desk, name='Gün & "Gece" <b>', description="A line")

    page = client.get("/")
    assert pages.words(pages.tree(page).find(".//h1")) == 'Gün & "Gece" <b>'
    assert "A line" in pages.words(pages.of_class(pages.tree(page), "masthead")[0])
    assert 'Gün & "Gece" <b>' in pages.words(pages.tree(page).find(".//title"))


def test_another_language_is_spoken_in_the_next_request(client, desk, make):
    article = make.article(publish_at=datetime(2026, 8, 5, 12, tzinfo=UTC))

    change(desk, language="tr")

    page = client.get(article.url)
    assert pages.tree(page).get("lang") == "tr"
    assert "Ağustos" in pages.words(pages.region(page, "archive"))


def test_another_time_zone_counts_articles_to_other_months_and_keeps_addresses(client, desk, make):
    late = make.article("Late", publish_at=datetime(2026, 3, 31, 22, 30, tzinfo=UTC))
    path = late.path

    change(desk, time_zone="America/New_York")

    assert path == "/2026/04/late.html"
    assert client.get("/2026/04/").status_code == 404
    assert "Late" in pages.words(pages.region(client.get("/2026/03/"), "main"))
    assert client.get(path).status_code == 200
    assert "31 March 2026" in pages.words(pages.region(client.get(path), "main"))


def test_a_new_article_is_dated_in_the_new_zone(desk, make):
    change(desk, time_zone="America/New_York")

    article = make.article("Late", publish_at=datetime(2026, 3, 31, 22, 30, tzinfo=UTC))

    assert article.path == "/2026/03/late.html"


def test_the_owners_profiles_are_followed_from_every_page(client, desk):
    change(
        desk,
        **{
            "follow-0-name": "Mastodon",
            "follow-0-url": "https://social.example/@gunebakan",
            "follow-2-name": "Bluesky <b>",
            "follow-2-url": "bsky.example/gunebakan",
        },
    )

    follow = pages.region(client.get("/"), "follow")
    profiles = [link for link in follow.iter("a") if "me" in link.get("rel", "").split()]
    assert [(link.text, link.get("href")) for link in profiles] == [
        ("Mastodon", "https://social.example/@gunebakan"),
        ("Bluesky <b>", "https://bsky.example/gunebakan"),
    ]


def test_a_profile_is_taken_away_by_emptying_it(client, desk, site):
    change(desk, **{"follow-0-name": "Mastodon", "follow-0-url": "https://social.example/@g"})

    change(desk, **{"follow-0-name": "", "follow-0-url": ""})

    assert site.follow == []


def test_there_is_always_room_for_another_profile(desk, site):
    with db.writing():
        site.follow = [{"name": f"P{n}", "url": f"https://p{n}.example"} for n in range(3)]

    form = pages.form(desk.get(SETTINGS), having="time_zone")

    assert form["follow-3-name"] == ""


def test_powered_by_is_off_when_the_owner_unticks_it(client, desk):
    change(desk, shows_powered_by=None)

    assert "Powered by Broadsheet" not in client.get("/").text


def test_the_accent_is_in_the_style_sheet(client, desk):
    change(desk, accent="#005f73")

    sheet = pages.tree(client.get("/")).find(".//link[@rel='stylesheet']").get("href")

    assert "#005f73" in client.get(sheet).text


def test_sections_stand_in_the_order_in_which_they_were_typed(client, desk, make):
    make.article(labels="Hava, Spor, Deniz")

    change(desk, sections="spor, Deniz, Yeni")

    sections = pages.of_class(pages.tree(client.get("/")), "sections")[0]
    assert [pages.words(link) for link in sections.iter("a")] == ["Spor", "Deniz", "Yeni"]
    assert pages.form(desk.get(SETTINGS), having="time_zone")["sections"] == "Spor, Deniz, Yeni"


def test_a_section_that_is_no_longer_typed_stays_a_label(client, desk, make):
    make.article(labels="Spor")
    change(desk, sections="Spor")

    change(desk, sections="")

    assert pages.of_class(pages.tree(client.get("/")), "sections") == []
    assert [label.name for label in db.session.scalars(select(Label))] == ["Spor"]


@pytest.mark.parametrize(
    ("field", "mistake", "told"),
    [
        ("name", "", "Please give the blog a name."),
        ("name", " \u200b ", "Please give the blog a name."),
        ("name", "x" * 121, "At most 120 characters"),
        ("description", "x" * 301, "At most 300 characters"),
        ("language", "xx", ""),
        ("time_zone", "Europe/Atlantis", ""),
        ("url", "", "Please write the whole address"),
        ("url", "gunebakan.example", "Please write the whole address"),
        ("url", "https://gunebakan.example/blog", "Please write the whole address"),
        ("url", "javascript:alert(1)", "Please write the whole address"),
        ("accent", "red", "Please choose a colour."),
        ("accent", "#12345g", "Please choose a colour."),
        ("follow-0-url", "javascript:alert(1)", "This is no web address."),
        ("follow-0-url", "", "Please give both a name and an address."),
        ("sections", "x" * 101, "One of the labels is very long."),
    ],
)
def test_a_mistake_is_told_changes_nothing_and_costs_no_word(desk, site, field, mistake, told):
    typed = {
        "description": 'New "line" & more',
        "follow-0-name": "Mastodon",
        "follow-0-url": "https://social.example/@g",
        field: mistake,
    }

    answer = change(desk, **typed)

    given_back = pages.form(answer, having="time_zone")
    assert answer.status_code == 422
    assert told in pages.words(pages.region(answer, f"{field}-error"))
    assert (site.description, site.follow) == ("News from the hills", [])
    for name in typed.keys() - {"language", "time_zone"}:
        assert given_back[name] == typed[name].strip("\u200b ")


def test_what_was_typed_before_a_mistake_can_be_sent_again(desk, site):
    refused = change(desk, name="", description="A new line", shows_powered_by=None)
    form = pages.form(refused, having="time_zone")

    desk.post(SETTINGS, data={**form, "name": "Gün"})

    assert (site.name, site.description, site.shows_powered_by) == ("Gün", "A new line", False)
