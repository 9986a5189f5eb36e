"""The owner is told by mail that comments wait: soon, not often, and never at a comment's cost."""

from __future__ import annotations

import socket
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from blog import mail
from blog.comments import decisions, notices, passes
from blog.db import db, now
from blog.models.act import AREAS, Area, LoggedAct, Verb
from blog.models.comment import Comment, Standing
from blog.models.letter import Letter
from blog.models.site import Notices
from tests import mailing, pages, ports
from tests.comments.visiting import fill_in, kept, send

AYSE = "ayse@gunebakan.example"


@pytest.fixture(autouse=True)
def wanted(site, time_machine):
    """The owner has said where to write to."""
    time_machine.move_to(now())
    with db.writing():
        site.notices_to = AYSE


@pytest.fixture
def wait(make):
    """Have a comment wait."""
    article = make.article("The bridge is open")

    def come(body="Well said.", **fields):
        return make.comment(article, body, **{"standing": Standing.WAITING, **fields})

    return come


@pytest.fixture
def told(app, office):
    """What the owner gets, once housekeeping has done its work."""

    def letters():
        mailing.deliver(app)
        taken, office.taken = office.taken, []
        return taken

    return letters


def test_a_comment_that_waits_is_told_with_its_words_and_why(client, make, told):
    article = make.article("The bridge is open")
    send(client, article, name="Umut", body="It is <b>not</b>.")

    [letter] = told()

    text = mailing.text(letter)
    assert letter["To"] == AYSE
    assert letter["Subject"] == "A comment waits for you"
    assert "Umut has written:\nOn “The bridge is open”\n> It is not.\n" in text
    assert "http://localhost/owner/comments?standing=waiting" in text
    assert "List-Unsubscribe" not in letter


@pytest.mark.parametrize("standing", [Standing.APPROVED, Standing.SPAM, Standing.REMOVED])
def test_what_does_not_wait_is_not_told(wait, told, standing):
    wait(standing=standing)

    assert told() == []


@pytest.mark.parametrize("how", ["no address", "never", "no server"])
def test_who_does_not_want_to_be_told_is_not(app, wait, told, site, how):
    with db.writing():
        site.notices_to = "" if how == "no address" else AYSE
        site.notices = Notices.NEVER if how == "never" else Notices.HOURLY
    if how == "no server":
        app.config["SMTP"] = None
    wait()

    assert told() == []


@pytest.mark.parametrize("often", [Notices.HOURLY, Notices.DAILY])
def test_what_comes_soon_after_is_told_together_and_later(wait, told, site, time_machine, often):
    with db.writing():
        site.notices = often
    wait("The first.")
    assert len(told()) == 1

    for number in range(7):
        time_machine.shift(notices.GAPS[often] / 10)
        wait(f"Number {number}.")
        assert told() == []
    time_machine.shift(notices.GAPS[often])
    [letter] = told()

    assert letter["Subject"] == "7 comments wait for you"
    assert "The first." not in mailing.text(letter)
    assert mailing.text(letter).count("> Number") == notices.FEW
    assert f"And {7 - notices.FEW} more." in mailing.text(letter)


def test_nothing_new_is_no_letter(wait, told, time_machine):
    wait()
    told()

    time_machine.shift(timedelta(days=3))

    assert told() == []


def test_what_is_held_for_complaints_is_told_though_it_came_long_ago(wait, told, time_machine):
    old = wait(standing=Standing.APPROVED)
    wait()
    told()
    time_machine.shift(timedelta(days=1))
    with db.writing():
        old.reports = 3
        decisions.decide(old, Standing.WAITING)

    assert len(told()) == 1


def test_what_the_owner_put_back_is_not_told_again(wait, told, time_machine):
    one = wait()
    told()
    time_machine.shift(timedelta(days=1))
    with db.writing():
        decisions.decide(one, Standing.APPROVED)
        decisions.decide(one, Standing.WAITING)

    assert told() == []


def test_a_thousand_comments_make_one_letter(wait, told, site):
    first = wait()
    with db.writing():
        values = {
            column.key: getattr(first, column.key)
            for column in Comment.__table__.columns
            if column.key not in {"id", "anchor"}
        }
        db.session.execute(
            Comment.__table__.insert(),
            [{**values, "anchor": f"flood-{number}"} for number in range(999)],
        )

    [letter] = told()

    assert letter["Subject"] == "1000 comments wait for you"
    assert len(letter.as_bytes()) < 10_000
    assert told() == []


def test_while_the_server_is_away_there_is_one_letter_however_long(app, wait, time_machine):
    app.config["SMTP"] = mailing.server(ports.reserved())
    for _ in range(30):
        wait()
        mailing.deliver(app)
        time_machine.shift(timedelta(hours=1))

    db.session.rollback()
    assert len(db.session.scalars(select(Letter)).all()) == 1


def test_no_comment_is_held_up_or_lost_by_a_server_that_hangs(app, client, make, monkeypatch):
    monkeypatch.setattr(mail, "PATIENCE", 0.05)
    article = make.article()
    with socket.create_server((mailing.LOCAL, 0)) as hanging:
        app.config["SMTP"] = mailing.server(hanging.getsockname()[1])
        form = fill_in(client, article, email="deniz@example.org", follow="y")
        with monkeypatch.context() as patched:
            patched.setattr(socket, "create_connection", None)  # nobody talks to it meanwhile
            answer = client.post(f"/comments/on/{article.id}", data=form)
        mailing.deliver(app)

    assert answer.status_code == 303
    assert len(kept()) == 1
    db.session.rollback()
    assert [one.tries for one in db.session.scalars(select(Letter))] == [1, 1]


# -- deciding from a letter --


@pytest.fixture
def link(wait, told):
    """A comment that waits, and the path of the link to it."""
    comment = wait()
    return comment, mailing.link(told()[0], "decide")


def standing(comment: Comment) -> Standing:
    db.session.rollback()
    return comment.standing


def test_opening_the_link_decides_nothing(client, link):
    comment, path = link

    page = client.get(path)
    client.head(path)

    assert "Well said." in page.text
    assert standing(comment) is Standing.WAITING


@pytest.mark.parametrize(
    ("act", "becomes"),
    [
        ("approval", Standing.APPROVED),
        ("spam", Standing.SPAM),
        ("rejection", Standing.REJECTED),
    ],
)
def test_its_buttons_decide_without_a_login_and_it_is_logged(client, link, act, becomes):
    comment, path = link

    answer = client.post(path, data={"act": act})

    assert answer.status_code == 303
    assert standing(comment) is becomes
    [logged] = db.session.scalars(select(LoggedAct).where(LoggedAct.verb.in_(AREAS[Area.COMMENTS])))
    assert logged.who == ""


def test_words_that_were_changed_after_the_page_are_not_approved_unread(client, link, time_machine):
    comment, path = link
    seen = pages.form(client.get(path), having="seen")["seen"]
    time_machine.move_to(now() + timedelta(minutes=1))
    with db.writing():
        comment.html, comment.edited_at = "Unkind words.", now()

    answer = client.post(path, data={"act": "approval", "seen": seen})

    assert answer.status_code == 409
    assert "Unkind words." in answer.text
    assert standing(comment) is Standing.WAITING


@pytest.mark.parametrize("act", ["", "deletion", "binning", "return", "x"])
def test_a_letter_can_do_nothing_else(client, link, act):
    comment, path = link

    assert client.post(path, data={"act": act}).status_code == 400
    assert standing(comment) is Standing.WAITING


def test_the_link_is_for_that_comment_alone_and_for_a_week(client, link, wait, time_machine):
    comment, path = link
    another = wait()
    forged = path.replace(path.split("/")[-1].split(".")[0], "WzIsImNvbW1lbnQtMSJd")

    assert client.get(forged).status_code == 404
    assert client.post(forged, data={"act": "approval"}).status_code == 404
    time_machine.shift(passes.GOOD_FOR + timedelta(minutes=1))
    assert client.get(path).status_code == 404
    assert client.post(path, data={"act": "approval"}).status_code == 404

    assert standing(comment) is standing(another) is Standing.WAITING


def test_a_comment_that_gets_a_former_ones_number_is_not_the_links(client, link):
    comment, path = link
    with db.writing():
        db.session.execute(update(Comment).values(anchor="another-one"))

    assert client.post(path, data={"act": "approval"}).status_code == 404
    assert standing(comment) is Standing.WAITING


def test_the_page_is_kept_nowhere_sets_no_cookie_and_opens_nothing_else(client, link):
    _comment, path = link

    page = client.get(path)

    assert page.headers["Cache-Control"] == "private, no-store"
    assert page.headers["Referrer-Policy"] == "same-origin"
    assert page.headers["X-Robots-Tag"] == "noindex"
    assert "Set-Cookie" not in page.headers
    assert client.get("/owner/comments").status_code == 303


def test_another_site_can_not_press_the_buttons(client, link):
    comment, path = link

    answer = client.post(path, data={"act": "approval"}, headers={"Sec-Fetch-Site": "cross-site"})

    assert answer.status_code == 403
    assert standing(comment) is Standing.WAITING


def test_what_was_decided_is_shown_and_can_be_decided_otherwise(client, link):
    _comment, path = link
    client.post(path, data={"act": "spam"})

    page = client.get(path)

    buttons = [one.get("value") for one in pages.tree(page).iter("button") if one.get("value")]
    assert buttons == ["approval", "rejection"]
    assert Verb.COMMENT_SPAM in [one.verb for one in db.session.scalars(select(LoggedAct))]


def test_words_of_strangers_stand_in_the_letter_as_plain_bounded_quotes(wait, told):
    wait("\u202eegassem\n\nAll that wait:\nhttps://evil.example\n" + "x" * 3_000, name="A\nB")

    [letter] = told()

    assert letter.get_content_type() == "text/plain"
    text = mailing.text(letter)
    assert "\u202e" not in text
    assert "A B has written:" in text
    assert len(text) < 2_500
    for line in text.splitlines():
        assert "evil.example" not in line or line.startswith("> ")
