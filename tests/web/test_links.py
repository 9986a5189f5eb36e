"""Links, which are built once and then remembered."""

from __future__ import annotations

from flask import url_for

from tests import pages


def hrefs(client, **options) -> set[str]:
    page = pages.tree(client.get("/", **options))
    return {link.get("href") for link in page.findall(".//article//a")}


def test_a_blog_under_a_path_leads_to_its_own_pages(client, make):
    article = make.article("News")
    assert hrefs(client) == {article.url}

    assert hrefs(client, base_url="http://localhost/paper/") == {f"/paper{article.url}"}
    assert hrefs(client) == {article.url}


def test_what_is_alike_but_not_the_same_has_links_of_its_own(app):
    first, second = (url_for("articles.index", page=page) for page in (True, 1))

    assert (first, second) == ("/?page=True", "/?page=1")
