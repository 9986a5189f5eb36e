"""The blog's icons: in tabs, on home screens, in feed readers."""

from __future__ import annotations

import io
from xml.etree import ElementTree as ET

import pytest
from PIL import Image

from blog.db import db
from blog.models.site import Site
from tests import pages

FOR_EVER = "public, max-age=31536000, immutable"
ACCENT = (0xB3, 0x26, 0x1E)


def linked(answer) -> dict[str, str]:
    """The icons that a page names, by what they are."""
    links = [link for link in pages.tree(answer).iter("link") if "icon" in link.get("rel", "")]
    return {link.get("type") or link.get("rel"): link.get("href") for link in links}


def svg(client) -> bytes:
    return client.get(linked(client.get("/"))["image/svg+xml"]).data


def touch(client) -> Image.Image:
    answer = client.get(linked(client.get("/"))["apple-touch-icon"])
    return Image.open(io.BytesIO(answer.data)).convert("RGB")


def test_every_page_names_the_icons_and_the_desk_too(client, desk):
    on_pages = linked(client.get("/"))

    assert set(on_pages) == {"icon", "image/svg+xml", "apple-touch-icon"}
    assert linked(desk.get("/owner/articles")) == on_pages == linked(client.get("/nothing"))


@pytest.mark.parametrize(
    ("which", "mimetype", "lasts"),
    [
        ("icon", "image/vnd.microsoft.icon", "public, max-age=86400"),
        ("image/svg+xml", "image/svg+xml", FOR_EVER),
        ("apple-touch-icon", "image/png", FOR_EVER),
    ],
)
def test_an_icon_is_what_it_says_and_is_kept_as_long_as_it_may(client, which, mimetype, lasts):
    answer = client.get(linked(client.get("/"))[which])

    assert answer.status_code == 200
    assert answer.mimetype == mimetype
    assert answer.headers["Cache-Control"] == lasts
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"


def test_the_icon_for_tabs_has_every_usual_size(client):
    icon = Image.open(io.BytesIO(client.get("/favicon.ico").data))

    assert icon.info["sizes"] == {(16, 16), (32, 32), (48, 48)}
    assert icon.convert("RGB").getpixel((1, 1)) == ACCENT


def test_the_icon_for_home_screens_fills_its_square(client):
    icon = touch(client)

    assert icon.size == (180, 180)
    assert {icon.getpixel(corner) for corner in ((0, 0), (179, 0), (0, 179), (179, 179))} == {
        ACCENT
    }


def test_the_drawing_that_scales_is_paths_and_nothing_else(client):
    drawing = ET.fromstring(svg(client))

    names = {element.tag.removeprefix("{http://www.w3.org/2000/svg}") for element in drawing.iter()}
    assert names == {"svg", "path"}
    assert b"style" not in svg(client)
    assert b"#b3261e" in svg(client)


def test_the_icon_is_the_first_letter_of_the_name_in_the_accent(client, site):
    before, address = svg(client), linked(client.get("/"))["image/svg+xml"]

    with db.writing():
        site.name = "Gazete"  # another name with the same first letter
    assert svg(client) == before
    with db.writing():
        site.name = "Şafak"
    another = svg(client)
    assert another != before
    with db.writing():
        site.accent = "#005f73"
    assert b"#005f73" in svg(client)

    assert linked(client.get("/"))["image/svg+xml"] != address
    assert "max-age=0" in client.get(address).headers["Cache-Control"]
    assert client.get(address).data == svg(client)


@pytest.mark.parametrize("name", ["“Gün”", "🎉 Gün", " …Gün"])
def test_what_is_no_letter_is_passed_over(client, site, name):
    with db.writing():
        site.name = "Gün"
    plain = svg(client)

    with db.writing():
        site.name = name

    assert svg(client) == plain


@pytest.mark.parametrize("name", ["أخبار", "新聞", "🎉", "!"])
def test_a_name_without_a_letter_of_the_typeface_has_a_small_front_page(client, site, name):
    with db.writing():
        site.name = name
    icon = touch(client)

    assert icon.getpixel((0, 0)) == ACCENT
    assert icon.getpixel((90, 42)) == (0xFA, 0xF8, 0xF3)


def test_a_blog_that_is_not_set_up_has_icons_already(client, site):
    with db.writing():
        db.session.delete(db.session.get_one(Site, 1))

    icons = linked(client.get("/"))

    assert {client.get(address).status_code for address in icons.values()} == {200}
