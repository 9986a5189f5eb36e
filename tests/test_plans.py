"""No page and no act walks through a large table, or sorts one: SQLite is asked how it would go.

It plans by what indexes there are, and knows nothing of how much is in them: so what it says of
some rows holds for millions.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import Connection, event

from blog import housekeeping
from blog.archive import routes as archive
from blog.articles import actions as life
from blog.articles import bin
from blog.db import db
from blog.models.article import State
from blog.models.comment import Standing
from blog.owner import listing
from blog.owner.queue_queries import Shelf
from tests.comments.visiting import send
from tests.owner.working import edit, press

LARGE = "article|comment|article_label|labelled|address|working_copy|revision"
WALKS = re.compile(
    rf"SCAN (?:{LARGE})\b"
    r"|SEARCH article\w* USING (?:COVERING )?INDEX \w+ \(kind=\?(?: AND published_at<\?)?\)"
    r"|SEARCH comment\w* USING (?:COVERING )?INDEX (?!ix_comment_unlearned)\w+"
    r" \(standing=\?(?: AND created_at<\?)?\)"
)
"""Steps over all of a table, or over what may be nearly all of it."""
OF_FEW = re.compile(
    r"article\.in_navigation|article\.slug = |comment\.decided_at <= "
    r"|EXISTS \(SELECT \* \nFROM comment \nWHERE comment\.standing = \?\)"
)
"""Statements about the owner's pages, of which there are no more than somebody can write; about
what is in the bin for a month; and about whether there is a comment of some standing at all."""
SORTS = "USE TEMP B-TREE FOR ORDER BY"

READERS = [
    *("/", "/?page=2", "/archive/", "/{year}/", "/{year}/{month}/"),
    *("/label/sea", "/label/sea?page=2", "{path}", "{path}?after={comment}"),
    *("/feed.atom", "/label/sea/feed.atom", "/comments/feed.atom", "{path}/comments.atom"),
    *("/sitemap.xml", "/sitemap-labels-1.xml", "/sitemap-{year}-{month}-1.xml"),
    *("/news-sitemap.xml", "/follow", "/comments/{comment}"),
]
OWNERS = [
    *("/owner/articles", "/owner/articles?page=2", "/owner/articles?year=2026"),
    *(f"/owner/articles?state={state}" for state in State if state is not State.BINNED),
    *("/owner/articles?label=sea", "/owner/articles?label=sea&page=2"),
    *(f"/owner/articles?label=sea&state={state}" for state in State if state is not State.BINNED),
    *("/owner/articles?q=sea", "/owner/articles/new", "/owner/articles/{article}"),
    *(f"/owner/comments?standing={shelf}" for shelf in Shelf if shelf is not Shelf.REPORTED),
    *("/owner/comments?by=article", "/owner/comments?standing=all&article={article}"),
    *("/owner/labels", "/owner/redirects", "/owner/settings", "/owner/bin"),
    *("/owner/comments?q=said", "/owner/comments?standing=approved&like={comment}"),
]


@contextmanager
def plans() -> Iterator[list[tuple[str, str]]]:
    """The steps in which SQLite goes about the statements that run inside, each with its own."""
    asked: list[tuple[str, object]] = []
    steps: list[tuple[str, str]] = []

    def note(_connection: Connection, _cursor: object, statement: str, given: object, *_: object):
        asked.append((statement, given))

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield steps
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    connection = db.session.connection().connection.driver_connection
    for statement, given in asked:
        if statement.startswith(("SELECT", "UPDATE", "DELETE", "INSERT")):
            values = given[0] if isinstance(given, list) else given
            rows = connection.execute(f"EXPLAIN QUERY PLAN {statement}", values)
            steps += [(row[3], statement) for row in rows]


@pytest.fixture
def news(make, site, monkeypatch):
    """An article with comments of every standing, and enough others for a second page."""
    monkeypatch.setattr(archive, "PER_PAGE", 2)
    monkeypatch.setattr(listing, "PER_PAGE", 2)
    with db.writing():
        site.front_length = 2
    for number in range(6):
        ago = timedelta(days=20 * number + 1)
        article = make.article(f"News {number}", labels="Sea", ago=ago)
    make.article("Draft", publish=False)
    for standing in Standing:
        make.comment(article, standing=standing, email="d@example.org", origin="here")
    withdrawn, binned = make.article("Withdrawn"), make.article("Binned")
    with db.writing():
        life.withdraw(withdrawn)
        bin.put_in(binned)
    return article


def walked(steps: list[tuple[str, str]]) -> set[tuple[str, str]]:
    """The steps that would go through a large table: those that don't stop at a limit, or that
    don't before what they found is sorted."""
    sorted_after = {statement for step, statement in steps if step == SORTS}
    return {
        (step, statement)
        for step, statement in steps
        if WALKS.search(step)
        and not OF_FEW.search(statement)
        and ("LIMIT" not in statement or statement in sorted_after)
    }


def path_of(page: str, article) -> str:
    """A page's address, in a blog with this article."""
    day = article.published_at
    comment = next(one.id for one in article.comments if one.is_approved)
    month = f"{day.month:02}"
    return page.format(
        path=article.path, article=article.id, comment=comment, year=day.year, month=month
    )


def test_no_page_of_readers_goes_through_a_large_table(client, news):
    for page in READERS:
        with plans() as steps:
            assert client.get(path_of(page, news)).status_code < 400, page

        assert not walked(steps), page


def test_no_page_of_the_desk_goes_through_a_large_table(desk, news):
    press(desk, "keep", edit(news), labels="Sea")
    for page in OWNERS:
        with plans() as steps:
            assert desk.get(path_of(page, news)).status_code == 200, page

        assert not walked(steps), page


def test_publishing_deciding_and_commenting_go_through_no_large_table(client, desk, news):
    waiting = next(one for one in news.comments if one.standing is Standing.WAITING)
    with plans() as steps:
        press(desk, "publish", title="News", labels="Sea")
        desk.post(f"/owner/comments/{waiting.id}/approval")
        send(client, news)

    assert {statement.split()[0] for _, statement in steps} >= {"INSERT", "UPDATE", "SELECT"}
    assert not walked(steps)


def test_whether_there_is_something_to_do_is_seen_without_going_through_a_large_table(
    news, office, site
):
    with db.writing():
        site.notices_to = "owner@example.org"
    for task in housekeeping.tasks():
        with plans() as steps:
            task.is_due()

        assert not walked(steps), task.name
