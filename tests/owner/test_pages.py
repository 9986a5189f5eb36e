"""Pages, and their order in the navigation."""

from __future__ import annotations

import pytest

from blog.articles import actions as life
from blog.articles import bin as waste
from blog.db import db
from blog.models.article import Article, Kind
from tests import pages
from tests.owner.working import articles, press

PAGES = "/owner/pages"


@pytest.fixture
def three(make):
    """Three pages, in the order in which they are at first."""
    return [make.article(title, kind=Kind.PAGE) for title in ("About", "Contact", "Terms")]


def navigation(client) -> list[str]:
    """The pages that readers are offered at the top."""
    nav = next(one for one in pages.tree(client.get("/")).iter("nav"))
    return [pages.words(link) for link in nav.iter("a")][:-1]


def place(desk, page: Article, to: str):
    return desk.post(f"{PAGES}/{page.id}/place", data={"to": to})


def test_the_owner_writes_a_page(client, desk):
    answer = press(desk, "publish", f"{PAGES}/new", title="Contact", body="Write to **us**.")

    page = articles()[0]
    assert answer.location == f"/owner/articles/{page.id}"
    assert (page.kind, page.path) == (Kind.PAGE, "/p/contact.html")
    assert "<strong>us</strong>" in client.get("/p/contact.html").text
    assert "Contact" not in pages.words(pages.region(client.get("/archive/"), "main"))


def test_a_page_is_changed_like_an_article_and_can_get_another_address(client, desk, make):
    page = make.article("Contact", kind=Kind.PAGE)

    press(desk, "publish", f"/owner/articles/{page.id}", body="Newer.", slug="write-to-us")

    assert "Newer." in client.get("/p/write-to-us.html").text
    assert client.get("/p/contact.html").location == "/p/write-to-us.html"


def test_every_page_is_in_the_list_and_no_article(desk, make, three):
    make.article("News")
    make.article("Unfinished", kind=Kind.PAGE, publish=False)

    main = pages.region(desk.get(PAGES), "main")

    assert [pages.words(title) for title in main.iter("b")] == [
        "About", "Contact", "Terms", "Unfinished",
    ]  # fmt: skip


def test_a_page_moves_up_and_down_in_the_navigation(client, desk, three):
    about, _contact, terms = three
    assert navigation(client) == ["About", "Contact", "Terms"]

    place(desk, terms, "up")
    assert navigation(client) == ["About", "Terms", "Contact"]

    place(desk, about, "down")
    assert navigation(client) == ["Terms", "About", "Contact"]


@pytest.mark.parametrize(("which", "to"), [(0, "up"), (2, "down")])
def test_at_the_end_there_is_no_further(client, desk, three, which, to):
    place(desk, three[which], to)

    assert navigation(client) == ["About", "Contact", "Terms"]


def test_a_page_can_be_kept_out_of_the_navigation_and_put_in_again(client, desk, three):
    place(desk, three[0], "out")
    assert navigation(client) == ["Contact", "Terms"]
    assert client.get("/p/about.html").status_code == 200

    place(desk, three[0], "in")
    assert navigation(client) == ["Contact", "Terms", "About"]


def test_a_new_page_comes_last(client, desk, make, three):
    place(desk, three[2], "up")

    make.article("Archive of old", kind=Kind.PAGE)

    assert navigation(client) == ["About", "Terms", "Contact", "Archive of old"]


def test_what_readers_must_not_see_is_not_in_the_navigation(client, make, three):
    make.article("Unfinished", kind=Kind.PAGE, publish=False)
    with db.writing():
        life.withdraw(three[0])
        waste.put_in(three[1])

    assert navigation(client) == ["Terms"]


def test_a_page_that_is_in_the_bin_is_not_in_the_list(desk, three):
    desk.post(f"/owner/articles/{three[0].id}/binning")

    assert "About" not in pages.words(pages.region(desk.get(PAGES), "main"))


def test_only_pages_have_a_place(desk, make, three):
    assert place(desk, make.article(), "up").status_code == 404
    assert place(desk, three[0], "sideways").status_code == 400


def test_the_page_about_the_blog_stays_beside_every_page_at_another_address(client, desk):
    press(desk, "publish", "/owner/about", title="Hakkında", body="Biz.")

    press(desk, "publish", "/owner/about", slug="hakkinda")

    assert "Biz." in pages.words(pages.region(client.get("/"), "about"))
    assert client.get("/p/about.html").location == "/p/hakkinda.html"


def test_a_page_that_came_from_elsewhere_under_the_same_name_is_another_one(desk, make):
    ours = make.article("Ours", kind=Kind.PAGE, slug="about", body="Ours.")
    other = make.article("Theirs", kind=Kind.PAGE, slug="about", body="Theirs.")

    press(desk, "publish", f"/owner/articles/{other.id}", body="Newer.")

    assert (ours.body, other.body) == ("Ours.", "Newer.")
    assert pages.form(desk.get("/owner/about"), having="title")["title"] == "Ours"


def test_a_page_begins_by_itself_with_the_first_words(desk):
    form = pages.form(desk.get(f"{PAGES}/new"), having="title")

    answer = desk.post("/owner/working-copies?kind=page", data={**form, "title": "Contact"})

    assert answer.json["url"] == f"/owner/articles/{articles()[0].id}"
    assert articles()[0].is_page
