"""Conversations of any length, a page at a time."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import chain
from typing import Any

import pytest
from sqlalchemy import Select, event

from blog.articles import actions as life
from blog.comments import paging
from blog.comments.paging import Order
from blog.db import db
from blog.models.comment import Comment, Standing
from tests import counting, pages
from tests.comments import talking

RANDOM = random.Random(6)
TANGLED = [None, *(RANDOM.choice([None, *range(nth)]) for nth in range(1, 160))]
SHAPES = {
    "nobody answers": talking.flat,
    "all answer the first": talking.below_one,
    "a chain of 2,000": lambda length: [*talking.chain(2_000)[:length], *[None] * (length - 2_000)],
}


def talk(page: Any) -> Any:
    return pages.region(page, "comments")


def words(page: Any) -> list[int]:
    """Which of the comments that ``talking.talk`` made are on a page, from top to bottom."""
    said = [pages.words(part) for part in pages.of_class(talk(page), "p-content")]
    return [int(one.removeprefix("Word ").removesuffix(".")) for one in said]


def turning(page: Any, rel: str) -> str | None:
    """Where the link to the next page, or the previous one, leads."""
    found = [link.get("href") for link in talk(page).iter("a") if link.get("rel") == rel]
    return found[0] if found else None


def turned(client: Any, url: str, rel: str = "next") -> Iterator[Any]:
    """The pages one sees who goes on from here to the end."""
    link: str | None = url
    while link:
        page = client.get(link)
        yield page
        link = turning(page, rel)


# -- turning pages --


@pytest.mark.parametrize("order", Order)
@pytest.mark.parametrize(
    "answered",
    [talking.flat(120), talking.below_one(120), talking.chain(120), TANGLED],
    ids=["flat", "below one", "a chain", "tangled"],
)
def test_whoever_reads_on_finds_every_comment_once_and_below_what_it_answers(
    client, make, answered, order
):
    article = make.article()
    talking.talk(article, answered)

    read = [words(page) for page in turned(client, f"{article.url}?comments={order}")]

    assert [len(page) for page in read[:-1]] == [50] * (len(answered) // 50)
    assert list(chain.from_iterable(read)) == talking.in_tree_order(
        answered, newest=order is Order.NEWEST
    )


@pytest.mark.parametrize("order", Order)
def test_whoever_turns_back_sees_the_same_pages(client, make, order):
    article = make.article()
    talking.talk(article, TANGLED)
    on = list(turned(client, f"{article.url}?comments={order}"))

    back = list(turned(client, on[-1].request.url, "prev"))

    assert [words(page) for page in reversed(back)] == [words(page) for page in on]
    assert len(on) == 4


def test_fifty_comments_are_one_page_and_one_more_makes_two(client, make):
    fits, overflows = make.article(), make.article()
    talking.talk(fits, talking.flat(50))
    talking.talk(overflows, talking.flat(51))

    assert turning(client.get(fits.url), "next") is None
    assert words(client.get(turning(client.get(overflows.url), "next"))) == [50]


def test_the_articles_own_address_shows_the_first_page(client, make):
    article = make.article()
    talking.talk(article, talking.flat(120))

    second = client.get(turning(client.get(article.url), "next"))
    third = client.get(turning(second, "next"))

    assert turning(second, "prev") == f"{article.url}#comments"
    assert f"{article.url}#comments" in pages.links(talk(third))


def test_every_page_names_itself_and_not_the_first_as_its_address(client, make):
    article = make.article()
    ids = talking.talk(article, talking.flat(60))

    def canonical(query):
        head = pages.tree(client.get(f"{article.url}{query}")).iter("link")
        return next(link.get("href") for link in head if link.get("rel") == "canonical")

    assert canonical("") == f"http://localhost{article.url}"
    assert canonical(f"?after={ids[49]}") == f"http://localhost{article.url}?after={ids[49]}"
    assert canonical("?comments=newest") == canonical("?after=abc") == canonical("")


def test_an_answer_names_whom_it_answers_on_an_earlier_page(client, make):
    article = make.article()
    ids = talking.talk(article, talking.below_one(60))

    page = client.get(f"{article.url}?after={ids[49]}")

    first = pages.of_class(talk(page), "comment")[0]
    assert "to Speaker 0" in pages.words(first)
    (link,) = pages.of_class(first, "u-in-reply-to")
    assert link.get("href") == f"/comments/{ids[0]}"


def test_a_comment_of_the_same_page_is_a_step_away(client, make):
    article = make.article()
    ids = talking.talk(article, talking.chain(3))

    links = pages.of_class(talk(client.get(article.url)), "u-in-reply-to")

    assert [link.get("href") for link in links] == [f"#c{ids[0]}", f"#c{ids[1]}"]


def test_a_page_goes_on_where_a_comment_stood_that_was_hidden_meanwhile(client, make):
    article = make.article()
    ids = talking.talk(article, talking.flat(60))
    link = turning(client.get(article.url), "next")
    with db.writing():
        db.session.get_one(Comment, ids[49]).decide(Standing.SPAM)

    assert words(client.get(link)) == list(range(50, 60))


@pytest.mark.parametrize("after", ["0", "-1", "999", "9" * 30, "-" + "9" * 30])
def test_what_follows_a_comment_that_is_not_here_is_the_conversation(client, make, after):
    article = make.article()
    talking.talk(article, talking.flat(3))

    answer = client.get(f"{article.url}?after={after}&comments=newest")

    assert (answer.status_code, answer.location) == (302, f"{article.url}?comments=newest#comments")


def test_a_comment_on_another_article_is_no_place_to_go_on_from(client, make):
    article, other = make.article(), make.article()
    (foreign,) = talking.talk(other, [None])

    assert client.get(f"{article.url}?after={foreign}").location == f"{article.url}#comments"


@pytest.mark.parametrize(
    "query", ["after=", "after=abc", "after=1.5", f"after={'9' * 5_000}", "comments=", "comments=x"]
)
def test_a_question_that_makes_no_sense_shows_the_first_page(client, make, query):
    article = make.article()
    talking.talk(article, talking.flat(3))

    assert client.get(f"{article.url}?{query}").data == client.get(article.url).data


# -- their order --


def test_with_six_comments_readers_may_have_the_newest_first(client, make):
    article = make.article()
    talking.talk(article, [*talking.flat(5), 0])

    page = client.get(client.get(article.url).request.path)
    (link,) = [link for link in pages.links(talk(page)) if "newest" in link]

    assert words(client.get(link)) == [4, 3, 2, 1, 0, 5]
    assert f"{article.url}#comments" in pages.links(talk(client.get(link)))


def test_with_five_there_is_nothing_to_be_ordered(client, make):
    article = make.article()
    talking.talk(article, talking.flat(5))

    assert "Newest first" not in pages.words(talk(client.get(article.url)))


# -- leading to a comment --


@pytest.mark.parametrize("answered", [talking.flat(160), talking.chain(160), TANGLED])
def test_the_short_address_of_a_comment_leads_to_its_page(client, make, answered):
    article = make.article()
    ids = talking.talk(article, answered)
    order = talking.in_tree_order(answered)

    for place in (0, 49, 50, 99, 100, 159):
        id = ids[order[place]]
        path, _, anchor = client.get(f"/comments/{id}").location.partition("#")

        assert anchor == f"c{id}"
        assert words(client.get(path)) == order[place // 50 * 50 :][:50]


def test_bloggers_address_of_a_comment_leads_to_its_page(client, make):
    article = make.article()
    ids = talking.talk(article, talking.flat(60))
    said = db.session.get_one(Comment, ids[57]).created_at

    for milliseconds in (int(said.timestamp() * 1000), f"{int(said.timestamp() * 1000)}&m=1"):
        answer = client.get(f"{article.url}?showComment={milliseconds}")

        assert answer.status_code == 302
        assert answer.location == f"{article.url}?after={ids[49]}#c{ids[57]}"


@pytest.mark.parametrize("moment", ["", "x", "0", "-1", "1", "9" * 15, "9" * 30, "9" * 5_000])
def test_a_moment_at_which_nobody_spoke_leads_to_the_article(client, make, moment):
    article = make.article()
    talking.talk(article, talking.flat(2))

    answer = client.get(f"{article.url}?showComment={moment}")

    assert answer.data == client.get(article.url).data


def test_bloggers_address_of_a_hidden_comment_tells_nothing(client, make):
    article = make.article()
    comment = make.comment(article, standing=Standing.WAITING)
    milliseconds = int(comment.created_at.timestamp() * 1000)

    answer = client.get(f"{article.url}?showComment={milliseconds}")

    assert answer.data == client.get(article.url).data


def test_the_short_address_of_a_bare_place_leads_to_it(client, make):
    article = make.article()
    ids = talking.talk(article, talking.chain(2))
    with db.writing():
        db.session.get_one(Comment, ids[0]).decide(Standing.REJECTED)

    assert client.get(f"/comments/{ids[0]}").location == f"{article.url}#c{ids[0]}"


def test_the_short_address_of_a_comment_on_a_withdrawn_article_leads_nowhere(client, make):
    article = make.article()
    ids = talking.talk(article, talking.flat(1))
    with db.writing():
        life.withdraw(article)

    assert client.get(f"/comments/{ids[0]}").status_code == 404


# -- what it costs --


@pytest.mark.parametrize("shape", SHAPES)
def test_a_page_of_ten_thousand_comments_costs_what_one_of_a_hundred_costs(client, make, shape):
    small, large = make.article(), make.article()
    few = talking.talk(small, SHAPES[shape](100))
    many = talking.talk(large, SHAPES[shape](10_000))

    def cost(article, query):
        url = f"{article.url}?of=nobody&{query}"  # which no page is kept for
        client.get(url)
        with counting.queries() as asked, counting.steps() as taken:
            page = client.get(url)
        assert page.status_code == 200
        return len(asked), taken["steps"], len(words(page))

    for order in Order:
        for after in ("", "&after={}"):
            query = f"comments={order}{after}"
            asked, steps, length = cost(small, query.format(few[30]))
            asked_of_many, steps_of_many, length_of_many = cost(large, query.format(many[4_000]))

            assert asked_of_many == asked
            assert length_of_many == 50
            assert steps_of_many / length_of_many < 1.2 * steps / length


@pytest.mark.parametrize("shape", SHAPES)
def test_leading_to_a_comment_asks_no_more_among_ten_thousand(client, make, shape):
    small, large = make.article(), make.article()
    few = talking.talk(small, SHAPES[shape](100))
    many = talking.talk(large, SHAPES[shape](10_000))

    def asked(path):
        client.get(path)
        with counting.queries() as statements:
            assert client.get(path).status_code == 302
        return len(statements)

    assert asked(f"/comments/{many[-1]}") == asked(f"/comments/{few[-1]}")


@pytest.mark.parametrize("order", Order)
@pytest.mark.parametrize("is_first", [True, False])
def test_a_page_is_read_from_an_index_in_its_order(make, order, is_first):
    article = make.article()
    talking.talk(article, talking.flat(3))
    followed = None if is_first else db.session.get_one(Comment, 2)

    plans = [_plan(paging.beginning(order, 50).params(article=article.id))]
    if followed:
        plans = [_plan(part(followed, order, 50)) for part in (paging.page, paging.before)]

    for plan in plans:
        reads = [line for line in plan if "ix_comment_" in line]
        assert len(reads) == (1 if is_first else 2)
        assert all("COVERING INDEX" in line for line in reads)
        assert not [line for line in plan if line.startswith("SCAN comment")]
        assert sum("TEMP B-TREE FOR ORDER BY" in line for line in plan) == 1  # of what was found


def test_a_link_of_bloggers_is_looked_up_by_time(make):
    article = make.article()
    (id,) = talking.talk(article, [None])
    said = db.session.get_one(Comment, id).created_at

    (plan, *_sorting) = _plan(paging.said_at(article.id, said))

    assert "article_id=? AND created_at>? AND created_at<?" in plan


def _plan(query: Select[Any]) -> list[str]:
    """How SQLite finds what is asked for."""
    sent = []

    def note(_connection: object, _cursor: object, *statement: Any) -> None:
        sent.append(statement[:2])

    event.listen(db.engine, "before_cursor_execute", note)
    db.session.execute(query)
    event.remove(db.engine, "before_cursor_execute", note)
    (statement, parameters) = sent[-1]
    plan = db.session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
    return [row.detail for row in plan]
