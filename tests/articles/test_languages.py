"""Articles in another language than the blog's: their words say so wherever they stand."""

from __future__ import annotations

import pytest

from blog.articles import actions as life
from blog.db import db
from blog.models.article import Kind
from blog.models.revision import Revision
from tests import pages, valid
from tests.owner.working import NEW, articles, edit, fill_in, press, send
from tests.valid import ATOM, CONTENT, told

ARABIC = "الجسر يفتح غدا"


@pytest.fixture
def arabic(make):
    """An article with words in every place, none of them of the blog's language."""
    article = make.article(
        ARABIC,
        standfirst="الآن",
        body="نص",
        language="ar",
        wants_breaking=True,
        picture_id=make.picture(1600, 900).id,
        picture_alt="جسر",
        picture_caption="الجسر",
    )
    make.comment(article)
    return article


def saying(answer, words):
    """The languages and directions under which these words stand on a page."""
    found = []

    def look(element, around):
        here = (element.get("lang", around[0]), element.get("dir", around[1]))
        if (element.text or "").strip() == words or element.get("alt") == words:
            found.append(here)
        for child in element:
            look(child, here)

    look(pages.tree(answer).find("body"), ("the blog's", "the blog's"))
    return found


@pytest.mark.parametrize("words", [ARABIC, "الآن", "نص", "جسر", "الجسر"])
def test_an_articles_own_words_are_told_to_be_in_its_language(client, arabic, words):
    found = saying(client.get(arabic.url), words)

    assert found
    assert set(found) == {("ar", "rtl")}


@pytest.mark.parametrize("path", ["/", "/archive/", "/2026/", "/nowhere"])
def test_its_headline_says_so_on_every_page_that_shows_it(client, arabic, path):
    found = saying(client.get(path.replace("2026", str(arabic.month // 100))), ARABIC)

    assert found
    assert set(found) == {("ar", "rtl")}


def test_what_stands_around_it_is_in_the_blogs_language(client, arabic):
    answer = client.get(arabic.url)

    root = pages.tree(answer)
    assert (root.get("lang"), root.get("dir")) == ("en", "ltr")
    assert set(saying(answer, "Breaking")) == {("the blog's", "the blog's")}
    assert "og:locale" not in answer.text


def test_an_article_in_the_blogs_language_says_nothing_of_it(client, make):
    article = make.article("Plain")

    assert saying(client.get(article.url), "Plain")[0] == ("the blog's", "the blog's")


def test_a_page_in_another_language_says_so_wherever_it_is_named(client, make):
    make.article("Über uns", kind=Kind.PAGE, slug="about", body="Wir.", language="de")

    answer = client.get("/")

    assert saying(answer, "Über uns") == [("de", "ltr")] * 3
    assert saying(answer, "Wir.") == [("de", "ltr")]


# -- in feeds --


def test_feeds_say_which_entry_is_in_another_language(client, arabic, make):
    make.article("Plain")

    plain, other = valid.atom(client.get("/feed.atom")).findall(f"{ATOM}entry")
    assert plain.get("{http://www.w3.org/XML/1998/namespace}lang") is None
    assert other.get("{http://www.w3.org/XML/1998/namespace}lang") == "ar"

    plain, other = valid.rss(client.get("/feed.rss")).findall(".//item")
    assert plain.find("{http://purl.org/dc/elements/1.1/}language") is None
    assert other.findtext("{http://purl.org/dc/elements/1.1/}language") == "ar"

    plain, other = valid.json_feed(client.get("/feed.json"))["items"]
    assert "language" not in plain
    assert other["language"] == "ar"


def test_a_feed_readers_page_is_written_from_the_right_side_too(client, arabic):
    entry = valid.rss(client.get("/feed.rss")).find(".//item")

    assert entry.findtext(f"{CONTENT}encoded").strip().startswith('<div lang="ar" dir="rtl">')
    assert told(valid.atom(client.get("/feed.atom")).find(f"{ATOM}entry"), "title") == ARABIC


# -- at the desk --


def test_a_text_is_in_the_blogs_language_unless_its_owner_chooses_another(client, desk):
    press(desk, "publish", title="Plain")
    press(desk, "publish", title="Brücke", language="de")

    assert [article.language for article in articles()] == [None, "de"]
    assert saying(client.get(articles()[1].url), "Brücke")[0] == ("de", "ltr")


def test_languages_are_offered_by_the_names_they_have_in_the_owners(desk, site):
    with db.writing():
        site.language = "tr"

    offered = [pages.words(one) for one in pages.region(desk.get(NEW), "language").iter("option")]

    assert offered[:4] == ["Bütün blogdaki gibi: Türkçe", "Almanca", "Arapça", "Arnavutça"]
    assert "Türkçe" not in offered


def test_another_language_reaches_readers_only_with_the_next_publication(client, desk, make):
    article = make.article("Brücke")

    press(desk, "keep", edit(article), language="de")
    assert saying(client.get(article.url), "Brücke")[0] == ("the blog's", "the blog's")

    press(desk, "publish", edit(article))
    assert saying(client.get(article.url), "Brücke")[0] == ("de", "ltr")
    assert article.updated_at is None


def test_a_language_that_came_in_with_an_export_stays_when_its_article_is_edited(desk, make):
    article = make.article("Ponte", language="pt-BR")

    press(desk, "publish", edit(article), body="Outra vez.")

    assert article.language == "pt-BR"


def test_a_text_keeps_its_language_when_the_blog_takes_on_the_same_one(desk, make, site):
    article = make.article("Brücke", language="tr")
    with db.writing():
        site.language = "tr"

    assert press(desk, "publish", edit(article)).status_code == 303
    assert article.language == "tr"


def test_a_language_that_nobody_offered_is_refused_with_every_word_kept(desk):
    form = fill_in(desk, title="Kept words", language='de" onload="x')

    answer = send(desk, "publish", form)

    assert answer.status_code == 422
    assert "Kept words" in answer.text
    assert articles() == []


def test_an_earlier_version_comes_back_in_its_own_language(desk, make):
    article = make.article("Brücke", language="de")
    press(desk, "publish", edit(article), title="Bridge", language="")
    first = db.session.query(Revision).order_by(Revision.id).first()

    told_of = desk.get(f"{edit(article)}/revisions/{first.id}").text
    assert "German" in told_of
    assert "As on the whole blog" in told_of
    desk.post(f"{edit(article)}/revisions/{first.id}/restoration")

    assert (article.working.title, article.working.language) == ("Brücke", "de")


def test_a_preview_is_in_the_language_that_was_chosen(desk):
    answer = desk.post("/owner/preview", data=fill_in(desk, title=ARABIC, language="ar"))

    assert saying(answer, ARABIC)[0] == ("ar", "rtl")


def test_a_copy_of_an_article_is_in_its_language(desk, make):
    article = make.article("Brücke", language="de")

    with db.writing():
        copy = life.duplicate(article)

    assert copy.working.language == "de"


def test_search_engines_are_told_its_language(client, arabic):
    assert '"inLanguage":"ar"' in client.get(arabic.url).text.replace('": "', '":"')
