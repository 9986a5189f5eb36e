"""Answers, and answers to answers."""

from __future__ import annotations

import random

import pytest
from sqlalchemy import select

from blog.comments import arranging
from blog.comments import bin as waste
from blog.db import db
from blog.models.article import Article
from blog.models.comment import Comment, Standing
from tests import pages
from tests.comments import talking
from tests.comments.visiting import fill_in, kept

HIDDEN = [standing for standing in Standing if standing is not Standing.APPROVED]
CHANCE = random.Random(6)
TANGLED = [None, *(CHANCE.choice([None, *range(nth)]) for nth in range(1, 40))]


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


@pytest.mark.parametrize(
    ("standing", "words"),
    [
        (Standing.WAITING, "This comment is being looked at again."),
        (Standing.REJECTED, "This comment was removed."),
        (Standing.SPAM, "This comment was removed."),
        (Standing.BINNED, "This comment was removed."),
        (Standing.REMOVED, "This comment was removed."),
    ],
)
def test_of_a_hidden_comment_that_was_answered_only_its_place_is_seen(
    client, make, standing, words
):
    article = make.article()
    hidden = make.comment(article, "A canary's words.", name="Canary", anchor="c1")
    make.comment(article, name="Answerer", parent=hidden)

    with db.writing():
        hidden.decide(standing)

    page = client.get(article.url)
    assert pages.words(pages.region(page, "c1")) == words
    assert "anary" not in page.text
    assert _names(page) == ["Answerer"]
    assert _depths(page) == ["depth-0", "depth-1"]
    assert pages.words(pages.region(page, "comments-title")) == "1 comment"


def test_a_bare_place_takes_no_answers(client, make):
    article = make.article()
    gone = make.comment(article, standing=Standing.REMOVED)
    answer = make.comment(article, parent=gone)

    page = client.get(article.url)

    assert pages.words(pages.tree(page)).count("1 comment") == 2  # and over the text
    assert _answer_links(page) == [f"/comments/on/{article.id}?parent={answer.id}#comment-form"]
    assert client.get(f"/comments/on/{article.id}?parent={gone.id}").status_code == 404


@pytest.mark.parametrize("standing", HIDDEN)
@pytest.mark.parametrize("answer", [None, *HIDDEN])
def test_nothing_is_seen_of_a_hidden_comment_with_no_answer_to_be_seen(
    client, make, standing, answer
):
    article = make.article()
    hidden = make.comment(article, standing=standing)
    if answer:
        make.comment(article, parent=hidden, standing=answer)

    page = client.get(article.url)

    assert pages.region(page, "comments").find(".//ol") is None
    assert pages.words(pages.region(page, "comments-title")) == "No comments"


def test_hidden_comments_keep_the_thread_below_them_together(client, make):
    article = make.article()
    ids = talking.talk(article, [None, 0, 1, 0, 2])
    with db.writing():
        for nth in (0, 1, 3, 4):
            db.session.get_one(Comment, ids[nth]).decide(Standing.SPAM)

    page = client.get(article.url)

    assert _depths(page) == ["depth-0", "depth-1", "depth-2"]
    assert _names(page) == ["Speaker 2"]
    assert "to Speaker" not in pages.words(pages.region(page, "comments"))


def test_what_is_shown_again_is_where_it_was(client, make):
    article = make.article()
    ids = talking.talk(article, TANGLED)
    before = client.get(article.url).text
    for standing in (Standing.SPAM, Standing.APPROVED):
        with db.writing():
            for id in ids:
                db.session.get_one(Comment, id).decide(standing)

    assert client.get(article.url).text == before


def test_answers_are_indented_three_steps_and_no_further(client, make):
    article = make.article()
    talking.talk(article, talking.chain(6))

    depths = [f"depth-{depth}" for depth in (0, 1, 2, 3, 3, 3)]
    assert _depths(client.get(article.url)) == depths


def test_a_thread_is_read_from_top_to_bottom(client, make):
    article = make.article()
    talking.talk(article, [None, None, 0, 1, 0, 2])

    page = client.get(article.url)

    said = [pages.words(part) for part in pages.of_class(pages.region(page, "comments"), "who")]
    assert said == [f"Speaker {nth}" for nth in (0, 2, 5, 4, 1, 3)]
    answers = pages.of_class(pages.region(page, "comments"), "u-in-reply-to")
    assert [pages.words(answer) for answer in answers] == [f"Speaker {nth}" for nth in (0, 2, 0, 1)]


def test_below_the_deepest_answers_stand_in_the_order_they_came(client, make):
    article = make.article()
    talking.talk(article, [None, 0, 1, 2, 3, 3, 4, 2])

    page = client.get(article.url)

    said = [pages.words(part) for part in pages.of_class(pages.region(page, "comments"), "who")]
    assert said == [f"Speaker {nth}" for nth in range(8)]


def test_a_chain_of_three_thousand_answers_can_be_answered_hidden_and_shown(client, make):
    article = make.article()
    ids = talking.talk(article, talking.chain(3_000), standing=Standing.SPAM)
    last = db.session.get_one(Comment, ids[-1])

    with db.writing():
        last.decide(Standing.APPROVED)
    answer = make.comment(article, name="Answerer", parent=last)

    page = client.get(client.get(answer.permalink).location)
    assert _names(page) == ["Answerer"]
    assert article.comment_count == 2

    for comment in (answer, last):
        with db.writing():
            comment.decide(Standing.SPAM)
    assert pages.region(client.get(article.url), "comments").find(".//ol") is None


@pytest.mark.parametrize("seed", range(5))
def test_what_is_kept_of_a_conversation_is_what_would_be_found_out_anew(make, seed):
    chance = random.Random(seed)
    article = make.article()
    for nth in range(40):
        answered = chance.choice([None, *kept()])
        standing = chance.choice(list(Standing))
        make.comment(article, parent=answered, standing=standing, anchor=f"c{nth}")
        with db.writing():
            chance.choice(kept()).decide(chance.choice(list(Standing)))
            if nth % 4 == 3:
                gone = chance.choice(kept())
                gone.decide(Standing.BINNED)
                waste.erase([gone])

    before = _found(article)
    with db.writing():
        arranging.arrange(db.session.connection(), Article.id == article.id)
    db.session.expire_all()

    assert _found(article) == before


def _found(article):
    columns = (Comment.thread, Comment.rank, Comment.is_shown, Comment.answers)
    counts = (article.comment_count, article.spam_count, article.rejected_count)
    rows = db.session.execute(select(Comment.id, *columns).order_by(Comment.id)).all()
    return rows, counts


def _names(page):
    thread = pages.region(page, "comments")
    return [pages.words(author) for author in pages.of_class(thread, "p-author")]


def _depths(page):
    return [item.get("class") for item in pages.region(page, "comments").findall(".//ol/li")]


def _answer_links(page):
    return [link for link in pages.links(pages.region(page, "comments")) if "parent=" in link]
