"""What an article's texts were: few enough to be found, and every one that matters."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from blog import housekeeping
from blog.articles import actions as life
from blog.articles import history
from blog.db import db
from blog.models.article import Article
from blog.models.revision import Act, Revision
from tests import counting, pages
from tests.owner.test_working_copies import autosave, copy
from tests.owner.working import NEW, articles, edit, fill_in, press

MORNING = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
LONG = "A word and another one. " * 40


@pytest.fixture
def clock(time_machine):
    time_machine.move_to(MORNING, tick=False)
    return time_machine


def revisions(article: Article) -> list[tuple[Act, str]]:
    """What an article's texts were and what made them, newest first."""
    return [(one.act, one.body) for one in db.session.scalars(history.of(article))]


def write(desk, article: Article, body: str, window: str = "mine", **typed) -> None:
    """Let the form save itself with this text."""
    answer = autosave(
        desk,
        copy(article),
        fill_in(desk, edit(article), body=body),
        window=window,
        serial=article.version,
        **typed,
    )
    assert answer.status_code == 200


def test_a_stretch_of_writing_is_one_revision(clock, desk, make):
    article = make.article(body="Words.", ago=timedelta(days=1))
    for minute in (1, 5, 9):
        clock.move_to(MORNING + timedelta(minutes=minute), tick=False)
        write(desk, article, f"Words of minute {minute}.")

    assert revisions(article) == [
        (Act.AUTOSAVED, "Words of minute 9."),
        (Act.PUBLISHED, "Words."),
    ]


def test_ten_minutes_later_another_one_begins(clock, desk, make):
    article = make.article(body="Words.", ago=timedelta(days=1))
    write(desk, article, "Words of the morning.")
    clock.move_to(MORNING + timedelta(minutes=10), tick=False)
    write(desk, article, "Words of the morning, and later ones.")

    assert [act for act, _ in revisions(article)] == [Act.AUTOSAVED, Act.AUTOSAVED, Act.PUBLISHED]


def test_a_text_that_is_taken_away_at_once_is_among_the_earlier_ones(clock, desk, make):
    article = make.article(body="Words.")
    write(desk, article, LONG.strip())
    write(desk, article, "")

    assert (Act.AUTOSAVED, LONG.strip()) in revisions(article)


def test_what_another_window_wrote_is_not_taken_for_the_same_stretch(clock, desk, make):
    article = make.article(body="Words.")
    write(desk, article, "Left words.", window="left")
    write(desk, article, "Right words.", window="right")

    assert (Act.AUTOSAVED, "Left words.") in revisions(article)


def test_saving_by_hand_ends_a_stretch_and_each_save_is_kept(clock, desk, make):
    article = make.article(body="Words.")
    write(desk, article, "One")
    press(desk, "keep", edit(article), body="One, two")
    press(desk, "keep", edit(article), body="One, two, three")

    assert [body for _, body in revisions(article)] == [
        "One, two, three",
        "One, two",
        "One",
        "Words.",
    ]


def test_publishing_what_was_saved_is_no_second_text(desk, make):
    press(desk, "keep", NEW, title="Title", body="Words.", labels="Spor, deniz")
    article = articles()[0]
    press(desk, "publish", edit(article))

    assert revisions(article) == [(Act.PUBLISHED, "Words.")]


def test_every_published_text_is_kept_however_many_come_after_it(desk, make, monkeypatch):
    monkeypatch.setattr(history, "KEPT", 3)
    article = make.article(body="First.")
    for number in range(5):
        press(desk, "publish", edit(article), body=f"Published {number}.")
        press(desk, "keep", edit(article), body=f"Saved {number}.")

    texts = [body for _, body in revisions(article)]
    assert {f"Published {number}." for number in range(5)} | {"First."} <= set(texts)
    assert [text for text in texts if text.startswith("Saved")] == [
        "Saved 4.",
        "Saved 3.",
        "Saved 2.",
    ]


def test_what_was_published_in_another_way_is_noted_before_it_is_replaced(desk, make):
    article = make.article(body="First.")
    with db.writing():
        article.body = "Brought in from an old blog."
        article.version += 1

    press(desk, "publish", edit(article), body="Second.")

    assert (Act.PUBLISHED, "Brought in from an old blog.") in revisions(article)


def test_what_was_written_before_there_were_revisions_is_noted_with_the_first(desk, make):
    article = make.article(body="Public.")
    with db.writing():
        life.write(article, life.Typed(title="Title", body="Half written."))
        for one in db.session.scalars(select(Revision)):
            db.session.delete(one)

    write(desk, article, "Written to the end.")

    assert revisions(article) == [
        (Act.AUTOSAVED, "Written to the end."),
        (Act.SAVED, "Half written."),
        (Act.PUBLISHED, "Public."),
    ]


def test_after_three_months_only_what_was_published_is_left(clock, desk, make):
    article = make.article(body="Published.")
    write(desk, article, "Half written.")
    task = next(task for task in housekeeping.tasks() if task.name == "revisions")
    assert not task.is_due()

    clock.move_to(MORNING + history.LASTS + timedelta(seconds=1), tick=False)
    assert task.is_due()
    housekeeping.run("revisions")

    assert revisions(article) == [(Act.PUBLISHED, "Published.")]
    assert article.working.body == "Half written."


def test_with_an_article_go_its_revisions_and_without_a_picture_they_stay(make):
    article = make.article(picture_id=make.picture().id)
    picture, other = article.picture, make.article("Other", body="Stays.")
    with db.writing():
        db.session.delete(article)
    with db.writing():
        db.session.delete(picture)

    assert [one.article_id for one in db.session.scalars(select(Revision))] == [other.id]


# -- the pages --


def test_the_list_tells_what_happened_and_how_many_words_came_and_went(desk, make):
    article = make.article(body="One two three.")
    press(desk, "keep", edit(article), body="One two four five.")

    listed = desk.get(f"{edit(article)}/revisions")

    rows = [pages.words(row) for row in pages.region(listed, "main").iter("tr")][1:]
    assert [row.split(" ", 4)[4].split() for row in rows] == [
        ["Saved", "4", "2", "1"],
        ["Went", "public", "3", "3", "0"],
    ]


def test_the_form_leads_to_the_earlier_versions(desk, make):
    article = make.article()

    links = pages.links(pages.region(desk.get(edit(article)), "main"))

    assert f"{edit(article)}/revisions" in links


def test_a_revision_shows_what_became_of_it_and_its_whole_text(desk, make):
    article = make.article("At nine", body="The ferry sails at nine.\n\nOn time.")
    press(desk, "keep", edit(article), title="At ten", body="The ferry sails at ten.\n\nOn time.")

    page = desk.get(f"{edit(article)}/revisions/1")

    shown = pages.of_class(pages.tree(page), "differences")[0]
    assert [pages.words(new) for new in shown.iter("ins")] == ["ten", "ten."]
    assert [pages.words(gone) for gone in shown.iter("del")] == ["nine", "nine."]
    assert "The ferry sails at nine. On time." in pages.words(pages.region(page, "main"))


def test_a_text_that_is_restored_is_in_the_form_and_readers_see_nothing_of_it(client, desk, make):
    article = make.article("Title", body="First.", labels="Deniz")
    press(desk, "publish", edit(article), title="Later title", body="Second.", labels="Spor")
    press(desk, "keep", edit(article), body="Half written.")

    answer = desk.post(f"{edit(article)}/revisions/1/restoration")

    form = pages.form(desk.get(answer.location), having="title")
    assert (form["title"], form["body"], form["labels"]) == ("Title", "First.", "Deniz")
    assert "Second." in client.get(article.url).text
    assert [body for _, body in revisions(article)] == [
        "First.",
        "Half written.",
        "Second.",
        "First.",
    ]


def test_restoring_is_told_to_a_window_that_is_open(desk, make):
    article = make.article(body="First.")
    press(desk, "publish", edit(article), body="Second.")
    form = fill_in(desk, edit(article), body="Third.")

    desk.post(f"{edit(article)}/revisions/1/restoration")

    assert autosave(desk, copy(article), form).status_code == 409
    assert article.working.body == "First."


def test_restoring_leaves_the_date_and_what_visitors_may_do_as_they_are(desk, make):
    article = make.article(body="First.", ago=timedelta(days=3))
    press(desk, "publish", edit(article), body="Second.", comments="closed")

    desk.post(f"{edit(article)}/revisions/1/restoration")

    assert not article.working.takes_comments
    assert article.working.publish_at == article.published_at


def test_a_revision_of_another_article_is_none_of_this_one(desk, make):
    first, second = make.article("First"), make.article("Second")
    another = db.session.scalars(history.of(first)).first()

    assert desk.get(f"{edit(second)}/revisions/{another.id}").status_code == 404
    assert desk.post(f"{edit(second)}/revisions/{another.id}/restoration").status_code == 404
    assert second.working is None


def test_a_long_list_has_pages_and_asks_the_database_as_often_as_a_short_one(desk, make):
    short, long = make.article("Short"), make.article("Long")
    press(desk, "keep", edit(short), body="Twice.")
    for number in range(25):
        press(desk, "keep", edit(long), body=f"Number {number}.")

    with counting.queries() as few:
        desk.get(f"{edit(short)}/revisions")
    with counting.queries() as many:
        first = desk.get(f"{edit(long)}/revisions")

    assert len(few) == len(many)
    assert len(list(pages.region(first, "main").iter("tr"))) == 21
    assert "page=2" in " ".join(pages.links(pages.region(first, "main")))


def test_what_was_written_is_shown_as_words_and_never_as_a_page(desk, make):
    hostile = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    article = make.article(hostile, body=hostile)
    press(desk, "keep", edit(article), body=f"{hostile} and more")

    page = desk.get(f"{edit(article)}/revisions/1")

    main = pages.region(page, "main")
    assert hostile in pages.words(main)
    assert list(main.iter("script")) == list(main.iter("img")) == []


def test_what_a_browser_has_kept_is_compared_and_nothing_is_saved(desk, make):
    article = make.article(body="The ferry sails at nine.")
    form = fill_in(desk, edit(article), body="The ferry sails at ten.")
    form.pop("picture")

    page = desk.post(f"{edit(article)}/comparison", data=form)

    shown = pages.of_class(pages.tree(page), "differences")[0]
    assert [pages.words(new) for new in shown.iter("ins")] == ["ten."]
    assert article.working is None
