"""The article page: everything the reference page has, in its order."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from blog.articles import actions as life
from blog.db import db, now
from blog.models.article import Kind
from blog.models.site import Ad
from tests import counting, pages

REGIONS = [
    "ad-header",
    "breaking",
    "comments",
    "comment-form",
    "recent-comments",
    "about",
    "archive",
    "follow",
]


@pytest.fixture
def full(make, site):
    """An article on a page in which no region is empty."""
    article = make.article(
        "Işık İçin",
        standfirst="What it is about.",
        body="A **first** paragraph.\n\nA second one.",
        labels="Spor, Hava",
        wants_breaking=True,
        picture_id=make.picture().id,
        picture_alt="A lighthouse",
        picture_caption="The lighthouse at noon",
    )
    make.comment(article)
    make.article("About", kind=Kind.PAGE, slug="about", body="Who we are.")
    banner = make.picture(colour="tomato")
    with db.writing():
        site.follow = [{"name": "Mastodon", "url": "https://social.example/@gunebakan"}]
        db.session.add(Ad(slot="header", picture_id=banner.id, link="https://ad.example"))
    return article


def test_every_region_stands_in_the_order_of_the_reference_page(client, full):
    answer = client.get(full.url)

    assert [id for id in pages.ids(answer) if id in REGIONS] == REGIONS


def test_headline_picture_and_text_stand_before_the_comments_and_the_credit_after(client, full):
    main = pages.words(pages.region(client.get(full.url), "main"))

    order = [
        "Işık İçin",
        "What it is about.",
        "Ayşe Yılmaz",
        "The lighthouse at noon",
        "A first paragraph. A second one.",
        "Spor",
        "1 comment",
        "Well said.",
        "Leave a comment",
        "Powered by Broadsheet",
    ]
    places = [main.rindex(words) for words in order]
    assert places == sorted(places)


def test_the_text_is_shown_as_markup_and_the_picture_in_words(client, full):
    story = pages.region(client.get(full.url), "main")

    assert [strong.text for strong in story.iter("strong")] == ["first"]
    assert [picture.get("alt") for picture in story.iter("img")] == ["A lighthouse"]


def test_the_labels_of_an_article_lead_to_their_pages(client, full):
    story = pages.region(client.get(full.url), "main")

    assert {"/label/spor", "/label/hava"} <= set(pages.links(story))


def test_a_region_without_content_takes_no_room(client, make):
    ids = pages.ids(client.get(make.article().url))

    assert "ad-header" not in ids
    assert "breaking" not in ids
    assert "about" not in ids


def test_about_stands_beside_with_its_first_lines(client, full):
    about = pages.region(client.get(full.url), "about")

    assert "Who we are." in pages.words(about)
    assert "/p/about.html" in pages.links(about)


def test_profiles_say_that_they_are_the_owners(client, full):
    follow = pages.region(client.get(full.url), "follow")

    profile = next(link for link in follow.iter("a") if link.text == "Mastodon")
    assert profile.get("href") == "https://social.example/@gunebakan"
    assert "me" in profile.get("rel").split()
    assert "/feed.atom" in pages.links(follow)


def test_a_page_belongs_to_no_day(client, make):
    make.article("News", ago=timedelta(days=100))
    about = make.article("About", kind=Kind.PAGE, slug="about")

    page = client.get(about.url)

    assert about.path == "/p/about.html"
    assert pages.of_class(pages.region(page, "main"), "dt-published") == []
    assert "News" in pages.words(pages.region(page, "archive"))


def test_breaking_news_are_in_the_bar_and_over_the_headline_until_their_time(
    client, make, time_machine
):
    time_machine.move_to(now(), tick=False)
    article = make.article("Flood", breaking_until=now() + timedelta(minutes=30))

    page = client.get(article.url)
    assert pages.words(pages.region(page, "breaking")) == "Breaking news Flood"
    assert "Breaking" in pages.words(pages.of_class(pages.region(page, "main"), "kicker")[0])

    time_machine.shift(timedelta(minutes=30))

    page = client.get(article.url)
    assert "breaking" not in pages.ids(page)
    assert pages.of_class(pages.region(page, "main"), "kicker") == []


def test_breaking_news_without_a_time_break_for_two_hours(make, time_machine):
    time_machine.move_to(now(), tick=False)

    article = make.article(wants_breaking=True)

    assert article.breaking_until == now() + timedelta(hours=2)


def test_only_articles_that_readers_see_are_in_the_breaking_bar(client, make):
    make.article("Tomorrow", wants_breaking=True, ago=timedelta(days=-1))
    make.article("Draft", wants_breaking=True, publish=False)
    withdrawn = make.article("Withdrawn", wants_breaking=True)
    with db.writing():
        life.withdraw(withdrawn)

    assert pages.region(client.get("/"), "breaking") is None


def test_dates_are_told_in_the_sites_zone(client, make):
    late = datetime(2026, 3, 31, 22, 30, tzinfo=UTC)

    page = client.get(make.article(publish_at=late).url)

    time = pages.of_class(pages.region(page, "main"), "dt-published")[0]
    assert "1 April 2026" in pages.words(time)
    assert datetime.fromisoformat(time.get("datetime")) == late


def test_the_reading_time_is_told(client, make):
    page = client.get(make.article(body="word " * 660).url)

    assert "3 minutes" in pages.words(pages.region(page, "main"))


@pytest.mark.parametrize("powered", [True, False])
def test_the_owner_decides_whether_readers_learn_what_it_runs_on(client, make, site, powered):
    with db.writing():
        site.shows_powered_by = powered

    page = client.get(make.article().url)

    assert ("Powered by Broadsheet" in page.text) is powered


def test_a_script_in_the_text_is_nowhere_in_the_page(client, make):
    article = make.article(body="Before <script>alert(1)</script> after")

    main = pages.region(client.get(article.url), "main")

    assert list(main.iter("script")) == []
    assert "alert(1)" not in pages.words(main)


def test_markup_in_a_title_is_text_everywhere(client, make):
    article = make.article("<script>alert(1)</script>", wants_breaking=True)
    make.comment(article)

    for path in ("/", article.url, "/archive/", f"/comments/on/{article.id}"):
        page = client.get(path)
        assert not [script for script in pages.scripts(page) if script.text], path
        assert "<script>alert(1)</script>" in pages.words(pages.tree(page)), path


def test_a_page_asks_the_database_as_often_for_many_comments_as_for_few(client, make):
    few, many = make.article("Few"), make.article("Many")
    first = make.comment(few)
    make.comment(few, parent=first)
    comment = make.comment(many)
    for _ in range(20):
        comment = make.comment(many, parent=comment)

    assert _asked(client, few.url) == _asked(client, many.url)


@pytest.mark.parametrize("path", ["/", "/label/spor", "/feed.atom"])
def test_a_list_asks_the_database_as_often_for_many_articles_as_for_few(client, make, path):
    picture = make.picture().id
    for number in range(2):
        make.article(labels=f"Spor, Hava {number}", picture_id=picture)
    few = _asked(client, path)
    for number in range(2, 22):
        make.article(labels=f"Spor, Hava {number}", picture_id=picture)

    assert _asked(client, path) == few


@pytest.mark.parametrize(
    ("path", "most"),
    [
        *(("{article}", 20), ("/", 14), ("/archive/", 11), ("/label/spor", 15)),
        *(("/search?q=words", 20), ("/feed.atom", 4), ("/comments/feed.atom", 2)),
    ],
)
def test_a_page_asks_the_database_no_more_than_it_has_to(client, full, path, most):
    assert 0 < _asked(client, path.format(article=full.url)) <= most


def _asked(client, path):
    path += ("&" if "?" in path else "?") + "of=nobody"  # which is answered for itself
    client.get(path)
    with counting.queries() as asked:
        client.get(path)
    return len([statement for statement in asked if statement != "BEGIN"])
