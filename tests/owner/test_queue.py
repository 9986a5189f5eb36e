"""The queue: what waits, and what the owner decides."""

from __future__ import annotations

from datetime import timedelta

import pytest

from blog import housekeeping
from blog.comments import bin as waste
from blog.db import db, now
from blog.models.comment import Standing
from tests import counting, pages
from tests.comments.visiting import kept, send

QUEUE = "/owner/comments"
ACTS = ("approval", "rejection", "spam", "binning", "return", "deletion")


def decide(desk, comment, verdict):
    return desk.post(f"{QUEUE}/{comment.id}/{verdict}", data={"standing": "waiting"})


def select(desk, act, *ticked, **typed):
    """Tick comments and press a button; the page that one comes to."""
    ids = [comment.id for comment in ticked]
    answer = desk.post(f"{QUEUE}/selection", data={"act": act, "comment": ids, **typed})
    return desk.get(answer.location)


def undo(desk, page):
    """Press "Undo that", where the page offers it; the page that one comes to."""
    form = pages.form(page, having="was")
    return desk.get(desk.post(f"{QUEUE}/selection", data={**form, "act": "return"}).location)


def said(page):
    return pages.words(pages.of_class(pages.tree(page), "messages")[0])


def entries(page):
    """The comments on this page of the queue, as one reads them."""
    lists = pages.of_class(pages.tree(page), "entries")
    return [pages.words(item) for one in lists for item in one]


def bodies(desk, **asked):
    """What the comments in a list say, each by one word of it."""
    prose = pages.of_class(pages.tree(desk.get(QUEUE, query_string=asked)), "prose")
    return [pages.words(one) for one in prose]


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
    kinds = [("waiting", 3), ("approved", 2), ("rejected", 1), ("spam", 2), ("binned", 1)]
    for standing, count in kinds:
        for number in range(count):
            make.comment(article, f"{standing} {number}", standing=Standing(standing))

    assert counts(desk) == ["Waiting (3)", "Published (2)", "Rejected (1)", "Spam (2)", "Bin (1)"]
    for standing, count in kinds:
        found = entries(desk.get(f"{QUEUE}?standing={standing}"))
        assert len(found) == count
        assert all(standing in entry for entry in found)


def test_a_removed_comment_is_in_no_list_and_can_not_be_decided_on(desk, make):
    gone = make.comment(make.article(), standing=Standing.REMOVED)
    make.comment(gone.article, parent=gone, standing=Standing.WAITING)

    assert counts(desk) == ["Waiting (1)", "Published (0)"]
    assert "in answer to" not in entries(desk.get(QUEUE))[0]
    assert desk.get(f"{QUEUE}?standing=removed").status_code == 404
    for act in ACTS:
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
    assert counts(desk) == ["Waiting (0)", "Published (0)", "Rejected (1)"]


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


@pytest.mark.parametrize("standing", [Standing.APPROVED, Standing.WAITING, Standing.SPAM])
def test_a_deleted_comment_lies_in_the_bin_and_can_be_taken_out(client, desk, make, standing):
    comment = make.comment(make.article(), "Canary", standing=standing)

    decide(desk, comment, "binning")

    assert "Canary" not in client.get(comment.article.url).text
    (entry,) = entries(desk.get(f"{QUEUE}?standing=binned"))
    assert "Canary" in entry
    assert "Gone for good on" in entry
    desk.post(f"{QUEUE}/{comment.id}/return", data={"was": "binned"})
    assert comment.standing is standing
    assert ("Canary" in client.get(comment.article.url).text) is (standing is Standing.APPROVED)


def test_only_what_is_in_the_bin_can_be_deleted_for_good(desk, make):
    kept_one = make.comment(make.article())
    binned = make.comment(kept_one.article, "Canary", standing=Standing.BINNED)

    for comment in (kept_one, binned):
        decide(desk, comment, "deletion")

    assert [comment.body for comment in kept()] == ["Well said."]


def test_what_was_deleted_for_good_leaves_its_place_where_it_was_answered(client, desk, make):
    article = make.article()
    gone = make.comment(article, "Canary", name="Umut", email="umut@example.org")
    make.comment(article, "An answer.", parent=gone)
    decide(desk, gone, "binning")

    decide(desk, gone, "deletion")

    assert gone.standing is Standing.REMOVED
    assert (gone.name, gone.email, gone.body, gone.html, gone.receipt) == ("", "", "", "", None)
    shown = pages.words(pages.region(client.get(article.url), "comments"))
    assert "This comment was removed." in shown
    assert "An answer." in shown


def test_an_answer_that_goes_with_what_it_answers_leaves_nothing(desk, make):
    gone = make.comment(make.article())
    answer = make.comment(gone.article, parent=gone)

    select(desk, "binning", gone, answer)
    select(desk, "deletion", gone, answer, standing="binned")

    assert kept() == []


def test_after_thirty_days_in_the_bin_a_comment_is_gone_for_good(desk, make, time_machine):
    time_machine.move_to(now(), tick=False)
    comment = make.comment(make.article())
    decide(desk, comment, "binning")

    time_machine.shift(waste.GRACE - timedelta(minutes=1))
    assert not waste.is_due()
    time_machine.shift(timedelta(minutes=2))
    assert waste.is_due()
    housekeeping.run("comments bin")

    assert kept() == []


def test_the_same_words_may_come_again_after_they_were_deleted(client, desk, make):
    article = make.article()
    send(client, article)
    decide(desk, kept()[0], "binning")
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


@pytest.mark.parametrize("query", ["?standing=loved", "?page=0", "?like=9", "?article=x"])
def test_there_is_no_list_but_those_there_are(desk, query):
    assert desk.get(f"{QUEUE}{query}").status_code == 404


@pytest.mark.parametrize("verdict", ACTS)
def test_what_is_not_there_can_not_be_decided(desk, verdict):
    assert desk.post(f"{QUEUE}/999/{verdict}").status_code == 404


@pytest.mark.parametrize("verdict", ACTS)
def test_only_the_owner_decides(client, make, verdict):
    comment = make.comment(make.article(), standing=Standing.WAITING)

    answer = client.post(f"{QUEUE}/{comment.id}/{verdict}")

    assert answer.status_code in {400, 401}
    assert [one.standing for one in kept()] == [Standing.WAITING]


# -- decided, and taken back --


@pytest.mark.parametrize(
    ("act", "standing"),
    [
        ("approval", Standing.APPROVED),
        ("rejection", Standing.REJECTED),
        ("spam", Standing.SPAM),
        ("binning", Standing.BINNED),
    ],
)
def test_every_decision_can_be_taken_back(desk, make, act, standing):
    comment = make.comment(make.article(), standing=Standing.WAITING)

    page = desk.get(decide(desk, comment, act).location)
    assert comment.standing is standing
    page = undo(desk, page)

    assert comment.standing is Standing.WAITING
    assert said(page) == "1 comment is as it was before."
    assert comment.article.comment_count == comment.article.spam_count == 0


def test_undo_brings_each_back_to_what_it_was(desk, make):
    article = make.article()
    waiting = make.comment(article, standing=Standing.WAITING)
    shown = make.comment(article)
    spam = make.comment(article, standing=Standing.SPAM)

    page = select(desk, "rejection", waiting, shown, spam, standing="all")
    assert said(page) == "3 comments rejected."
    undo(desk, page)

    assert [one.standing for one in (waiting, shown, spam)] == ["waiting", "approved", "spam"]


def test_undo_leaves_alone_what_was_decided_otherwise_meanwhile(desk, make):
    comment = make.comment(make.article(), standing=Standing.WAITING)
    page = desk.get(decide(desk, comment, "spam").location)
    decide(desk, comment, "approval")

    undo(desk, page)

    assert comment.standing is Standing.APPROVED


def test_undo_is_offered_once(desk, make):
    comment = make.comment(make.article(), standing=Standing.WAITING)

    assert "Undo that" in desk.get(decide(desk, comment, "spam").location).text
    assert "Undo that" not in desk.get(QUEUE).text


def test_after_a_decision_one_is_at_the_next_comment_of_the_same_list(desk, make):
    article = make.article()
    for number in (1, 2):
        make.comment(article, f"ferry {number}", standing=Standing.SPAM)
    page = desk.get(f"{QUEUE}?standing=spam&q=ferry")
    button = next(one for one in pages.tree(page).iter("button") if one.get("name") == "next")
    form = pages.form(page, having="standing")

    answer = desk.post(button.get("formaction"), data={**form, "next": button.get("value")})

    assert answer.location == f"{QUEUE}?standing=spam&q=ferry#comment-1"


def test_a_script_is_told_in_a_few_words_what_was_done(desk, make):
    comment = make.comment(make.article(), standing=Standing.WAITING)

    answer = desk.post(f"{QUEUE}/{comment.id}/spam", headers={"Accept": "application/json"})

    assert answer.json == {"told": "1 comment is spam now.", "is_done": True}
    assert "messages" not in desk.get(QUEUE).text


# -- many at once --


def test_what_is_ticked_is_decided_at_once_and_the_rest_stays(desk, make):
    article = make.article()
    one, two, three = (make.comment(article, standing=Standing.WAITING) for _ in range(3))

    page = select(desk, "approval", one, three)

    assert [comment.standing for comment in (one, two, three)] == [
        "approved",
        "waiting",
        "approved",
    ]
    assert said(page) == "2 comments approved."
    assert article.comment_count == 2


def test_nothing_ticked_changes_nothing_and_says_so(desk, make):
    comment = make.comment(make.article(), standing=Standing.WAITING)

    assert "Nothing was ticked" in said(select(desk, "approval"))
    assert comment.standing is Standing.WAITING


@pytest.mark.parametrize("act", ["", "loved", "approved"])
def test_what_is_no_act_is_refused(desk, act):
    assert desk.post(f"{QUEUE}/selection", data={"act": act}).status_code == 400


@pytest.mark.parametrize("number", ["x", "-1", "9" * 40, "٣"])
def test_numbers_that_no_comment_has_do_no_harm(desk, number):
    typed = {"act": "spam", "comment": number}
    assert desk.post(f"{QUEUE}/selection", data=typed).status_code == 303


def test_a_whole_list_is_decided_at_once_without_what_came_since(desk, make):
    article = make.article()
    for number in range(51):
        make.comment(article, f"casino {number}", standing=Standing.WAITING)
    honest = make.comment(article, "An honest word.", standing=Standing.WAITING)
    page = desk.get(f"{QUEUE}?q=casino")
    box = pages.region(page, "every")
    late = make.comment(article, "casino, too", standing=Standing.WAITING)

    form = {**pages.form(page, having="standing"), "every": box.get("value")}
    desk.post(f"{QUEUE}/selection", data={**form, "q": "casino", "act": "spam"})

    waiting = [comment for comment in kept() if comment.standing is Standing.WAITING]
    assert waiting == [honest, late]
    assert article.spam_count == 51


def test_two_hundred_that_were_decided_at_once_can_be_taken_back_at_once(desk, make):
    article = make.article()
    for number in range(200):
        make.comment(article, f"Number {number}", standing=Standing.WAITING)

    page = desk.get(
        desk.post(f"{QUEUE}/selection", data={"act": "spam", "every": str(200)}).location
    )
    assert article.spam_count == 200
    undo(desk, page)

    assert article.spam_count == 0
    assert counts(desk) == ["Waiting (200)", "Published (0)"]


def test_many_that_are_decided_at_once_are_one_line_of_the_log(desk, make):
    article = make.article()
    three = [make.comment(article, standing=Standing.WAITING) for _ in range(3)]

    select(desk, "spam", *three)

    log = pages.words(pages.region(desk.get("/owner/log?area=comments"), "main"))
    assert log.count("Marked as spam") == 1
    assert "Marked as spam: 3 comments" in log


# -- found --


@pytest.mark.parametrize(
    "words", ["isik", "IŞIK", "köprü kapalı", "umut@", "casino.example", "Umut ışık"]
)
def test_a_comment_is_found_by_words_name_e_mail_and_host(desk, make, words):
    article = make.article()
    make.comment(
        article,
        "Köprü yine kapalı.",
        name="Umut Işık",
        email="umut@example.org",
        url="https://casino.example/x",
        standing=Standing.WAITING,
    )
    make.comment(article, "Other words.", standing=Standing.WAITING)

    assert bodies(desk, q=words) == ["Köprü yine kapalı."]


def test_what_is_searched_counts_in_every_list(desk, make):
    article = make.article()
    make.comment(article, "The ferry.", standing=Standing.WAITING)
    make.comment(article, "The ferry again.", standing=Standing.SPAM)
    make.comment(article, "A bridge.", standing=Standing.SPAM)

    filters = pages.of_class(pages.tree(desk.get(f"{QUEUE}?q=ferry")), "filters")[0]

    assert [pages.words(link) for link in filters.iter("a")] == [
        *("Waiting (1)", "Published (0)", "Spam (1)", "All (2)")
    ]


def test_the_queue_can_be_had_for_one_article_and_article_by_article(desk, make):
    ferry, bridge = make.article("Ferry"), make.article("Bridge")
    for article, body in [(ferry, "One."), (bridge, "Two."), (ferry, "Three.")]:
        make.comment(article, body, standing=Standing.WAITING)

    assert bodies(desk, article=ferry.id) == ["Three.", "One."]
    page = desk.get(f"{QUEUE}?by=article")
    assert [pages.words(heading) for heading in pages.tree(page).iter("h2")] == ["Bridge", "Ferry"]
    assert bodies(desk, by="article") == ["Two.", "Three.", "One."]


def test_what_a_sender_sent_is_together_and_others_of_that_name_are_apart(desk, make):
    article = make.article()
    one = make.comment(article, "One.", name="Deniz", email="d@example.org", origin="here")
    make.comment(article, "By address.", name="Another", email="D@example.org")
    make.comment(article, "By network.", name="Third", origin="here", standing=Standing.SPAM)
    make.comment(article, "By name.", name="DENİZ")
    make.comment(article, "A stranger's.", name="Umut")

    page = desk.get(f"{QUEUE}?standing=all&like={one.id}")

    same, others = pages.of_class(pages.tree(page), "entries")
    assert {pages.words(one) for one in pages.of_class(same, "prose")} == {
        *("One.", "By address.", "By network.")
    }
    assert [pages.words(one) for one in pages.of_class(others, "prose")] == ["By name."]


def test_why_a_comment_was_held_stands_beside_it(desk, make):
    reasons = [{"reason": "links", "count": 4}, {"reason": "repeated", "articles": 3}]
    make.comment(make.article(), standing=Standing.WAITING, held_for=reasons)

    assert "Held: 4 links, the same words on 3 articles" in entries(desk.get(QUEUE))[0]


def test_a_comment_that_its_author_changed_says_so(desk, make):
    make.comment(make.article(), standing=Standing.WAITING, edited_at=now())

    assert "changed by its author" in entries(desk.get(QUEUE))[0]


def test_every_page_of_the_desk_says_how_many_comments_wait(desk, make):
    make.comment(make.article(), standing=Standing.WAITING)

    assert "Comments (1)" in pages.words(next(pages.tree(desk.get("/owner/articles")).iter("nav")))


# -- answered --


def test_the_owner_answers_from_the_queue_and_readers_see_both(client, desk, make):
    comment = make.comment(make.article(), "When?", standing=Standing.WAITING)

    answer = desk.post(f"{QUEUE}/{comment.id}/answer", data={"body": "On **Sunday**."})

    shown = pages.words(pages.region(client.get(comment.article.url), "comments"))
    assert answer.status_code == 303
    assert "When?" in shown
    assert "Ayşe Editor to Deniz" in shown
    assert "Sunday" in shown
    assert comment.article.comment_count == 2


def test_an_answer_that_is_sent_twice_is_one(desk, make):
    comment = make.comment(make.article(), "When?")

    for _ in range(2):
        answer = desk.post(f"{QUEUE}/{comment.id}/answer", data={"body": "On Sunday."})
        assert answer.status_code == 303

    assert len(kept()) == 2


@pytest.mark.parametrize("words", ["", " ", "x" * 4_001, "<" * 101])
def test_an_answer_that_can_not_be_taken_comes_back_and_approves_nothing(desk, make, words):
    comment = make.comment(make.article(), standing=Standing.WAITING)

    answer = desk.post(f"{QUEUE}/{comment.id}/answer", data={"body": words})

    assert answer.status_code == 422
    assert pages.form(answer, having="body")["body"].strip() == words.strip()
    assert [one.standing for one in kept()] == [Standing.WAITING]


def test_what_the_owner_answers_is_words_wherever_it_stands(client, desk, make):
    comment = make.comment(make.article())

    desk.post(f"{QUEUE}/{comment.id}/answer", data={"body": "<script>alert(1)</script>So."})

    assert "<script>alert" not in client.get(comment.article.url).text
    assert "<script>alert" not in desk.get(f"{QUEUE}?standing=approved").text


# -- what its author changes meanwhile --


@pytest.fixture
def changed(desk, make, time_machine):
    """A comment whose author changed it after the queue was shown, and the form that was."""
    comment = make.comment(make.article(), "Kind words.", standing=Standing.WAITING)
    form = pages.form(desk.get(QUEUE), having="seen")
    time_machine.move_to(now() + timedelta(minutes=1))
    with db.writing():
        comment.body = comment.html = "Unkind words."
        comment.edited_at = now()
    return comment, {"seen": form["seen"]}


@pytest.mark.parametrize("way", ["one", "ticked", "answer"])
def test_words_that_the_owner_has_not_read_are_not_approved(desk, changed, way):
    comment, form = changed
    if way == "one":
        answer = desk.post(f"{QUEUE}/{comment.id}/approval", data=form)
        answer = desk.get(answer.location)
    elif way == "ticked":
        answer = select(desk, "approval", comment, **form)
    else:
        answer = desk.post(f"{QUEUE}/{comment.id}/answer", data={**form, "body": "Thank you!"})
        assert pages.form(answer, having="body")["body"] == "Thank you!"

    assert fresh(comment).standing is Standing.WAITING
    assert "Unkind words." in answer.text
    assert "read it again" in answer.text or "read them again" in answer.text


def test_after_they_were_read_they_can_be_approved(desk, changed):
    comment, _ = changed
    form = pages.form(desk.get(QUEUE), having="seen")

    desk.post(f"{QUEUE}/{comment.id}/approval", data={"seen": form["seen"]})

    assert fresh(comment).standing is Standing.APPROVED


def test_what_was_changed_can_be_spam_all_the_same(desk, changed):
    comment, form = changed

    desk.post(f"{QUEUE}/{comment.id}/spam", data=form)

    assert fresh(comment).standing is Standing.SPAM


def fresh(comment):
    db.session.expire_all()
    return comment
