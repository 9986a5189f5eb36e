"""The feeds of articles, as feed readers read them."""

from __future__ import annotations

from datetime import datetime, timedelta
from email.utils import format_datetime

import pytest
from werkzeug.http import http_date

from blog.articles import actions as life
from blog.articles import labels
from blog.db import db, now
from blog.models.article import Kind
from tests import counting, pages, valid
from tests.valid import ATOM, CONTENT, told

OF_SITE = ["/feed.atom", "/feed.rss", "/feed.json"]
EVERY = OF_SITE + [f"/label/spor{path}" for path in OF_SITE]


@pytest.fixture
def full(make):
    """An article with something of everything."""
    picture = make.picture(1600, 900)
    article = make.article(
        "Işık & <b>İçin</b>",
        standfirst="Less < more, they “say”.",
        body="**All** of it, and [more](/p/about.html).[^1]\n\n![](/media/a.jpeg)\n\n[^1]: A note.",
        picture_id=picture.id,
        picture_alt="A lamp & a light",
        picture_caption="The lamp",
        labels="Spor, Hava",
    )
    make.comment(article)
    return article


def entries(answer):
    return valid.atom(answer).findall(f"{ATOM}entry")


def titles(answer):
    return [told(entry, "title") for entry in entries(answer)]


# -- what is in them --


@pytest.mark.parametrize("has_news", [True, False])
@pytest.mark.parametrize("path", EVERY)
def test_every_feed_is_valid(client, request, make, path, has_news):
    article = request.getfixturevalue("full") if has_news else make.article(labels="Spor")
    with db.writing():
        if not has_news:
            life.withdraw(article)
    check = {"atom": valid.atom, "rss": valid.rss, "json": valid.json_feed}

    assert check[path.rpartition(".")[2]](client.get(path)) is not None


def test_the_feed_says_whose_it_is(client, full, site):
    found = valid.atom(client.get("/feed.atom"))

    assert told(found, "title") == "Günebakan"
    assert told(found, "subtitle") == "News from the hills"
    assert told(found, "id") == site.feed_id
    assert {(link.get("rel"), link.get("href")) for link in found.findall(f"{ATOM}link")} == {
        ("alternate", "http://localhost/"),
        ("self", "http://localhost/feed.atom"),
    }


def test_an_entry_is_the_whole_article(client, full):
    entry = entries(client.get("/feed.atom"))[0]

    assert told(entry, "title") == "Işık & <b>İçin</b>"
    assert told(entry, "summary") == "Less < more, they “say”."
    assert entry.find(f"{ATOM}link").get("href") == f"http://localhost{full.url}"
    content = told(entry, "content")
    assert "<strong>All</strong> of it" in content
    assert "Less &lt; more" in content
    assert f'src="http://localhost{full.picture.largest().url}"' in content
    assert 'alt="A lamp &amp; a light"' in content
    assert "The lamp" in content
    assert told(entry.find(f"{ATOM}author"), "name") == "Ayşe Yılmaz"
    assert {category.get("term") for category in entry.findall(f"{ATOM}category")} == {
        "Spor",
        "Hava",
    }


def test_the_same_is_in_rss(client, full):
    item = valid.rss(client.get("/feed.rss")).find("item")

    assert item.findtext("title") == "Işık & <b>İçin</b>"
    assert item.findtext("description") == "Less &lt; more, they “say”."  # HTML, by the standard
    assert item.findtext("link") == f"http://localhost{full.url}"
    assert item.findtext("guid") == full.feed_id
    assert "<strong>All</strong> of it" in item.findtext(f"{CONTENT}encoded")
    assert item.findtext("pubDate") == format_datetime(full.published_at)
    assert [category.text for category in item.findall("category")] == ["Hava", "Spor"]


def test_the_same_is_in_json(client, full):
    (item,) = valid.json_feed(client.get("/feed.json"))["items"]

    assert item["title"] == "Işık & <b>İçin</b>"
    assert item["summary"] == "Less < more, they “say”."
    assert item["url"] == f"http://localhost{full.url}"
    assert item["id"] == full.feed_id
    assert item["image"] == f"http://localhost{full.picture.largest().url}"
    assert "<strong>All</strong> of it" in item["content_html"]
    assert item["tags"] == ["Hava", "Spor"]
    assert "Işık" in client.get("/feed.json").data.decode()


def test_an_entry_tells_how_many_comments_there_are_and_where_to_follow_them(client, full):
    entry = entries(client.get("/feed.atom"))[0]
    item = valid.rss(client.get("/feed.rss")).find("item")

    (replies,) = [one for one in entry.findall(f"{ATOM}link") if one.get("rel") == "replies"]
    assert replies.get("href") == f"http://localhost{full.path}/comments.atom"
    assert replies.get(f"{valid.THREAD}count") == "1"
    assert item.findtext("comments") == f"http://localhost{full.url}#comments"
    assert item.findtext(f"{valid.SLASH}comments") == "1"
    assert item.findtext(f"{valid.COMMENT_API}commentRss").endswith(f"{full.path}/comments.rss")


def test_an_article_without_comments_that_takes_none_tells_of_none(client, make):
    make.article(takes_comments=False)

    links = entries(client.get("/feed.atom"))[0].findall(f"{ATOM}link")
    assert [link.get("rel") for link in links] == ["alternate"]


def test_links_and_pictures_in_an_entry_lead_to_the_public_address(client, make, site):
    with db.writing():
        site.url = "https://gunebakan.example"
    article = make.article(
        body="[here](/p/about.html) ![](/media/a.jpeg) [there](https://example.org/)[^1]\n\n[^1]: x"
    )

    answer = client.get("/feed.atom", base_url="https://gunebakan.example")
    content = told(valid.atom(answer).find(f"{ATOM}entry"), "content")

    assert 'href="https://gunebakan.example/p/about.html"' in content
    assert 'src="https://gunebakan.example/media/a.jpeg"' in content
    assert 'href="https://example.org/"' in content
    assert f'href="https://gunebakan.example{article.path}#' in content


def test_the_mark_at_which_a_teaser_ends_is_not_in_the_feed(client, make):
    article = make.article()
    with db.writing():
        article.html = '<p>One.</p><hr class="more"><p>Two.</p><hr>'

    content = told(entries(client.get("/feed.atom"))[0], "content")

    assert content.strip() == "<p>One.</p><p>Two.</p><hr>"


def test_an_article_without_a_title_has_its_first_words_for_one(client, make):
    make.article("", body="The first words of it.", slug="untitled")

    assert titles(client.get("/feed.atom")) == ["The first words of it."]


@pytest.mark.parametrize("bad", ["\x00", "\x0b", "\x1f", "\x7f", "\x9f", "\ufffe", "\uffff"])
@pytest.mark.parametrize("path", OF_SITE)
def test_what_xml_cannot_hold_is_in_no_feed(client, make, site, path, bad):
    article = make.article("Title", body="Text", labels="Label")
    with db.writing():
        site.name = f"Güne{bad}bakan"
        site.description = f"News{bad}"
        article.title = f"Ti{bad}tle"
        article.standfirst = f"Stand{bad}first"
        article.html = f"<p>Te{bad}xt</p>"
        article.byline = f"Ay{bad}şe"
        article.labels[0].name = f"La{bad}bel"
    check = {"atom": valid.atom, "rss": valid.rss, "json": valid.json_feed}

    answer = client.get(path)

    assert check[path.rpartition(".")[2]](answer) is not None
    assert "Title" in answer.text


# -- which articles --


def test_the_newest_come_first_and_not_more_than_twenty(client, make):
    for number in range(22):
        make.article(f"News {number}", ago=timedelta(hours=number))

    assert titles(client.get("/feed.atom")) == [f"News {number}" for number in range(20)]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("max-results=2", ["0", "1"]),
        ("start-index=2&max-results=2", ["1", "2"]),
        ("start-index=3", ["2", "3"]),
        ("start-index=99", []),
        ("max-results=500", ["0", "1", "2", "3"]),
    ],
)
def test_a_part_of_the_feed_can_be_had(client, make, query, found):
    for number in range(4):
        make.article(f"{number}", slug=f"a{number}", ago=timedelta(hours=number))

    assert titles(client.get(f"/feed.atom?{query}")) == found


@pytest.mark.parametrize("asked", ["-1", "0", "abc", "", "1.5", "٣", "9" * 12, "9" * 5_000, "%00"])
@pytest.mark.parametrize("name", ["max-results", "start-index"])
@pytest.mark.parametrize("path", ["/feed.atom", "/label/spor/feed.atom"])
def test_a_part_that_makes_no_sense_is_not_asked_for(client, make, path, name, asked):
    make.article("News", labels="Spor")

    answer = client.get(f"{path}?{name}={asked}")

    found = valid.atom(answer, address=f"http://localhost{path}").findall(f"{ATOM}entry")
    assert [told(entry, "title") for entry in found] == ["News"]


@pytest.mark.parametrize("path", EVERY)
def test_what_readers_cannot_see_is_in_no_feed(client, make, path):
    make.article("Seen", labels="Spor")
    make.article("Canary draft", labels="Spor", publish=False)
    make.article("Canary tomorrow", labels="Spor", ago=timedelta(days=-1))
    withdrawn = make.article("Canary withdrawn", labels="Spor")
    edited = make.article("Seen too", labels="Spor")
    make.article("Canary page", labels="Spor", kind=Kind.PAGE)
    with db.writing():
        life.withdraw(withdrawn)
        life.write(edited, life.Typed(title="Canary copy", labels="Spor"))

    answer = client.get(path)

    assert "Seen too" in answer.text
    assert "Canary" not in answer.text


def test_a_label_has_a_feed_of_what_bears_it(client, make, site):
    make.article("Match", labels="Spor")
    make.article("Rain", labels="Hava")
    make.article("Derby", labels="Spor/Futbol")

    spor, futbol = client.get("/label/spor/feed.atom"), client.get("/label/spor/futbol/feed.atom")

    assert titles(spor) == ["Match"]
    assert titles(futbol) == ["Derby"]
    assert told(valid.atom(spor), "title") == "Spor · Günebakan"
    assert len({told(valid.atom(one), "id") for one in (spor, futbol)} | {site.feed_id}) == 3


def test_a_label_that_nobody_knows_has_no_feed(client, make):
    make.article(labels="Spor")

    answer = client.get("/label/nothing/feed.atom")

    assert answer.status_code == 404
    assert "No article here bears this label" in answer.text


# -- what lasts --


def test_an_entry_keeps_its_id_whatever_happens_to_its_article(client, make, site):
    article = make.article("Old title")
    before = told(entries(client.get("/feed.atom"))[0], "id")

    with db.writing():
        site.url = "https://elsewhere.example"
        article.title = "New title"

    assert before.startswith("urn:uuid:")
    answer = client.get("/feed.atom", base_url="https://elsewhere.example")
    assert told(entries(answer)[0], "id") == before


def test_an_article_from_blogger_keeps_the_id_that_it_had_there(client, make):
    article = make.article()
    with db.writing():
        article.feed_id = "tag:blogger.com,1999:blog-7.post-1001"

    assert told(entries(client.get("/feed.atom"))[0], "id") == article.feed_id
    assert valid.rss(client.get("/feed.rss")).find("item").findtext("guid") == article.feed_id
    assert valid.json_feed(client.get("/feed.json"))["items"][0]["id"] == article.feed_id


def test_the_feed_of_a_label_that_is_renamed_is_found_and_is_the_same(client, make):
    label = make.article("Match", labels="Spro").labels[0]
    before = valid.atom(client.get("/label/spro/feed.atom"))
    with db.writing():
        labels.rename(label, "Spor")

    led = client.get("/label/spro/feed.atom?max-results=5")

    assert (led.status_code, led.location) == (301, "/label/spor/feed.atom?max-results=5")
    assert told(valid.atom(client.get(led.location)), "id") == told(before, "id")


def test_an_entry_says_when_it_was_published_and_when_changed(client, make):
    article = make.article(ago=timedelta(days=2))
    changed = now()
    with db.writing():
        article.updated_at = changed

    entry = entries(client.get("/feed.atom"))[0]

    assert datetime.fromisoformat(told(entry, "published")) == article.published_at
    assert datetime.fromisoformat(told(entry, "updated")) == changed


# -- asked again --


@pytest.mark.parametrize("path", EVERY)
def test_a_feed_that_has_not_changed_is_not_sent_again(client, full, path):
    first = client.get(path)

    again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})

    assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize("path", EVERY)
def test_a_feed_with_something_new_is_sent_again(client, make, path):
    make.article(labels="Spor", ago=timedelta(hours=1))
    first = client.get(path)
    make.article("News", labels="Spor")

    answer = client.get(path, headers={"If-None-Match": first.headers["ETag"]})

    assert answer.status_code == 200
    assert "News" in answer.text


def test_a_feed_from_which_something_was_taken_is_sent_to_who_names_a_date(client, make):
    make.article("News")
    gone = make.article("Not so")
    client.get("/feed.atom")
    with db.writing():
        life.withdraw(gone)

    answer = client.get("/feed.atom", headers={"If-Modified-Since": http_date(now())})

    assert answer.status_code == 200
    assert "Not so" not in answer.text


def test_a_feed_of_nothing_is_not_sent_twice_either(client, time_machine):
    time_machine.move_to(now(), tick=False)
    known = client.get("/feed.atom").headers["ETag"]
    time_machine.shift(timedelta(hours=1))

    assert client.get("/feed.atom", headers={"If-None-Match": known}).status_code == 304


@pytest.mark.parametrize("path", EVERY)
def test_a_feed_is_compressed_for_those_who_can_read_it(client, make, path):
    make.article(labels="Spor", body="Some words. " * 100)

    answer = client.get(path, headers={"Accept-Encoding": "gzip"})

    assert answer.headers["Content-Encoding"] == "gzip"


@pytest.mark.parametrize("path", EVERY)
def test_a_feed_asks_the_database_as_often_for_many_articles_as_for_few(client, make, path):
    picture = make.picture().id
    for number in range(2):
        make.article(labels=f"Spor, Hava {number}", picture_id=picture)
    few = asked(client, path)
    for number in range(2, 20):
        make.article(labels=f"Spor, Hava {number}", picture_id=picture)

    assert asked(client, path) == few


def asked(client, path):
    path = f"{path}?of=nobody"  # which no page is kept for
    client.get(path)
    with counting.queries() as asked:
        assert client.get(path).status_code == 200
    return len(asked)


# -- how they are found --


def announced(answer) -> dict[str, tuple[str, str]]:
    """The feeds that a page's head tells of: their titles and types."""
    return {
        link.get("href"): (link.get("title"), link.get("type"))
        for link in pages.tree(answer).iter("link")
        if link.get("rel") == "alternate"
    }


def test_every_page_tells_of_the_blogs_feeds_in_its_head(client, make):
    for path in ("/", make.article().url, "/archive/", "/nothing"):
        found = announced(client.get(path))

        assert found["/feed.atom"] == ("Günebakan: Articles (Atom)", "application/atom+xml"), path
        assert found["/feed.rss"] == ("Günebakan: Articles (RSS)", "application/rss+xml"), path
        assert found["/feed.json"][1] == "application/feed+json", path
        assert found["/comments/feed.atom"][0] == "Günebakan: Comments (Atom)", path


def test_the_page_of_a_label_tells_of_its_own_feed(client, make):
    make.article(labels="Spor/Futbol")

    found = announced(client.get("/label/spor/futbol"))

    assert found["/label/spor/futbol/feed.atom"][0] == "Günebakan: Spor/Futbol"


def test_an_article_tells_of_the_feed_of_its_comments(client, make):
    article = make.article("Ferry")
    silent = make.article("Silent", takes_comments=False)

    found = announced(client.get(article.url))

    assert found[f"{article.path}/comments.atom"][0] == "Comments: Ferry"
    assert f"{silent.path}/comments.atom" not in announced(client.get(silent.url))


def test_every_feed_that_a_page_tells_of_is_there(client, full):
    for page in ("/", full.url, "/label/spor"):
        for feed in announced(client.get(page)):
            assert client.get(feed).status_code == 200, feed
