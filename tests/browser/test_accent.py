"""The owner's colour where a browser paints it: on links, buttons, labels and around the focus."""

from __future__ import annotations

import pytest

from blog.db import db
from blog.web import theme

TEXT, RING = 4.5, 3
"""WCAG 2.2, 1.4.3 and 1.4.11."""

PAINTED = """(element, what) => {
    const brush = new OffscreenCanvas(1, 1).getContext("2d", {willReadFrequently: true});
    const style = getComputedStyle(element);
    brush.fillStyle = style[what];
    brush.fillRect(0, 0, 1, 1);
    return [...brush.getImageData(0, 0, 1, 1).data].slice(0, 3);
}"""
"""One colour of an element in the red, green and blue of the screen."""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("accent", ["#ffffff", "#000000", "#ffff00", "#808080"])
def test_the_accent_can_be_read_wherever_it_is_used(open_page, make, site, accent, scheme):
    article = make.article(body="A [`shaded link`](https://example.org).", wants_breaking=True)
    with db.writing():
        site.accent = accent
    page = open_page(article.url, color_scheme=scheme)
    paper, label = page.locator("html"), page.locator(".kicker.is-breaking").first
    link, shade = page.locator(".prose a:not(.pilcrow)"), page.locator(".prose code")
    button = page.get_by_role("button", name="Send comment")

    def contrast(one, of_one, other, of_other="backgroundColor") -> float:
        return theme.contrast(one.evaluate(PAINTED, of_one), other.evaluate(PAINTED, of_other))

    assert contrast(label, "color", paper) >= TEXT
    link.hover()
    assert contrast(link, "color", shade) >= TEXT
    button.hover()
    assert contrast(button, "color", button) >= TEXT
    page.keyboard.press("Tab")
    ring = page.locator(":focus-visible")
    assert contrast(ring, "outlineColor", paper) >= RING
    assert ring.evaluate("element => getComputedStyle(element).outlineStyle") == "solid"
