"""The code of an ad network in a real browser: it runs, and it is locked in."""

from __future__ import annotations

import pytest
from playwright.sync_api import FrameLocator, Page, expect

from blog.db import db
from blog.models.site import Ad, AdKind

TRIES = """
<p id="done"></p>
<script>
const tries = {
  "parent": () => parent.document.title,
  "top": () => top.document.body,
  "cookies": () => document.cookie,
  "storage": () => localStorage.length,
  "session": () => sessionStorage.length,
  "databases": () => indexedDB.open("x"),
  "frame": () => frameElement.id,
  "leading away": () => { top.location = "/archive/"; throw new Error("asked"); },
  "popped in": () => { parent.location.href = "/archive/"; throw new Error("asked"); },
};
const got = [];
for (const [name, attempt] of Object.entries(tries)) {
  try { const value = attempt(); if (value !== null) got.push(name); } catch (refusal) {}
}
document.querySelector("#done").textContent = `got: ${got.join(", ")}; origin: ${origin}`;
</script>
"""


@pytest.fixture
def place():
    """Put code into the place above the masthead."""

    def put(code: str) -> None:
        with db.writing():
            db.session.add(Ad(slot="header", kind=AdKind.CODE, code=code, box="320x100"))

    return put


def ad(page: Page) -> FrameLocator:
    """The frame that the ad is in, when its script has run."""
    page.locator("#ad-header iframe").scroll_into_view_if_needed()
    frame = page.frame_locator("#ad-header iframe")  # which is loaded when it comes into view
    frame.locator("#done:not(:empty)").wait_for()
    return frame


@pytest.fixture
def open_ad(browser, address):
    """Opens the front page; what its ad is refused is what these tests are about."""
    context = browser.new_context(base_url=address)
    context.add_cookies([{"name": "secret", "value": "1", "url": address}])
    page = context.new_page()
    page.goto("/")
    yield page
    context.close()


def test_code_runs_and_reaches_nothing_of_the_page_around_it(place, open_ad):
    place(TRIES)
    open_ad.reload()

    expect(ad(open_ad).locator("#done")).to_have_text("got: ; origin: null")
    assert open_ad.url.endswith("/")
    expect(open_ad.locator(".masthead")).to_be_visible()


def test_code_is_as_locked_in_when_its_address_is_opened_by_itself(place, open_ad):
    place("""<p id="done"></p><script>
      const done = document.querySelector("#done");
      try { done.textContent = document.cookie; } catch { done.textContent = `${origin}: none`; }
    </script>""")
    open_ad.goto("/ad/header")

    expect(open_ad.locator("#done:not(:empty)")).to_have_text("null: none")


def test_code_can_neither_send_forms_here_nor_read_pages_of_ours(place, open_ad, make):
    article = make.article()
    place(f"""
      <p id="done"></p><form method="post" action="/comments/on/{article.id}"></form>
      <script>
        document.forms[0].submit();
        const show = (words) => {{ document.querySelector("#done").textContent += words; }};
        fetch("/owner/settings").then(() => show("read"), () => show("refused"));
      </script>""")
    open_ad.reload()

    expect(ad(open_ad).locator("#done")).to_have_text("refused")
    assert article.comments == []


def test_a_click_on_an_ad_opens_a_window_of_its_own(place, open_ad):
    place('<p id="done">ad</p><a href="/archive/">Bread</a>')
    open_ad.reload()
    frame = ad(open_ad)

    with open_ad.context.expect_page() as opened:
        frame.locator("text=Bread").click()

    opened.value.wait_for_url("**/archive/")
    assert open_ad.url.endswith("/")


def test_its_box_keeps_its_room_before_the_code_is_here(place, open_page):
    place("<p></p>")
    page = open_page("/", width=360)

    box = page.locator("#ad-header iframe").bounding_box()

    assert (box["width"], box["height"]) == (320, 100)
