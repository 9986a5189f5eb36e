"""Answers, and answers to answers."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import insert

from blog.comments import threads
from blog.db import db, now
from blog.models.comment import Comment, Standing
from tests import pages
from tests.comments.visiting import fill_in, kept


def test_a_visitor_answers_a_comment_on_a_page_that_shows_it(client, make):
    comment = make.comment(make.article(), body="Who was there?", name="Umut")

    link = _answer_links(client.get(comment.article.url))[0]
    page = client.get(link)
    form = {**pages.form(page, having="stamp"), "name": "Deniz", "body": "I was."}
    client.post(f"/comments/on/{comment.article_id}", data=form)

    assert "Who was there?" in pages.words(pages.region(page, comment.anchor))
    assert "Answer Umut" in pages.words(pages.region(page, "comment-form"))
    assert kept()[-1].parent_id == comment.id


def test_an_answer_stands_under_what_it_answers_and_says_so(client, make):
    article = make.article()
    first = make.comment(article, name="First")
    make.comment(article, name="Second")
    answer = make.comment(article, name="Answerer", parent=first)

    page = client.get(article.url)

    assert _names(page) == ["First", "Answerer", "Second"]
    assert _depths(page) == ["depth-0", "depth-1", "depth-0"]
    said = pages.region(page, answer.anchor)
    assert "to First" in pages.words(said)
    assert f"#{first.anchor}" in pages.links(said)


def test_no_answer_is_offered_where_comments_are_closed(client, make):
    article = make.article(takes_comments=False)
    make.comment(article)

    page = client.get(article.url)

    assert "Comments on this article are closed." in pages.words(pages.region(page, "comments"))
    assert "Well said." in pages.words(pages.region(page, "comments"))
    assert _answer_links(page) == []
    assert pages.region(page, "comment-form") is None


def test_an_old_link_to_answer_says_that_comments_are_closed(client, make):
    article = make.article(takes_comments=False)
    comment = make.comment(article)

    for query in ("", f"?parent={comment.id}"):
        answer = client.get(f"/comments/on/{article.id}{query}")
        assert answer.status_code == 403
        assert "Comments on this article are closed." in answer.text


@pytest.mark.parametrize("standing", [Standing.WAITING, Standing.REJECTED])
def test_nobody_can_answer_a_comment_they_cannot_see(client, make, standing):
    article = make.article()
    hidden = make.comment(article, standing=standing)
    form = fill_in(client, article, parent=str(hidden.id))

    assert client.get(f"/comments/on/{article.id}?parent={hidden.id}").status_code == 404
    assert client.post(f"/comments/on/{article.id}", data=form).status_code == 404
    assert kept() == [hidden]


def test_nobody_can_answer_a_comment_on_another_article(client, make):
    article, comment = make.article(), make.comment(make.article())
    form = fill_in(client, article, parent=str(comment.id))

    assert client.get(f"/comments/on/{article.id}?parent={comment.id}").status_code == 404
    assert client.post(f"/comments/on/{article.id}", data=form).status_code == 404
    assert kept() == [comment]


@pytest.mark.parametrize("number", ["0", "-1", "999", "9" * 30, "-" + "9" * 30])
def test_nobody_can_answer_a_comment_that_is_not_there(client, make, number):
    article = make.article()
    form = fill_in(client, article, parent=number)

    assert client.get(f"/comments/on/{article.id}?parent={number}").status_code == 404
    assert client.post(f"/comments/on/{article.id}", data=form).status_code == 404


def test_an_answer_stays_when_what_it_answered_is_deleted(client, desk, make):
    article = make.article()
    comment = make.comment(article, name="Gone")
    make.comment(article, name="Answerer", parent=comment)

    desk.post(f"/owner/comments/{comment.id}/deletion")

    page = client.get(article.url)
    assert _names(page) == ["Answerer"]
    assert _depths(page) == ["depth-0"]


def test_an_answer_stands_alone_while_what_it_answers_is_hidden(client, desk, make):
    article = make.article()
    comment = make.comment(article, name="Hidden")
    make.comment(article, name="Answerer", parent=comment)

    desk.post(f"/owner/comments/{comment.id}/rejection")

    page = client.get(article.url)
    assert _depths(page) == ["depth-0"]
    assert "Hidden" not in page.text


def test_answers_are_indented_three_steps_and_no_further():
    chain = [_comment(1), *(_comment(number, answers=number - 1) for number in range(2, 7))]

    assert [node.depth for node in threads.build(chain)] == [0, 1, 2, 3, 3, 3]


def test_a_thread_is_read_from_top_to_bottom():
    told = [
        _comment(1),
        _comment(2),
        _comment(3, answers=1),
        _comment(4, answers=2),
        _comment(5, answers=1),
        _comment(6, answers=3),
    ]

    thread = threads.build(told)

    assert [node.comment.id for node in thread] == [1, 3, 6, 5, 2, 4]
    assert [node.parent and node.parent.id for node in thread] == [None, 1, 3, 1, None, 2]


def test_a_chain_of_three_thousand_answers_is_shown(client, make):
    article = make.article()
    with db.writing():
        db.session.execute(insert(Comment), [_row(article, number) for number in range(1, 3_001)])

    page = client.get(article.url)

    assert page.status_code == 200
    assert page.text.count('class="depth-3"') == 2_997


def test_of_a_removed_comment_that_was_answered_only_its_place_is_seen(client, make):
    article = make.article()
    gone = make.comment(
        article, "A canary's words.", name="Canary", standing=Standing.REMOVED, anchor="c1"
    )
    make.comment(article, name="Answerer", parent=gone)

    page = client.get(article.url)

    assert pages.words(pages.region(page, "c1")) == "This comment was removed."
    assert "anary" not in page.text
    assert _names(page) == ["Answerer"]
    assert _depths(page) == ["depth-0", "depth-1"]


def test_a_removed_comment_is_not_counted_and_takes_no_answers(client, make):
    article = make.article()
    gone = make.comment(article, standing=Standing.REMOVED)
    answer = make.comment(article, parent=gone)

    page = client.get(article.url)

    assert pages.words(pages.region(page, "comments-title")) == "1 comment"
    assert pages.words(pages.tree(page)).count("1 comment") == 2  # and over the text
    assert _answer_links(page) == [f"/comments/on/{article.id}?parent={answer.id}#comment-form"]
    assert client.get(f"/comments/on/{article.id}?parent={gone.id}").status_code == 404


@pytest.mark.parametrize("answer", [None, Standing.WAITING, Standing.REJECTED, Standing.REMOVED])
def test_nothing_is_seen_of_a_removed_comment_with_no_answer_to_be_seen(client, make, answer):
    article = make.article()
    gone = make.comment(article, standing=Standing.REMOVED)
    if answer:
        make.comment(article, parent=gone, standing=answer)

    page = client.get(article.url)

    assert "removed" not in pages.words(pages.region(page, "comments"))
    assert pages.words(pages.region(page, "comments-title")) == "No comments"


def test_removed_comments_keep_the_thread_below_them_together():
    told = [
        _comment(1, removed=True),
        _comment(2, answers=1, removed=True),
        _comment(3, answers=2),
        _comment(4, answers=1, removed=True),
        _comment(5, answers=3, removed=True),
    ]

    thread = threads.build(told)

    assert [(node.comment.id, node.depth) for node in thread] == [(1, 0), (2, 1), (3, 2)]
    assert [node.parent for node in thread] == [None, None, None]


def _comment(id: int, answers: int | None = None, removed: bool = False) -> Comment:
    standing = Standing.REMOVED if removed else Standing.APPROVED
    return Comment(id=id, parent_id=answers, standing=standing)


def _row(article, number):
    return {
        "id": number,
        "article_id": article.id,
        "parent_id": number - 1 or None,
        "anchor": f"c{number}",
        "name": "Deniz",
        "body": "And then?",
        "html": "<p>And then?</p>",
        "policy": 1,
        "standing": Standing.APPROVED,
        "by_owner": False,
        "created_at": now() + timedelta(seconds=number),
    }


def _names(page):
    thread = pages.region(page, "comments")
    return [pages.words(author) for author in pages.of_class(thread, "p-author")]


def _depths(page):
    return [item.get("class") for item in pages.region(page, "comments").findall(".//ol/li")]


def _answer_links(page):
    return [link for link in pages.links(pages.region(page, "comments")) if "parent=" in link]
