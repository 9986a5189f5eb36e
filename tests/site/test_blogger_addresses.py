"""The addresses that a blog had at Blogger, followed as its readers would."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path
from urllib.parse import quote, urlsplit
from xml.etree import ElementTree as ET

import pytest

from blog import addresses
from blog.articles import actions as life
from blog.articles import labels
from blog.db import db
from blog.models.address import Address
from blog.models.article import Kind
from tests import counting, pages, valid

README = Path(__file__).resolve().parents[2] / "README.md"
LONG = "a" * 10_000
MAY = "2011-05-17T10:00:00+03:00"

FEEDS = {
    "/atom.xml": "/feed.atom",
    "/rss.xml": "/feed.rss",
    "/atom.xml?redirect=false&start-index=1&max-results=500": (
        "/feed.atom?start-index=1&max-results=500"
    ),
    "/feeds/posts/default": "/feed.atom",
    "/feeds/posts/default/": "/feed.atom",
    "/feeds/posts/summary": "/feed.atom",
    "/feeds/posts/full": "/feed.atom",
    "/feeds/posts/default?alt=rss": "/feed.rss",
    "/feeds/posts/default?alt=json": "/feed.json",
    "/feeds/posts/default?alt=json-in-script&callback=show": "/feed.json",
    "/feeds/posts/default?alt=atom": "/feed.atom",
    "/feeds/posts/default?alt=nonsense": "/feed.atom",
    "/feeds/posts/default?redirect=false&orderby=updated&v=2": "/feed.atom",
    "/feeds/posts/default?max-results=5": "/feed.atom?max-results=5",
    "/feeds/posts/summary?alt=rss&start-index=26&max-results=25&m=1": (
        "/feed.rss?start-index=26&max-results=25"
    ),
    "/feeds/posts/default/-/Spor": "/label/spor/feed.atom",
    "/feeds/posts/default/-/spor/": "/label/spor/feed.atom",
    "/feeds/posts/summary/-/Spor?alt=rss&max-results=3": "/label/spor/feed.rss?max-results=3",
    "/feeds/posts/default/-/Spor/Hava": "/label/spor/feed.atom",
    "/feeds/posts/default/-/Nothing/Hava": "/label/hava/feed.atom",
    "/feeds/posts/default/-/Son%20Dakika/Futbol": "/label/son-dakika/futbol/feed.atom",
    "/feeds/comments/default": "/comments/feed.atom",
    "/feeds/comments/default?alt=rss&max-results=5": "/comments/feed.rss?max-results=5",
    "/feeds/1001/comments/default": "/2011/05/vapur.html/comments.atom",
    "/feeds/1001/comments/default?alt=rss": "/2011/05/vapur.html/comments.rss",
    "/feeds/2001/comments/default": "/p/about.html/comments.atom",
}

PAGES = {
    "/search/label/Spor": "/label/spor",
    "/search/label/SPOR/": "/label/spor",
    "/search/label/Spor?max-results=20&updated-max=2011-01-01T00:00:00%2B02:00": "/label/spor",
    "/search/label/Spor?m=1": "/label/spor",
    "/search/label/Son%20Dakika/Futbol": "/label/son-dakika/futbol",
    "/search/label/Son%20Dakika%2FFutbol": "/label/son-dakika/futbol",
    "/search/label/Son+Dakika/Futbol": "/label/son-dakika/futbol",
    "/2011_05_17_archive.html": "/2011/05/",
    "/2011_05_01_archive.html": "/2011/05/",
    "/2011_05_archive.html": "/2011/05/",
    "/2011_06_01_archive.html": "/archive/",
    "/search?updated-max=2012-01-01T00:00:00%2B02:00&max-results=7": "/2011/05/",
    "/search?updated-max=2012-01-01T00:00:00+02:00&max-results=7&start=7&by-date=false": (
        "/2011/05/"
    ),
    "/search?updated-max=2012-01-01T00:00:00Z": "/2011/05/",
    "/search?updated-max=2012-01-01": "/2011/05/",
    "/search?updated-min=2011-01-01T00:00:00%2B02:00&updated-max=2011-06-01T00:00:00%2B03:00": (
        "/2011/05/"
    ),
    "/search?updated-max=2011-01-01T00:00:00%2B02:00": "/archive/",
}


@pytest.fixture(autouse=True)
def blog(make):
    """A blog that came from Blogger, and what was written since."""
    old = make.article("Vapur", labels="Spor, Hava", publish_at=datetime.fromisoformat(MAY))
    about = make.article("About", kind=Kind.PAGE)
    make.article("Derby", labels="Son Dakika/Futbol")
    with db.writing():
        old.feed_id = "tag:blogger.com,1999:blog-7.post-1001"
        about.feed_id = "tag:blogger.com,1999:blog-7.page-2001"
    make.comment(old, anchor="c5001")
    return old


def follow(client, path):
    """Where one is led, in one step, and what is there."""
    led = client.get(path)
    assert led.status_code in {301, 302}, path
    there = client.get(led.location)
    assert there.status_code == 200, led.location
    return led.location, there


def arrive(client, path):
    """What is where one is led in the end."""
    answer = client.get(path)
    for _ in range(5):
        if answer.status_code == 301:
            answer = client.get(answer.location)
    assert answer.status_code == 200, path
    return answer


# -- where they lead --


@pytest.mark.parametrize("path", FEEDS)
def test_a_feed_of_bloggers_leads_to_ours_for_ever_in_one_step(client, path):
    place, feed = follow(client, path)

    assert place == FEEDS[path]
    assert client.get(path).status_code == 301
    check = {"atom": valid.atom, "rss": valid.rss, "json": valid.json_feed}
    assert check[urlsplit(place).path.rpartition(".")[2]](feed) is not None


@pytest.mark.parametrize("path", PAGES)
def test_a_page_of_bloggers_leads_to_ours_in_one_step(client, path):
    assert follow(client, path)[0] == PAGES[path]


def test_bloggers_search_is_answered_by_ours(client):
    older = "updated-max=2012-01-01T00:00:00Z&max-results=20&start=20&by-date=true"

    assert "/2011/05/vapur.html" in pages.links(pages.tree(client.get(f"/search?q=vapur&{older}")))
    assert client.get(f"/search?{older}").status_code == 301
    assert client.get("/search?max-results=7").status_code == 200


def test_older_posts_begin_in_the_month_of_the_newest_of_them(client, make):
    make.article("April", publish_at=datetime.fromisoformat("2011-04-30T23:30:00+03:00"))
    asked = quote("2011-05-17T10:00:00+03:00")  # that of the article in May, not a second less

    place, month = follow(client, f"/search?updated-max={asked}")

    assert place == "/2011/04/"
    assert "April" in month.text


def test_what_readers_cannot_see_makes_no_month(client, make):
    day = datetime.fromisoformat("2010-03-05T10:00:00+03:00")
    make.article("Draft", publish=False, publish_at=day)
    withdrawn = make.article("Withdrawn", publish_at=day)
    with db.writing():
        life.withdraw(withdrawn)

    assert follow(client, "/2010_03_05_archive.html")[0] == "/archive/"
    assert follow(client, "/search?updated-max=2010-04-01")[0] == "/archive/"


def test_the_comments_of_an_article_that_readers_cannot_see_are_not_found(client, blog):
    with db.writing():
        life.withdraw(blog)

    assert client.get("/feeds/1001/comments/default").status_code == 404


def test_an_article_is_found_by_its_number_whichever_old_blog_it_comes_from(client, make):
    for number in (3, 12):
        article = make.article(f"Other {number}")
        with db.writing():
            article.feed_id = f"tag:blogger.com,1999:blog-{number}.post-1{number}"

    assert follow(client, "/feeds/13/comments/default")[0].endswith("other-3.html/comments.atom")
    assert follow(client, "/feeds/112/comments/default")[0].endswith("other-12.html/comments.atom")
    assert (
        follow(client, "/feeds/1001/comments/default")[0] == FEEDS["/feeds/1001/comments/default"]
    )


def test_finding_it_looks_into_the_index_only(client):
    with counting.queries() as asked:
        client.get("/feeds/1001/comments/default")
    looked = [statement for statement in asked if "feed_id" in statement and "article" in statement]

    assert len(looked) == 3  # the first blog, no second one, the article
    for statement in looked:
        marks = ["x"] * statement.count("?")
        plan = db.session.connection().exec_driver_sql(
            f"EXPLAIN QUERY PLAN {statement}", tuple(marks)
        )
        assert not [step for step in plan if str(step[3]).startswith("SCAN")], statement


# -- after something was renamed --


def test_an_article_whose_path_was_changed_is_found_by_all_its_old_addresses(client, blog):
    with db.writing():
        db.session.add(Address(path="/2011/05/yeni-ışık.html", article_id=blog.id))
        db.session.flush()
        blog.path = "/2011/05/yeni-ışık.html"

    for old in (
        "/2011/05/vapur.html",
        "/2011/05/vapur.html/comments.atom",
        "/feeds/1001/comments/default?alt=rss",
    ):
        assert follow(client, old)[0].startswith("/2011/05/yeni-%C4%B1%C5%9F%C4%B1k.html"), old


@pytest.mark.parametrize("names", [["Sports"], ["Sports", "Spor ve Oyun"], ["Sports", "Spor"]])
def test_a_label_that_was_renamed_is_found_by_all_its_old_addresses(client, blog, names):
    label = next(label for label in blog.labels if label.name == "Spor")
    for name in names:
        with db.writing():
            labels.rename(label, name)

    for known in ("Spor", *names):
        answer = arrive(client, f"/search/label/{known}")
        assert pages.words(pages.tree(answer).find(".//h1")) == names[-1], known
        assert arrive(client, f"/label/{known.lower().replace(' ', '-')}").data == answer.data
        feed = arrive(client, f"/feeds/posts/default/-/{known}?alt=json")
        assert feed.json["title"] == f"{names[-1]} · Günebakan"


def test_a_label_written_otherwise_keeps_its_address(client, blog):
    label = next(label for label in blog.labels if label.name == "Spor")
    with db.writing():
        labels.rename(label, "SPOR")

    assert follow(client, "/search/label/Spor")[0] == "/label/spor"


def test_two_labels_never_get_one_name(blog):
    label = next(label for label in blog.labels if label.name == "Spor")

    with pytest.raises(ValueError, match="already"), db.writing():
        labels.rename(label, "HAVA")


def test_a_new_label_of_a_former_name_wins_it(client, make, blog):
    label = next(label for label in blog.labels if label.name == "Spor")
    with db.writing():
        labels.rename(label, "Sports")
    make.article("New", labels="Spor")

    assert "New" in arrive(client, "/search/label/Spor").text


# -- phones, and links to a comment --


@pytest.mark.parametrize("query", ["m=1", "m=0", "showComment=1305612345678", "m=1&showComment=1"])
def test_an_articles_page_answers_however_blogger_asked_for_it(client, blog, query):
    answer = client.get(f"{blog.url}?{query}")

    assert answer.data == client.get(blog.url).data
    assert "c5001" in pages.ids(answer)
    head = {link.get("rel"): link.get("href") for link in pages.tree(answer).iter("link")}
    assert head["canonical"] == f"http://localhost{blog.url}"


@pytest.mark.parametrize("path", ["/", "/label/spor", "/2011/05/", "/archive/"])
def test_so_does_every_other_page(client, path):
    answer = client.get(f"{path}?m=1")

    assert answer.data == client.get(path).data


@pytest.mark.parametrize(
    ("asked", "led"),
    [
        ("?m=1", ""),
        ("?m=0&a=b", "?a=b"),
        ("?a=b&m=1&c=%C4%B1", "?a=b&c=%C4%B1"),
        ("?showComment=1305612345678", "?showComment=1305612345678"),
        ("?m=12", "?m=12"),
    ],
)
def test_no_article_is_led_to_with_what_blogger_asked_for_phones(client, blog, asked, led):
    with db.writing():
        db.session.add(Address(path="/old.html", article_id=blog.id))

    for old in ("/old.html", f"{blog.path}/"):
        assert client.get(f"{old}{asked}").location == f"{blog.url}{led}"


# -- what makes no sense --


@pytest.mark.parametrize(
    "path",
    [
        "/search/label/Nothing",
        f"/search/label/{LONG}",
        "/search/label/%00",
        "/search/label/%ff%fe",
        "/search/label/a%252Fb",
        "/feeds/posts/default/-/Nothing",
        f"/feeds/posts/default/-/{LONG}",
        f"/feeds/posts/default/-/{'a/' * 5_000}",
        "/feeds/posts/nonsense",
        "/feeds/9/comments/default",
        f"/feeds/{'9' * 30}/comments/default",
        f"/feeds/{'9' * 5_000}/comments/default",
        "/feeds/-1/comments/default",
        "/feeds/x/comments/default",
        "/2011_13_01_archive.html",
        "/2011_00_archive.html",
        "/0000_05_archive.html",
        "/٢٠١١_05_archive.html",
        "/2011_5_archive.html",
    ],
)
def test_what_never_was_is_not_found_in_the_blogs_frame(client, path):
    answer = client.get(path)

    assert answer.status_code == 404
    assert pages.region(answer, "archive") is not None


def test_a_label_that_nobody_knows_is_told_with_what_to_do(client):
    assert "No article here bears this label" in client.get("/search/label/Nothing").text


@pytest.mark.parametrize(
    "asked",
    [
        "-1",
        "abc",
        str(10**12),
        "9" * 5_000,
        "%ff",
        "%00",
        "٣",
        "",
        "0001-01-01T00:00:00%2B14:00",
        "9999-12-31T23:59:59-12:00",
        "2011-02-30T00:00:00Z",
        LONG,
    ],
)
@pytest.mark.parametrize(
    "path",
    [
        "/search",
        "/search/label/Spor",
        "/feeds/posts/default",
        "/feeds/posts/default/-/Spor",
        "/feeds/1001/comments/default",
        "/2011_05_01_archive.html",
    ],
)
def test_a_question_that_makes_no_sense_leads_somewhere_all_the_same(client, path, asked):
    names = ("max-results", "start-index", "updated-max", "alt", "orderby")

    follow(client, f"{path}?{'&'.join(f'{name}={asked}' for name in names)}")


def test_looking_up_labels_has_an_end(client):
    client.get("/nothing")
    with counting.queries() as few:
        client.get("/feeds/posts/default/-/" + "/".join("abcdefghijkl"))
    with counting.queries() as many:
        client.get("/feeds/posts/default/-/" + "/".join("abcdefghijkl" * 10))

    assert len(many) == len(few)


@pytest.mark.parametrize(
    "path",
    [
        "/atom.xml",
        "/2011_05_01_archive.html",
        "/search/label/x",
        "/a.html/comments.atom",
        "/search",
    ],
)
def test_no_article_can_have_an_address_of_bloggers_own(app, path):
    assert addresses.is_reserved(path)


# -- from a blogspot.com address --


def snippet() -> str:
    """What the README tells the owner of such an address to put into the old theme."""
    (code,) = re.findall(r"```xml\n(.*?)```", README.read_text("utf-8"), flags=re.DOTALL)
    return str(code)


def evaluated(expression: str, url: str) -> str:
    """What Blogger makes of an attribute in its namespace ``expr``."""
    parts = [part.strip() for part in expression.split(" + ")]
    return "".join(url if part == "data:blog.canonicalUrl" else part.strip('"') for part in parts)


def test_the_snippet_for_the_old_theme_leads_every_page_to_its_new_place(client, blog):
    spaces = " ".join(
        f"xmlns:{name}='http://www.google.com/2005/gml/{name}'" for name in ("b", "data", "expr")
    )
    theme = ET.fromstring(f"<head {spaces}>{snippet()}</head>")
    old = f"https://gunebakan.blogspot.com{blog.path}"

    expr = "{http://www.google.com/2005/gml/expr}"
    (canonical,) = [evaluated(link.get(f"{expr}href"), old) for link in theme.iter("link")]
    (refresh,) = [
        evaluated(meta.get(f"{expr}content"), old)
        for meta in theme.iter("meta")
        if meta.get("http-equiv") == "refresh"
    ]

    assert refresh == f"0; url={canonical}"
    assert follow(client, canonical.removeprefix("https://news.example"))[0] == blog.url


@pytest.mark.parametrize(
    ("at", "place"),
    [
        ("https://old.blogspot.com/", "/"),
        ("https://old.blogspot.com/2011/05/%C4%B1%25.html", "/2011/05/%C4%B1%25.html"),
        ("https://old.blogspot.com//evil.example/x", "/evil.example/x"),
        ("https://old.blogspot.com/\\evil.example", "/%5Cevil.example"),
        ("//evil.example", "/"),
        ("javascript:alert(1)", "/alert%281%29"),
        ("http://[", "/"),
        ("", "/"),
        ("%ff%00%0d%0aSet-Cookie:x=y", None),
    ],
)
def test_from_there_one_is_led_to_this_site_only(client, at, place):
    sent = quote(at, safe="%:/")

    led = client.get(f"/from-blogger?at={sent}")

    assert led.status_code == 301
    assert led.location.startswith("/")
    assert not led.location.startswith(("//", "/\\"))
    assert "Set-Cookie" not in led.headers
    assert place is None or led.location.replace("(", "%28").replace(")", "%29") == place
