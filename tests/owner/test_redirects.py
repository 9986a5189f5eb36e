"""Old addresses, and the addresses that owners choose."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from blog.articles import labels
from blog.db import db
from blog.models.address import Address
from tests import pages
from tests.owner.working import articles, edit, fill_in, press, send

REDIRECTS = "/owner/redirects"
NOON = datetime(2026, 11, 22, 9, tzinfo=UTC)


def add(desk, source: str, destination: str = ""):
    return desk.post(REDIRECTS, data={"source": source, "destination": destination})


def change(desk, path: str, destination: str):
    return desk.post(
        f"{REDIRECTS}/change", query_string={"path": path}, data={"destination": destination}
    )


def told(answer) -> str:
    """What a refused form says is wrong."""
    assert answer.status_code == 422
    summary = pages.of_class(pages.region(answer, "main"), "summary")
    return pages.words(summary[0])


# -- the end of an article's address --


def test_a_new_address_is_the_articles_and_the_old_one_leads_there(client, desk, make):
    article = make.article("Ferries again", publish_at=NOON)

    press(desk, "publish", edit(article), slug="Vapurlar: Işık!")

    moved = client.get("/2026/11/ferries-again.html?x=y")
    assert article.path == "/2026/11/vapurlar-isik.html"
    assert (moved.status_code, moved.location) == (301, f"{article.path}?x=y")
    assert client.get(article.path).status_code == 200


def test_there_and_back_again_is_no_circle(client, desk, make):
    article = make.article("Ferries again", publish_at=NOON)

    press(desk, "publish", edit(article), slug="boats")
    press(desk, "publish", edit(article), slug="ferries-again")

    assert client.get("/2026/11/ferries-again.html").status_code == 200
    assert client.get("/2026/11/boats.html").location == "/2026/11/ferries-again.html"


def test_a_new_address_waits_for_publication_like_the_text(client, desk, make):
    article = make.article("Ferries again", publish_at=NOON)

    press(desk, "keep", edit(article), slug="boats")

    assert article.path == "/2026/11/ferries-again.html"
    assert pages.form(desk.get(edit(article)), having="slug")["slug"] == "boats"


def test_a_draft_gets_the_address_that_was_chosen(desk):
    kept = press(desk, "keep", title="Ferries again", publish_at="2026-11-22T12:00").location
    press(desk, "keep", kept, slug="boats")
    press(desk, "publish", kept)

    assert articles()[0].path == "/2026/11/boats.html"


def test_the_field_is_filled_in_from_the_title_and_follows_it(desk):
    kept = press(desk, "keep", title="Ferries again", publish_at="2026-11-22T12:00").location
    form = fill_in(desk, kept)
    assert form["slug"] == "ferries-again"
    assert "http://localhost/2026/11/ferries-again.html" in desk.get(kept).text

    press(desk, "publish", kept, title="Boats again")

    assert articles()[0].path == "/2026/11/boats-again.html"


def test_a_scheduled_article_that_nobody_saw_leaves_no_address_behind(client, desk, make):
    article = make.article("Ferries again", ago=-timedelta(days=40))
    before = article.path

    press(desk, "publish", edit(article), slug="boats")

    assert article.path == before.replace("ferries-again", "boats")
    assert db.session.get(Address, before) is None


@pytest.mark.parametrize("button", ["publish", "keep"])
def test_an_address_that_something_else_has_is_told_and_nothing_is_lost(desk, make, button):
    make.article("Boats", publish_at=NOON)
    article = make.article("Ferries", publish_at=NOON)

    answer = press(desk, button, edit(article), slug="boats", body="Typed for hours.")

    assert "Something else has the address /2026/11/boats.html." in told(answer)
    assert pages.form(answer, having="slug")["body"] == "Typed for hours."
    assert article.path == "/2026/11/ferries.html"


def test_an_address_that_is_gone_is_nobodys_to_take(desk, make):
    add(desk, "/2026/11/boats.html")
    article = make.article("Ferries", publish_at=NOON)

    assert "/2026/11/boats.html" in told(press(desk, "publish", edit(article), slug="boats"))


def test_an_address_without_a_letter_is_told(desk):
    assert "An address needs letters." in told(press(desk, "publish", title="A", slug="2026"))


def test_whoever_empties_the_field_has_chosen_nothing(desk, make):
    article = make.article("Ferries", publish_at=NOON)

    press(desk, "publish", edit(article), slug="")

    assert article.path == "/2026/11/ferries.html"


def test_an_address_of_the_old_blog_is_left_alone_when_the_article_is_published_again(desk, make):
    article = make.article("Ferries", publish_at=NOON)
    odd = f"/2009/05/{'Uzun_Adres-' * 20}.html"
    with db.writing():
        db.session.delete(db.session.get_one(Address, article.path))
        db.session.add(Address(path=odd, article_id=article.id))
        article.path, article.slug = odd, "something-else"

    press(desk, "publish", edit(article), body="Mended.")

    assert (article.body, article.path) == ("Mended.", odd)


def test_a_second_window_with_the_former_title_takes_no_address(desk, make):
    article = make.article("Ferries", publish_at=NOON)
    form = fill_in(desk, edit(article))

    send(desk, "publish", {**form, "title": "Boats"}, edit(article))

    assert article.path == "/2026/11/ferries.html"


# -- the list --


def test_every_old_address_is_in_the_list_and_no_articles_own(desk, make):
    article = make.article("Ferries", publish_at=NOON)
    press(desk, "publish", edit(article), slug="boats")
    add(desk, "/gone.html")
    with db.writing():
        labels.rename(labels.called("Sea"), "Harbour")

    main = pages.region(desk.get(REDIRECTS), "main")

    shown = [pages.words(code) for code in main.iter("code")]
    assert shown == ["/2026/11/ferries.html", "/gone.html", "/label/sea", "/search/label/sea"]


def test_an_old_address_leads_to_an_article_wherever_that_goes(client, desk, make):
    article = make.article("Ferries", publish_at=NOON)

    add(desk, "/old.html", "http://localhost/2026/11/ferries.html")
    press(desk, "publish", edit(article), slug="boats")

    assert client.get("/old.html").location == "/2026/11/boats.html"


@pytest.mark.parametrize(
    ("destination", "location"),
    [
        ("/archive/", "/archive/"),
        ("/label/deniz?page=2#main", "/label/deniz?page=2#main"),
        ("/2019/ışık yok.html", "/2019/%C4%B1%C5%9F%C4%B1k%20yok.html"),
        ("https://example.org/x?y=z", "https://example.org/x?y=z"),
        ("example.org/x", "https://example.org/x"),
        ("https://www.localhost/archive/", "/archive/"),
    ],
)
def test_an_old_address_leads_where_its_owner_says(client, desk, destination, location):
    assert add(desk, "/old.html", destination).status_code == 303

    answer = client.get("/old.html")
    assert (answer.status_code, answer.location) == (301, location)


def test_an_old_address_without_a_destination_is_gone(client, desk):
    add(desk, "http://localhost/%C4%B1%C5%9F%C4%B1k.html")

    assert client.get("/ışık.html").status_code == 410


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("", "Please write an address of this blog."),
        ("old.html", "Please write an address of this blog."),
        ("https://example.org/old.html", "Please write an address of this blog."),
        ("//example.org", "Please write an address of this blog."),
        ("javascript:alert(1)", "Please write an address of this blog."),
        ("/old.html?m=1", "Please leave away"),
        ("/", "No page can have this address."),
        (f"/{'x' * 500}", "No page can have this address."),
        ("/archive/", "The blog needs this address itself."),
        ("/owner/articles", "The blog needs this address itself."),
        ("/2026/11/", "The blog needs this address itself."),
        ("/label/deniz", "The blog needs this address itself."),
        ("/static/css/base.css", "The blog needs this address itself."),
        ("/2026/11/ferries.html", "“Ferries” has this address."),
        ("/2026/11/ferries.html/", "“Ferries” has this address."),
        ("/known.html", "This address is in the list already"),
    ],
)
def test_an_address_that_can_not_lead_elsewhere_is_told_why(desk, make, source, words):
    make.article("Ferries", publish_at=NOON)
    add(desk, "/known.html")

    assert words in told(add(desk, source, "/archive/"))


@pytest.mark.parametrize(
    "destination",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "ftp://example.org/x",
        "//example.org/x",
        "/\\example.org",
        "https://user:password@example.org",
        "somewhere",
        f"/{'x' * 2_000}",
    ],
)
def test_a_destination_that_is_none_is_told(desk, destination):
    assert "Please write an address." in told(add(desk, "/old.html", destination))
    assert db.session.get(Address, "/old.html") is None


@pytest.mark.parametrize(
    "back", ["/a.html", "http://localhost/a.html?x#y", "/a.html/", "/%61.html"]
)
def test_no_address_leads_round_in_a_circle(desk, back):
    add(desk, "/b.html", back)
    add(desk, "/c.html", "/b.html")

    assert "circle" in told(add(desk, "/a.html", "/c.html"))
    assert "circle" in told(change(desk, "/b.html", "/b.html"))


def test_a_destination_can_be_changed_and_taken_away(client, desk):
    add(desk, "/old.html", "/archive/")

    change(desk, "/old.html", "https://example.org/x")
    assert client.get("/old.html").location == "https://example.org/x"

    change(desk, "/old.html", "")
    assert client.get("/old.html").status_code == 410


def test_a_form_for_a_change_has_where_it_leads_now(desk, make):
    make.article("Ferries", publish_at=NOON)
    add(desk, "/old.html", "/2026/11/ferries.html")

    page = desk.get(f"{REDIRECTS}/change", query_string={"path": "/old.html"})

    assert pages.form(page, having="destination") == {"destination": "/2026/11/ferries.html"}


def test_an_address_that_is_forgotten_is_unknown(client, desk):
    add(desk, "/old.html", "/archive/")

    desk.post(f"{REDIRECTS}/removal", data={"path": "/old.html"})

    assert client.get("/old.html").status_code == 404


@pytest.mark.parametrize("page", ["removal", "change"])
def test_an_articles_own_address_is_not_to_be_changed_here(client, desk, make, page):
    path = make.article().path

    answer = desk.post(f"{REDIRECTS}/{page}", query_string={"path": path}, data={"path": path})

    assert answer.status_code == 404
    assert client.get(path).status_code == 200


def test_old_addresses_are_found_by_a_part_of_them(desk):
    add(desk, "/2009/ferry.html", "/archive/")
    add(desk, "/2009/tram.html", "https://example.org/ferries")
    add(desk, "/2009/bus_1.html")

    def found(words):
        page = desk.get(REDIRECTS, query_string={"q": words})
        return [pages.words(code) for code in pages.region(page, "main").iter("code")]

    assert found("ferr") == ["/2009/ferry.html", "/2009/tram.html"]
    assert found("s_") == ["/2009/bus_1.html"]


def test_a_title_in_a_refusal_is_text_and_no_markup(desk, make):
    article = make.article("<b>Bold</b> news")

    answer = desk.post("/owner/redirects", data={"source": article.path, "destination": "/"})

    assert answer.status_code == 422
    assert "&lt;b&gt;Bold&lt;/b&gt; news" in answer.text
    assert "<b>Bold" not in answer.text
