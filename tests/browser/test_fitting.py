"""Every kind of page fits: on narrow screens and enlarged, with longer words than ours, written
from the right, and with the distances between letters and lines that some readers need."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple
from unittest import mock
from xml.etree.ElementTree import Element

import pytest
from playwright.sync_api import Browser, Page

from blog.web import language
from tests import pages, pseudo, scenes
from tests.browser.conftest import sticking_out

PIXEL = '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>'
WIDTHS = (1280, 640, 320)
"""Pixels: a desk, the same enlarged to 200 %, and to 400 % (WCAG 1.4.10)."""
SPACED = """* { line-height: 1.5 !important; letter-spacing: 0.12em !important;
word-spacing: 0.16em !important; } p { margin-block-end: 2em !important; }"""
"""What a reader may set (WCAG 1.4.12)."""
CUT = """() => [...document.querySelectorAll("body *")].filter(element => {
    const style = getComputedStyle(element), hides = /hidden|clip/;
    if (!element.checkVisibility() || !element.innerText?.trim()) return false;
    if (element.clientHeight <= 1) return false;
    return hides.test(style.overflowY) && element.scrollHeight > element.clientHeight + 2
        || hides.test(style.overflowX) && element.scrollWidth > element.clientWidth + 2;
}).map(element => `${element.localName}.${element.className}: ${element.innerText.slice(0, 40)}`)"""


class Seen(NamedTuple):
    """A page as the blog answered, and the style sheets that it names."""

    name: str
    text: str
    sheets: dict[str, bytes]


@pytest.fixture(scope="module")
def every_kind() -> list[Seen]:
    """Every kind of page, in the longer language that is written from the right."""
    with (
        pseudo.spoken(),
        mock.patch.object(language, "_language", return_value=pseudo.LANGUAGE),
        scenes.without_drawings(),
    ):
        return [_seen(shown) for shown in scenes.every("en")]


def _seen(shown: scenes.Shown) -> Seen:
    html = shown.ask().text
    links = re.findall(r'<link rel="stylesheet" href="([^"]+)"', html)
    return Seen(shown.name, html, {link: shown.client.get(link).data for link in links})


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(bypass_csp=True)
    yield context.new_page()
    context.close()


def show(page: Page, seen: Seen) -> None:
    """Have the browser lay a page out."""
    page.unroute_all()
    page.route("**/*", lambda route: _answer(route, seen))
    page.goto("http://localhost/here")


def _answer(route, seen: Seen) -> None:
    path = route.request.url.removeprefix("http://localhost")
    if path == "/here":
        route.fulfill(body=seen.text, content_type="text/html; charset=utf-8")
    elif path in seen.sheets:
        route.fulfill(body=seen.sheets[path], content_type="text/css")
    elif route.request.resource_type == "image":
        route.fulfill(body=PIXEL, content_type="image/svg+xml")
    else:
        route.abort()


def test_no_page_scrolls_sideways_however_narrow_or_enlarged(page, every_kind):
    out = []

    for seen in every_kind:
        show(page, seen)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            out += [(seen.name, width, element) for element in sticking_out(page)[:3]]

    assert out == []
    assert len(every_kind) > 90


def test_wider_distances_between_letters_and_lines_cut_nothing_off(page, every_kind):
    cut = []
    page.set_viewport_size({"width": 360, "height": 900})

    for seen in every_kind:
        show(page, seen)
        page.add_style_tag(content=SPACED)
        cut += [(seen.name, element) for element in page.evaluate(CUT)]
        cut += [(seen.name, element) for element in sticking_out(page)[:3]]

    assert cut == []


# -- what a page is made of, for those who hear it --


def headings(html: Element) -> list[int]:
    """The levels of the headings, from top to bottom; a dialog that is closed has its own."""
    parents = {child: parent for parent in html.iter() for child in parent}

    def is_shown(element: Element) -> bool:
        while element in parents:
            if element.tag in {"dialog", "template"}:
                return False
            element = parents[element]
        return True

    found = (one for one in html.iter() if re.fullmatch("h[1-6]", str(one.tag)))
    return [int(one.tag[1]) for one in found if is_shown(one)]


def landmarks(html: Element) -> list[tuple[str, str]]:
    """The parts of a page that one can leap to, each with its name."""
    names = {one.get("id"): pages.words(one) for one in html.iter() if one.get("id")}
    inside = {
        part
        for outer in html.iter()
        if outer.tag in {"article", "aside", "main", "nav", "section"}
        for part in outer.iter()
        if part.tag in {"header", "footer"}
    }
    return [
        (str(one.tag), one.get("aria-label") or names.get(one.get("aria-labelledby"), ""))
        for one in html.iter()
        if one.tag in {"main", "nav", "aside", "header", "footer"} and one not in inside
    ]


def test_every_page_has_one_first_heading_and_skips_no_level(every_kind):
    odd = []

    for seen in every_kind:
        levels = headings(pages.tree(seen))
        skips = any(after > before + 1 for before, after in pairwise([0, *levels]))
        if levels.count(1) != 1 or skips:
            odd.append((seen.name, levels))

    assert odd == []


def test_every_part_that_one_can_leap_to_has_a_name_of_its_own(every_kind):
    odd = []

    for seen in every_kind:
        parts = landmarks(pages.tree(seen))
        kinds = Counter(kind for kind, _ in parts)
        nameless = [one for one in parts if one[0] in {"nav", "aside"} and not one[1]]
        if kinds["main"] != 1 or nameless or len(set(parts)) < len(parts):
            odd.append((seen.name, parts))

    assert odd == []
