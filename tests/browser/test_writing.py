"""Writing with a browser: the toolbar, what is pasted and dropped, the page beside the text."""

from __future__ import annotations

import base64
import re

import pytest
from playwright.sync_api import Page, Route, expect

from blog.db import db
from tests.browser.conftest import broken_rules, sticking_out
from tests.owner.working import NEW, articles, edit

PICTURES = "**/owner/pictures"
COPY = """async ([html, plain]) => {
    const blob = (type, words) => new Blob([words], {type});
    const item = {"text/html": blob("text/html", html), "text/plain": blob("text/plain", plain)};
    await navigator.clipboard.write([new ClipboardItem(item)]);
}"""
COPY_PICTURE = """async (data) => {
    const bytes = Uint8Array.from(atob(data), (sign) => sign.charCodeAt(0));
    const picture = new Blob([bytes], {type: "image/png"});
    await navigator.clipboard.write([new ClipboardItem({"image/png": picture})]);
}"""
END_OF_WORDS = """(area) => {
    const {bottom} = area.getBoundingClientRect();
    return bottom - parseFloat(getComputedStyle(area).paddingBottom);
}"""
DROP = """(area, files) => {
    const dataTransfer = new DataTransfer();
    for (const [name, data] of files) {
        const bytes = Uint8Array.from(atob(data), (sign) => sign.charCodeAt(0));
        dataTransfer.items.add(new File([bytes], name, {type: "image/png"}));
    }
    area.dispatchEvent(new DragEvent("drop", {dataTransfer, bubbles: true, cancelable: true}));
}"""


@pytest.fixture
def writer(open_desk) -> Page:
    """The owner, logged in, before a new article."""
    return open_desk(NEW, permissions=["clipboard-read", "clipboard-write"])


@pytest.fixture
def held(writer) -> list[Route]:
    """The uploads that are on their way, and don't get on until a test lets them."""
    return hold(writer, PICTURES)


def hold(page: Page, address: str) -> list[Route]:
    """Let nothing get through to an address; what was to go there is in this list."""
    routes: list[Route] = []

    def keep(route: Route) -> None:
        routes.append(route)

    page.route(address, keep)
    return routes


def text(page: Page):
    """Where the text is typed."""
    return page.get_by_role("textbox", name="Text", exact=True)


def tool(page: Page, name: str):
    """A button of the toolbar."""
    return page.get_by_role("toolbar").get_by_role("button", name=name, exact=True)


def drop(page: Page, *files: tuple[str, bytes]) -> None:
    """Drop files on the text."""
    encoded = [(name, base64.b64encode(data).decode()) for name, data in files]
    text(page).evaluate(DROP, encoded)


def copy_picture(page: Page, data: bytes) -> None:
    """Have a picture on the clipboard, as after "Copy image"."""
    page.evaluate(COPY_PICTURE, base64.b64encode(data).decode())


def next_of(page: Page, held: list[Route]) -> Route:
    """The next request that is held."""
    while not held:
        page.evaluate("0")  # lets the browser tell what it does
    return held.pop(0)


# -- toolbar and keys --


def test_the_toolbar_marks_what_is_selected_and_undo_takes_it_back(writer):
    text(writer).fill("Some words")
    text(writer).evaluate("area => area.setSelectionRange(5, 10)")

    tool(writer, "Bold").click()
    expect(text(writer)).to_have_value("Some **words**")
    writer.keyboard.press("Control+z")

    expect(text(writer)).to_have_value("Some words")


@pytest.mark.parametrize(
    ("name", "marked"),
    [
        ("Italic", "_words_"),
        ("Heading", "## words"),
        ("Link", "[words](url)"),
        ("List", "- words"),
        ("Quote", "> words"),
    ],
)
def test_every_button_of_the_toolbar_does_what_it_says(writer, name, marked):
    text(writer).fill("words")
    text(writer).select_text()

    tool(writer, name).click()

    expect(text(writer)).to_have_value(marked)


def test_the_toolbar_is_worked_with_the_arrow_keys(writer):
    text(writer).fill("words")
    text(writer).select_text()
    tool(writer, "Bold").focus()

    writer.keyboard.press("ArrowRight")
    expect(tool(writer, "Italic")).to_be_focused()
    writer.keyboard.press("Enter")

    expect(text(writer)).to_have_value("_words_")


def test_a_text_in_html_has_no_marks_of_markdown_but_pictures(writer):
    writer.get_by_label("HTML").check()

    expect(tool(writer, "Bold")).to_be_hidden()
    expect(tool(writer, "Picture")).to_be_visible()


def test_the_keys_mark_save_and_publish_after_a_question(writer):
    writer.get_by_label("Title", exact=True).fill("By keyboard")
    text(writer).fill("words")
    text(writer).select_text()

    writer.keyboard.press("Control+b")
    expect(text(writer)).to_have_value("**words**")
    writer.keyboard.press("Control+s")
    expect(writer.locator(".autosave-line")).to_contain_text("Saved at")
    writer.keyboard.press("Control+Enter")
    question = writer.get_by_role("dialog", name="Publish this now?")
    question.get_by_role("button", name="Go on writing").click()
    expect(text(writer)).to_have_value("**words**")
    writer.keyboard.press("Control+Enter")
    question.get_by_role("button", name="Publish").click()

    expect(writer.get_by_text("Published. Readers can see it now.")).to_be_visible()


def test_enter_in_a_field_publishes_nothing(writer):
    writer.get_by_label("Title", exact=True).fill("Not yet")
    writer.get_by_label("Labels").fill("Town")

    writer.get_by_label("Labels").press("Enter")

    expect(writer.get_by_text("Saved as a draft. Nobody else sees it.")).to_be_visible()


def test_the_form_tells_how_long_the_text_is(writer):
    text(writer).fill(
        'One [two](https://example.org/a-b) – **three**.\n\n![x](/media/5.jpg "Four")'
    )

    expect(writer.locator("#length")).to_have_text(re.compile(r"Words: 4 · Minutes to read: 1"))


# -- pasted words --


def paste(page: Page, html: str, plain: str, keys: str = "Control+v") -> None:
    """Copy something elsewhere, and paste it into the text."""
    page.evaluate(COPY, [html, plain])
    text(page).press(keys)


def test_what_is_pasted_from_a_web_page_keeps_its_meaning_and_undo_leaves_its_words(writer):
    text(writer).fill("Before.")

    paste(writer, "<h2>Title</h2><p>Some <b>words</b>.</p>", "Title\nSome words.")
    expect(text(writer)).to_have_value("Before.\n\n## Title\n\nSome **words**.")
    writer.keyboard.press("Control+z")
    expect(text(writer)).to_have_value("Before.Title\nSome words.")
    writer.keyboard.press("Control+z")

    expect(text(writer)).to_have_value("Before.")


def test_words_pasted_into_a_line_stay_in_it_while_the_typing_goes_on(writer):
    routes = hold(writer, "**/owner/markdown")
    text(writer).fill("A  line")
    text(writer).evaluate("area => area.setSelectionRange(2, 2)")

    paste(writer, "a <b>bold</b>", "a bold")
    writer.keyboard.type("er")
    next_of(writer, routes).continue_()
    expect(text(writer)).to_have_value("A a **bold**er line")
    writer.keyboard.type("!")

    expect(text(writer)).to_have_value("A a **bold**er! line")


def test_who_pastes_the_words_alone_gets_the_words_alone(writer):
    asked = []
    writer.on("request", lambda request: asked.append(request.url))

    paste(writer, "<h2>Title</h2>", "Title", "Control+Shift+v")

    expect(text(writer)).to_have_value("Title")
    assert not [url for url in asked if url.endswith("/owner/markdown")]


def test_where_the_server_is_away_the_words_are_pasted_all_the_same(writer):
    writer.route("**/owner/markdown", lambda route: route.abort())

    with writer.expect_event("requestfailed"):
        paste(writer, "<h2>Title</h2>", "Title")

    expect(text(writer)).to_have_value("Title")


# -- pictures --


def test_a_pasted_picture_takes_its_place_while_the_typing_goes_on(writer, held, make):
    text(writer).fill("Before.")
    copy_picture(writer, make.file().getvalue())

    text(writer).press("Control+v")
    expect(text(writer)).to_have_value("Before.\n\n![Uploading image.png…]()")
    writer.keyboard.type("\n\nAfter")
    next_of(writer, held).continue_()
    expect(text(writer)).to_have_value(re.compile(r"^Before\.\n\n!\[\]\(/media/[\w.]+\)\n\nAfter$"))
    writer.keyboard.type("wards")

    expect(text(writer)).to_have_value(re.compile(r"\n\nAfterwards$"))


def test_several_pictures_are_dropped_at_once_and_each_takes_its_place(writer, make):
    drop(
        writer,
        ("one.png", make.file(60, 40, "teal").getvalue()),
        ("two.png", make.file(60, 40, "navy").getvalue()),
    )

    expect(text(writer)).to_have_value(
        re.compile(r"^!\[\]\(/media/[\w.]+\)\n\n!\[\]\(/media/[\w.]+\)$")
    )
    places = re.findall(r"/media/[\w.]+", text(writer).input_value())
    assert places[0] != places[1]


def test_the_description_of_a_picture_goes_into_the_text(writer, make):
    drop(writer, ("ferry.png", make.file().getvalue()))

    writer.get_by_label("What is to be seen on it").fill("A [red] ferry")
    writer.keyboard.press("Tab")

    expect(text(writer)).to_have_value(re.compile(r"^!\[A \\\[red\\\] ferry\]\(/media/"))


def test_in_html_a_picture_is_placed_as_html(writer, make):
    writer.get_by_label("HTML").check()

    drop(writer, ("ferry.png", make.file().getvalue()))
    expect(text(writer)).to_have_value(
        re.compile(r'^<figure><img src="/media/[\w.]+" alt=""></figure>$')
    )
    writer.get_by_label("What is to be seen on it").fill('A "red" ferry')
    writer.keyboard.press("Tab")

    expect(text(writer)).to_have_value(re.compile(r'alt="A &#34;red&#34; ferry"'))


def test_a_picture_that_does_not_get_through_says_so_and_is_tried_again(writer, make):
    writer.route(PICTURES, lambda route: route.abort())
    text(writer).fill("Before.")

    drop(writer, ("ferry.png", make.file().getvalue()))
    told = writer.locator("#placing")
    expect(told).to_contain_text("It did not get through.")
    assert text(writer).input_value().strip() == "Before."
    assert broken_rules(writer) == []
    writer.unroute(PICTURES)
    told.get_by_role("button", name="Try again").click()

    expect(text(writer)).to_have_value(re.compile(r"^Before\.\n\n!\[\]\(/media/"))


def test_a_file_that_is_no_picture_says_so_beside_the_text(writer):
    drop(writer, ("notes.png", b"no picture at all"))

    expect(writer.locator("#placing")).to_contain_text("This file is not a picture.")
    expect(text(writer)).to_have_value("")
    writer.get_by_role("button", name="Leave it out").click()
    expect(writer.locator("#placing")).to_be_hidden()


def test_nothing_is_published_before_its_pictures_are_there(writer, held, make):
    writer.get_by_label("Title", exact=True).fill("With a picture")
    drop(writer, ("ferry.png", make.file().getvalue()))

    writer.get_by_role("button", name="Publish").click()
    expect(writer.get_by_text("A picture is still on its way.")).to_be_visible()
    next_of(writer, held).continue_()

    expect(writer.get_by_text("Published. Readers can see it now.")).to_be_visible()
    db.session.rollback()
    assert articles()[0].body.startswith("![](/media/")


def test_a_picture_of_the_library_is_placed_where_the_caret_is(writer, make):
    picture = make.picture()
    text(writer).fill("Before.")

    tool(writer, "From the library").click()
    writer.locator("#choosing").get_by_role("button", name="picture.png").click()

    expect(text(writer)).to_have_value(f"Before.\n\n{picture.markdown}")


# -- the page beside the text --


@pytest.fixture
def beside(writer, make) -> Page:
    """An article with its page beside it."""
    article = make.article("The ferries", body="Some words.\n\n" + "A line.\n\n" * 60)
    writer.goto(edit(article))
    writer.get_by_role("button", name="Preview beside the text").click()
    return writer


def shown(page: Page):
    """The page beside the text."""
    return page.frame_locator("iframe.is-shown")


def test_the_page_beside_the_text_follows_what_is_typed(beside):
    expect(shown(beside).get_by_role("heading", name="The ferries")).to_be_visible()

    beside.get_by_label("Title", exact=True).fill("The ferries are back")
    text(beside).press_sequentially("**New** ")

    expect(shown(beside).get_by_role("heading", name="The ferries are back")).to_be_visible()
    expect(shown(beside).locator(".story-text strong")).to_have_text("New")
    assert broken_rules(beside) == []
    assert beside.evaluate("history.length") < 6


def test_the_page_beside_the_text_stays_where_it_was_scrolled_to(beside):
    expect(shown(beside).get_by_text("Some words.")).to_be_visible()
    before = beside.locator("iframe.is-shown").get_attribute("name")
    shown(beside).locator("html").evaluate(
        "page => page.ownerDocument.defaultView.scrollTo(0, 900)"
    )

    text(beside).press("N")
    expect(beside.locator(f"iframe.is-shown:not([name={before}])")).to_have_count(1)

    assert shown(beside).locator("html").evaluate("page => page.scrollTop") == 900


def test_whoever_wants_the_page_beside_the_text_has_it_the_next_time(beside):
    beside.goto(NEW)
    expect(beside.locator("#beside")).to_be_visible()

    beside.get_by_role("button", name="Preview beside the text").click()
    beside.reload()

    expect(beside.locator("#beside")).to_be_hidden()


def test_nothing_in_the_page_beside_the_text_leads_away_from_it(beside):
    frame = shown(beside)

    with beside.expect_popup() as opened:
        frame.get_by_role("link", name="Günebakan").first.click()
    opened.value.close()

    expect(frame.get_by_role("heading", name="The ferries")).to_be_visible()


# -- on a phone --


def test_the_whole_journey_on_a_phone(open_desk, make):
    page = open_desk(NEW, width=360)
    page.set_viewport_size({"width": 360, "height": 640})
    assert sticking_out(page) == []
    assert broken_rules(page) == []

    page.get_by_label("Title", exact=True).fill("Vapurlar yeniden")
    text(page).fill("Bugün **yeniden** başladılar.")
    with page.expect_file_chooser() as chooser:
        tool(page, "Picture").click()
    chooser.value.set_files(
        {"name": "vapur.png", "mimeType": "image/png", "buffer": make.file().getvalue()}
    )
    page.get_by_label("What is to be seen on it").fill("Bir vapur")
    page.keyboard.press("Tab")
    expect(text(page)).to_have_value(re.compile(r"!\[Bir vapur\]"))
    assert sticking_out(page) == []
    with page.expect_popup() as opened:
        page.get_by_role("button", name="Preview", exact=True).click()
    expect(opened.value.get_by_role("img", name="Bir vapur")).to_be_visible()
    opened.value.close()
    page.get_by_role("button", name="Publish").click()
    page.get_by_role("link", name="View it").click()

    expect(page.get_by_role("heading", name="Vapurlar yeniden")).to_be_visible()
    expect(page.get_by_role("img", name="Bir vapur")).to_be_visible()


def test_on_a_phone_the_buttons_stay_in_sight_and_cover_nothing_that_is_typed(open_desk):
    page = open_desk(NEW, width=360)
    page.set_viewport_size({"width": 360, "height": 640})

    text(page).click()
    for _ in range(40):
        page.keyboard.type("A line\n")

    expect(page.get_by_role("button", name="Publish")).to_be_in_viewport(ratio=1)
    expect(tool(page, "Bold")).to_be_in_viewport(ratio=1)
    assert text(page).evaluate(END_OF_WORDS) <= page.locator(".writing-bar").bounding_box()["y"]


def test_without_scripts_there_is_the_plain_form(open_desk):
    page = open_desk(NEW, java_script_enabled=False)

    page.get_by_label("Title", exact=True).fill("Plainly")
    text(page).fill("**Bold**")
    expect(page.get_by_text("From the library", exact=True)).to_be_hidden()
    page.get_by_role("button", name="Publish").click()

    expect(page.get_by_text("Published. Readers can see it now.")).to_be_visible()
