"""What is typed is on the server soon, whatever happens to the form; readers see none of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import delete

from blog.articles import actions as life
from blog.db import db
from blog.models.article import Article, State
from blog.models.owner import Login
from tests import entering, pages
from tests.owner.working import NEW, articles, edit, fill_in, press, send, with_typed

NEW_COPY = "/owner/working-copies"


def copy(article: Article) -> str:
    """Where what is typed on an article is kept."""
    return f"{edit(article)}/working-copy"


def autosave(desk, path: str, form: dict, window: str = "mine", serial: int = 1, **typed):
    """What the form's script sends."""
    fields = with_typed(form, window=window, serial=serial, **typed)
    fields.pop("picture")
    return desk.post(path, data=fields)


def test_what_is_typed_is_kept_and_readers_see_nothing_of_it(client, desk, make):
    article = make.article("Title", body="Public words.")
    form = fill_in(desk, edit(article), body="Half a sent")

    answer = autosave(desk, copy(article), form)

    assert answer.status_code == 200
    assert answer.json["errors"] == []
    assert pages.form(desk.get(edit(article)), having="title")["body"] == "Half a sent"
    assert "Public words." in client.get(article.url).text
    assert "Half a sent" not in client.get(article.url).text


def test_the_next_save_builds_on_the_version_that_the_answer_tells(desk, make):
    article = make.article()
    form = fill_in(desk, edit(article), body="One")

    version = autosave(desk, copy(article), form, window="").json["version"]
    answer = autosave(desk, copy(article), form, window="", version=version, body="One, two")

    assert answer.status_code == 200
    assert article.working.body == "One, two"


def test_a_new_article_begins_with_its_first_words_and_goes_on_at_its_own_address(desk):
    answer = autosave(desk, NEW_COPY, fill_in(desk, NEW, body="First words"))
    form = fill_in(desk, answer.json["url"], body="First words, more")
    went_on = autosave(desk, answer.json["address"], form, window="another")

    assert went_on.status_code == 200
    assert [article.working.body for article in articles()] == ["First words, more"]
    assert articles()[0].state is State.DRAFT
    assert articles()[0].byline == "Ayşe"


def test_a_form_with_nothing_in_it_begins_no_article(desk):
    assert autosave(desk, NEW_COPY, fill_in(desk, NEW, title=" ")).status_code == 204
    assert articles() == []


def test_a_new_form_whose_answer_was_lost_begins_no_second_article(desk):
    form = fill_in(desk, NEW, body="First words")

    autosave(desk, NEW_COPY, form, serial=1)
    autosave(desk, NEW_COPY, form, serial=2, body="First words, more")
    send(desk, "keep", with_typed(form, window="mine", serial=3, body="All of it"))

    assert [article.working.body for article in articles()] == ["All of it"]


@pytest.mark.parametrize("place", ["/owner/about", "/owner/pages/new"])
def test_a_page_begins_as_the_page_that_it_is(desk, place):
    form = fill_in(desk, place, title="Who we are", body="We are")
    address = pages.region(desk.get(place), "autosave").get("data-address")

    answer = autosave(desk, address, form)

    assert pages.form(desk.get(answer.json["url"]), having="title")["body"] == "We are"
    assert articles()[0].is_page
    assert (articles()[0].slug == "about") is (place == "/owner/about")


def test_a_mistake_in_one_field_keeps_none_of_the_others_from_being_saved(desk, make):
    article = make.article("Title", body="Before.")
    date = article.published_at
    form = fill_in(
        desk, edit(article), title="x" * 301, body="After.", publish_at="soon", labels="Deniz"
    )

    answer = autosave(desk, copy(article), form)

    assert answer.status_code == 200
    assert "Title: At most 300 characters, please." in answer.json["errors"]
    assert any("date" in told for told in answer.json["errors"])
    kept = article.working
    assert (kept.title, kept.body, kept.labels) == ("Title", "After.", "Deniz")
    assert kept.publish_at == date


def test_a_picture_that_is_taken_away_by_the_form_is_taken_away_in_the_copy_alone(desk, make):
    article = make.article(picture_id=make.picture().id)
    form = fill_in(desk, edit(article), without_picture="y")

    autosave(desk, copy(article), form)

    assert article.working.picture is None
    assert article.picture is not None


def test_nothing_is_saved_where_nothing_was_changed(desk, make):
    article = make.article("Title", body="Words.", labels="Spor, Deniz")
    version = article.version

    answer = autosave(desk, copy(article), fill_in(desk, edit(article)))

    assert answer.json["version"] == version == article.version
    assert article.working is None


def test_a_second_window_is_told_and_nothing_is_overwritten(desk, make):
    article = make.article("Title", body="Words.")
    left, right = fill_in(desk, edit(article)), fill_in(desk, edit(article))

    autosave(desk, copy(article), left, window="left", body="Left words.")
    answer = autosave(desk, copy(article), right, window="right", body="Right words.")

    assert answer.status_code == 409
    assert answer.json["saved_at"]
    assert article.working.body == "Left words."


def test_a_window_whose_answer_was_lost_is_not_told_of_itself(desk, make):
    article = make.article("Title", body="Words.")
    form = fill_in(desk, edit(article))

    autosave(desk, copy(article), form, serial=1, body="One")
    retry = autosave(desk, copy(article), form, serial=2, body="One, two")
    published = send(
        desk,
        "publish",
        with_typed(form, window="mine", serial=3, body="One, two, three"),
        edit(article),
    )

    assert (retry.status_code, published.status_code) == (200, 303)
    assert article.body == "One, two, three"


def test_a_window_that_knows_only_its_own_saves_is_told_of_others(desk, make):
    article = make.article("Title", body="Words.")
    left = fill_in(desk, edit(article))
    autosave(desk, copy(article), left, window="left", serial=1, body="Left.")
    autosave(desk, copy(article), fill_in(desk, edit(article)), window="right", body="Right.")

    answer = autosave(desk, copy(article), left, window="left", serial=2, body="Left, more.")

    assert answer.status_code == 409
    assert article.working.body == "Right."


def test_a_save_that_was_overtaken_on_its_way_changes_nothing(desk, make):
    article = make.article("Title", body="Words.")
    form = fill_in(desk, edit(article))
    autosave(desk, copy(article), form, serial=2, body="Later words.")

    answer = autosave(desk, copy(article), form, serial=1, body="Earlier")

    assert answer.status_code == 200
    assert article.working.body == "Later words."


def test_a_save_that_was_overtaken_by_publication_brings_no_working_copy_back(desk, make):
    article = make.article("Title", body="Words.")
    form = fill_in(desk, edit(article))
    send(desk, "publish", with_typed(form, window="mine", serial=2, body="All."), edit(article))

    autosave(desk, copy(article), form, serial=1, body="Al")

    assert article.body == "All."
    assert article.working is None


@pytest.mark.parametrize("serial", ["", "many", "-7", "9" * 30])
def test_a_number_that_is_none_does_no_harm(desk, make, serial):
    article = make.article("Title", body="Words.")
    form = fill_in(desk, edit(article), body="More words.")

    assert autosave(desk, copy(article), form, window="w" * 900, serial=serial).status_code == 200
    assert article.working.body == "More words."


def test_an_article_of_two_megabytes_is_kept(desk, make):
    article = make.article("Title")
    body = "Şehir hatları vapurları bugün seferlere başladı.\n\n" * 39_000
    form = fill_in(desk, edit(article), body=body)

    answer = autosave(desk, copy(article), form)

    assert answer.json["errors"] == []
    assert article.working.body == body


def test_of_an_article_that_is_too_long_the_rest_is_kept_and_the_answer_says_so(desk, make):
    article = make.article("Title", body="Words.")
    form = fill_in(desk, edit(article), title="New title", body="x" * 2_000_001)

    answer = autosave(desk, copy(article), form)

    assert "2,000,000 characters" in answer.json["errors"][0]
    assert (article.working.title, article.working.body) == ("New title", "Words.")


def test_an_article_that_is_not_there_any_more_is_told(desk, make):
    article = make.article()
    form, path = fill_in(desk, edit(article)), copy(article)
    with db.writing():
        db.session.delete(article)

    assert autosave(desk, path, form).status_code == 404


def test_after_the_login_ended_nothing_is_kept_until_somebody_logs_in_again(desk, make):
    article = make.article("Title", body="Words.")
    form = fill_in(desk, edit(article), body="More words.")
    with db.writing():
        db.session.execute(delete(Login))

    refused, no_token = autosave(desk, copy(article), form), desk.get("/owner/token")
    logged_in = entering.log_in(desk)
    token = desk.get("/owner/token").json["csrf_token"]
    kept = autosave(desk, copy(article), with_typed(form, csrf_token=token))

    assert refused.status_code == 401
    assert no_token.status_code == 303
    assert logged_in.status_code == 303
    assert kept.status_code == 200
    assert article.working.body == "More words."


# -- two versions, one decision --


def test_the_later_window_sees_what_is_different_word_by_word(desk, make):
    article = make.article("Title", body="The ferry sails at nine.")
    left, right = fill_in(desk, edit(article)), fill_in(desk, edit(article))
    send(desk, "keep", with_typed(left, body="The ferry sails at ten."), edit(article))

    answer = send(
        desk, "keep", with_typed(right, body="The last ferry sails at nine."), edit(article)
    )

    shown = pages.of_class(pages.tree(answer), "differences")[0]
    assert [pages.words(new) for new in shown.iter("ins")] == ["last", "nine."]
    assert [pages.words(gone) for gone in shown.iter("del")] == ["ten."]


def test_whoever_keeps_theirs_finds_the_other_version_among_the_earlier_ones(desk, make):
    article = make.article("Title", body="Words.")
    form = fill_in(desk, edit(article), body="Mine.")
    press(desk, "keep", edit(article), body="Theirs.")

    refused = send(desk, "keep", form, edit(article))
    send(desk, "keep", with_typed(pages.form(refused, having="title")), edit(article))

    assert article.working.body == "Mine."
    assert "Theirs." in texts(desk, article)


def test_whoever_takes_the_other_version_finds_theirs_among_the_earlier_ones(desk, make):
    article = make.article("Title", body="Words.")
    form = fill_in(desk, edit(article), body="Mine.")
    press(desk, "keep", edit(article), body="Theirs.")

    refused = send(desk, "keep", form, edit(article))
    answer = send(desk, "set-aside", with_typed(pages.form(refused, having="title")), edit(article))

    assert answer.location == edit(article)
    assert article.working.body == "Theirs."
    assert "Mine." in texts(desk, article)


def texts(desk, article: Article) -> str:
    """Everything that an article's earlier versions say."""
    listed = desk.get(f"{edit(article)}/revisions")
    links = [link for link in pages.links(pages.region(listed, "main")) if "/revisions/" in link]
    return "\n".join(desk.get(link).text for link in links)


def test_a_window_is_told_of_a_withdrawal_even_after_a_save_of_its_own(desk, make):
    article = make.article("Title", body="Words.", ago=timedelta(days=1))
    form = fill_in(desk, edit(article))
    autosave(desk, copy(article), form, serial=1, body="Mine.")
    with db.writing():
        life.withdraw(article)

    told = autosave(desk, copy(article), form, serial=2, body="Mine, all of it.")
    page = send(desk, "keep", with_typed(form, body="Mine, all of it."), edit(article))

    assert (told.status_code, page.status_code) == (409, 409)
    assert pages.form(page, having="title")["body"] == "Mine, all of it."
