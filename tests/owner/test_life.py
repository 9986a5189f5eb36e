"""An article is withdrawn, copied, put into the bin, taken out again, and gone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from blog import housekeeping
from blog.articles import actions as life
from blog.articles import bin as waste
from blog.articles import sharing
from blog.db import db, now
from blog.models.address import Address
from blog.models.article import Article, Kind, State
from blog.models.comment import Comment, Standing
from blog.models.label import labelling
from blog.models.revision import Revision
from blog.models.share_link import ShareLink
from tests import every_page, pages
from tests.owner.working import articles, edit, press

CANARY = "kanarya"
FILES = {"static", "site.touch_icon", "site.favicon", "site.card", "site.article_card"}


@pytest.fixture
def noon(time_machine):
    """Noon in Istanbul, until a test says otherwise."""
    time_machine.move_to(datetime(2026, 11, 22, 9, tzinfo=UTC), tick=False)
    return time_machine


def do(desk, article: Article, act: str):
    """Press one of the buttons under the form."""
    return desk.post(f"/owner/articles/{article.id}/{act}")


def binned(article: Article, ago: timedelta = timedelta(0)) -> Article:
    """The article, put into the bin so long ago."""
    with db.writing():
        waste.put_in(article)
        article.binned_at = now() - ago
    return article


def canaries(make) -> list[Article]:
    """An article in each state in which readers don't see it, and one with another text."""
    text = {"standfirst": CANARY, "body": CANARY, "labels": "Deniz"}
    draft = make.article(CANARY, publish=False, **text)
    scheduled = make.article(CANARY, ago=-timedelta(days=1), **text)
    withdrawn = make.article(CANARY, **text)
    in_the_bin = make.article(CANARY, **text)
    page = make.article(CANARY, kind=Kind.PAGE, body=CANARY)
    make.comment(withdrawn, CANARY)
    make.comment(in_the_bin, CANARY)
    make.comment(in_the_bin, CANARY, standing=Standing.WAITING)
    rewritten = make.article("Public", body="Public")
    with db.writing():
        life.withdraw(withdrawn)
        life.write(rewritten, life.Typed(title=CANARY, body=CANARY))
    return [draft, scheduled, withdrawn, binned(in_the_bin), binned(page), rewritten]


def test_what_readers_must_not_see_is_found_nowhere(app, client, make):
    hidden = canaries(make)
    comments = db.session.scalars(select(Comment)).all()

    looked_at = 0
    for article in hidden:
        known = {"article_id": article.id, "path": (article.path or "none").lstrip("/")}
        doors = every_page.pages(app, **known, label="Deniz", slug="deniz")
        for door in (one for one in doors if one.endpoint not in FILES):
            answer = client.get(door.path)
            looked_at += answer.status_code == 200
            assert CANARY not in answer.get_data(as_text=True).replace(door.path, ""), door
    for comment in comments:
        assert client.get(f"/comments/{comment.id}").status_code == 404

    assert looked_at > 50


def test_an_address_says_that_it_is_gone_only_where_readers_knew_it(client, make):
    paths = [article.path or "/2026/11/nowhere.html" for article in canaries(make)]

    assert [client.get(path).status_code for path in paths] == [404, 404, 410, 410, 410, 200]


def test_a_scheduled_article_that_nobody_saw_was_never_there(client, desk, make):
    article = make.article(ago=-timedelta(days=1))

    answer = do(desk, article, "withdrawal")

    assert article.state is State.WITHDRAWN
    assert client.get(article.path).status_code == 404
    assert "It won’t be published at its time." in desk.get(answer.location).text


def test_a_scheduled_article_that_is_brought_back_is_scheduled_again(desk, make):
    article = make.article(ago=-timedelta(days=1))

    do(desk, article, "withdrawal")
    do(desk, article, "return")

    assert article.state is State.SCHEDULED


def test_what_was_put_into_the_bin_by_hand_is_taken_out_as_it_was(client, desk, make):
    article = make.article("Ferries again")
    make.comment(article)

    do(desk, article, "binning")
    assert client.get(article.path).status_code == 410
    assert "Ferries again" in pages.words(pages.region(desk.get("/owner/bin"), "main"))
    assert "Ferries again" not in pages.words(pages.region(desk.get("/owner/articles"), "main"))

    do(desk, article, "restoration")
    assert "Well said." in client.get(article.path).text
    assert "Ferries again" in desk.get("/owner/articles").text


def test_a_draft_comes_out_of_the_bin_as_a_draft(desk, make):
    article = make.article(publish=False)

    do(desk, article, "binning")
    do(desk, article, "restoration")

    assert article.state is State.DRAFT


def test_what_missed_its_hour_in_the_bin_is_shown_to_nobody_by_surprise(noon, client, desk, make):
    article = make.article(ago=-timedelta(hours=1))
    do(desk, article, "binning")

    noon.shift(timedelta(hours=2))
    do(desk, article, "restoration")

    assert article.state is State.WITHDRAWN
    assert client.get(article.path).status_code == 404


def test_publishing_takes_an_article_out_of_the_bin(client, desk, make):
    article = binned(make.article())

    press(desk, "publish", edit(article), body="Here again.")

    assert "Here again." in client.get(article.path).text


def test_nothing_is_gone_for_good_without_a_question(client, desk, make):
    article = binned(make.article("Ferries again"))

    question = desk.get(f"/owner/articles/{article.id}/destruction")
    assert "Ferries again" in pages.words(pages.region(question, "main"))
    assert articles() == [article]

    do(desk, article, "destruction")
    assert articles() == []


def test_only_what_is_in_the_bin_can_be_gone_for_good(desk, make):
    article = make.article()

    assert do(desk, article, "destruction").status_code == 404
    assert articles() == [article]


def test_everything_of_an_article_goes_with_it(desk, make):
    article = make.article(labels="Deniz")
    make.comment(article, parent=make.comment(article))
    with db.writing():
        life.write(article, life.Typed(title="Newer"))
        sharing.make(article, timedelta(days=1))

    binned(article)
    do(desk, article, "destruction")

    for model in (Article, Comment, Revision, ShareLink, labelling):
        assert db.session.execute(select(model)).all() == []


def test_the_addresses_of_what_is_gone_say_so_and_nobody_gets_them_again(client, desk, make):
    article = make.article("Ferries again")
    path = article.path
    press(desk, "publish", edit(article), slug="ferries")

    binned(article)
    do(desk, article, "destruction")
    again = make.article("Ferries again")

    assert [client.get(one).status_code for one in (path, path.replace("-again", ""))] == [410, 410]
    assert again.path != path


def test_the_address_of_what_nobody_saw_is_free_again(client, desk, make):
    article = make.article("Ferries again", ago=-timedelta(seconds=60))
    path = article.path

    binned(article)
    do(desk, article, "destruction")

    assert client.get(path).status_code == 404
    assert db.session.scalars(select(Address)).all() == []


def test_housekeeping_empties_the_bin_of_what_lay_in_it_for_thirty_days(make):
    old = binned(make.article(ago=timedelta(days=31)), ago=timedelta(days=30, seconds=1)).path
    young = binned(make.article(), ago=timedelta(days=29))
    other = make.article()

    assert housekeeping.run("bin")

    db.session.expire_all()
    assert articles() == [young, other]
    assert db.session.get_one(Address, old).article_id is None


def test_the_bin_tells_when_each_thing_is_gone(noon, desk, make):
    binned(make.article())

    page = pages.words(pages.region(desk.get("/owner/bin"), "main"))

    assert "gone for good on 22 December 2026" in page


def test_a_copy_is_a_draft_with_the_same_text_and_nothing_else(client, desk, make):
    article = make.article(
        "Ferries again",
        standfirst="Short.",
        body="*Text*",
        labels="Deniz",
        picture_id=make.picture().id,
        wants_breaking=True,
    )
    make.comment(article)

    do(desk, article, "copies")

    copy = articles()[1]
    text = life.written(copy)
    assert (text.title, text.standfirst, text.body, text.labels) == (
        "Ferries again", "Short.", "*Text*", "Deniz",
    )  # fmt: skip
    assert text.picture_id == article.picture_id
    assert (copy.state, copy.path, text.publish_at) == (State.DRAFT, None, None)
    assert (text.wants_breaking, text.breaking_until, copy.comment_count) == (False, None, 0)
    assert copy.feed_id != article.feed_id


def test_a_copy_has_what_is_being_written_not_what_is_public(desk, make):
    article = make.article(body="Public.")
    press(desk, "keep", edit(article), body="Newer.")

    do(desk, article, "copies")

    assert life.written(articles()[1]).body == "Newer."


@pytest.mark.parametrize("button", ["publish", "keep"])
def test_a_date_in_the_past_is_understood_and_said(desk, button):
    answer = press(desk, button, title="Ferries", publish_at="2020-01-02T12:00")

    said = pages.words(pages.region(desk.get(answer.location), "main"))
    assert "in the past" in said
    assert "readers see it at once, with that date" in said


def test_a_date_that_an_article_has_had_for_long_is_not_remarked_on(desk, make):
    article = make.article(ago=timedelta(days=400))

    answer = press(desk, "publish", edit(article), body="Mended.")

    assert "in the past" not in desk.get(answer.location).text
