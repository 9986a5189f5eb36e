"""What the author of a comment may do with nothing but its receipt."""

from __future__ import annotations

from datetime import timedelta

import pytest

from blog.articles import actions as life
from blog.comments import authors, decisions
from blog.db import db, now
from blog.models.comment import Standing
from blog.models.site import Ad, AdKind, Moderation
from tests import pages
from tests.comments.visiting import fill_in, kept, send

AGAINST = [Standing.REJECTED, Standing.SPAM, Standing.BINNED]
NEW = "Other words, <b>better</b> ones."


@pytest.fixture
def article(make):
    return make.article("Ferry")


@pytest.fixture
def receipt(client, article):
    """The address of the receipt of a comment that was just sent."""
    return send(client, article, body="My own words.", email="deniz@example.org").location


def main(answer) -> str:
    return pages.words(pages.region(answer, "main"))


def heading(answer) -> str:
    return pages.words(pages.tree(answer).find(".//h1"))


def stand(standing, number=0):
    with db.writing():
        decisions.decide(kept()[number], standing)


def edit(client, receipt, body=NEW):
    return client.post(f"{receipt}/words", data={"body": body})


# -- what it tells --


@pytest.mark.parametrize(
    ("standing", "told"),
    [
        (Standing.WAITING, "It is waiting to be read."),
        (Standing.APPROVED, "It is published."),
        (Standing.REJECTED, "It was not published."),
        (Standing.SPAM, "It was not published."),
        (Standing.BINNED, "It was not published."),
        (Standing.REMOVED, "It was removed."),
    ],
)
def test_it_tells_what_became_of_the_comment(client, receipt, standing, told):
    stand(standing)

    assert told in heading(client.get(receipt))


@pytest.mark.parametrize("standing", [Standing.WAITING, Standing.SPAM])
def test_it_does_not_tell_what_a_filter_thinks(client, receipt, standing):
    stand(standing)
    with db.writing():
        kept()[0].held_for = [{"reason": "links", "count": 4}]

    told = main(client.get(receipt)).lower()

    for word in ("spam", "links", "filter", "blocked"):
        assert word not in told


def test_it_leads_to_a_published_comment(client, receipt):
    stand(Standing.APPROVED)

    assert kept()[0].permalink in pages.links(pages.region(client.get(receipt), "main"))


def test_it_says_when_the_article_is_not_public_any_more(client, article, receipt):
    with db.writing():
        life.withdraw(article)

    page = client.get(receipt)

    assert "The article isn’t public just now" in main(page)
    assert article.url not in pages.links(pages.region(page, "main"))


@pytest.mark.parametrize("forged", ["nothing-of-ours", "%00", "%ff", "x" * 5_000, "0" * 32])
@pytest.mark.parametrize("page", ["", "/words", "/deletion"])
def test_a_forged_receipt_is_none(client, receipt, forged, page):
    assert client.get(f"/comments/receipt/{forged}{page}").status_code == 404
    if page:
        sent = client.post(f"/comments/receipt/{forged}{page}", data={"body": NEW})
        assert sent.status_code == 404
    assert kept()[0].body == "My own words."


def test_the_hash_that_is_kept_of_a_receipt_is_no_receipt(client, receipt):
    assert client.get(f"/comments/receipt/{kept()[0].receipt}").status_code == 404


def test_a_receipt_ends_with_its_comment(client, desk, article, receipt):
    with db.writing():
        db.session.delete(kept()[0])

    assert client.get(receipt).status_code == 404


# -- who learns of its address --


def test_its_pages_are_kept_by_nobody_found_by_nobody_and_named_to_nobody(client, receipt):
    again = client.post("/comments/again", data={"receipt": receipt.rpartition("/")[2]})
    refused = edit(client, receipt, body="")

    shown = [client.get(f"{receipt}{page}") for page in ("", "/words", "/deletion")]
    for answer in (*shown, again, refused):
        assert answer.headers["Cache-Control"] == "private, no-store"
        assert answer.headers["Referrer-Policy"] == "same-origin"
        assert answer.headers["X-Robots-Tag"] == "noindex"
        assert "Set-Cookie" not in answer.headers


def test_its_pages_say_nowhere_else_what_their_address_is(client, receipt):
    token = receipt.rpartition("/")[2]

    for page in ("", "/words", "/deletion"):
        head = pages.tree(client.get(f"{receipt}{page}")).find("head")
        assert not [one for one in head.iter() if token in str(one.attrib)]


def test_no_ad_stands_where_it_could_read_the_address_of_a_receipt(client, article, receipt):
    with db.writing():
        db.session.add(Ad(slot="header", kind=AdKind.CODE, code="<script></script>"))

    assert pages.region(client.get(article.url), "ad-header") is not None
    for page in ("", "/words", "/deletion"):
        answer = client.get(f"{receipt}{page}")
        assert pages.region(answer, "ad-header") is None
        assert pages.tree(answer).find(".//iframe") is None


# -- sent again --


def test_a_retry_is_one_comment_whose_every_receipt_works(client, article):
    form = fill_in(client, article)

    first, second = (client.post(f"/comments/on/{article.id}", data=form) for _ in range(2))

    assert len(kept()) == 1
    for answer in (first, second):
        assert "It is waiting" in heading(client.get(answer.location))


def test_a_retry_after_a_change_undoes_nothing(client, article):
    form = fill_in(client, article)
    receipt = client.post(f"/comments/on/{article.id}", data=form).location
    edit(client, receipt)

    again = client.post(f"/comments/on/{article.id}", data=form)

    assert [comment.body for comment in kept()] == [NEW]
    assert again.location == receipt


def test_what_was_deleted_can_be_said_again(client, article):
    form = fill_in(client, article)
    receipt = client.post(f"/comments/on/{article.id}", data=form).location
    client.post(f"{receipt}/deletion")

    again = client.post(f"/comments/on/{article.id}", data=form).location

    assert [comment.standing for comment in kept()] == [Standing.REMOVED, Standing.WAITING]
    assert "It is waiting" in heading(client.get(again))


def test_whoever_copies_a_neighbours_comment_does_not_get_its_receipt(client, article, receipt):
    copied = fill_in(client, article, body="My own words.")  # its e-mail address is never shown

    another = client.post(f"/comments/on/{article.id}", data=copied).location

    assert another != receipt
    assert len(kept()) == 2


def test_a_script_tells_two_forms_apart_and_knows_one_again_from_anywhere(client, article):
    form = fill_in(client, article, once="1" * 32)
    elsewhere = {"REMOTE_ADDR": "198.51.100.1"}
    path = f"/comments/on/{article.id}"

    first = client.post(path, data=form).location
    retry = client.post(path, data=form, environ_base=elsewhere).location
    another = client.post(path, data={**form, "once": "2" * 32}).location

    assert first == retry
    assert another != first
    assert len(kept()) == 2


def test_nobody_can_work_a_receipt_out_once_its_day_is_over(client, article, time_machine):
    receipt = send(client, article).location
    retry_key = kept()[0].retry_key

    time_machine.move_to(now() + timedelta(days=1))

    with db.writing():
        assert authors.token(retry_key) not in receipt


# -- changing the words --


def test_the_words_can_be_changed(client, receipt):
    page = client.get(f"{receipt}/words")
    assert pages.form(page, having="body")["body"] == "My own words."

    answer = edit(client, receipt, body="Other <b>words</b>.\r\n<script>x</script>")

    comment = kept()[0]
    assert answer.status_code == 303
    assert answer.location == receipt
    assert comment.body == "Other <b>words</b>.\n<script>x</script>"
    assert "<b>words</b>" in comment.html
    assert "<script>" not in comment.html
    assert comment.edited_at is not None
    assert "You changed it" in main(client.get(receipt))


def test_only_the_words_can_be_changed(client, receipt):
    answer = client.post(
        f"{receipt}/words",
        data={"body": NEW, "name": "Somebody", "email": "x@example.org", "standing": "approved"},
    )

    comment = kept()[0]
    assert answer.status_code == 303
    assert (comment.name, comment.email) == ("Deniz", "deniz@example.org")
    assert comment.standing is Standing.WAITING


def test_changed_words_are_judged_anew(client, make, article, site, receipt):
    stand(Standing.APPROVED)

    edit(client, receipt)

    assert kept()[0].standing is Standing.WAITING
    assert NEW not in client.get(article.url).text
    assert article.comment_count == 0


def test_changed_words_are_seen_at_once_where_all_words_are(client, article, site):
    with db.writing():
        site.moderation = Moderation.SHOW
    receipt = send(client, article, body="My own words.").location

    edit(client, receipt)

    page = client.get(article.url)
    assert "<b>better</b>" in page.text
    assert "My own words." not in page.text


def test_what_waits_goes_on_waiting_whatever_its_words_become(client, article, site):
    with db.writing():
        site.moderation = Moderation.SHOW
    links = " ".join(f"https://example{number}.org/" for number in range(9))
    receipt = send(client, article, body=links).location
    assert kept()[0].standing is Standing.WAITING

    edit(client, receipt)

    assert kept()[0].standing is Standing.WAITING
    assert kept()[0].held_for == [{"reason": "links", "count": 9}]


def test_words_saved_unchanged_are_not_changed(client, receipt):
    for _ in range(4):
        assert edit(client, receipt, body="My own words.").status_code == 303

    assert kept()[0].edited_at is None


@pytest.mark.parametrize(
    ("mistake", "told"),
    [
        ("", "Please write something first."),
        ("\u200b", "Please write something first."),
        ("x" * 4_001, "this one has 4001"),
        ("<b>" * 800, "too many “<”"),
    ],
)
def test_a_mistake_in_changed_words_is_told_and_costs_none(client, receipt, mistake, told):
    answer = edit(client, receipt, body=mistake)

    assert answer.status_code == 422
    assert told in pages.words(pages.region(answer, "body-error"))
    assert pages.form(answer, having="body")["body"] == mistake
    assert kept()[0].body == "My own words."


def test_for_fifteen_minutes_the_words_can_be_changed_and_then_no_more(
    client, receipt, time_machine
):
    sent_at = kept()[0].created_at
    time_machine.move_to(sent_at + timedelta(minutes=14, seconds=59), tick=False)
    assert edit(client, receipt).status_code == 303
    assert f"{receipt}/words" in pages.links(pages.region(client.get(receipt), "main"))

    time_machine.move_to(sent_at + timedelta(minutes=15), tick=False)
    answer = edit(client, receipt, body="Even <b>better</b> & later")

    assert answer.status_code == 403
    assert "The 15 minutes after sending are over." in main(answer)
    assert "write them as a new comment" in main(answer)
    assert pages.form(answer, having="body")["body"] == "Even <b>better</b> & later"
    assert kept()[0].body == NEW
    assert f"{receipt}/words" not in pages.links(pages.region(client.get(receipt), "main"))


@pytest.mark.parametrize("standing", AGAINST)
def test_words_that_were_decided_against_cannot_be_changed(client, receipt, standing):
    stand(standing)

    answer = edit(client, receipt)

    assert answer.status_code == 403
    assert "The editor has decided on it meanwhile." in main(answer)
    assert pages.form(answer, having="body")["body"] == NEW
    assert kept()[0].body == "My own words."
    assert kept()[0].standing is standing


def test_words_changed_in_one_window_and_deleted_in_another_are_not_lost(client, receipt):
    client.post(f"{receipt}/deletion")

    answer = edit(client, receipt)

    assert answer.status_code == 403
    assert "You have deleted it meanwhile." in main(answer)
    assert pages.form(answer, having="body")["body"] == NEW
    assert kept()[0].body == ""


def test_words_can_be_changed_twenty_times_and_the_next_ones_are_given_back(
    client, receipt, time_machine
):
    time_machine.move_to(now(), tick=False)
    for number in range(20):
        assert edit(client, receipt, body=f"Number {number}").status_code == 303

    answer = edit(client, receipt)

    assert answer.status_code == 429
    assert pages.form(answer, having="body")["body"] == NEW
    assert kept()[0].body == "Number 19"


# -- deleting --


def test_deleting_is_asked_about_first(client, receipt):
    page = client.get(f"{receipt}/deletion")

    assert "Delete this comment?" in main(page)
    assert "My own words." in main(page)
    assert kept()[0].body == "My own words."


@pytest.mark.parametrize("standing", [Standing.WAITING, Standing.APPROVED, *AGAINST])
def test_whatever_became_of_it_a_comment_can_be_deleted_at_any_time(
    client, article, receipt, standing, time_machine
):
    stand(standing)
    time_machine.move_to(now() + timedelta(days=400))

    answer = client.post(f"{receipt}/deletion")

    assert answer.status_code == 303
    assert answer.location == receipt
    assert "You have deleted it." in heading(client.get(receipt))
    assert "My own words." not in client.get(article.url).text
    assert kept()[0].standing is Standing.REMOVED


def test_with_a_deleted_comment_goes_all_that_it_said_of_its_author(client, article):
    receipt = send(
        client, article, name="Canary", email="canary@example.org", url="canary.example.org",
        body="A canary's words.",
    ).location  # fmt: skip
    stand(Standing.APPROVED)

    client.post(f"{receipt}/deletion")

    for value in vars(kept()[0]).values():
        assert "anary" not in str(value)
    assert (kept()[0].network, kept()[0].origin) == ("", "")
    for path in (receipt, article.url, "/", "/comments/feed.atom"):
        assert "anary" not in client.get(path).text


def test_of_a_deleted_comment_that_was_answered_only_its_place_stays(
    client, make, article, receipt
):
    stand(Standing.APPROVED)
    make.comment(article, "Indeed.", name="Answerer", parent=kept()[0])

    client.post(f"{receipt}/deletion")

    page = client.get(article.url)
    assert "removed" in pages.words(pages.region(page, kept()[0].anchor))
    assert "Indeed." in pages.words(pages.region(page, "comments"))
    assert "My own words." not in page.text


def test_deleting_twice_is_deleting_once(client, article, receipt):
    stand(Standing.APPROVED)

    for _ in range(2):
        assert client.post(f"{receipt}/deletion").status_code == 303

    assert article.comment_count == 0
    assert "It is deleted already." in main(client.get(f"{receipt}/deletion"))
    assert client.get(f"{receipt}/words").status_code == 303


# -- writing again --


def test_the_next_comment_can_be_begun_by_who_is_known(client, article, receipt):
    stand(Standing.APPROVED)

    offered = pages.form(client.get(receipt), having="receipt")
    page = client.post("/comments/again", data=offered)
    form = {**pages.form(page, having="stamp"), "body": "And another thing."}
    sent = client.post(f"/comments/on/{article.id}", data=form)

    assert form["name"] == "Deniz"
    assert form["receipt"] == receipt.rpartition("/")[2]
    assert "deniz@example.org" not in page.text  # the address is nobody's to read off a receipt
    assert sent.status_code == 303
    assert sent.location != receipt
    assert [comment.name for comment in kept()] == ["Deniz", "Deniz"]


def test_who_is_known_stays_known_through_a_mistake_and_a_preview(client, article, receipt):
    token = receipt.rpartition("/")[2]
    form = fill_in(client, article, receipt=token)
    path = f"/comments/on/{article.id}"

    mistaken = client.post(path, data={**form, "body": ""})
    previewed = client.post(path, data={**form, "act": "preview"})

    assert pages.form(mistaken, having="stamp")["receipt"] == token
    assert pages.form(previewed, having="stamp")["receipt"] == token


@pytest.mark.parametrize("forged", [None, "", "nothing-of-ours", "0" * 32])
def test_nobody_is_known_by_a_forged_receipt(client, receipt, forged):
    answer = client.post("/comments/again", data={"receipt": forged} if forged else {})

    assert answer.status_code == 404


def test_where_comments_are_closed_nobody_is_asked_to_write_again(client, article, receipt):
    with db.writing():
        article.takes_comments = False

    answer = client.post("/comments/again", data={"receipt": receipt.rpartition("/")[2]})

    assert "Write again" not in main(client.get(receipt))
    assert answer.status_code == 403
    assert "Comments on this article are closed." in main(answer)
