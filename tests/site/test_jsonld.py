"""What pages say of themselves in schema.org's words, held against schema.org's definitions."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from blog.articles import actions as life
from blog.articles import sharing
from blog.db import db, now
from blog.models.article import Kind
from blog.models.comment import Standing
from tests import pages

DEFINED = json.loads(Path(__file__).with_name("schema_org.json").read_text("utf-8"))
"""Classes of schema.org 29: what each is a kind of, and what its properties may hold."""
NARROWER = {"Text": {"URL"}, "Number": {"Integer"}, "DateTime": {"Date"}}


def kinds(name: str) -> list[str]:
    """A class and all that it is a kind of."""
    return [name, *(above for parent in DEFINED[name]["is"] for above in kinds(parent))]


def allowed(kind: str, key: str) -> set[str]:
    """What a property of a class may hold."""
    found = [DEFINED[name]["has"][key] for name in kinds(kind) if key in DEFINED[name]["has"]]
    return set(found[0]) | {narrow for wide in found[0] for narrow in NARROWER.get(wide, ())}


def nodes(value: Any) -> Iterator[dict[str, Any]]:
    """Every thing that is described, and every thing in it."""
    if isinstance(value, list):
        for one in value:
            yield from nodes(one)
    if isinstance(value, dict):
        yield value
        yield from nodes(list(value.values()))


def fits(value: Any, may_be: set[str]) -> bool:
    if isinstance(value, dict):
        return bool(may_be & set(kinds(value["@type"])))
    if isinstance(value, bool):
        return "Boolean" in may_be
    if isinstance(value, int):
        return bool(may_be & {"Integer", "Number"})
    if may_be & {"DateTime"}:
        return datetime.fromisoformat(value).tzinfo is not None
    if "Text" not in may_be:
        return value.startswith("http")  # the address of a thing may stand for it
    return True


@pytest.fixture
def story(make):
    """An article that has everything."""
    article = make.article(
        "Işık İçin",
        standfirst="What it is about.",
        labels="Spor, Hava",
        picture_id=make.picture(1400, 900).id,
        ago=timedelta(days=3),
    )
    make.comment(article, "Well <b>said</b>.", url="https://deniz.example")
    return article


@pytest.fixture
def addresses(make, story):
    """A page of every kind that is described."""
    about = make.article("About", kind=Kind.PAGE, slug="about")
    imprint = make.article("Imprint", kind=Kind.PAGE)
    month = f"/{story.month // 100}/{story.month % 100:02}/"
    return ["/", story.url, about.url, imprint.url, "/label/spor", month, month[:6]]


def of(client, path, kind):
    """What a page says of the one thing of a kind."""
    (found,) = [node for node in pages.described(client.get(path)) if node["@type"] == kind]
    return found


def test_every_word_is_one_that_schema_org_defines_for_what_it_is_said_of(client, addresses):
    seen = set()
    for path in addresses:
        for node in nodes(pages.described(client.get(path))):
            kind = node["@type"]
            seen.add(kind)
            for key in node.keys() - {"@type", "query-input"}:  # the latter is how Google asks
                values = node[key] if isinstance(node[key], list) else [node[key]]
                may_be = allowed(kind, key)
                assert all(fits(value, may_be) for value in values), (kind, key, node[key])
    assert {"NewsArticle", "AboutPage", "WebPage", "WebSite", "CollectionPage"} <= seen


def test_an_article_says_what_search_engines_want_to_know(client, story, site):
    with db.writing():
        site.follow = [{"name": "Mastodon", "url": "https://social.example/@g"}]

    said = of(client, story.url, "NewsArticle")

    assert said["headline"] == "Işık İçin"
    assert said["description"] == "What it is about."
    assert said["author"] == {"@type": "Person", "name": "Ayşe Yılmaz"}
    assert said["publisher"]["name"] == "Günebakan"
    assert said["publisher"]["sameAs"] == ["https://social.example/@g"]
    assert said["mainEntityOfPage"] == said["url"] == f"http://localhost{story.url}"
    assert datetime.fromisoformat(said["datePublished"]) == story.published_at.replace(
        microsecond=0
    )
    assert "dateModified" not in said
    assert (said["articleSection"], said["keywords"]) == ("Hava", ["Hava", "Spor"])
    assert said["inLanguage"] == "en"
    assert said["isAccessibleForFree"] is True
    assert [picture.startswith("http://localhost/") for picture in said["image"]] == [True, True]


def test_it_was_modified_only_when_readers_could_notice(client, story, site):
    with db.writing():
        life.write(story, life.Typed(title="Another title", body="Some words."))
        life.publish(story, "<p>Some words.</p>", site)

    assert datetime.fromisoformat(of(client, story.url, "NewsArticle")["dateModified"])


def test_it_has_the_comments_that_readers_see_and_no_others(client, make, story):
    make.comment(story, "Secret", standing=Standing.WAITING)

    said = of(client, story.url, "NewsArticle")

    assert said["commentCount"] == 1
    assert [comment["text"] for comment in said["comment"]] == ["Well said."]
    assert said["comment"][0]["author"]["url"] == "https://deniz.example"


def test_no_words_are_taken_for_the_place_where_comments_stand(client, make):
    words = '"comment":[null]'
    article = make.article(words, labels=words)
    make.comment(article, words, name=words)

    said = of(client, article.url, "NewsArticle")

    assert said["headline"] == words
    assert [comment["text"] for comment in said["comment"]] == [words]


def test_the_way_to_an_article_leads_over_its_section(client, story):
    way = of(client, story.url, "BreadcrumbList")["itemListElement"]

    assert [step["position"] for step in way] == [1, 2, 3]
    assert [step["name"] for step in way] == ["Front page", "Hava", "Işık İçin"]
    for step in way:
        assert client.get(step["item"]).status_code == 200


def test_the_front_page_says_how_the_blog_is_searched(client, story):
    said = of(client, "/", "WebSite")

    assert said["name"] == "Günebakan"
    assert said["potentialAction"]["target"]["urlTemplate"] == (
        "http://localhost/search?q={search_term_string}"
    )
    assert pages.described(client.get("/?page=1"))


@pytest.mark.parametrize(
    "words", ["</script><script>alert(1)</script>", "<!--<script>", "&lt;x&gt;"]
)
def test_no_words_break_out_of_it(client, make, words):
    article = make.article(words, standfirst=words, labels=words)
    make.comment(article, name=words)

    page = client.get(article.url)

    data = page.text.partition('<script type="application/ld+json">')[2].partition("</script>")[0]
    assert not set("<>&") & set(data)
    assert of(client, article.url, "NewsArticle")["headline"] == words
    assert len(pages.scripts(page)) == 4


def test_a_draft_that_is_shared_says_nothing_of_itself(client, make):
    draft = make.article("Secret", publish=False)
    with db.writing():
        token = sharing.make(draft, timedelta(days=1))

    assert pages.described(client.get(f"/shared/{token}")) == []


def test_what_is_published_later_is_not_described_before(client, make):
    make.article("Secret", labels="Spor", publish_at=now() + timedelta(days=1))

    assert "Secret" not in client.get("/").text
