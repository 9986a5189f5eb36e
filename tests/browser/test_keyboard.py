"""The whole blog by keyboard: everything can be reached, in order, and is seen when it is."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from blog.models.article import Article

AT = """() => {
    const element = document.activeElement, box = element.getBoundingClientRect();
    if (element === document.body) return null;
    const label = element.closest("label");
    const ringed = [element, label, element.nextElementSibling].filter(Boolean).some(one => {
        const style = getComputedStyle(one);
        return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
    });
    const [left, right] = [Math.max(box.left, 0), Math.min(box.right, innerWidth)];
    const [top, bottom] = [Math.max(box.top, 0), Math.min(box.bottom, innerHeight)];
    const points = [0.1, 0.5, 0.9].flatMap(x => [0.1, 0.5, 0.9].map(y =>
        document.elementFromPoint(left + x * (right - left), top + y * (bottom - top))));
    window.numbers ??= new Map();
    if (!numbers.has(element)) numbers.set(element, numbers.size);
    return {
        number: numbers.get(element),
        name: `${element.localName}#${element.id}: ${element.innerText?.slice(0, 30)}`,
        isRinged: ringed,
        isInSight: right > left && bottom > top && points.some(found =>
            found && (element.contains(found) || found.contains(element) || label?.contains(found)
                || found.control === element)),
    };
}"""
"""Where the keyboard is: whether a ring shows it (WCAG 2.4.7), and nothing hides it (2.4.11)."""
MOST = 250


@pytest.fixture
def talk(make) -> Article:
    """A conversation on an article of a month with several, beside a label and a page."""
    article = make.article("Bridge opens", body="Some [words](/).\n\n" * 6, labels="Town")
    make.comment(make.article("Another"), "Hear, hear")
    make.comment(article, "Indeed")
    return article


def walk(page: Page, key: str = "Tab") -> list[dict]:
    """Every place that the keyboard comes to, once round the page."""
    places: list[dict] = []
    for _ in range(MOST):
        page.keyboard.press(key)
        place = page.evaluate(AT)
        if place is None or (places and place["number"] == places[0]["number"]):
            return places
        places.append(place)
    raise AssertionError(f"no way out: {places[-3:]}")


def unseen(places: list[dict]) -> list[str]:
    """The places at which one would not know where one is; what is in a frame is its own page."""
    return [
        place["name"]
        for place in places
        if not (place["isRinged"] and place["isInSight"]) and not place["name"].startswith("iframe")
    ]


@pytest.mark.parametrize("width", [360, 1280])
def test_a_readers_pages_show_where_the_keyboard_is_at_every_step(open_page, talk, width):
    page = open_page("/", width=width)

    for path in ("/", talk.url, "/archive/", f"/comments/on/{talk.id}"):
        page.goto(path)
        places = walk(page)

        assert len(places) > 8, path
        assert unseen(places) == [], path


@pytest.mark.parametrize("width", [360, 1280])
def test_the_desk_shows_where_the_keyboard_is_at_every_step(open_desk, talk, width):
    page = open_desk("about:blank", width=width)

    for path in (
        "/owner/articles",
        f"/owner/articles/{talk.id}",
        "/owner/comments",
        "/owner/settings",
    ):
        page.goto(path)
        places = walk(page)

        assert len(places) > 8, path
        assert unseen(places) == [], path


def test_the_first_key_offers_the_way_past_the_masthead(open_page, talk):
    page = open_page(talk.url)

    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the news")).to_be_in_viewport()
    page.keyboard.press("Enter")

    expect(page.locator("#main")).to_be_focused()
    page.keyboard.press("Tab")
    page.wait_for_function("document.querySelector('#main').contains(document.activeElement)")


def test_the_keyboard_goes_back_the_way_it_came(open_page, talk):
    page = open_page(talk.url)

    there = [place["number"] for place in walk(page)]
    back = [place["number"] for place in walk(page, "Shift+Tab")]

    assert back == there[::-1]


def test_a_comment_is_written_and_sent_without_a_mouse(open_page, talk):
    page = open_page(f"/comments/on/{talk.id}")

    leave_for(page, "textarea")
    page.keyboard.type("From the keyboard.")
    leave_for(page, "[name=name]")
    page.keyboard.type("Deniz")
    page.keyboard.press("Enter")

    page.wait_for_url("**/comments/receipt/*")
    expect(page.get_by_text("From the keyboard.").first).to_be_visible()


def leave_for(page: Page, place: str) -> None:
    """Go on with the keyboard until it is there."""
    for _ in range(MOST):
        page.keyboard.press("Tab")
        if page.evaluate("place => document.activeElement.matches(place)", place):
            return
    raise AssertionError(f"the keyboard never comes to {place}")
