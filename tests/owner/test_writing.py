"""The owner writes, publishes, changes and withdraws articles."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from blog.db import now
from blog.models.article import State
from tests import pages
from tests.owner.working import NEW, articles, edit, fill_in, press, send, with_typed

NOON = datetime(2026, 11, 22, 9, 0, 30, tzinfo=UTC)
"""Half a minute after noon in Istanbul."""


@pytest.fixture
def noon(time_machine):
    time_machine.move_to(NOON, tick=False)
    return time_machine


def test_an_article_that_is_published_is_on_the_front_page_in_the_next_request(client, desk):
    answer = press(desk, "publish", title="Ferries again", body="From **today** on.")

    article = articles()[0]
    assert answer.status_code == 303
    assert article.state is State.PUBLISHED
    assert "Ferries again" in client.get("/").text
    assert "<strong>today</strong>" in client.get(article.url).text


def test_everything_the_form_asks_for_is_in_the_article(client, desk, make):
    press(
        desk,
        "publish",
        title="Ferries again",
        standfirst="After two years.",
        body="Text",
        labels="Deniz, Ulaşım",
        picture=(make.file(), "ferry.png"),
        picture_alt="A ferry",
        picture_caption="The ferry of 9:15",
        picture_credit="Photograph: Deniz Kaya",
        wants_breaking="y",
    )

    main = pages.region(client.get(articles()[0].url), "main")
    for words in ("After two years.", "The ferry of 9:15", "Deniz", "Ulaşım", "Ayşe", "Breaking"):
        assert words in pages.words(main)
    assert pages.words(main.find(".//figcaption/span[@class='credit']")) == "Photograph: Deniz Kaya"
    assert main.find(".//img").get("alt") == "A ferry"


def test_the_names_that_others_rely_on_are_enough(client, desk):
    form = {
        "title": "From a script",
        "standfirst": "Short.",
        "body": "<p>Text</p>",
        "format": "html",
        "labels": "Deniz",
        "breaking_until": "2999-01-01T00:00",
        "publish_at": "2026-01-02T03:04",
        "comments": "y",
        "action": "publish",
    }

    desk.post("/owner/articles", data=form)

    article = articles()[0]
    assert article.url == "/2026/01/from-a-script.html"
    assert article.is_breaking
    assert article.accepts_comments


def test_a_draft_is_nobodys_but_the_owners(client, desk):
    answer = press(desk, "keep", title="Canary", body="Not yet.")

    article = articles()[0]
    assert article.state is State.DRAFT
    assert pages.form(desk.get(answer.location), having="title")["body"] == "Not yet."
    assert "Canary" in desk.get("/owner/articles").text
    for path in ("/", "/archive/", "/feed.atom"):
        assert "Canary" not in client.get(path).text


def test_a_draft_is_published_from_where_it_was_kept(client, desk):
    kept = press(desk, "keep", title="At first", body="Words.").location

    press(desk, "publish", kept, title="At last")

    assert [article.title for article in articles()] == ["At last"]
    assert "Words." in client.get(articles()[0].url).text


def test_a_form_without_a_button_publishes_nothing(desk):
    form = fill_in(desk, title="Sent with the return key")

    desk.post("/owner/articles", data=form)

    assert articles()[0].state is State.DRAFT


def test_an_article_can_be_published_at_a_time(client, noon, desk):
    press(desk, "publish", title="Tonight", publish_at="2026-11-22T20:00")

    article = articles()[0]
    assert article.state is State.SCHEDULED
    assert article.published_at == datetime(2026, 11, 22, 17, 0, tzinfo=UTC)
    assert "Tonight" not in client.get("/").text

    noon.move_to(article.published_at)
    assert "Tonight" in client.get("/").text


def test_a_scheduled_article_can_be_moved_to_another_month_and_its_address_moves_too(noon, desk):
    press(desk, "publish", title="Later", publish_at="2026-11-30T20:00")

    press(desk, "publish", edit(articles()[0]), publish_at="2026-12-01T20:00")

    assert articles()[0].path == "/2026/12/later.html"


def test_an_article_can_be_given_a_date_of_the_past(client, desk):
    press(desk, "publish", title="From the cellar", publish_at="1998-04-01T10:30")

    assert articles()[0].url == "/1998/04/from-the-cellar.html"
    assert "From the cellar" in client.get("/1998/04/").text


def test_an_address_stays_when_title_and_date_change(client, desk, make):
    article = make.article("Old title", publish_at=NOON)
    path = article.path

    press(desk, "publish", edit(article), title="New title", publish_at="2020-01-01T10:00")

    assert articles()[0].path == path
    assert "New title" in client.get(path).text
    assert "New title" in client.get("/2020/01/").text


# -- changing what is public --


def test_what_is_kept_without_publishing_changes_nothing_for_readers(client, desk, make):
    article = make.article("Public title", body="Public text.")

    press(desk, "keep", edit(article), title="New title", body="New text.", labels="New")

    page = pages.words(pages.region(client.get(article.url), "main"))
    assert "Public title" in page
    assert "Public text." in page
    assert "New" not in page
    assert pages.form(desk.get(edit(article)), having="title")["title"] == "New title"
    assert "with changes not yet published" in desk.get("/owner/articles").text


def test_what_was_kept_becomes_public_when_it_is_published(client, desk, make):
    article = make.article("Public title", body="Public text.")
    press(desk, "keep", edit(article), title="New title", body="New text.")

    press(desk, "publish", edit(article))

    page = client.get(article.url).text
    assert "New title" in page
    assert "New text." in page
    assert "with changes not yet published" not in desk.get("/owner/articles").text


@pytest.mark.parametrize("change", [{"body": "Other words."}, {"picture_credit": "Deniz Kaya"}])
def test_a_change_that_readers_can_notice_is_dated(client, noon, desk, make, change):
    article = make.article(publish_at=NOON - timedelta(days=1))

    press(desk, "publish", edit(article), **change)

    assert article.updated_at == NOON
    assert article.published_at == NOON - timedelta(days=1)
    assert "Updated" in pages.words(pages.region(client.get(article.url), "main"))


@pytest.mark.parametrize("change", [{}, {"labels": "New"}, {"comments": "closed"}])
def test_a_change_that_readers_cannot_notice_is_not(desk, make, change):
    article = make.article(standfirst="Short.", ago=timedelta(days=1), picture_alt="A boat")

    press(desk, "publish", edit(article), **change)

    assert article.updated_at is None


def test_emptying_the_date_of_a_public_article_leaves_it(desk, make):
    article = make.article(publish_at=NOON)

    press(desk, "publish", edit(article), publish_at="")

    assert article.published_at == NOON


def test_publishing_again_unchanged_keeps_the_date_to_the_second(desk, make):
    article = make.article(publish_at=NOON)

    press(desk, "publish", edit(article), body="Other words.")

    assert article.published_at == NOON


def test_an_article_first_published_is_not_an_updated_one(desk):
    kept = press(desk, "keep", title="One").location
    press(desk, "publish", kept, title="Two")

    assert articles()[0].updated_at is None


def test_the_form_of_a_public_article_has_everything_it_was_published_with(desk, make):
    article = make.article(
        "Title",
        standfirst="Short.",
        body="*Text*",
        labels="Deniz, Ulaşım",
        picture_id=make.picture().id,
        picture_alt="A ferry",
        picture_caption="At nine",
        picture_credit="Deniz Kaya",
        publish_at=NOON,
    )

    form = pages.form(desk.get(edit(article)), having="title")

    assert form == {
        "version": str(article.version),
        "window": "",
        "serial": "",
        "picture_id": str(article.picture_id),
        "title": "Title",
        "standfirst": "Short.",
        "body": "*Text*",
        "format": "markdown",
        "language": "",
        "picture_alt": "A ferry",
        "picture_caption": "At nine",
        "picture_credit": "Deniz Kaya",
        "labels": "Deniz, Ulaşım",
        "publish_at": "2026-11-22T12:00",
        "breaking_until": "",
        "slug": "title",
        "slug_offered": "title",
        "comments": "blog",
    }


def test_visitors_may_comment_on_a_new_article_unless_the_owner_closes_it(client, desk):
    press(desk, "publish", title="Open")
    press(desk, "publish", title="Closed", comments="closed")

    opened, closed = articles()
    assert pages.region(client.get(opened.url), "comment-form") is not None
    assert pages.region(client.get(closed.url), "comment-form") is None


def test_editing_leaves_comments_as_open_as_they_were(desk, make):
    opened, closed = make.article(), make.article(takes_comments=False)
    make.comment(closed)

    for article in (opened, closed):
        press(desk, "publish", edit(article), body="Other words.")

    assert opened.accepts_comments
    assert not closed.accepts_comments


def test_a_label_is_added_and_taken_away(client, desk, make):
    article = make.article(labels="Deniz, Ulaşım")

    press(desk, "publish", edit(article), labels="Ulaşım, Hava")

    assert {label.name for label in article.labels} == {"Hava", "Ulaşım"}


def test_breaking_news_can_be_ended_by_unticking_them(client, desk, make):
    article = make.article(wants_breaking=True)

    press(desk, "publish", edit(article), wants_breaking=None)

    assert not article.is_breaking


def test_editing_breaking_news_breaks_them_no_longer_than_before(noon, desk, make):
    until = NOON.replace(second=0) + timedelta(hours=5)
    article = make.article(breaking_until=until)

    noon.shift(timedelta(hours=1))
    press(desk, "publish", edit(article), body="Other words.")

    assert article.breaking_until == until


def test_breaking_news_can_be_renewed_once_they_are_over(noon, desk, make):
    article = make.article(wants_breaking=True)
    noon.shift(timedelta(days=1))

    press(desk, "publish", edit(article), wants_breaking="y")

    assert article.breaking_until == now() + timedelta(hours=2)


def test_an_article_keeps_its_picture_until_the_owner_takes_it_away(desk, make):
    article = make.article(picture_id=make.picture().id)

    press(desk, "publish", edit(article), body="Other words.")
    assert article.picture is not None

    press(desk, "publish", edit(article), without_picture="y")
    assert article.picture is None


def test_another_picture_takes_the_place_of_the_one_before(desk, make):
    article = make.article(picture_id=make.picture().id)

    press(desk, "publish", edit(article), picture=(make.file(colour="red"), "red.png"))

    assert article.picture.name == "red.png"


# -- taking away, bringing back --


def test_a_withdrawn_article_is_gone_until_it_is_brought_back(client, desk, make):
    article = make.article("Hasty")

    desk.post(f"{edit(article)}/withdrawal")
    assert client.get(article.url).status_code == 410
    assert "Hasty" not in client.get("/").text
    assert "Withdrawn" in desk.get(edit(article)).text

    desk.post(f"{edit(article)}/return")
    assert client.get(article.url).status_code == 200
    assert "Hasty" in client.get("/").text


def test_keeping_a_withdrawn_article_does_not_bring_it_back(client, desk, make):
    article = make.article()
    desk.post(f"{edit(article)}/withdrawal")

    press(desk, "keep", edit(article), body="Other words.")

    assert client.get(article.url).status_code == 410


def test_publishing_a_withdrawn_article_brings_it_back_as_an_updated_one(client, desk, make):
    article = make.article()
    desk.post(f"{edit(article)}/withdrawal")

    press(desk, "publish", edit(article), body="Corrected words.")

    assert "Corrected words." in client.get(article.url).text
    assert article.updated_at is not None


def test_an_article_withdrawn_before_its_time_can_be_scheduled_again(client, noon, desk):
    press(desk, "publish", title="Tonight", publish_at="2026-11-22T20:00")
    article = articles()[0]
    desk.post(f"{edit(article)}/withdrawal")

    press(desk, "publish", edit(article), publish_at="2026-11-22T21:00")

    assert article.state is State.SCHEDULED
    assert article.updated_at is None


@pytest.mark.parametrize("what", ["", "/withdrawal", "/return"])
def test_what_was_never_written_can_not_be_worked_on(desk, what):
    assert desk.post(f"/owner/articles/999{what}").status_code == 404


# -- two windows --


def test_a_second_window_overwrites_nothing_and_loses_nothing(client, desk, make):
    article = make.article("Title", body="First words.")
    left, right = fill_in(desk, edit(article)), fill_in(desk, edit(article))

    first = send(desk, "publish", with_typed(left, body="Left words."), edit(article))
    second = send(desk, "publish", with_typed(right, body="Right words."), edit(article))

    assert first.status_code == 303
    assert second.status_code == 409
    assert "saved in another window" in second.text
    assert "Left words." in client.get(article.url).text
    assert pages.form(second, having="title")["body"] == "Right words."
    other = next(
        link for link in pages.links(pages.region(second, "main")) if link == edit(article)
    )
    assert pages.form(desk.get(other), having="title")["body"] == "Left words."


def test_pressing_once_more_replaces_the_other_version(client, desk, make):
    article = make.article(body="First words.")
    form = fill_in(desk, edit(article), body="My words.")
    press(desk, "publish", edit(article), body="Words of another window.")

    refused = send(desk, "publish", form, edit(article))
    again = with_typed(pages.form(refused, having="title"))
    answer = send(desk, "publish", again, edit(article))

    assert answer.status_code == 303
    assert "My words." in client.get(article.url).text


def test_a_third_version_meanwhile_is_told_as_well(desk, make):
    article = make.article()
    form = fill_in(desk, edit(article), body="My words.")
    press(desk, "keep", edit(article), body="Second version.")
    refused = send(desk, "keep", form, edit(article))
    press(desk, "keep", edit(article), body="Third version.")

    again = with_typed(pages.form(refused, having="title"))

    assert send(desk, "keep", again, edit(article)).status_code == 409


def test_a_form_opened_before_the_withdrawal_does_not_undo_it_unasked(client, desk, make):
    article = make.article()
    form = fill_in(desk, edit(article))
    desk.post(f"{edit(article)}/withdrawal")

    assert send(desk, "publish", form, edit(article)).status_code == 409
    assert client.get(article.url).status_code == 410


def test_a_form_without_its_version_replaces_nothing(desk, make):
    article = make.article(body="First words.")

    answer = desk.post(edit(article), data={"title": "T", "body": "Mine.", "action": "publish"})

    assert answer.status_code == 409
    assert article.body == "First words."


# -- HTML, and what may not be in it --


def test_the_owner_may_write_html(client, desk):
    body = "<h2>Head</h2><table><tr><td>cell</td></tr></table><figure><p>in</p></figure>"

    press(desk, "publish", title="Written in HTML", body=body, format="html")

    main = pages.region(client.get(articles()[0].url), "main")
    assert {"table", "td", "figure"} <= {element.tag for element in main.iter()}
    assert pages.form(desk.get(edit(articles()[0])), having="title")["body"] == body


@pytest.mark.parametrize("format", ["markdown", "html"])
def test_a_script_in_the_text_runs_nowhere_and_is_kept_for_its_owner(client, desk, format):
    body = 'Before <script>alert(1)</script><p onclick="alert(2)">after</p>'

    press(desk, "publish", title="Script", body=body, format=format)

    article = articles()[0]
    main = pages.region(client.get(article.url), "main")
    assert list(main.iter("script")) == []
    assert not [element for element in main.iter() if element.get("onclick")]
    assert article.body == body


# -- the list --


def test_the_list_says_of_every_article_where_it_is(desk, make, client):
    make.article("A draft", publish=False)
    make.article("A plan", ago=timedelta(days=-1))
    make.article("News", wants_breaking=True)
    gone = make.article("Gone")
    desk.post(f"{edit(gone)}/withdrawal")

    rows = [pages.words(row) for row in pages.tree(desk.get("/owner/articles")).iter("tr")][1:]

    assert len(rows) == 4
    assert rows[0].startswith("A draft Draft")
    assert rows[1].startswith("A plan Scheduled")
    assert {row.split(",")[0] for row in rows[2:]} >= {"News Published"}
    assert any(row.startswith("Gone Withdrawn") for row in rows)
    assert any("breaking" in row for row in rows if row.startswith("News"))


def test_an_article_without_a_title_can_be_found_in_the_list(desk):
    press(desk, "keep", body="No title yet.")

    links = pages.tree(desk.get("/owner/articles")).iter("a")

    assert "Untitled" in [pages.words(link) for link in links]


# -- preview --


def test_a_preview_shows_what_was_typed_and_keeps_nothing(client, desk, make):
    picture = make.picture()
    form = fill_in(
        desk, title="Soon", body="**Bold** <script>alert(1)</script>", picture_id=str(picture.id)
    )

    answer = desk.post("/owner/preview", data=form)

    main = pages.region(answer, "main")
    assert answer.status_code == 200
    assert "Soon" in pages.words(main.find(".//h1"))
    assert [strong.text for strong in main.iter("strong")] == ["Bold"]
    assert list(main.iter("script")) == []
    assert main.find(".//img") is not None
    assert articles() == []


def test_only_the_desk_may_frame_a_preview(desk):
    answer = desk.post("/owner/preview", data=fill_in(desk, title="Soon"))

    assert "frame-ancestors 'self'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"


@pytest.mark.parametrize(
    "typed",
    [
        {"title": "", "body": ""},
        {"title": "x" * 10_000},
        {"publish_at": "tomorrow"},
        {"picture_id": "many"},
        {"picture_id": "9" * 30},
    ],
)
def test_a_preview_of_mistakes_is_a_preview_still(desk, typed):
    assert desk.post("/owner/preview", data=fill_in(desk, **typed)).status_code == 200


@pytest.mark.parametrize("body", ["<b>" * 50_000, "x" * 3_000_000])
def test_what_is_too_much_to_be_previewed_is_told(desk, body):
    answer = desk.post("/owner/preview", data=fill_in(desk, body=body, picture=None))

    assert answer.status_code == 413
    assert "Please simplify it." in answer.text


@pytest.mark.parametrize("path", [NEW, "/owner/about", "/owner/articles"])
def test_no_page_of_the_desk_is_kept_by_anyone_on_the_way(desk, path):
    assert desk.get(path).headers["Cache-Control"] == "private, no-store"


def test_nobody_else_sees_the_form(client, make):
    article = make.article()

    for path in (NEW, edit(article), "/owner/about"):
        assert client.get(path).location.startswith("/login?next=")
