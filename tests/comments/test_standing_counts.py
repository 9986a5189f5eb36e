"""How many comments there are of each standing is kept, and true whatever became of them."""

from __future__ import annotations

import random

from sqlalchemy import func, select, update

from blog.articles import bin
from blog.comments import bin as waste
from blog.comments import decisions
from blog.db import db
from blog.models.comment import Comment, Standing
from blog.models.standing_count import StandingCount
from blog.owner import listing_queries, queue_queries
from tests import pages


def kept():
    """What the table says; a standing that nothing has may be in it."""
    found = db.session.execute(select(StandingCount.standing, StandingCount.number))
    return {standing: number for standing, number in found if number}


def counted():
    query = select(Comment.standing, func.count()).group_by(Comment.standing)
    return dict(db.session.execute(query).all())


def test_whatever_is_decided_of_comments_the_queue_counts_them_right(make):
    """Many acts, by chance; the same ones every time."""
    chance = random.Random(8)
    articles = [make.article(f"News {number}") for number in range(3)]
    for number in range(20):
        make.comment(articles[number % 3], standing=chance.choice([*Standing][:4]))

    for _ in range(60):
        with db.writing():
            comment = chance.choice(db.session.scalars(select(Comment)).all())
            decisions.decide(comment, chance.choice([*Standing][:5]))
            if comment.standing is Standing.BINNED and chance.random() < 0.5:
                waste.erase([comment])
        assert kept() == counted()


def test_comments_that_go_with_their_article_are_counted_no_more(make):
    make.comment(make.article("Stays"))
    goes = make.article("Goes")
    make.comment(goes, standing=Standing.SPAM)

    with db.writing():
        bin.put_in(goes)
        bin.destroy([goes])

    assert kept() == {Standing.APPROVED: 1}


def test_many_comments_that_change_by_one_statement_are_counted(make):
    article = make.article()
    for _ in range(3):
        make.comment(article, standing=Standing.WAITING)

    with db.writing():
        db.session.execute(update(Comment).values(standing=Standing.SPAM))

    assert kept() == {Standing.SPAM: 3}


def test_the_owner_is_told_where_not_all_was_looked_through(desk, make, monkeypatch):
    monkeypatch.setattr(queue_queries, "LOOKED_AT", 2)
    monkeypatch.setattr(listing_queries, "LOOKED_AT", 2)
    for number in range(3):
        make.comment(make.article(f"News {number}"), body=f"Word {number}.")

    queue = desk.get("/owner/comments?standing=approved&q=word")
    listed = desk.get("/owner/articles?q=news")

    for page, looked_through in ((queue, "Word"), (listed, "News")):
        main = pages.words(pages.region(page, "main"))
        assert "Only the newest 2" in main
        assert f"{looked_through} 2" in main
        assert f"{looked_through} 1" in main
        assert f"{looked_through} 0" not in main
