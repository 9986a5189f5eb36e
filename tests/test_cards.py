"""Share pictures: what an article looks like where somebody passes it on."""

from __future__ import annotations

import errno
import io
import os
import threading
from datetime import timedelta

import pytest
from PIL import Image

from blog import cards, pictures
from blog.articles import actions as life
from blog.db import db
from blog.models.article import Kind
from tests import pages

ACCENT = (0xB3, 0x26, 0x1E)
PAPER = (0xFA, 0xF8, 0xF3)


def said(client, path="/") -> dict[str, str]:
    """What a page says of itself to those who pass it on."""
    metas = pages.tree(client.get(path)).iter("meta")
    return {meta.get("property") or meta.get("name"): meta.get("content") for meta in metas}


def card_url(client, path="/") -> str:
    return said(client, path)["og:image"].removeprefix("http://localhost")


def shown(answer) -> Image.Image:
    return Image.open(io.BytesIO(answer.data)).convert("RGB")


def like(pixel, colour) -> bool:
    return all(abs(one - other) < 16 for one, other in zip(pixel, colour, strict=True))


def kept() -> list[str]:
    """The cards in the media folder."""
    return sorted(path.name for path in pictures.media().glob("card-*"))


@pytest.fixture
def drawings(monkeypatch):
    """Every card that is drawn from now on."""
    drawn, draw = [], cards._draw
    monkeypatch.setattr(cards, "_draw", lambda card: drawn.append(card) or draw(card))
    return drawn


def test_an_article_is_passed_on_with_its_own_picture_cropped(client, make):
    article = make.article(picture_id=make.picture(1600, 1600).id, picture_alt="A calm sea")

    page = said(client, article.url)
    image = shown(client.get(card_url(client, article.url)))

    assert image.size == (1200, 630)
    assert like(image.getpixel((600, 315)), (0, 128, 128))
    assert (page["og:image:width"], page["og:image:height"]) == ("1200", "630")
    assert page["og:image:alt"] == "A calm sea"
    assert page["twitter:card"] == "summary_large_image"
    assert page["og:image"].startswith("http://localhost/card-")


def test_an_article_without_a_picture_is_passed_on_with_its_headline(client, make):
    article = make.article("Işıklar söndü: valilik uyardı")

    page = said(client, article.url)
    image = shown(client.get(card_url(client, article.url)))

    assert page["og:image:alt"] == "Işıklar söndü: valilik uyardı · Günebakan"
    assert image.size == (1200, 630)
    assert like(image.getpixel((2, 2)), PAPER)
    ink = [image.getpixel((x, y)) for x in range(80, 1100, 4) for y in range(150, 530, 4)]
    assert sum(sum(pixel) < 150 for pixel in ink) > 1_000
    assert like(image.getpixel((600, 578)), ACCENT)


def test_a_picture_too_small_for_a_card_leaves_it_to_the_headline(client, make):
    article = make.article("Small", picture_id=make.picture(599, 400).id)

    assert like(shown(client.get(card_url(client, article.url))).getpixel((2, 2)), PAPER)


@pytest.mark.parametrize("title", ["أخبار اليوم", "🎉🎊", "今日のニュース", "…"])
def test_whatever_the_title_an_article_has_a_card(client, make, title):
    article = make.article(title)

    answer = client.get(card_url(client, article.url))

    assert (answer.status_code, shown(answer).size) == (200, (1200, 630))


@pytest.mark.parametrize("title", ["أخبار اليوم", "🎉🎊"])
def test_a_title_that_the_typeface_cannot_write_leaves_it_to_the_blogs_card(client, make, title):
    assert card_url(client, make.article(title).url) == card_url(client)


@pytest.mark.parametrize("title", ["W" * 300, "Deniz " * 49 + "sonu", "x"])
@pytest.mark.parametrize("name", ["Günebakan", "The Very Long Name of a " * 5])
def test_nothing_is_written_outside_the_margins_of_a_card(client, make, site, title, name):
    with db.writing():
        site.name = name.strip()

    image = shown(client.get(card_url(client, make.article(title).url)))

    for edge in ((0, 0, 1200, 32), (0, 598, 1200, 630), (0, 0, 56, 630), (1144, 0, 1200, 630)):
        assert all(like(colour, PAPER) for _, colour in image.crop(edge).getcolors(9_999))


def test_pages_lists_and_the_front_page_are_passed_on_with_the_blogs_card(client, make):
    article = make.article(labels="Harbour")
    about = make.article("About", kind=Kind.PAGE, slug="about")

    found = {card_url(client, path) for path in ("/", "/archive/", about.url)}

    assert len(found) == 1
    assert found != {card_url(client, article.url)}
    assert said(client)["og:image:alt"] == "Günebakan"
    assert shown(client.get(found.pop())).size == (1200, 630)


def test_the_preview_asks_for_no_card(desk):
    answer = desk.post("/owner/preview", data={"title": "Draft", "body": "x", "format": "markdown"})

    assert answer.status_code == 200
    assert "/card-" not in answer.text


def test_a_card_may_be_kept_for_ever_and_shown_by_everybody(client, make):
    answer = client.get(card_url(client, make.article().url))

    assert answer.mimetype == "image/jpeg"
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("change", ["title", "name", "accent"])
def test_what_stands_on_a_card_changes_its_address(client, make, site, change):
    article = make.article("Before")
    before = card_url(client, article.url)

    with db.writing():
        if change == "title":
            article.title = "After"
        else:
            setattr(site, change, {"name": "Another", "accent": "#005f73"}[change])

    assert card_url(client, article.url) != before
    old = client.get(before)
    assert old.headers["Cache-Control"] == "no-cache"
    assert old.data == client.get(card_url(client, article.url)).data


def test_words_that_do_not_stand_on_a_card_leave_its_address(client, make):
    article = make.article("Title")
    before = card_url(client, article.url)

    with db.writing():
        article.standfirst = "Another standfirst."

    assert card_url(client, article.url) == before


def test_a_card_is_always_the_same_to_the_byte(client, make):
    url = card_url(client, make.article("Işıklar söndü").url)
    first = client.get(url).data
    pictures.sweep(grace=timedelta(0))

    assert client.get(url).data == first


def test_a_card_is_drawn_once(client, make, drawings):
    url = card_url(client, make.article().url)
    assert not drawings

    for _ in range(3):
        client.get(url)

    assert len(drawings) == 1


def test_a_stranger_who_asks_for_many_cards_has_only_those_drawn_that_there_are(
    client, make, drawings
):
    article, draft = make.article(), make.article("Draft", publish=False)
    gone = make.article("Gone")
    with db.writing():
        life.withdraw(gone)

    for number in range(20):
        assert client.get(f"/card-{article.id}-{number}.jpeg").status_code == 200
        assert client.get(f"/card-blog-{number}.jpeg").status_code == 200
        for hidden in (draft.id, gone.id, 999, 2**70):
            assert client.get(f"/card-{hidden}-{number}.jpeg").status_code == 404

    assert len(drawings) == len(kept()) == 2


def test_many_who_ask_at_once_have_one_card_drawn(app, make, site, drawings):
    card = cards.of(site, make.article())

    def ask() -> None:
        with app.app_context():
            cards.drawn(card)

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(drawings) == 1


def test_a_sweep_takes_old_cards_away_and_leaves_fresh_ones(client, make):
    client.get(card_url(client, make.article().url))

    assert pictures.sweep() == 0
    assert len(kept()) == 1
    pictures.sweep(grace=timedelta(0))
    assert kept() == []


def test_a_full_disk_does_not_keep_a_card_from_who_asks_for_it(client, make, monkeypatch):
    def full(_descriptor):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    url = card_url(client, make.article().url)
    monkeypatch.setattr(pictures.os, "fsync", full)

    answer = client.get(url)

    assert (answer.status_code, shown(answer).size) == (200, (1200, 630))
    assert kept() == []


def test_a_card_whose_picture_is_lost_is_not_there(client, make):
    article = make.article(picture_id=make.picture().id)
    url = card_url(client, article.url)
    (pictures.media() / article.picture.largest().file).unlink()

    assert client.get(url).status_code == 404


def test_an_accent_too_pale_for_paper_is_mended_on_a_card(client, make, site):
    with db.writing():
        site.accent = "#ffff00"

    image = shown(client.get(card_url(client, make.article().url)))

    assert sum(image.getpixel((600, 578))) < 400


def test_a_page_tells_its_language_and_section_to_those_who_pass_it_on(client, make, site):
    article = make.article(labels="Deniz, Ulaşım")
    assert said(client, article.url)["og:locale"] == "en_GB"

    with db.writing():
        site.language = "tr"

    assert said(client, article.url)["og:locale"] == "tr_TR"
    assert said(client)["og:locale"] == "tr_TR"
    assert said(client, article.url)["article:section"] == "Deniz"
