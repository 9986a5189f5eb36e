"""What the archive says of a month is true whatever happened, and costs the same at any size."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert, text

from blog.articles import actions as life
from blog.articles import bin
from blog.db import db
from blog.models import month_count
from blog.models.article import Article, Kind, published
from tests import counting

MARCH = datetime(2026, 3, 10, 12, tzinfo=UTC)


def said():
    """Every month with its number, as readers are told."""
    return dict(db.session.execute(month_count.seen()).all())


def counted():
    """The same, counted one by one."""
    months = [article.month for article in db.session.scalars(published())]
    return {month: months.count(month) for month in months}


@pytest.fixture
def articles(make):
    """Some in two months, and all that is not to be counted."""
    make.article("Draft", publish=False)
    make.article("About", kind=Kind.PAGE, publish_at=MARCH)
    make.article("Tomorrow", ago=timedelta(days=-1))
    make.article("February", publish_at=MARCH - timedelta(days=28))
    return [make.article(f"March {number}", publish_at=MARCH) for number in range(3)]


def test_what_readers_see_is_counted(articles):
    assert said() == counted() == {202602: 1, 202603: 3}


def test_a_scheduled_article_enters_by_itself(make, time_machine):
    time_machine.move_to(MARCH, tick=False)
    make.article("Soon", publish_at=MARCH + timedelta(minutes=5))
    assert said() == {}

    time_machine.shift(timedelta(minutes=5))

    assert said() == counted() == {202603: 1}


def _withdraw(article, site):
    life.withdraw(article)


def _bin(article, site):
    bin.put_in(article)


def _draft(article, site):
    article.published_at = article.month = None


def _page(article, site):
    article.kind = Kind.PAGE


@pytest.mark.parametrize("take", [_withdraw, _bin, _draft, _page])
def test_what_readers_see_no_more_is_counted_no_more(articles, site, take):
    with db.writing():
        take(articles[0], site)

    assert said() == counted() == {202602: 1, 202603: 2}


def test_what_comes_back_is_counted_again(articles):
    with db.writing():
        life.withdraw(articles[0])
        bin.put_in(articles[1])
    with db.writing():
        life.bring_back(articles[0])
        bin.take_out(articles[1])

    assert said() == counted() == {202602: 1, 202603: 3}


def test_what_is_gone_for_good_is_counted_once_less(articles):
    with db.writing():
        bin.put_in(articles[0])
        bin.destroy(articles[:1])

    assert said() == counted() == {202602: 1, 202603: 2}


def test_another_date_counts_to_another_month(articles, site):
    with db.writing():
        life.write(articles[0], life.Typed(title="April", publish_at=MARCH + timedelta(days=31)))
        life.publish(articles[0], "", site)

    assert said() == counted() == {202602: 1, 202603: 2, 202604: 1}


def test_another_time_zone_counts_to_other_months(make, site):
    make.article("Late", publish_at=datetime(2026, 3, 31, 22, 30, tzinfo=UTC))
    assert said() == {202604: 1}

    with db.writing():
        site.time_zone = "UTC"
        life.redate(site)

    assert said() == counted() == {202603: 1}


def test_many_at_once_are_counted(articles):
    row = {column.name: getattr(articles[0], column.key) for column in Article.__table__.columns}
    del row["id"]
    with db.writing():
        db.session.execute(
            insert(Article),
            [{**row, "path": f"/{number}", "feed_id": f"urn:{number}"} for number in range(20)],
        )

    assert said() == counted() == {202602: 1, 202603: 23}


def fill(make, number):
    """So many articles in five months, and one of another."""
    row_of = make.article("One", publish_at=MARCH)
    row = {column.name: getattr(row_of, column.key) for column in Article.__table__.columns}
    del row["id"]
    with db.writing():
        rows = [
            {
                **row,
                "path": f"/{one}",
                "feed_id": f"urn:{one}",
                "published_at": MARCH - timedelta(days=31 * (one % 5), seconds=one),
                "month": 202603 - one % 3,
            }
            for one in range(number)
        ]
        db.session.execute(insert(Article), rows)


def work(client, path):
    client.get(path)
    with counting.steps() as taken:
        assert client.get(path).status_code == 200
    return taken["steps"]


@pytest.mark.parametrize(
    "path", ["/", "/archive/", "/2026/", "/2026/03/", "/2026/03/?page=2", "/sitemap.xml"]
)
def test_pages_work_as_much_for_very_many_articles_as_for_some(client, make, path):
    fill(make, 400)
    few = work(client, path)
    with db.writing():
        db.session.execute(text("DELETE FROM article"))
        db.session.execute(text("DELETE FROM address"))
    fill(make, 5_000)

    assert abs(work(client, path) - few) <= few * 0.02
