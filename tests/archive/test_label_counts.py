"""What stands under a label is kept, and true whatever happened to its articles."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import delete, func, select, text, update

import app as blog_app
from blog import migrations
from blog.archive import queries
from blog.articles import actions as life
from blog.articles import bin, labels
from blog.db import db, now
from blog.models import label_count
from blog.models.article import Article, Kind, published
from blog.models.label import Label, labelling
from blog.models.label_count import LabelCount, Labelled
from tests import pages

MARCH = datetime(2026, 3, 10, 12, tzinfo=UTC)
FUTURE = timedelta(days=40)


def said(label):
    """What readers are told of a label: its months with their numbers, and its articles."""
    return (
        dict(db.session.execute(label_count.seen(label.id)).all()),
        [article.id for article in db.session.scalars(queries.bearing(label))],
    )


def counted(label):
    """The same, looked up one by one."""
    bearing = published().where(Article.labels.contains(label))
    newest_first = (Article.published_at.desc(), Article.id.desc())
    found = db.session.scalars(bearing.order_by(*newest_first)).all()
    months = [article.month for article in found]
    return {month: months.count(month) for month in months}, [article.id for article in found]


def borne():
    """How many articles bear each label, as it is kept and as it is."""
    bear = select(func.count()).where(labelling.c.label_id == Label.id).scalar_subquery()
    found = db.session.execute(select(Label.articles, bear).order_by(Label.id)).all()
    return [kept for kept, _ in found], [number for _, number in found]


def label(name):
    return db.session.scalars(select(Label).where(Label.name == name)).one()


def titles(client, path):
    found = pages.tree(client.get(path)).findall(".//main//h2/a")
    return [pages.words(link) for link in found]


@pytest.fixture
def sea(make):
    """Articles under a label: three that readers see, and all that they don't."""
    make.article("Draft", labels="Sea", publish=False)
    make.article("About", labels="Sea", kind=Kind.PAGE, publish_at=MARCH)
    make.article("February", labels="Sea, Land", publish_at=MARCH - timedelta(days=28))
    make.article("Land", labels="Land", publish_at=MARCH)
    return [make.article(f"March {n}", labels="Sea", publish_at=MARCH) for n in range(2)]


def test_under_a_label_stands_what_readers_see(sea):
    assert said(label("Sea"))[0] == {202602: 1, 202603: 2}
    assert said(label("Sea")) == counted(label("Sea"))


def test_a_scheduled_article_stands_under_its_label_from_its_hour_on(make, time_machine):
    time_machine.move_to(MARCH, tick=False)
    make.article("Soon", labels="Sea", publish_at=MARCH + timedelta(minutes=5))
    assert said(label("Sea")) == ({}, [])

    time_machine.shift(timedelta(minutes=5))

    assert said(label("Sea"))[0] == {202603: 1}


def test_labels_that_are_merged_are_counted_as_one(sea):
    with db.writing():
        labels.merge(label("Land"), [label("Sea")])

    assert said(label("Land"))[0] == {202602: 1, 202603: 3}
    assert db.session.scalars(select(LabelCount.label_id).distinct()).all() == [label("Land").id]
    assert borne() == ([5], [5])


def test_a_label_that_becomes_another_one_by_a_statement_is_counted_as_that(sea):
    with db.writing():
        bears_sea = labelling.c.label_id == label("Sea").id, labelling.c.article_id == sea[0].id
        db.session.execute(update(labelling).where(*bears_sea).values(label_id=label("Land").id))

    for name in ("Sea", "Land"):
        assert said(label(name)) == counted(label(name))
    assert borne() == ([3, 3], [3, 3])
    assert said(label("Land"))[0] == {202602: 1, 202603: 2}


def test_a_label_that_is_renamed_leads_to_what_it_did(client, sea):
    with db.writing():
        labels.rename(label("Sea"), "Deniz")

    assert titles(client, "/label/deniz") == ["March 1", "March 0", "February"]


def test_whatever_happens_to_articles_a_label_leads_to_those_readers_see(site, time_machine):
    """Many acts, by chance; the same ones every time."""
    chance = random.Random(20)
    time_machine.move_to(MARCH, tick=False)
    names = ["Sea", "Land", "Town"]
    with db.writing():
        for name in names:
            labels.called(name)

    def publish(_article):
        ago = chance.choice([timedelta(0), timedelta(days=70), -timedelta(hours=3), -FUTURE])
        kind = chance.choice([Kind.ARTICLE, Kind.ARTICLE, Kind.PAGE])
        some = ", ".join(chance.sample(names, chance.randrange(3)))
        article = Article(kind=kind)
        life.write(article, life.Typed(title="News", labels=some, publish_at=now() - ago))
        life.publish(article, "", site)

    def label_anew(article):
        article.labels = [label(name) for name in chance.sample(names, chance.randrange(4))]

    def redate(article):
        article.published_at -= timedelta(days=31)
        article.month = life.month_of(article.published_at)

    def turn_into_the_other_kind(article):
        article.kind = Kind.PAGE if article.kind is Kind.ARTICLE else Kind.ARTICLE

    acts = [
        *(publish, publish, label_anew, redate, turn_into_the_other_kind),
        *(life.withdraw, life.bring_back, bin.put_in, bin.take_out),
        lambda article: bin.destroy([article]),
        lambda article: db.session.execute(delete(Article).where(Article.id == article.id)),
        lambda article: time_machine.shift(timedelta(hours=2)),
    ]
    for _ in range(120):
        with db.writing():
            every = db.session.scalars(select(Article).order_by(Article.id)).all()
            chance.choice(acts if every else [publish])(chance.choice(every) if every else None)
        for name in names:
            assert said(label(name)) == counted(label(name))
        kept, number = borne()
        assert kept == number


def test_the_pages_of_a_list_have_every_article_once(client, make, site):
    """However the months fall on its pages, and whatever lies between its articles unseen."""
    with db.writing():
        site.front_length = 5
    for number in range(13):
        moment = MARCH - timedelta(days=9 * number)
        article = make.article(f"News {number}", labels="Sea", publish_at=moment)
        if number % 5 == 3:
            with db.writing():
                life.withdraw(article)
    make.article("Tomorrow", labels="Sea", ago=-timedelta(days=1))

    read = [titles(client, f"/?page={number}") for number in (2, 3)]

    expected = [f"News {number}" for number in range(13) if number % 5 != 3]
    assert [*read[0], *read[1]] == expected[5:]
    assert client.get("/?page=4").status_code == 404
    assert titles(client, "/label/sea") == expected


def test_an_older_database_is_put_under_its_labels(tmp_path, monkeypatch):
    with monkeypatch.context() as patched:
        patched.setattr(migrations, "upgrade", lambda: None)
        app = blog_app.create_app(INSTANCE=tmp_path)
    with app.app_context():
        migrations.upgrade("0019_languages")
        with db.writing():
            for statement in LABELLED_BEFORE:
                db.session.execute(text(statement))

        migrations.upgrade()

        number = select(LabelCount.label_id, LabelCount.month, LabelCount.number)
        assert db.session.execute(number).all() == [(1, 202603, 1)]
        assert db.session.scalars(select(Labelled.article_id)).all() == [1]
        assert db.session.scalars(select(Label.articles)).all() == [2]
        with db.writing():
            db.session.execute(text("UPDATE article SET withdrawn_at = NULL"))
        assert db.session.execute(number).all() == [(1, 202603, 2)]
        db.engine.dispose()


LABELLED_BEFORE = [
    "INSERT INTO label (id, name, key, slug, description) VALUES (1, 'Sea', 'sea', 'sea', '')",
    *(
        f"""
        INSERT INTO article (id, kind, slug, html, policy, words, byline, created_at, feed_id,
            version, comment_count, spam_count, rejected_count, source, title, standfirst, body,
            format, picture_alt, picture_caption, picture_credit, takes_comments, in_navigation,
            published_at, month, withdrawn_at)
        VALUES ({number}, 'article', '', '', 1, 0, '', '2026-03-01 00:00:00.000000',
            'urn:{number}', 1, 0, 0, 0, '', 'Sea', '', '', 'markdown', '', '', '', 1, 1,
            '2026-03-01 00:00:00.000000', 202603, {withdrawn})
        """
        for number, withdrawn in [(1, "NULL"), (2, "'2026-03-02 00:00:00.000000'")]
    ),
    "INSERT INTO article_label (article_id, label_id) VALUES (1, 1), (2, 1)",
]
