"""The log: everything that was done at the desk and that others could see."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from blog import acts, housekeeping
from blog.articles import actions as life
from blog.articles import bin as waste
from blog.articles import labels, sharing
from blog.db import db, now
from blog.models.act import AREAS, Area, LoggedAct, Verb
from blog.models.article import Kind
from blog.models.comment import Standing
from blog.owner import log
from tests import entering, pages
from tests.conftest import PASSWORD

LOG = "/owner/log"


@pytest.fixture
def article(make):
    """An article that was published; of that, the log says nothing any more."""
    article = make.article("The harbour")
    forget()
    return article


def forget():
    with db.writing():
        for act in db.session.scalars(select(LoggedAct)).all():
            db.session.delete(act)


def logged():
    """What the log says, oldest first: verbs, and the names of things."""
    found = db.session.scalars(select(LoggedAct).order_by(LoggedAct.id))
    return [(act.verb, act.name) for act in found]


def rows(answer):
    """The lines of the log's page."""
    return [pages.words(row) for row in pages.region(answer, "main").iter("tr")][1:]


def send(desk, article=None, **typed):
    """Send the article form."""
    path = f"/owner/articles/{article.id}" if article else "/owner/articles"
    opened = desk.get(path if article else "/owner/articles/new")
    return desk.post(path, data={**pages.form(opened, having="body"), **typed})


# -- what is logged --


def test_publishing_is_logged_with_who_did_it_and_a_link(desk, time_machine):
    time_machine.move_to("2026-11-25T12:00:00Z", tick=False)
    send(desk, title="The harbour", body="Words.", action="publish")

    answer = desk.get(LOG)

    assert rows(answer) == ["Went public: The harbour 25 November 2026, 15:00 Ayşe"]
    assert "/owner/articles/1" in pages.links(pages.region(answer, "main"))


def test_publishing_again_is_a_change(desk, article):
    send(desk, article, body="Other words.", action="publish")

    assert logged() == [(Verb.CHANGED, "The harbour")]


def test_publishing_for_later_is_scheduling(desk):
    later = (now() + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")
    send(desk, title="The harbour", body="Words.", publish_at=later, action="publish")

    assert logged() == [(Verb.SCHEDULED, "The harbour")]


def test_what_only_the_owner_sees_is_not_logged(desk, article):
    send(desk, title="A draft", body="Words.", action="keep")
    send(desk, article, body="Half of a sentence", action="keep")

    assert logged() == []


@pytest.mark.parametrize(
    ("does", "verb"),
    [
        (life.withdraw, Verb.WITHDRAWN),
        (life.bring_back, Verb.BROUGHT_BACK),
        (waste.put_in, Verb.BINNED),
    ],
)
def test_what_becomes_of_an_article_is_logged(article, does, verb):
    with db.writing():
        does(article)

    assert logged() == [(verb, "The harbour")]


def test_the_bin_is_logged_to_its_end_and_the_log_outlives_the_article(desk, article):
    with db.writing():
        waste.put_in(article)
        waste.take_out(article)
        waste.put_in(article)
    with db.writing():
        waste.destroy([article])

    verbs = [Verb.BINNED, Verb.UNBINNED, Verb.BINNED, Verb.DELETED]
    assert logged() == [(verb, "The harbour") for verb in verbs]
    assert len(rows(desk.get(LOG))) == 4
    assert "/owner/articles/1" not in pages.links(pages.region(desk.get(LOG), "main"))


@pytest.mark.parametrize(
    ("act", "before", "verb"),
    [
        ("approval", Standing.WAITING, Verb.COMMENT_APPROVED),
        ("rejection", Standing.WAITING, Verb.COMMENT_REJECTED),
        ("spam", Standing.WAITING, Verb.COMMENT_SPAM),
        ("binning", Standing.WAITING, Verb.COMMENT_BINNED),
        ("return", Standing.BINNED, Verb.COMMENT_RETURNED),
        ("deletion", Standing.BINNED, Verb.COMMENT_DELETED),
    ],
)
def test_what_is_decided_of_a_comment_is_logged(desk, make, article, act, before, verb):
    comment = make.comment(article, standing=before)

    desk.post(f"/owner/comments/{comment.id}/{act}", data={"was": "binned"})

    assert logged() == [(verb, "Deniz")]


def test_what_visitors_do_is_not_logged(client, make, article):
    form = pages.form(client.get(article.url), having="body")
    client.post(f"/comments/on/{article.id}", data={**form, "name": "Deniz", "body": "Well."})

    assert logged() == []


def test_what_becomes_of_labels_is_logged(make, app):
    make.article(labels="Harbour, Port, Ships")
    forget()
    with db.writing():
        harbour, port = labels.named("Harbour, Port")
        labels.rename(harbour, "Haven")
        labels.merge(harbour, [port])

    assert logged() == [(Verb.LABEL_CHANGED, "Haven"), (Verb.LABELS_MERGED, "Haven")]


def test_redirects_are_logged(desk):
    desk.post("/owner/redirects", data={"source": "/old.html", "destination": "/new.html"})
    desk.post("/owner/redirects/removal", data={"path": "/old.html"})

    assert logged() == [(Verb.REDIRECT_KEPT, "/old.html"), (Verb.REDIRECT_REMOVED, "/old.html")]


def test_links_to_drafts_are_logged(article):
    with db.writing():
        sharing.make(article, timedelta(days=1))
    with db.writing():
        sharing.end(db.session.scalar(sharing.active(article)))

    assert logged() == [(Verb.SHARED, "The harbour"), (Verb.UNSHARED, "The harbour")]


def test_another_address_is_logged(desk, article):
    send(desk, article, slug="the-old-harbour", action="publish")

    assert (Verb.ADDRESS_CHANGED, "The harbour") in logged()


@pytest.mark.parametrize("to", ["up", "down", "in", "out"])
def test_a_page_that_moves_in_the_navigation_is_logged(desk, make, to):
    page = make.article("Terms", kind=Kind.PAGE)
    forget()

    desk.post(f"/owner/pages/{page.id}/place", data={"to": to})

    assert logged() == [(Verb.NAVIGATION_CHANGED, "Terms")]


def test_settings_are_logged(desk):
    form = pages.form(desk.get("/owner/settings"), having="time_zone")

    desk.post("/owner/settings", data={**form, "name": "Another name"})

    assert [verb for verb, _ in logged()] == [Verb.SETTINGS_CHANGED]


def test_a_new_password_is_logged(app):
    browser = app.test_client()
    entering.log_in(browser)
    typed = entering.fill_in(
        browser.get("/owner/security"), "present", present=PASSWORD, password="another sentence"
    )

    browser.post("/owner/security/password", data=typed)

    assert logged() == [(Verb.PASSWORD_CHANGED, "")]
    assert db.session.scalar(select(LoggedAct.who)) == "Ayşe"


def test_what_the_command_line_does_bears_nobodys_name(app, make):
    with app.app_context():
        make.article("The harbour")

        assert db.session.scalar(select(LoggedAct.who)) == ""


def test_what_did_not_happen_is_not_logged(article):
    def fail_halfway():
        with db.writing():
            life.withdraw(article)
            raise RuntimeError("halfway")

    with pytest.raises(RuntimeError, match="halfway"):
        fail_halfway()

    assert logged() == []


# -- what the page shows --


def test_the_newest_act_stands_first(desk, make):
    make.article("Older")
    make.article("Newer")

    assert [row.split(": ")[1].split()[0] for row in rows(desk.get(LOG))] == ["Newer", "Older"]


@pytest.mark.parametrize(
    ("area", "shown"), [("articles", 1), ("comments", 1), ("", 2), ("labels", 0)]
)
def test_the_log_can_be_seen_for_one_part_of_the_blog(desk, make, area, shown):
    comment = make.comment(make.article(), standing=Standing.WAITING)
    desk.post(f"/owner/comments/{comment.id}/approval")

    assert len(rows(desk.get(f"{LOG}?area={area}" if area else LOG))) == shown


def test_a_part_that_there_is_not_is_not_found(desk):
    assert desk.get(f"{LOG}?area=nothing").status_code == 404


def test_a_long_log_has_pages(desk, app):
    with db.writing():
        for number in range(log.PER_PAGE + 1):
            acts.note(Verb.AD_PLACED, name=f"number {number}")

    assert len(rows(desk.get(LOG))) == log.PER_PAGE
    assert ["number 0" in row for row in rows(desk.get(f"{LOG}?page=2"))] == [True]


def test_whatever_a_thing_is_called_the_page_shows_it_as_words(desk, app):
    with db.writing():
        acts.note(Verb.IMPORTED, name="<script>alert(1)</script>" + "x" * 1_000)

    answer = desk.get(LOG)

    assert "<script>alert" not in answer.text
    assert "<script>alert(1)" in rows(answer)[0]


@pytest.mark.parametrize("verb", list(Verb))
def test_every_act_has_its_words_and_one_part_of_the_blog(desk, verb):
    with db.writing():
        acts.note(verb, name="The harbour")

    assert [verb in verbs for verbs in AREAS.values()].count(True) == 1
    assert ": The harbour" in rows(desk.get(f"{LOG}?area={verb.area}"))[0]


@pytest.mark.parametrize("area", list(Area))
def test_every_part_of_the_blog_has_its_words(area):
    assert log.AREAS[area]


# -- for how long --


def test_the_log_is_kept_for_a_year(app, article, time_machine):
    time_machine.move_to(now(), tick=False)
    with db.writing():
        life.withdraw(article)

    time_machine.shift(acts.KEPT - timedelta(minutes=1))
    assert not acts.is_due()
    time_machine.shift(timedelta(minutes=2))
    assert acts.is_due()
    housekeeping.run("log")

    assert logged() == []
