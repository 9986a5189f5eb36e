"""A blog with some of everything in it, and another one that has nothing yet."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from flask import Flask

import app as blog_app
from blog.articles import actions as life
from blog.comments import arranging
from blog.db import db, now
from blog.models.address import Address
from blog.models.article import Article, Kind
from blog.models.comment import Standing
from blog.models.picture import Picture
from blog.models.site import Ad, AdKind, Moderation, Nameplate, Site
from blog.models.subscriber import Rhythm, Subscriber
from tests.conftest import Factory

LONG_AGO = datetime(2019, 5, 31, 22, 30, tzinfo=UTC)
"""In June already, where the blog is."""

HOSTILE = (
    '---\n---\n\r\n{"a": 1}</script><script>alert(1)</script>'
    "\u2028\ufeff\u202eabc\n../../etc\n---\n\n"
)


def furnish(make: Factory, site: Site) -> None:
    """Have some of everything in the blog."""
    lead, shown = make.picture(colour="teal"), make.picture(1000, 300, "orange")
    _write_articles(make, lead, shown)
    _discuss(make, make.article("Tartışma", body="Ne dersiniz?", labels="Spor, Işık"))
    with db.writing():
        site.follow = [{"name": "Mastodon", "url": "https://social.example.org/@ayşe"}]
        shown.alt, shown.caption, shown.focus_x = "Köprü", "Sabah", 70
        site.accent, site.shows_powered_by = "#004488", False
        site.nameplate, site.shows_motto, site.shows_breaking = Nameplate.SMALL, False, False
        site.front_length, site.beside = 7, ["archive", "about"]
        site.comment_rules, site.comments_close_after = "Kibar olun.", 30
        site.moderation, site.comments_held_after = Moderation.HOLD_FIRST_TIMERS, 7
        site.privacy, site.ads_txt = "Ayşe\nGünebakan", "example.org, 1, DIRECT\n"
        site.security_contact = "mailto:ayse@example.org"
        site.verifications = {"google": "aZ09_-="}
        for position, name in enumerate(["Şehir", "Spor"]):
            life.labels.named(name)[0].position = position
        life.labels.named("Spor")[0].description = "Maçlar, skorlar."
        db.session.add_all(
            [
                Address(path="/eski/adres.html", article_id=1),
                Address(path="/elsewhere", target="https://example.org/?a=b&c=d"),
                Address(path="/gone/ğ b.html"),
                Ad(
                    slot="header",
                    picture_id=lead.id,
                    alt="Kitapçı",
                    link="https://example.org/",
                    ends_at=now() + timedelta(days=9),
                ),
                Ad(slot="other", kind=AdKind.CODE, code=HOSTILE, box="320x50"),
                _subscriber("deniz@example.org", rhythm=Rhythm.DAILY),
                _subscriber("umut@example.org", ended_at=now(), ended_for="550 Nobody"),
            ]
        )


def _subscriber(email: str, **fields: Any) -> Subscriber:
    token = email.partition("@")[0] * 8
    moments = dict.fromkeys(("asked_at", "confirmed_at", "told_until"), LONG_AGO)
    return Subscriber(email=email, leave=token, **moments, **fields)


def _write_articles(make: Factory, lead: Picture, shown: Picture) -> None:
    files = [shown.largest("jpeg").url, shown.sizes_in("avif")[0].url]
    with_pictures = make.article(
        "Köprü “açıldı” & geçildi",
        body=f"Bir.\n\n![köprü]({files[0]})\n\nİki <img src={files[1]!r}>.",
        standfirst="Beklenen gün\n\tgeldi.",
        labels="Şehir, Işık, spor/futbol",
        picture_id=lead.id,
        picture_alt="Köprü",
        picture_caption="Sabah",
        picture_credit="Ayşe",
        publish_at=LONG_AGO,
    )
    with db.writing():
        life.write(
            with_pictures,
            life.Typed(title="Yeniden", body="Daha iyi", labels="a, b", language="ar"),
        )
    make.article(
        "Html", body="<p>Evet</p>\n", format="html", wants_breaking=True, labels="Spor",
        moderation=Moderation.SHOW, language="pt-BR",
    )  # fmt: skip
    make.article("Köprü “açıldı” & geçildi", publish_at=LONG_AGO)
    make.article("2026", body="", takes_comments=False)
    make.article("con", body=HOSTILE, publish_at=now() + timedelta(days=400))
    make.article("🎉<b>\\\"'{{ 7*7 }}", body=HOSTILE, format="html", publish=False, slug="x" * 90)
    make.article("Hakkında", kind=Kind.PAGE, slug="about", body="Biz", takes_comments=False)
    make.article("İletişim", kind=Kind.PAGE, publish=False, publish_at=now() + timedelta(days=2))
    withdrawn = make.article("Geri alındı")
    with db.writing():
        life.withdraw(withdrawn)
        withdrawn.updated_at = now()


def _discuss(make: Factory, article: Article) -> None:
    first = make.comment(
        article, f"İlk.\n\n{HOSTILE}", email="deniz@example.org", receipt="ab" * 32
    )
    answer = make.comment(article, "Yanıt", parent=first, by_owner=True, name="Ayşe")
    make.comment(article, "", parent=answer, standing=Standing.REMOVED)
    make.comment(article, "Bekliyor", standing=Standing.WAITING, url="https://example.org/deniz")
    make.comment(article, "Reddedildi", parent=first, standing=Standing.REJECTED)
    early = make.comment(article, "Eski", anchor="c123", created_at=LONG_AGO)
    with db.writing():  # as an old blog may have it: the answer came before what it answers
        answer.parent_id = early.id
        db.session.flush()
        arranging.arrange(db.session.connection(), Article.id == article.id)


@contextmanager
def new_blog(furnished: Path, folder: Path) -> Iterator[Flask]:
    """Another blog, which is set up and empty, as long as the block lasts."""
    shutil.copytree(furnished, folder)
    app = blog_app.create_app(INSTANCE=folder)
    with app.test_request_context():
        yield app
        db.session.remove()
        db.engine.dispose()
