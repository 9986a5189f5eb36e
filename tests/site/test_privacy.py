"""What readers are told of what is kept of them."""

from __future__ import annotations

import pytest

from blog.db import db
from blog.models.site import Ad, AdKind
from tests import pages


def told(client) -> str:
    return pages.words(pages.region(client.get("/privacy"), "main"))


def test_every_page_and_the_comment_form_lead_to_it(client, make):
    article = make.article()

    assert "/privacy" in pages.links(pages.of_class(pages.tree(client.get("/")), "colophon")[0])
    assert "/privacy" in pages.links(pages.region(client.get(article.url), "comment-form"))


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ["sets no cookie", "e-mail address is never shown", "key that changes each day"]),
        ("tr", ["çerez", "E-posta adresiniz hiçbir zaman gösterilmez", "her gün değişen"]),
    ],
)
def test_it_tells_what_is_kept_in_the_blogs_language(client, site, language, words):
    with db.writing():
        site.language = language

    for one in words:
        assert one in told(client)


def test_it_tells_how_long_backups_keep_what_is_deleted(client, site):
    assert "up to 7 nights" in told(client)

    with db.writing():
        site.backups_kept = 0
    assert "backup" not in told(client)


def test_it_tells_of_an_ad_network_while_there_is_one(client):
    assert "Your browser asks nobody else" in told(client)

    with db.writing():
        db.session.add(Ad(slot="header", kind=AdKind.CODE, code="<script></script>"))

    assert "that network learns your network address" in told(client)
    assert "asks nobody else" not in told(client)
