"""A form that can't be taken comes back with every word, and can be sent again."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest

import app as blog_app
from blog.articles import actions as life
from blog.comments import decisions, stamps
from blog.db import db, now
from blog.models.comment import Standing
from blog.text import html
from tests import pages
from tests.comments.visiting import fill_in, kept, send
from tests.conftest import Visitor

WORDS = {
    "name": 'Ümit "the <b>baker</b>"',
    "email": "umit@example.org",
    "url": "https://umit.example.org/?a=1&b=2",
    "body": "First </textarea><script>alert(1)</script>\n\n  and & second.",
}


@pytest.mark.parametrize(
    ("field", "mistake", "told"),
    [
        ("name", "", "Please tell us your name"),
        ("name", " \t\u3000 ", "Please tell us your name"),
        ("name", "\u200b\u202e", "Please tell us your name"),
        ("name", "x" * 81, "At most 80 characters"),
        ("email", "umit at example", "This is no e-mail address"),
        ("url", "javascript:alert(1)", "This is no web address"),
        ("url", "https://example.org/" + "x" * 200, "At most 200 characters"),
        ("body", "", "Please write something first."),
        ("body", " \n\n ", "Please write something first."),
        ("body", "\u200b\n\u2060", "Please write something first."),
        ("body", "x" * 4_001, "this one has 4001"),
        ("body", "ğ" * 100_000, "this one has 100000"),
        ("body", "<b>" * 800, "too many “<”"),
        ("body", "<b>" * 5_000, "this one has 15000"),
    ],
)
def test_a_mistake_is_told_and_costs_no_word(client, make, monkeypatch, field, mistake, told):
    article = make.article()
    sent = fill_in(client, article, **{**WORDS, field: mistake})

    with monkeypatch.context() as patch:
        patch.setattr(html, "comment", _never)  # what is refused is refused before it is cleaned
        answer = client.post(f"/comments/on/{article.id}", data=sent)

    given_back = pages.form(answer, having="stamp")
    assert answer.status_code == 422
    assert told in pages.words(pages.region(answer, f"{field}-error"))
    for name in WORDS.keys() - {"name"}:
        assert given_back[name] == sent[name]
    assert given_back["name"] in {" ".join(sent["name"].split()), ""}

    mended = client.post(f"/comments/on/{article.id}", data={**given_back, field: WORDS[field]})

    assert mended.status_code == 303
    assert [comment.body for comment in kept()] == [WORDS["body"]]


def _never(_raw):
    raise AssertionError("the cleaner was called")


def test_several_mistakes_are_told_at_once(client, make):
    answer = send(client, make.article(), name="", body="", email="nowhere")

    assert "3 things need another look." in pages.words(pages.region(answer, "comment-form"))


def test_line_ends_as_browsers_send_them_do_not_make_a_comment_longer(client, make):
    lines = "\n".join(["x"] * 2_000)  # 3,999 characters, 5,998 on the wire

    assert send(client, make.article(), body=lines.replace("\n", "\r\n")).status_code == 303
    assert kept()[0].body == lines


@pytest.mark.parametrize("days", [0, 1, 3])
def test_a_page_may_lie_open_for_three_days(client, make, time_machine, days):
    article = make.article()
    form = fill_in(client, article)

    time_machine.move_to(now() + timedelta(days=days))

    assert client.post(f"/comments/on/{article.id}", data=form).status_code == 303


def _forged(_article, _other):
    return f"{now().date()}.{'0' * 32}"


def _of_another_article(_article, other):
    return stamps.make(other)


def _of_tomorrow(article, _other):
    return stamps._stamp(article, now().date() + timedelta(days=1))


def _dead(article, _other):
    return stamps._stamp(article, now().date() - timedelta(days=4))


def _missing(_article, _other):
    return ""


def _not_even_a_date(_article, _other):
    return "٢٠٢٤-ığ\x00.😀"


@pytest.mark.parametrize(
    "stamp", [_forged, _of_another_article, _of_tomorrow, _dead, _missing, _not_even_a_date]
)
def test_without_a_good_stamp_a_comment_has_to_be_sent_again(client, make, stamp):
    article, other = make.article(), make.article()
    form = fill_in(client, article, **WORDS, stamp=stamp(article, other))

    answer = client.post(f"/comments/on/{article.id}", data=form)

    given_back = pages.form(answer, having="stamp")
    assert answer.status_code == 422
    assert "please send again" in pages.words(pages.region(answer, "comment-form"))
    assert given_back["body"] == WORDS["body"]
    assert kept() == []
    assert client.post(f"/comments/on/{article.id}", data=given_back).status_code == 303


def test_what_comes_after_comments_were_closed_is_given_back_to_be_copied(client, make):
    article = make.article()
    form = fill_in(client, article, **WORDS)
    with db.writing():
        article.takes_comments = False

    answer = client.post(f"/comments/on/{article.id}", data=form)

    assert answer.status_code == 403
    given_back = pages.region(answer, "comment-form")
    assert "were closed meanwhile" in pages.words(given_back)
    assert [area.text for area in given_back.iter("textarea")] == [WORDS["body"]]
    assert list(given_back.iter("button")) == []  # sending would only fail again
    assert kept() == []


def test_what_comes_after_the_article_was_withdrawn_is_given_back(client, make):
    article = make.article()
    form = fill_in(client, article, **WORDS)
    with db.writing():
        life.withdraw(article)

    answer = client.post(f"/comments/on/{article.id}", data=form)

    assert answer.status_code == 404
    assert pages.form(answer, having="body")["body"] == WORDS["body"]


@pytest.mark.parametrize(
    "standing", [Standing.WAITING, Standing.REJECTED, Standing.SPAM, Standing.REMOVED]
)
def test_when_the_answered_comment_is_gone_its_answer_can_stand_alone(client, make, standing):
    comment = make.comment(make.article())
    form = fill_in(client, comment.article, **WORDS, parent=str(comment.id))
    with db.writing():
        decisions.decide(comment, standing)

    answer = client.post(f"/comments/on/{comment.article_id}", data=form)
    given_back = pages.form(answer, having="stamp")

    assert answer.status_code == 404
    assert "is no longer there" in pages.words(pages.region(answer, "comment-form"))
    for name, typed in WORDS.items():
        assert given_back[name] == typed
    sent = client.post(f"/comments/on/{comment.article_id}", data=given_back)
    assert sent.status_code == 303
    assert kept()[-1].parent_id is None


@pytest.mark.parametrize("parent", ["abc", "1.5", "9" * 30, "-1", "\x00", "٣"])
def test_an_answer_to_what_is_no_comment_can_stand_alone(client, make, parent):
    article = make.article()

    answer = send(client, article, **WORDS, parent=parent)
    given_back = pages.form(answer, having="stamp")

    assert answer.status_code == 404
    assert given_back["body"] == WORDS["body"]
    assert client.post(f"/comments/on/{article.id}", data=given_back).status_code == 303


def test_a_form_outlives_a_restart_of_the_server(client, app, make):
    article = make.article()
    form, path = fill_in(client, article, **WORDS), f"/comments/on/{article.id}"

    restarted = blog_app.create_app(INSTANCE=Path(app.instance_path))
    answer = Visitor(restarted, restarted.response_class).post(path, data=form)

    assert answer.status_code == 303
    assert [comment.body for comment in kept()] == [WORDS["body"]]


def test_a_form_beyond_all_measure_is_refused_and_says_where_its_words_are(client, make):
    answer = send(client, make.article(), body="x" * 1_600_000)

    assert answer.status_code == 413
    assert "Please go back in your browser" in pages.words(pages.region(answer, "main"))
    assert kept() == []


@pytest.mark.parametrize(
    "name", ["Ayşe", "AYŞE", " a y ş e ", "Ay\u200bşe", "Ayse", "Ａｙｓｅ", "Ayşe!"]
)
def test_nobody_speaks_in_the_editors_name(client, make, name):
    answer = send(client, make.article(), **{**WORDS, "name": name})

    assert answer.status_code == 422
    assert "This name is the editor’s" in pages.words(pages.region(answer, "name-error"))
    assert pages.form(answer, having="stamp")["body"] == WORDS["body"]
    assert kept() == []


@pytest.mark.parametrize("name", ["Ayşe K.", "Ayşegül", "Yeşa", "😀"])
def test_a_name_that_only_resembles_the_editors_is_welcome(client, make, name):
    assert send(client, make.article(), name=name).status_code == 303


@pytest.mark.parametrize("break_", ["\r\n", "\n", "\r", "\x0b", "\x85", "\u2028", "\x00"])
def test_no_field_that_goes_into_mail_has_a_second_line(client, make, break_):
    article = make.article()

    refused = send(client, article, email=f"a@example.org{break_}Bcc: b@example.org")
    refused_too = send(client, article, url=f"https://example.org/{break_}Bcc: b@example.org")
    taken = send(client, article, name=f"Deniz{break_}Bcc: b@example.org")

    assert (refused.status_code, refused_too.status_code) == (422, 422)
    assert pages.region(refused, "email-error") is not None
    assert pages.region(refused_too, "url-error") is not None
    assert taken.status_code == 303
    (comment,) = kept()
    assert comment.name.replace(" ", "") == "DenizBcc:b@example.org"
    assert comment.name.splitlines() == [comment.name]


@pytest.mark.parametrize("hidden", ["\u202e", "\u2066", "\u200b", "\x07", "\ufeff"])
def test_no_character_that_hides_is_in_an_address(client, make, hidden):
    answer = send(client, make.article(), email=f"deniz{hidden}@example.org")

    assert answer.status_code == 422
    assert kept() == []


def test_a_tower_of_marks_is_cut_down_in_a_name_and_in_words(client, make):
    tower = "a" + "\u0301\u0330\u0489" * 20
    article = make.article()

    send(client, article, name=f"D{tower}", body=f"{tower} and <b>{tower}</b>{tower[1:]}")

    comment = kept()[0]
    for words in (comment.name, html.plain(comment.html)):
        assert not re.search(r"[\u0300-\u036f\u0483-\u0489]{4}", words)
        assert words[0] in "Da"


def test_no_character_turns_the_words_around_it_round(client, make):
    send(
        client, make.article(), name="De\u202eniz", body="See \u202egnp.exe\u2066 &#x202e; &#8294;"
    )

    comment = kept()[0]
    for words in (comment.name, comment.html):
        assert not re.search("[\u202a-\u202e\u2066-\u2069]|&#", words)


def test_an_answer_with_a_mistake_still_is_an_answer(client, make):
    comment = make.comment(make.article())
    page = client.get(f"/comments/on/{comment.article_id}?parent={comment.id}")
    form = {**pages.form(page, having="stamp"), "name": "", "body": "Indeed."}

    answer = client.post(f"/comments/on/{comment.article_id}", data=form)
    given_back = {**pages.form(answer, having="stamp"), "name": "Umut"}
    client.post(f"/comments/on/{comment.article_id}", data=given_back)

    assert answer.status_code == 422
    assert kept()[-1].parent_id == comment.id


def test_the_eleventh_comment_in_ten_minutes_has_to_wait(client, make, time_machine):
    time_machine.move_to(now(), tick=False)
    article = make.article()
    for number in range(10):
        assert send(client, article, body=f"Number {number}").status_code == 303

    answer = send(client, article, **WORDS)
    given_back = pages.form(answer, having="stamp")

    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 600
    assert "again in a few minutes" in pages.words(pages.region(answer, "comment-form"))
    assert given_back["body"] == WORDS["body"]
    assert len(kept()) == 10

    time_machine.shift(int(answer.headers["Retry-After"]))
    assert client.post(f"/comments/on/{article.id}", data=given_back).status_code == 303


def test_a_retry_is_no_eleventh_comment(client, make):
    article = make.article()
    for number in range(10):
        send(client, article, body=f"Number {number}")

    assert send(client, article, body="Number 3").status_code == 303


def test_one_network_does_not_use_up_what_others_may_say(client, make):
    article = make.article()
    for number in range(10):
        send(client, article, body=f"Number {number}")
    form = fill_in(client, article)

    neighbour = {"REMOTE_ADDR": "127.0.0.99"}
    stranger = {"REMOTE_ADDR": "198.51.100.1"}

    path = f"/comments/on/{article.id}"
    assert client.post(path, data=form, environ_base=neighbour).status_code == 429
    assert client.post(path, data=form, environ_base=stranger).status_code == 303
