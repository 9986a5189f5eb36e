"""What readers are told of what is kept of them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from blog.comments import forgetting
from blog.db import db
from blog.models.site import Ad, AdKind
from tests import pages


def told(client) -> str:
    return pages.words(pages.region(client.get("/privacy"), "main"))


def test_every_page_and_the_comment_form_lead_to_it(client, make):
    article = make.article()

    assert "/privacy" in pages.links(pages.of_class(pages.tree(client.get("/")), "colophon")[0])
    assert "/privacy#comments" in pages.links(pages.region(client.get(article.url), "comment-form"))
    assert pages.region(client.get("/privacy"), "comments") is not None


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


def test_it_tells_what_an_author_may_do_and_what_stays_in_their_own_browser(client):
    for words in (
        "change its words for 15 minutes, and can delete it at any time",
        "until they are sent, or for a week at the most",
        "only if you tick “Remember me on this device”",
        "the GDPR in the European Union and the KVKK in Turkey",
    ):
        assert words in told(client)


@pytest.mark.parametrize("has_mail", [True, False])
def test_it_tells_of_letters_where_there_are_any(app, client, has_mail):
    app.config["SMTP"] = has_mail

    assert ("you want to be told of answers" in told(client)) is has_mail


def test_it_tells_how_long_backups_keep_what_is_deleted(client, site):
    assert "up to 7 nights" in told(client)

    with db.writing():
        site.backups_kept = 0
    assert "backup" not in told(client)


def test_it_tells_how_long_a_network_is_known_again(client, monkeypatch):
    monkeypatch.setattr(forgetting, "KEPT", timedelta(days=5))

    assert "It is forgotten after 5 days" in told(client)


def test_it_tells_of_an_ad_network_while_there_is_one(client):
    assert "Your browser asks nobody else" in told(client)

    with db.writing():
        db.session.add(Ad(slot="header", kind=AdKind.CODE, code="<script></script>"))

    assert "that network learns your network address" in told(client)
    assert "asks nobody else" not in told(client)
