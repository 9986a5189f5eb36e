"""The queue: what waits, and what the owner decides."""

from __future__ import annotations

from datetime import timedelta

import pytest

from blog.db import now
from blog.models.comment import Standing
from tests import counting, pages
from tests.comments.visiting import kept, send

QUEUE = "/owner/comments"


def decide(desk, comment, verdict):
    return desk.post(f"{QUEUE}/{comment.id}/{verdict}", data={"standing": "waiting"})


def entries(page):
    """The comments on this page of the queue, as one reads them."""
    return [pages.words(item) for item in pages.of_class(pages.tree(page), "entries")[0]]


def counts(desk):
    filters = pages.of_class(pages.tree(desk.get(QUEUE)), "filters")[0]
    return [pages.words(link) for link in filters.iter("a")]


def test_what_a_visitor_sent_waits_in_the_queue_with_everything_about_it(client, desk, make):
    article = make.article("Ferries again")
    send(client, article, name="Umut", email="umit@example.org", url="umit.example.org", body="Hi")

    entry = entries(desk.get(QUEUE))[0]

    for words in ("Umut", "umit@example.org", "https://umit.example.org", "Ferries again", "Hi"):
        assert words in entry


def test_an_answer_says_in_the_queue_whom_it_answers(desk, make):
    article = make.article("Ferries again")
    comment = make.comment(article, name="Umut")
    make.comment(article, parent=comment, standing=Standing.WAITING)

    entry = entries(desk.get(QUEUE))[0]

    assert "Ferries again" in entry
    assert "in answer to Umut" in entry


def test_each_standing_has_its_list_and_its_count(desk, make):
    article = make.article()
    for standing, count in [("waiting", 3), ("approved", 2), ("rejected", 1)]:
        for number in range(count):
            make.comment(article, f"{standing} {number}", standing=Standing(standing))

    assert counts(desk) == ["Waiting (3)", "Approved (2)", "Rejected (1)"]
    for standing, count in [("waiting", 3), ("approved", 2), ("rejected", 1)]:
        found = entries(desk.get(f"{QUEUE}?standing={standing}"))
        assert len(found) == count
        assert all(standing in entry for entry in found)


def test_a_removed_comment_is_in_no_list_and_can_not_be_decided_on(desk, make):
    gone = make.comment(make.article(), standing=Standing.REMOVED)
    make.comment(gone.article, parent=gone, standing=Standing.WAITING)

    assert counts(desk) == ["Waiting (1)", "Approved (0)", "Rejected (0)"]
    assert "in answer to" not in entries(desk.get(QUEUE))[0]
    assert desk.get(f"{QUEUE}?standing=removed").status_code == 404
    for act in ("approval", "rejection", "deletion"):
        assert desk.post(f"{QUEUE}/{gone.id}/{act}").status_code == 404


def test_the_newest_stand_first(desk, make):
    article = make.article()
    for number in (2, 1, 3):
        make.comment(
            article,
            f"Number {number}",
            standing=Standing.WAITING,
            created_at=now() - timedelta(hours=number),
        )

    found = entries(desk.get(QUEUE))

    assert [entry.partition("Number ")[2][0] for entry in found] == ["1", "2", "3"]


def test_an_approved_comment_is_on_its_page_in_the_next_request(client, desk, make):
    comment = make.comment(make.article(), standing=Standing.WAITING)

    answer = decide(desk, comment, "approval")

    page = client.get(comment.article.url)
    assert answer.status_code == 303
    assert answer.location == f"{QUEUE}?standing=waiting"
    assert "Well said." in pages.words(pages.region(page, "comments"))
    assert "Well said." in pages.words(pages.region(page, "recent-comments"))
    assert comment.article.comment_count == 1


def test_a_rejected_comment_is_kept_and_nobody_sees_it(client, desk, make):
    comment = make.comment(make.article(), standing=Standing.WAITING)

    decide(desk, comment, "rejection")

    assert "Well said." not in client.get(comment.article.url).text
    assert counts(desk) == ["Waiting (0)", "Approved (0)", "Rejected (1)"]


def test_an_approved_comment_that_is_rejected_leaves_the_page_and_the_count(client, desk, make):
    article = make.article()
    comment, _other = make.comment(article, "First words."), make.comment(article, "Second words.")

    decide(desk, comment, "rejection")

    page = client.get(article.url)
    assert "First words." not in page.text
    assert pages.words(pages.region(page, "comments-title")) == "1 comment"
    assert article.comment_count == 1


def test_deciding_twice_counts_once(desk, make):
    comment = make.comment(make.article(), standing=Standing.WAITING)

    for verdict in ("approval", "approval"):
        decide(desk, comment, verdict)
    assert comment.article.comment_count == 1

    for verdict in ("rejection", "rejection"):
        decide(desk, comment, verdict)
    assert comment.article.comment_count == 0


@pytest.mark.parametrize(
    ("standing", "count"), [(Standing.APPROVED, 1), (Standing.WAITING, 2), (Standing.REJECTED, 2)]
)
def test_a_deleted_comment_is_gone_for_good(client, desk, make, standing, count):
    article = make.article()
    make.comment(article)
    if standing is not Standing.APPROVED:
        make.comment(article)
    comment = make.comment(article, "Canary", standing=standing)

    decide(desk, comment, "deletion")

    assert "Canary" not in [one.body for one in kept()]
    assert article.comment_count == len(kept()) == (1 if count == 1 else 2)


def test_the_same_words_may_come_again_after_they_were_deleted(client, desk, make):
    article = make.article()
    send(client, article)
    decide(desk, kept()[0], "deletion")

    send(client, article)

    assert [comment.standing for comment in kept()] == [Standing.WAITING]


def test_what_was_decided_is_not_undone_by_sending_it_again(client, desk, make):
    article = make.article()
    send(client, article)
    decide(desk, kept()[0], "rejection")

    send(client, article)

    assert [comment.standing for comment in kept()] == [Standing.REJECTED]


def test_a_long_queue_has_pages_and_stays_in_its_list(desk, make):
    article = make.article()
    for number in range(51):
        make.comment(article, f"Number {number}", standing=Standing.REJECTED)

    first = desk.get(f"{QUEUE}?standing=rejected")
    older = next(link for link in pages.links(pages.tree(first)) if "page=2" in link)

    assert len(entries(first)) == 50
    assert len(entries(desk.get(older))) == 1


def test_the_queue_asks_the_database_as_often_for_many_comments_as_for_few(desk, make):
    def asked():
        with counting.queries() as statements:
            desk.get(QUEUE)
        return len(statements)

    parent = make.comment(make.article())
    for _ in range(2):
        make.comment(make.article(), parent=parent, standing=Standing.WAITING)
    few = asked()
    for _ in range(20):
        make.comment(make.article(), parent=parent, standing=Standing.WAITING)

    assert asked() == few


def test_an_empty_queue_says_so(desk):
    assert "No comments are waiting." in desk.get(QUEUE).text


@pytest.mark.parametrize("query", ["?standing=loved", "?standing=", "?page=0", "?page=2"])
def test_there_is_no_list_but_those_there_are(desk, query):
    assert desk.get(f"{QUEUE}{query}").status_code == 404


@pytest.mark.parametrize("verdict", ["approval", "rejection", "deletion"])
def test_what_is_not_there_can_not_be_decided(desk, verdict):
    assert desk.post(f"{QUEUE}/999/{verdict}").status_code == 404


@pytest.mark.parametrize("verdict", ["approval", "rejection", "deletion"])
def test_only_the_owner_decides(client, make, verdict):
    comment = make.comment(make.article(), standing=Standing.WAITING)

    answer = client.post(f"{QUEUE}/{comment.id}/{verdict}")

    assert answer.status_code in {400, 401}
    assert [one.standing for one in kept()] == [Standing.WAITING]
