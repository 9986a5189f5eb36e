"""What readers get to see of comments."""

from __future__ import annotations

from datetime import timedelta

import pytest

from blog.articles import actions as life
from blog.comments import bin as waste
from blog.db import db, now
from blog.models.comment import Standing
from tests import pages
from tests.comments.visiting import kept, send

HOSTILE = "<script>alert(1)</script> <img src=x onerror=alert(2)> <style>*{color:red}</style>"
FORBIDDEN = {"script", "img", "style"}


@pytest.fixture
def shown(client, desk, make):
    """A hostile comment, sent by a visitor and approved: every page that shows its words."""
    article = make.article()
    receipt = send(client, article, body=HOSTILE).location
    waiting = desk.get("/owner/comments")
    desk.post(f"/owner/comments/{kept()[0].id}/approval")
    page = client.get(article.url)
    return {
        "article": pages.region(page, "comments"),
        "sidebar": pages.region(page, "recent-comments"),
        "answering": pages.region(client.get(f"/comments/on/{article.id}?parent=1"), "main"),
        "receipt": pages.region(client.get(receipt), "main"),
        "queue": pages.region(waiting, "main"),
    }


@pytest.mark.parametrize("place", ["article", "sidebar", "answering", "receipt", "queue"])
def test_a_forbidden_tag_is_text_on_every_page_that_shows_it(shown, place):
    part = shown[place]

    assert "<script>alert(1)</script>" in pages.words(part)
    assert "<img src=x onerror=alert(2)>" in pages.words(part)
    for element in part.iter():
        assert element.tag not in FORBIDDEN
        assert not [name for name in element.attrib if name.startswith("on")]


def test_the_allowed_tags_are_tags_in_the_page(client, make):
    article = make.article()
    allowed = "b strong i em code blockquote del".split()
    body = " ".join(f"<{tag}>words</{tag}>" for tag in allowed)
    make.comment(article, body=f"{body}<ul><li>one</ul><ol><li>two</ol><pre>  as\n  is</pre>")

    words = _prose(client.get(article.url))

    assert {element.tag for element in words.iter()} >= {*allowed, "ul", "ol", "li", "pre"}
    assert words.find(".//pre").text == "  as\n  is"


def test_an_attribute_other_than_a_links_address_is_left_out(client, make):
    article = make.article()
    make.comment(article, body='<a href="https://example.org" title="x" class="y">here</a>')

    link = _prose(client.get(article.url)).find(".//a")

    assert link.attrib == {"href": "https://example.org", "rel": "nofollow ugc noopener"}


def test_a_bare_address_is_a_link_that_endorses_nothing(client, make):
    article = make.article()
    make.comment(article, body="See https://example.org/a?b=1&c=2.")

    link = _prose(client.get(article.url)).find(".//a")

    assert link.get("href") == "https://example.org/a?b=1&c=2"
    assert link.get("rel") == "nofollow ugc noopener"


def test_blank_lines_part_paragraphs(client, make):
    article = make.article()
    make.comment(article, body="One\nline\n\nTwo\n\n\n\nThree")

    words = _prose(client.get(article.url))

    assert [pages.words(paragraph) for paragraph in words.iter("p")] == ["Oneline", "Two", "Three"]
    assert len(words.findall(".//br")) == 1


def test_a_name_does_no_harm(client, desk, make):
    article = make.article()
    send(client, article, name="\x07Ali\u202egnp.\u200bexe\u2066 <b>&amp;")
    desk.post(f"/owner/comments/{kept()[0].id}/approval")

    thread = pages.region(client.get(article.url), "comments")
    name = pages.of_class(thread, "p-author")[0].find("bdi")

    assert name.text == "Alignp.exe <b>&amp;"


@pytest.mark.parametrize(
    ("count", "words"), [(0, "No comments"), (1, "1 comment"), (12, "12 comments")]
)
def test_the_number_of_comments_is_told_in_words(client, make, count, words):
    article = make.article()
    for _ in range(count):
        make.comment(article)
    make.comment(article, standing=Standing.WAITING)
    make.comment(article, standing=Standing.REJECTED)

    page = client.get(article.url)

    assert pages.words(pages.region(page, "comments-title")) == words
    assert article.comment_count == count


def test_a_short_address_leads_to_a_comment_on_its_page(client, make):
    comment = make.comment(make.article("Işık İçin"))

    led = client.get(f"/comments/{comment.id}")
    path, _, anchor = led.location.partition("#")

    assert led.status_code == 302
    assert "Well said." in pages.words(pages.region(client.get(path), anchor))


@pytest.mark.parametrize("standing", [Standing.WAITING, Standing.REJECTED])
def test_the_short_address_of_a_hidden_comment_leads_nowhere(client, make, standing):
    comment = make.comment(make.article(), standing=standing)

    assert client.get(f"/comments/{comment.id}").status_code == 404


def test_the_short_address_of_an_erased_comment_leads_nowhere(client, make):
    comment = make.comment(make.article(), standing=Standing.BINNED)
    path = comment.permalink

    with db.writing():
        waste.erase([comment])

    assert client.get(path).status_code == 404
    assert client.get(f"/comments/{'9' * 30}").status_code == 404


def test_with_its_article_a_comment_is_withdrawn(client, make):
    comment = make.comment(make.article(), body="A canary's words.")
    with db.writing():
        life.withdraw(comment.article)

    assert client.get(comment.permalink).status_code == 404
    assert "canary" not in client.get("/").text


def test_the_newest_five_comments_of_all_articles_stand_in_the_sidebar(client, make):
    bread, ferry = make.article("Bread"), make.article("Ferry")
    for number in range(6):
        make.comment(
            (bread, ferry)[number % 2],
            body=f"Number {number}",
            created_at=now() - timedelta(hours=6 - number),
        )

    sidebar = pages.region(client.get("/archive/"), "recent-comments")

    heard = [pages.words(item) for item in sidebar.iter("li")]
    assert heard == [
        "Number 5 Deniz on Ferry",
        "Number 4 Deniz on Bread",
        "Number 3 Deniz on Ferry",
        "Number 2 Deniz on Bread",
        "Number 1 Deniz on Ferry",
    ]
    assert client.get(pages.links(sidebar)[1]).location.startswith(bread.url)


def _prose(page):
    """The words of the only comment."""
    return pages.of_class(pages.region(page, "comments"), "p-content")[0]
