"""Links, which are built once and then remembered."""

from __future__ import annotations

from tests import pages


def hrefs(client, **options) -> set[str]:
    page = pages.tree(client.get("/", **options))
    return {link.get("href") for link in page.findall(".//article//a")}


def test_a_blog_under_a_path_leads_to_its_own_pages(client, make):
    article = make.article("News")
    assert hrefs(client) == {article.url}

    assert hrefs(client, base_url="http://localhost/paper/") == {f"/paper{article.url}"}
    assert hrefs(client) == {article.url}
