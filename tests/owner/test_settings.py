"""What the owner may change about the blog in the browser."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select

from blog.db import db, now
from blog.models.article import Kind
from blog.models.label import Label
from blog.models.site import Moderation
from blog.web import security
from tests import pages
from tests.comments.visiting import kept, send
from tests.owner.working import edit, press

SETTINGS = "/owner/settings"
ADDRESS = "/owner/settings/address"
PREVIEW = "/owner/settings/preview"
NEVER_SHOWN_WRONG = {
    *("language", "time_zone", "nameplate"),
    *("front_length", "beside-archive", "comments_close_after", "comments_held_after"),
    "moderation",
}
"""Fields in which a browser can choose nothing wrong, so that it can't be given back."""


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
        ("accent", "red", "Please choose a colour."),
        ("accent", "#12345g", "Please choose a colour."),
        ("follow-0-url", "javascript:alert(1)", "This is no web address."),
        ("follow-0-url", "", "Please give both a name and an address."),
        ("sections", "x" * 101, "One of the labels is very long."),
        ("nameplate", "huge", ""),
        ("front_length", "0", "Not a valid choice"),
        ("beside-archive", "9", "Not a valid choice"),
        ("comments_close_after", "-1", "Not a valid choice"),
        ("comments_held_after", "-1", "Not a valid choice"),
        ("moderation", "whatever", ""),
        ("comment_rules", "x" * 1_001, "At most 1000 characters"),
        ("privacy", "x" * 20_001, "At most 20000 characters"),
        ("ads_txt", "x" * 20_001, "At most 20000 characters"),
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
    for name in typed.keys() - NEVER_SHOWN_WRONG:
        assert given_back[name] == typed[name].strip("\u200b ")


def test_what_was_typed_before_a_mistake_can_be_sent_again(desk, site):
    refused = change(desk, name="", description="A new line", shows_powered_by=None)
    form = pages.form(refused, having="time_zone")

    desk.post(SETTINGS, data={**form, "name": "Gün"})

    assert (site.name, site.description, site.shows_powered_by) == ("Gün", "A new line", False)


# -- the front page and what stands beside the news --


def test_the_name_on_the_front_page_is_as_large_as_the_owner_wants(client, desk):
    assert pages.of_class(pages.tree(client.get("/")), "is-small") == []

    change(desk, nameplate="small")

    assert "nameplate" in pages.of_class(pages.tree(client.get("/")), "is-small")[0].get("class")


def test_the_line_about_the_blog_can_be_left_out_of_the_masthead(client, desk):
    change(desk, shows_motto=None)

    page = client.get("/")
    assert "News from the hills" not in pages.words(pages.tree(page).find(".//body"))
    assert pages.tree(page).find(".//meta[@name='description']").get("content") == (
        "News from the hills"
    )


def test_the_front_page_has_as_many_articles_as_the_owner_wants(client, desk, make):
    for number in range(9):
        make.article(f"Story {number}", ago=timedelta(minutes=number))

    change(desk, front_length="7")

    stories = [
        len(pages.of_class(pages.tree(client.get(at)), "teaser")) for at in ("/", "/?page=2")
    ]
    assert stories == [7, 2]


def test_breaking_news_can_do_without_its_bar(client, desk, make):
    make.article(wants_breaking=True)
    assert "breaking" in pages.ids(client.get("/"))

    change(desk, shows_breaking=None)

    assert "breaking" not in pages.ids(client.get("/"))


def test_notes_stand_beside_the_news_in_the_owners_order(client, desk):
    notes = ("recent-comments", "archive", "follow")
    assert [one for one in pages.ids(client.get("/")) if one in notes] == [*notes]

    change(desk, **{"beside-follow": "1", "beside-archive": "2", "beside-recent_comments": "0"})

    assert [one for one in pages.ids(client.get("/")) if one in notes] == ["follow", "archive"]


def test_of_two_notes_in_one_place_the_upper_one_of_the_form_comes_first(desk, site):
    change(desk, **{"beside-follow": "1", "beside-archive": "1"})

    assert site.beside == ["recent_comments", "archive", "follow", "about"]


def test_without_any_note_the_news_has_all_the_room(client, desk, site):
    change(desk, **{f"beside-{name}": "0" for name in site.beside})

    assert pages.of_class(pages.tree(client.get("/")), "notes") == []


# -- comments --


def test_the_owners_rules_stand_over_the_comment_form(client, desk, make):
    article = make.article()
    assert "be kind" in pages.words(pages.region(client.get(article.url), "comment-form"))

    change(desk, comment_rules="No <b>shouting</b>.\r\nSign with your name.")

    shown = pages.words(pages.region(client.get(article.url), "comment-form"))
    assert "No <b>shouting</b>. Sign with your name." in shown
    assert "be kind" not in shown
    assert "Comments appear once the editor has read them." in shown


def test_comments_on_an_article_close_when_it_is_so_old(client, desk, make):
    article, page = make.article(), make.article("About", kind=Kind.PAGE)

    change(desk, comments_close_after="7")

    with time_machine.travel(now() + timedelta(days=6, hours=23)):
        assert pages.region(client.get(article.url), "comment-form") is not None
    with time_machine.travel(now() + timedelta(days=7, hours=1)):
        closed = client.get(article.url)
        assert pages.region(closed, "comment-form") is None
        assert "Comments on this article are closed." in pages.words(
            pages.region(closed, "comments")
        )
        assert client.get(f"/comments/on/{article.id}").status_code == 403
        assert pages.region(client.get(page.url), "comment-form") is not None


@pytest.mark.parametrize(
    ("moderation", "standing"), [("hold-all", "waiting"), ("show", "approved")]
)
def test_the_owner_settles_what_happens_to_comments(client, desk, make, moderation, standing):
    change(desk, moderation=moderation)

    send(client, make.article())

    assert kept()[0].standing == standing


def test_an_article_has_a_rule_of_its_own_once_it_is_published_with_it(client, desk, make):
    article = make.article()

    press(desk, "keep", edit(article), comments="show")
    assert (article.moderation, article.working.moderation) == (None, Moderation.SHOW)
    press(desk, "publish", edit(article))

    assert article.moderation is Moderation.SHOW
    send(client, article)
    assert kept()[0].is_approved


def test_an_article_goes_back_to_the_rule_of_the_blog(desk, make):
    article = make.article(moderation=Moderation.SHOW)

    press(desk, "publish", edit(article), comments="blog")

    assert (article.moderation, article.takes_comments) == (None, True)


def test_the_article_form_tells_what_the_blog_does(desk, make):
    article = make.article()

    change(desk, moderation="hold-first-timers")

    hint = pages.region(desk.get(edit(article)), "comments-hint")
    assert "On the whole blog: A person’s first comment waits for you." in pages.words(hint)


def test_comments_on_an_article_wait_when_it_is_so_old(client, desk, make):
    young, old = make.article(), make.article(ago=timedelta(days=15))

    change(desk, moderation="show", comments_held_after="14")
    for article in (young, old):
        send(client, article)

    assert [comment.standing for comment in kept()] == ["approved", "waiting"]


# -- small print --


def test_the_page_about_privacy_opens_with_the_owners_words(client, desk):
    change(desk, privacy="Ayşe <b>Yılmaz</b>\r\nGünebakan")

    words = pages.words(pages.region(client.get("/privacy"), "main"))
    assert words.startswith("Privacy Ayşe <b>Yılmaz</b> Günebakan If you only read")


# -- the preview --


def preview(desk, **typed):
    """Ask what readers would see, with these settings typed over."""
    form = {**pages.form(desk.get(SETTINGS), having="time_zone"), **typed}
    return desk.post(PREVIEW, data={n: value for n, value in form.items() if value is not None})


def test_the_preview_is_the_front_page_as_it_would_be(client, desk, make, site):
    make.article("Köprü", labels="Spor")
    before = client.get("/").data

    page = preview(
        desk,
        name="Gün",
        language="tr",
        accent="#005f73",
        sections="Yeni, spor",
        nameplate="small",
        **{"beside-archive": "0", "follow-0-name": "Mastodon", "follow-0-url": "social.example"},
    )

    body = pages.tree(page)
    assert page.status_code == 200
    assert body.get("lang") == "tr"
    assert pages.words(body.find(".//h1")) == "Gün"
    assert pages.words(pages.of_class(body, "sections")[0]) == "Yeni Spor"
    assert "archive" not in pages.ids(page)
    assert "Mastodon" in pages.words(pages.region(page, "follow"))
    assert "#005f73" in desk.get(body.find(".//link[@rel='stylesheet']").get("href")).text
    assert client.get("/").data == before
    assert [label.name for label in db.session.scalars(select(Label))] == ["Spor"]


def test_the_preview_shows_the_rest_where_something_is_mistyped(desk):
    page = preview(desk, name="Gün", accent="red", time_zone="Europe/Atlantis")

    assert page.status_code == 200
    assert pages.words(pages.tree(page).find(".//h1")) == "Gün"


def test_only_our_own_pages_can_frame_the_preview(desk):
    for page in (preview(desk), desk.get(PREVIEW)):
        assert "frame-ancestors 'self'" in page.headers["Content-Security-Policy"]
        assert page.headers["X-Frame-Options"] == "SAMEORIGIN"


@pytest.mark.parametrize("accent", ["red", "12345g", "1234567", "b3261e}"])
def test_a_style_sheet_is_made_of_colours_alone(desk, accent):
    assert desk.get(f"/accent-{accent}.css").status_code == 404


# -- the public address --


def move(desk, url, **typed):
    """Type another public address."""
    return desk.post(ADDRESS, data={"url": url, **typed})


def test_links_are_built_from_the_address_that_the_owner_types(client, desk):
    answer = move(desk, "https://localhost/")

    canonical = pages.tree(client.get("/")).find(".//link[@rel='canonical']").get("href")
    assert answer.status_code == 303
    assert canonical == "https://localhost/"


@pytest.mark.parametrize(
    "url",
    [
        *("", "gunebakan.example", "https://gunebakan.example/blog", "javascript:alert(1)"),
        *("https://[", "https://:80", f"https://{'ü' * 70}.example"),
    ],
)
def test_what_is_no_address_is_told_and_given_back(desk, site, url):
    answer = move(desk, url)

    assert answer.status_code == 422
    assert "Please write the whole address" in pages.words(pages.region(answer, "url-error"))
    assert pages.form(answer, having="url")["url"] == url
    assert site.url == "http://localhost"


def test_an_address_elsewhere_is_refused_until_the_owner_knows_what_happens(client, desk, site):
    refused = move(desk, "https://gunebakan.exmaple")

    assert refused.status_code == 422
    assert "You are at localhost now." in pages.words(pages.region(refused, "main"))
    assert pages.form(refused, having="url")["url"] == "https://gunebakan.exmaple"
    assert client.get("/").status_code == 200
    assert site.url == "http://localhost"


def test_whoever_knows_what_happens_is_led_to_the_new_address(client, desk):
    answer = move(desk, "https://gunebakan.example", is_sure="y")

    assert answer.status_code == 200
    assert "https://gunebakan.example/owner/settings" in pages.links(pages.region(answer, "main"))
    assert client.get("/", headers={"Host": "gunebakan.example"}).status_code == 200


def test_a_wrong_address_does_not_lock_out_who_is_not_on_the_machine_itself(
    client, desk, monkeypatch
):
    monkeypatch.setattr(security, "LOOPBACK", set())

    refused = move(desk, "https://gunebakan.exmaple")

    assert refused.status_code == 422
    assert "This window will show an error." in pages.words(pages.region(refused, "main"))
    assert client.get("/").status_code == 200


def test_an_address_that_the_program_was_started_with_is_not_changed_here(desk, site):
    desk.application.config["URL"] = "https://gunebakan.example"

    answer = move(desk, "http://localhost:1", is_sure="y")

    assert "BROADSHEET_URL" in pages.words(pages.region(answer, "main"))
    assert site.url == "http://localhost"
