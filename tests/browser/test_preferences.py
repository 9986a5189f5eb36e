"""What readers choose for their eyes, kept in their browser and followed before a page is seen."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import broken_rules, follow, sticking_out

PAPER, NIGHT = "rgb(250, 248, 243)", "rgb(22, 21, 19)"

BLOCKED = """Object.defineProperty(window, "localStorage", {
    get() { throw new DOMException("Access is denied.", "SecurityError"); },
});"""

WATCH = """new MutationObserver((_, watcher) => {
    const root = document.documentElement;
    window.atBody ??= document.body && {...root.dataset};
    const control = document.querySelector("reader-preferences");
    if (!control) return;
    window.wasHidden = control.hidden;
    watcher.disconnect();
}).observe(document, {childList: true, subtree: true});"""
"""Notes what is so when the parser comes to the body, and to the control, before it is painted."""


def choose(page, *labels: str) -> None:
    """Open the settings, choose these, and close them again."""
    page.get_by_role("button", name="Reading settings").click()
    for label in labels:
        page.get_by_role("radio", name=label, exact=True).check()
    page.keyboard.press("Escape")


def look(page) -> tuple[str, float, str]:
    """Ground, height of the letters, and first typeface of an article's text."""
    return page.evaluate(
        """() => {
            const text = getComputedStyle(document.querySelector(".prose"));
            const ground = getComputedStyle(document.documentElement).backgroundColor;
            return [ground, parseFloat(text.fontSize), text.fontFamily.split(",")[0]];
        }"""
    )


@pytest.fixture
def article(make):
    return make.article("Bridge opens", standfirst="At last.", body="Some words.", labels="Town")


def test_what_is_chosen_goes_at_once_and_after_a_reload_and_on_another_page(open_page, article):
    page = open_page(article.url, color_scheme="light")
    _, usual, _ = look(page)

    choose(page, "Dark", "Large", "Sans serif")

    chosen = [NIGHT, pytest.approx(usual * 1.125), "system-ui"]
    assert look(page) == chosen
    page.reload()
    assert look(page) == chosen
    page.goto("/")
    follow(page, page.get_by_role("link", name="Bridge opens").first)
    assert look(page) == chosen


def test_a_choice_can_be_taken_back(open_page, article):
    page = open_page(article.url, color_scheme="light")
    usual = look(page)
    choose(page, "Dark", "Very large", "Sans serif")

    choose(page, "Automatic", "Medium", "Serif")
    page.reload()

    assert look(page) == usual
    assert page.evaluate("localStorage.length") == 0


@pytest.mark.parametrize(
    ("system", "ground", "label", "chosen"),
    [("light", PAPER, "Dark", NIGHT), ("dark", NIGHT, "Light", PAPER)],
)
def test_the_system_decides_until_the_reader_does(
    open_page, article, system, ground, label, chosen
):
    page = open_page(article.url, color_scheme=system)
    assert look(page)[0] == ground

    choose(page, label)

    assert look(page)[0] == chosen
    page.emulate_media(color_scheme="dark" if system == "light" else "light")
    assert look(page)[0] == chosen


def test_forms_and_scroll_bars_take_the_chosen_scheme(open_page, article):
    page = open_page(article.url, color_scheme="light")

    choose(page, "Dark")

    assert page.locator("textarea").evaluate("field => getComputedStyle(field).colorScheme") == (
        "dark"
    )
    expect(page.locator("meta[name=color-scheme]")).to_have_attribute("content", "dark")


def test_a_choice_is_followed_before_anything_is_seen(open_page, article):
    page = open_page(article.url)
    choose(page, "Dark", "Large", "Sans serif")
    page.add_init_script(WATCH)

    page.reload()

    assert page.evaluate("atBody") == {"scheme": "dark", "size": "large", "face": "sans"}


def test_the_control_is_there_from_the_start_so_that_nothing_moves(open_page, article):
    page = open_page("about:blank")
    page.add_init_script(WATCH)

    page.goto(article.url)

    assert page.evaluate("wasHidden") is False


def test_the_script_waits_for_no_style_sheet(open_page, article):
    page = open_page(article.url)

    order = page.evaluate(
        """[...document.head.querySelectorAll("script:not([type]), [rel=stylesheet]")].map(
            e => e.localName)"""
    )
    assert order == ["script", "link"]


def test_another_tab_follows_at_once(open_page, article):
    one = open_page(article.url, color_scheme="light")
    other = one.context.new_page()
    other.goto(article.url)
    other.get_by_role("button", name="Reading settings").click()

    choose(one, "Dark")

    other.wait_for_function("document.documentElement.dataset.scheme == 'dark'")
    assert look(other)[0] == NIGHT
    expect(other.get_by_role("radio", name="Dark")).to_be_checked()


def test_without_javascript_nothing_is_offered_and_the_systems_choice_holds(open_page, article):
    page = open_page(article.url, java_script_enabled=False, color_scheme="dark")

    expect(page.get_by_text("Aa", exact=True)).to_be_hidden()
    expect(page.get_by_role("radio", include_hidden=True)).to_have_count(9)
    expect(page.get_by_role("radio")).to_have_count(0)
    assert page.locator("html").evaluate("e => getComputedStyle(e).backgroundColor") == NIGHT


def test_where_storage_is_blocked_a_choice_goes_for_the_page(open_page, article):
    page = open_page("about:blank", color_scheme="light")
    page.add_init_script(BLOCKED)
    page.goto(article.url)

    choose(page, "Dark", "Sans serif")

    assert look(page)[::2] == [NIGHT, "system-ui"]
    page.reload()
    assert look(page)[0] == PAPER


def test_a_choice_that_is_none_is_the_papers_own(open_page, article):
    page = open_page(article.url, color_scheme="light")
    usual = look(page)
    page.evaluate(
        """for (const name of ["scheme", "size", "face"])
               localStorage.setItem(`reader-${name}`, "constructor")"""
    )

    page.reload()

    assert look(page) == usual
    page.get_by_role("button", name="Reading settings").click()
    checked = page.locator("reader-preferences :checked")
    assert [radio.get_attribute("value") for radio in checked.all()] == ["", "", ""]


def test_the_settings_show_what_is_chosen_while_pictures_are_still_on_their_way(open_page, make):
    article = make.article(picture_id=make.picture().id, picture_alt="A teal field")
    page = open_page(article.url)
    choose(page, "Dark", "Small")
    held = []

    def hold(route) -> None:
        held.append(route)

    page.route("**/media/**", hold)

    page.reload(wait_until="domcontentloaded")
    page.get_by_role("button", name="Reading settings").click()

    checked = page.locator("reader-preferences :checked").all()
    assert [radio.get_attribute("value") for radio in checked] == ["dark", "small", ""]
    for route in held:
        route.abort()


def test_a_choice_sets_no_cookie_and_asks_nothing_of_the_server(open_page, article):
    page = open_page(article.url)
    page.wait_for_load_state("networkidle")
    asked = []
    page.on("request", lambda request: asked.append(request.url))

    choose(page, "Dark", "Small")

    assert page.context.cookies() == []
    assert asked == []


def test_it_can_all_be_done_with_the_keyboard(open_page, article):
    page = open_page(article.url, color_scheme="light")
    button = page.get_by_role("button", name="Reading settings")
    button.focus()

    for key in ("Enter", "Tab", "ArrowRight", "ArrowRight"):
        page.keyboard.press(key)
    assert look(page)[0] == NIGHT

    page.keyboard.press("Escape")
    expect(page.get_by_role("group", name="Colours")).to_be_hidden()
    expect(button).to_be_focused()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_axe_finds_nothing_in_the_open_settings(open_page, article, scheme, width):
    page = open_page(article.url, width=width, color_scheme=scheme)

    page.get_by_role("button", name="Reading settings").click()

    assert broken_rules(page) == []
    assert sticking_out(page) == []


@pytest.mark.parametrize("size", ["Small", "Very large"])
def test_whatever_the_size_everything_in_the_settings_can_be_hit_with_a_thumb(
    open_page, article, size
):
    page = open_page(article.url, width=320)
    choose(page, size)
    button = page.get_by_role("button", name="Reading settings")
    button.click()

    for target in (button, *page.locator("reader-preferences label").all()):
        box = target.bounding_box()
        assert box["width"] >= 44
        assert box["height"] >= 44
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 320


@pytest.mark.parametrize("path", ["/", "/archive/", "/comments/on/1", "/nowhere", "{article}"])
def test_the_largest_text_fits_the_smallest_phone(open_page, article, path):
    page = open_page(path.format(article=article.url), width=320)

    choose(page, "Very large", "Sans serif")

    assert sticking_out(page) == []


def test_a_cutting_is_printed_in_ink_on_paper_at_its_usual_size(open_page, article):
    page = open_page(article.url)
    choose(page, "Dark", "Very large")

    page.emulate_media(media="print")

    root = page.locator("html")
    assert root.evaluate("e => getComputedStyle(e).colorScheme") == "light"
    assert root.evaluate("e => getComputedStyle(e).fontSize") == "16px"
    expect(page.get_by_text("Aa", exact=True)).to_be_hidden()


def test_the_desk_follows_what_its_owner_chose_as_a_reader(open_desk, article):
    page = open_desk(article.url, color_scheme="light")
    choose(page, "Dark")

    page.goto("/owner/settings")

    assert page.locator("html").evaluate("e => getComputedStyle(e).backgroundColor") == NIGHT
    assert sticking_out(page) == []
