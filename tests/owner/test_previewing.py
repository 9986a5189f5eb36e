"""A preview is the page that readers will get."""

from __future__ import annotations

import re

import pytest

from blog.models.article import Kind
from tests import pages
from tests.owner.working import NEW, articles, edit, fill_in, press

PREVIEW = "/owner/preview"


def main(answer) -> str:
    """What its page says, but for its address, which is printed below, and the ways to pass that
    on."""
    words = pages.words(pages.region(answer, "main"))
    return re.sub(r"Günebakan(, [^·]*)? · http\S* |Pass it on .* quote with link ", "", words)


@pytest.fixture
def typed(make) -> dict[str, str]:
    """An article with everything."""
    return {
        "title": "Ferries again",
        "standfirst": "After two years.",
        "body": "Some **words**.\n\n| a |\n| --- |\n| 1 |\n\nNote.[^1]\n\n[^1]: Here.",
        "labels": "Deniz, Ulaşım",
        "picture_id": str(make.picture().id),
        "picture_caption": "The ferry of 9:15",
        "publish_at": "2026-01-02T03:04",
    }


def test_a_preview_says_what_the_published_page_says(client, desk, typed):
    shown = desk.post(f"{PREVIEW}?beside=", data=fill_in(desk, **typed))

    press(desk, "publish", **typed)

    assert main(shown) == main(client.get(articles()[0].url))


def test_a_preview_of_a_page_is_a_page_s(client, desk, make):
    page = make.article("Contact", kind=Kind.PAGE, takes_comments=False)

    shown = desk.post(f"{PREVIEW}?article={page.id}&beside=", data=fill_in(desk, edit(page)))

    assert main(shown) == main(client.get(page.url))


def test_a_preview_of_a_published_article_has_its_conversation(client, desk, make):
    article = make.article("Title")
    make.comment(article, "Well said, indeed.")

    shown = desk.post(f"{PREVIEW}?article={article.id}", data=fill_in(desk, edit(article)))

    assert "Well said, indeed." in shown.text
    assert articles() == [article]


def test_nobody_can_comment_in_a_preview(desk, make):
    shown = pages.tree(desk.post(PREVIEW, data=fill_in(desk, title="Soon", body="My words")))

    section = shown.find(".//section[@id='comment-form']")
    assert section.get("inert") is not None
    assert section.find(".//textarea").text in (None, "", "\n", "\r\n")


def test_beside_the_text_links_open_elsewhere(desk):
    beside = pages.tree(desk.post(f"{PREVIEW}?beside=", data=fill_in(desk, title="Soon")))
    alone = pages.tree(desk.post(PREVIEW, data=fill_in(desk, title="Soon")))

    assert beside.find(".//base").get("target") == "_blank"
    assert alone.find(".//base") is None
    assert "nobody else sees this" in pages.words(alone)
    assert "nobody else sees this" not in pages.words(beside)


def test_the_code_of_an_ad_does_not_run_in_a_preview(client, desk):
    form = pages.form(desk.get("/owner/ad"), having="code")
    desk.post(
        "/owner/ad",
        data={
            **form,
            "kind": "code",
            "code": "<b>buy</b>",
            "enabled": "y",
            "width": "320",
            "height": "50",
        },
    )
    assert "/ad/header" in client.get("/").text

    assert "/ad/header" not in desk.post(PREVIEW, data=fill_in(desk, title="Soon")).text


@pytest.mark.parametrize(
    "query", ["article=9", f"article={'9' * 30}", "article=x", "kind=x", "kind=page", "kind=about"]
)
def test_a_preview_of_what_is_not_here_is_a_preview_still(desk, query):
    assert desk.post(f"{PREVIEW}?{query}", data=fill_in(desk, title="Soon")).status_code == 200


@pytest.mark.parametrize("path", [NEW, "/owner/pages/new", "/owner/about"])
def test_every_form_previews_what_it_is_about(desk, path):
    found = re.search(r'formaction="(/owner/preview[^"]*)"', desk.get(path).text)

    kind = {"/owner/pages/new": "?kind=page", "/owner/about": "?kind=about"}.get(path, "")
    assert found[1] == f"/owner/preview{kind}"
