"""Where a reader may go on from an article."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import insert

from blog.articles import actions as life
from blog.articles import onward
from blog.db import db
from blog.models.article import Article, Kind
from blog.models.label import labelling
from tests import counting, pages


@pytest.fixture
def days(make):
    """An article of every day, the oldest first, and things that readers don't see between them."""
    found = [make.article(f"Day {day}", ago=timedelta(days=10 - day)) for day in range(3)]
    make.article("Draft", labels="Spor", publish=False)
    make.article("About", kind=Kind.PAGE, ago=timedelta(days=9, hours=1))
    withdrawn = make.article("Withdrawn", labels="Spor", ago=timedelta(days=9, hours=2))
    with db.writing():
        life.withdraw(withdrawn)
    return found


def ways(client, article):
    main = pages.region(client.get(article.url), "main")
    return {
        one.get("rel"): one.get("href")
        for one in main.iter("a")
        if one.get("rel") in {"prev", "next"}
    }


def related(client, article):
    main = pages.region(client.get(article.url), "main")
    return [pages.words(one) for part in pages.of_class(main, "related") for one in part.iter("a")]


def test_an_article_leads_to_those_before_and_after_it(client, days):
    first, second, third = days

    assert ways(client, first) == {"next": second.url}
    assert ways(client, second) == {"prev": first.url, "next": third.url}
    assert ways(client, third) == {"prev": second.url}


def test_articles_of_the_same_second_are_all_passed_on_the_way(client, make):
    one, two, three = (make.article(f"News {number}") for number in range(3))
    with db.writing():
        two.published_at = three.published_at = one.published_at

    assert ways(client, one) == {"next": two.url}
    assert ways(client, two) == {"prev": one.url, "next": three.url}


def test_what_shares_most_labels_is_shown_first_then_the_newest(client, make):
    article = make.article("This", labels="Spor, Hava, Deniz")
    for title, labels, days in [
        ("One, old", "Spor", 3),
        ("Two", "Spor, Hava", 9),
        ("One, new", "Deniz", 1),
        ("Three", "Spor, Hava, Deniz", 20),
        ("None", "Music", 0),
    ]:
        make.article(title, labels=labels, ago=timedelta(days=days))

    assert related(client, article) == ["Three", "Two", "One, new", "One, old"]


def test_an_article_without_labels_is_related_to_none(client, days):
    assert related(client, days[1]) == []


def test_only_what_readers_see_is_related(client, make, days):
    make.article("Tomorrow", labels="Spor", ago=timedelta(days=-1))

    assert related(client, make.article("This", labels="Spor")) == []


def test_finding_it_is_no_more_work_for_a_label_of_thousands(client, make):
    article = make.article("This", labels="Spor", ago=timedelta(days=1))
    row = {column.name: getattr(article, column.key) for column in Article.__table__.columns}
    del row["id"]

    def add(first, last):
        with db.writing():
            rows = [
                {
                    **row,
                    "path": f"/{n}",
                    "feed_id": f"urn:{n}",
                    "published_at": article.published_at - timedelta(minutes=n - 100),
                }
                for n in range(first, last)
            ]
            ids = db.session.scalars(insert(Article).returning(Article.id), rows).all()
            label = article.labels[0].id
            pairs = [{"article_id": id, "label_id": label} for id in ids]
            db.session.execute(insert(labelling), pairs)

    def work():
        with counting.steps() as taken:
            onward.of(article)
        return taken["steps"]

    add(0, 200)
    onward.of(article)
    few = work()
    add(200, 3_000)

    assert work() <= few * 1.2


def test_an_article_can_be_passed_on_without_anybody_else_knowing(client, make):
    article = make.article("Rain & “wind”")

    (share,) = pages.of_class(pages.region(client.get(article.url), "main"), "share")

    by_mail, plain = pages.links(share)
    assert by_mail == (
        f"mailto:?subject=Rain%20%26%20%E2%80%9Cwind%E2%80%9D&body=http%3A//localhost{article.url}"
    )
    assert plain == f"http://localhost{article.url}"


def test_a_page_is_not_one_of_a_row(client, make, days):
    about = make.article("About us", kind=Kind.PAGE)

    assert ways(client, about) == {}


def test_where_labels_lead_to_few_the_words_of_its_title_lead_on(client, make):
    article = make.article("Lighthouse keeper retires", labels="Harbour")
    alike = make.article("A new keeper", standfirst="The lighthouse has one again.")
    labelled = make.article("Fog", labels="Harbour")
    make.article("Bread", body="The lighthouse keeper retires.")  # in passing is not about it
    make.article("Lighthouse keeper in the draft", publish=False)
    make.article("Lighthouse keeper tomorrow", ago=timedelta(days=-1))

    assert related(client, article) == [labelled.title, alike.title]


def test_short_words_and_words_of_its_own_lead_nowhere(client, make):
    article = make.article("The fog and the zeppelin")
    make.article("The fog and the bread")

    assert related(client, article) == []
