"""Which addresses are no article's own is kept, and true whatever is done to either."""

from __future__ import annotations

import random

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import aliased

from blog import addresses
from blog.articles import bin
from blog.db import db
from blog.models.address import Address
from blog.models.article import Article
from blog.models.old_address import OldAddress


def kept():
    return set(db.session.scalars(select(OldAddress.path)))


def found():
    """The same, looked up one by one."""
    query = select(Address.path).outerjoin(Address.article)
    return set(db.session.scalars(query.where(Article.path.is_distinct_from(Address.path))))


def test_whatever_is_done_to_articles_and_addresses_the_old_ones_are_known(make, site):
    """Many acts, by chance; the same ones every time."""
    chance = random.Random(6)
    others = aliased(Article)

    def elsewhere(number):
        db.session.merge(Address(path=f"/old/{number % 9}", target="/"))

    def lead_to(number):
        article = chance.choice(db.session.scalars(select(Article)).all())
        db.session.merge(Address(path=f"/old/{number % 9}", article_id=article.id))

    def move(number):
        addresses.move(chance.choice(db.session.scalars(select(Article)).all()), f"slug-{number}")

    def destroy(_number):
        article = chance.choice(db.session.scalars(select(Article)).all())
        bin.put_in(article)
        bin.destroy([article])

    def forget(_number):
        paths = db.session.scalars(select(OldAddress.path)).all()
        db.session.execute(delete(Address).where(Address.path == chance.choice([*paths, ""])))

    def take_paths_by_a_statement(_number):
        free = select(Address.path).where(Address.article_id == Article.id)
        free = free.where(Address.path.not_in(select(others.path).where(others.path.is_not(None))))
        path = func.coalesce(free.limit(1).scalar_subquery(), Article.path)
        db.session.execute(update(Article).values(path=path))

    def let_an_article_go(_number):
        db.session.execute(delete(Article).where(Article.id == chance.randrange(1, 12)))

    acts = [
        *(elsewhere, lead_to, lead_to, move, move, destroy, forget),
        *(take_paths_by_a_statement, let_an_article_go),
    ]
    for number in range(120):
        if number % 3 == 0:
            make.article(f"News {number}")
        with db.writing():
            chance.choice(acts)(number)
        assert kept() == found()
    assert kept()


def test_an_article_that_comes_after_its_address_is_known(make):
    number = make.article().id + 1
    with db.writing():
        db.session.connection().exec_driver_sql("PRAGMA defer_foreign_keys=ON")
        rows = [{"path": path, "article_id": number} for path in ("/own", "/other")]
        db.session.execute(insert(Address), rows)
        db.session.execute(insert(Article).values(id=number, **_article("/own")))

    assert kept() == {"/other"}


def _article(path):
    article = Article(path=path)
    columns = {column.key for column in Article.__table__.columns}
    return {name: value for name, value in vars(article).items() if name in columns}
