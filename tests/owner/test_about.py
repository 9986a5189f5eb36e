"""The page about the blog."""

from __future__ import annotations

import pytest

from blog.db import db
from tests import pages
from tests.owner.working import articles, fill_in, press, send, with_typed

ABOUT = "/owner/about"


def test_the_owner_writes_the_page_about_the_blog(client, desk):
    answer = press(desk, "publish", ABOUT, title="About us", body="We report from the **hills**.")

    page = client.get("/p/about.html")
    assert answer.location == ABOUT
    assert "<strong>hills</strong>" in page.text
    assert pages.words(pages.tree(page).find(".//h1")) == "About us"


def test_its_first_lines_stand_beside_every_page_and_its_name_above(client, desk):
    press(desk, "publish", ABOUT, title="About us", body="We report from the hills.")

    page = client.get("/")

    beside = pages.region(page, "about")
    assert "About us We report from the hills." in pages.words(beside)
    assert "/p/about.html" in pages.links(beside)
    assert pages.links(pages.tree(page)).count("/p/about.html") >= 2


def test_before_it_is_published_nobody_sees_it(client, desk):
    press(desk, "keep", ABOUT, body="Not yet.")

    assert client.get("/p/about.html").status_code == 404
    assert "about" not in pages.ids(client.get("/"))
    assert pages.form(desk.get(ABOUT), having="title")["body"] == "Not yet."


def test_it_is_one_page_however_often_it_is_saved(client, desk):
    press(desk, "keep", ABOUT, body="First.")
    press(desk, "publish", ABOUT, body="Second.")
    press(desk, "publish", ABOUT, body="Third.")

    assert [article.path for article in articles()] == ["/p/about.html"]
    assert "Third." in client.get("/p/about.html").text


@pytest.mark.parametrize("language", ["en", "tr"])
def test_its_address_is_the_same_in_every_language(client, desk, site, language):
    with db.writing():
        site.language = language

    press(desk, "publish", ABOUT, title="Hakkında", body="Biz.")

    assert client.get("/p/about.html").status_code == 200


def test_visitors_may_comment_on_it_only_if_the_owner_says_so(client, desk):
    press(desk, "publish", ABOUT, body="We.")
    assert "comment-form" not in pages.ids(client.get("/p/about.html"))

    press(desk, "publish", ABOUT, comments="blog")
    assert "comment-form" in pages.ids(client.get("/p/about.html"))


def test_it_is_no_news(client, desk):
    press(desk, "publish", ABOUT, title="About us", body="We.")

    for path in ("/archive/", "/feed.atom"):
        assert "<h2>About us" not in client.get(path).text
    assert "About us" not in pages.words(pages.region(client.get("/"), "main"))
    assert "About us" not in pages.words(pages.region(desk.get("/owner/articles"), "main"))


def test_a_title_that_is_missing_is_told(desk):
    answer = press(desk, "publish", ABOUT, title="", body="We.")

    assert answer.status_code == 422
    assert pages.form(answer, having="title")["body"] == "We."
    assert articles() == []


def test_two_windows_overwrite_nothing(desk):
    press(desk, "publish", ABOUT, body="First.")
    form = fill_in(desk, ABOUT, body="Mine.")
    press(desk, "publish", ABOUT, body="Of another window.")

    refused = send(desk, "publish", form, ABOUT)
    again = send(desk, "publish", with_typed(pages.form(refused, having="title")), ABOUT)

    assert refused.status_code == 409
    assert again.status_code == 303
    assert articles()[0].body == "Mine."


def test_it_can_be_withdrawn_and_brought_back(client, desk):
    press(desk, "publish", ABOUT, body="We.")
    path = f"/owner/articles/{articles()[0].id}"

    assert desk.post(f"{path}/withdrawal").location == ABOUT
    assert client.get("/p/about.html").status_code == 410
    assert "about" not in pages.ids(client.get("/"))

    desk.post(f"{path}/return")
    assert client.get("/p/about.html").status_code == 200
