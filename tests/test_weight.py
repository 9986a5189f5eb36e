"""What a page weighs, counted in bytes: the same on every machine and every connection."""

from __future__ import annotations

import gzip
import re

import pytest
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select

from blog.db import db
from blog.demo import actions as demo
from blog.models.article import Article, Kind
from tests import pages

KB = 1024


@pytest.fixture
def addresses(monkeypatch, site) -> list[str]:
    """The sample articles, with comments, ad and a full sidebar; one picture for all of them."""
    picture = demo._prepared(Image.new("RGB", (1800, 1200), "teal"), "plain")
    monkeypatch.setattr(demo, "_drawn", lambda kind: picture)
    monkeypatch.setattr(demo, "_prepared", lambda image, name: picture)
    demo.fill(site)
    articles = select(Article).where(Article.kind == Kind.ARTICLE)
    return [article.url for article in db.session.scalars(articles)]


def compressed(data: bytes) -> int:
    return len(gzip.compress(data, 6, mtime=0))


def weight(client: FlaskClient, address: str) -> int:
    return compressed(client.get(address).data)


def asked_for(client: FlaskClient, address: str) -> dict[str, list[str]]:
    """What a browser asks for because of a page, by kind; feeds and the like it leaves alone."""
    page = pages.tree(client.get(address))
    links = {link.get("rel"): [] for link in page.iter("link")}
    for link in page.iter("link"):
        if link.get("as") != "image":
            links[link.get("rel")].append(link.get("href"))
    others = ("iframe", "embed", "object", "video", "audio", "track")
    return {
        "style sheets": links.get("stylesheet", []),
        "fonts": links.get("preload", []),
        "scripts": [one.get("src") for one in pages.scripts(client.get(address))],
        "others": links.get("manifest", [])
        + links.get("modulepreload", [])
        + [one.tag for tag in others for one in page.iter(tag)],
    }


def test_an_article_with_its_comments_and_everything_beside_it_weighs_14_kb_at_most(
    client, addresses
):
    assert max(weight(client, address) for address in addresses) <= 14 * KB


def test_the_one_style_sheet_weighs_12_kb_at_most(client, addresses):
    (sheet,) = asked_for(client, addresses[0])["style sheets"]

    assert weight(client, sheet) <= 12 * KB


def test_the_one_font_that_every_page_has_weighs_90_kb_at_most(client, addresses):
    (font,) = asked_for(client, addresses[0])["fonts"]

    with client.get(font) as answer:
        assert len(answer.data) <= 90 * KB


def test_all_scripts_of_a_page_weigh_5_kb_at_most(client, addresses):
    scripts = asked_for(client, addresses[0])["scripts"]

    assert sum(weight(client, one) for one in scripts) <= 5 * KB


def test_scripts_that_a_page_can_be_read_without_let_everything_else_go_first(client, addresses):
    scripts = pages.scripts(client.get(addresses[0]))

    last = [one.get("src") for one in scripts if one.get("fetchpriority") == "low"]
    assert last == [one.get("src") for one in scripts if one.get("type") == "module"] != []


@pytest.mark.parametrize("page", ["front page", "article"])
def test_a_page_asks_for_nothing_else_but_pictures(client, addresses, page):
    asked = asked_for(client, "/" if page == "front page" else addresses[0])
    (sheet,) = asked["style sheets"]
    in_sheet = re.findall(r"""(?:url|@import)\s*\(?["']?([^"')]+)""", client.get(sheet).text)

    assert asked["others"] == []
    assert len(asked["scripts"]) <= (1 if page == "front page" else 4)
    assert [one.rpartition("/")[2] for one in in_sheet] == [
        "broadsheet-serif.woff2",
        "broadsheet-serif-italic.woff2",
    ]
    assert asked["fonts"] == ["/" + in_sheet[0].lstrip("/")]
