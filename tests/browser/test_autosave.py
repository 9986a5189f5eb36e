"""Nothing typed is lost: not by a server that dies, a login that ends, a tab that closes."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import delete, select

from blog.db import db
from blog.models.article import Article, WorkingCopy
from blog.models.owner import Login
from tests import ports
from tests.browser.conftest import broken_rules, sticking_out
from tests.browser.test_journeys import log_in
from tests.owner.working import NEW, edit

ROOT = Path(__file__).resolve().parents[2]
SERVE = """
import sys
from werkzeug.serving import make_server
import app
blog = app.create_app(INSTANCE=sys.argv[1])
server = make_server("127.0.0.1", int(sys.argv[2]), blog, threaded=True)
print(server.server_port, flush=True)
server.serve_forever()
"""
SAVES = re.compile("working-cop")


@pytest.fixture
def serve(app) -> Iterator[Callable[[], tuple[subprocess.Popen, int]]]:
    """Starts the blog in a process of its own, which can be killed; always at the same port."""
    started = []
    port = ports.reserved()

    def start() -> tuple[subprocess.Popen, int]:
        command = [sys.executable, "-c", SERVE, app.instance_path, str(port)]
        server = subprocess.Popen(
            command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        started.append(server)
        return server, int(server.stdout.readline())

    yield start
    for server in started:
        server.kill()
        server.communicate()


@pytest.fixture
def writer(open_desk) -> Page:
    """The owner, logged in."""
    return open_desk("about:blank")


def stop_the_clock(page: Page) -> None:
    """From here on, time in this page's browser goes on only where a test says so."""
    page.clock.install()
    page.clock.pause_at(datetime.now(UTC) + timedelta(hours=1))


def line(page: Page):
    """What the form says of its state."""
    return page.locator(".autosave-line")


def text(page: Page):
    """Where the text is typed."""
    return page.get_by_role("textbox", name="Text", exact=True)


def write(page: Page, words: str) -> None:
    """Type a text, and leave its field."""
    text(page).fill(words)
    page.keyboard.press("Tab")


def keeps(page: Page, count: int) -> None:
    """Wait until this browser keeps so many texts."""
    page.wait_for_function(
        "n => Object.keys(localStorage).filter(k => k.startsWith('writing:')).length === n",
        arg=count,
    )


def bodies() -> list[str]:
    """What is being written, article by article."""
    db.session.rollback()
    return list(db.session.scalars(select(WorkingCopy.body).order_by(WorkingCopy.article_id)))


def test_ten_seconds_after_the_last_key_it_is_saved_and_the_line_says_when(writer, make):
    article = make.article("Title", body="Words.")
    stop_the_clock(writer)
    writer.goto(edit(article))
    text(writer).press_sequentially("More ")
    expect(line(writer)).to_contain_text("Not saved yet")
    writer.clock.run_for(9_000)
    assert bodies() == []

    writer.clock.run_for(1_500)

    expect(line(writer)).to_contain_text(re.compile(r"Saved at \d\d:\d\d"))
    assert [words.startswith("More ") for words in bodies()] == [True]
    keeps(writer, 0)


def test_who_never_pauses_is_saved_as_well(writer, make):
    article = make.article("Title", body="")
    stop_the_clock(writer)
    writer.goto(edit(article))

    with writer.expect_response(SAVES):
        for _ in range(8):
            text(writer).press_sequentially("on and ")
            writer.clock.run_for(5_000)

    assert bodies()[0].startswith("on and on and ")


def test_a_new_article_gets_an_address_and_a_reload_goes_on(writer):
    writer.goto(NEW)
    write(writer, "First words")
    expect(line(writer)).to_contain_text("Saved at")
    expect(writer).to_have_url(re.compile(r"/owner/articles/\d+$"))

    writer.reload()
    write(writer, "First words, and more")
    expect(line(writer)).to_contain_text("Saved at")

    assert bodies() == ["First words, and more"]


def test_what_is_typed_before_a_reload_is_sent_as_the_page_goes(writer, make):
    article = make.article("Title", body="Words.")
    writer.goto(edit(article))
    text(writer).fill("Typed, and the field not left")

    writer.reload()

    writer.wait_for_function(
        "fetch(location).then(answer => answer.text()).then(page => page.includes('not left'))"
    )
    writer.goto(edit(article))
    expect(text(writer)).to_have_value("Typed, and the field not left")
    expect(writer.locator(".offer")).to_have_count(0)


def test_a_server_that_was_killed_gets_the_words_when_it_is_back(browser, serve, make, app):
    article = make.article("Title", body="Words.")
    server, port = serve()
    page = browser.new_page(base_url=f"http://localhost:{port}")
    try:
        page.clock.install()
        log_in(page)
        page.goto(edit(article))
        server.kill()
        server.wait()

        write(page, "Typed while nobody listens")
        expect(line(page)).to_contain_text("can’t be reached")
        expect(line(page)).to_contain_text("kept in this browser")
        keeps(page, 1)

        serve()
        page.clock.fast_forward(10_000)
        expect(line(page)).to_contain_text("Saved at")
        keeps(page, 0)
    finally:
        page.close()
    assert bodies() == ["Typed while nobody listens"]


def test_after_a_login_that_ended_the_writing_goes_on_with_the_next_one(writer, make):
    article = make.article("Title", body="Words.")
    writer.goto(edit(article))
    with db.writing():
        db.session.execute(delete(Login))

    write(writer, "Typed after the end")
    expect(line(writer)).to_contain_text("your login has ended")
    with writer.expect_popup() as opened:
        line(writer).get_by_role("link", name="Log in in another tab").click()
    log_in(opened.value)
    opened.value.close()
    writer.bring_to_front()
    writer.evaluate("dispatchEvent(new Event('focus'))")

    expect(line(writer)).to_contain_text("Saved at")
    assert bodies() == ["Typed after the end"]
    writer.get_by_role("button", name="Publish changes").click()
    expect(writer.get_by_text("Published. Readers can see it now.")).to_be_visible()


def test_after_a_login_whose_cookie_is_gone_too_the_forms_get_a_new_token(writer, make):
    article = make.article("Title", body="Words.")
    writer.goto(edit(article))
    writer.context.clear_cookies()

    write(writer, "Typed without a cookie")
    expect(line(writer)).to_contain_text("your login has ended")
    other = writer.context.new_page()
    log_in(other)
    other.close()
    writer.evaluate("dispatchEvent(new Event('focus'))")

    expect(line(writer)).to_contain_text("Saved at")
    writer.get_by_role("button", name="Publish changes").click()
    expect(writer.get_by_text("Published. Readers can see it now.")).to_be_visible()
    assert bodies() == []


def test_of_two_windows_the_later_one_is_told_and_decides(writer, make):
    article = make.article("Title", body="The ferry sails at nine.")
    writer.goto(edit(article))
    other = writer.context.new_page()
    other.goto(edit(article))

    write(writer, "The ferry sails at ten.")
    expect(line(writer)).to_contain_text("Saved at")
    write(other, "The last ferry sails at nine.")
    expect(line(other)).to_contain_text("Somebody saved this elsewhere")
    assert bodies() == ["The ferry sails at ten."]

    line(other).get_by_role("button", name="Compare the two").click()
    expect(other.locator(".differences ins")).to_have_text(["last ", "nine."])
    expect(other.locator(".differences del")).to_have_text(["ten."])
    expect(text(other)).to_have_value("The last ferry sails at nine.")
    assert broken_rules(other) == []
    write(other, "The last ferry sails at ten.")
    expect(line(other)).to_contain_text("decide first")
    assert bodies() == ["The ferry sails at ten."]

    other.get_by_role("button", name="Keep mine").click()
    expect(other.get_by_text("Saved. Readers see the published text")).to_be_visible()
    assert bodies() == ["The last ferry sails at ten."]
    keeps(other, 0)


def test_taking_the_other_version_keeps_ones_own_among_the_earlier_ones(writer, make):
    article = make.article("Title", body="Words.")
    writer.goto(edit(article))
    other = writer.context.new_page()
    other.goto(edit(article))
    write(writer, "Theirs.")
    expect(line(writer)).to_contain_text("Saved at")
    write(other, "Mine.")
    line(other).get_by_role("button", name="Compare the two").click()
    expect(line(other)).to_contain_text("decide first")  # so the page's script is at work

    other.get_by_role("button", name="Take the other version").click()

    expect(text(other)).to_have_value("Theirs.")
    keeps(other, 0)
    other.get_by_role("link", name="Earlier versions").click()
    other.get_by_role("row").filter(has_text="Set aside").get_by_role("link").click()
    expect(other.locator(".differences del")).to_have_text(["Mine."])


def close(tab: Page, other: Page) -> None:
    """Close a tab that is offline, and wait until it is really gone, which another page of the blog
    is told by its lock. It says no last words: while it closes it is online already."""
    tab.evaluate("""
        for (const end of ["blur", "online", "pagehide", "visibilitychange"])
          addEventListener(end, (event) => event.stopImmediatePropagation(), true)
    """)
    tab.close()
    other.wait_for_function("navigator.locks.query().then(({held}) => !held.length)")
    tab.context.set_offline(False)


@pytest.fixture
def closed_tab(writer, make) -> Article:
    """An article whose tab was closed while the server could not be reached."""
    article = make.article("Title", body="The ferry sails at nine.")
    tab = writer.context.new_page()
    tab.goto(edit(article))
    writer.goto("/owner/articles")
    writer.context.set_offline(True)
    write(tab, "The ferry sails at ten.")
    expect(line(tab)).to_contain_text("can’t be reached")
    close(tab, writer)
    writer.goto(edit(article))
    return article


def test_what_a_closed_tab_could_not_save_is_offered_and_taken(writer, closed_tab):
    offer = writer.locator(".offer")
    expect(offer).to_contain_text("kept something newer")
    assert broken_rules(writer) == []
    with writer.expect_popup() as opened:
        offer.get_by_role("button", name="Look at it").click()
    expect(opened.value.locator(".differences ins")).to_have_text(["ten."])
    opened.value.close()

    offer.get_by_role("button", name="Take it").click()

    expect(text(writer)).to_have_value("The ferry sails at ten.")
    expect(line(writer)).to_contain_text("Saved at")
    expect(offer).to_have_count(0)
    assert bodies() == ["The ferry sails at ten."]
    keeps(writer, 0)


def test_what_is_thrown_away_is_not_offered_again(writer, closed_tab):
    writer.locator(".offer").get_by_role("button", name="Throw it away").click()
    keeps(writer, 0)

    writer.reload()

    expect(text(writer)).to_have_value("The ferry sails at nine.")
    expect(writer.locator(".offer")).to_have_count(0)
    assert bodies() == []


def test_a_new_article_that_could_not_be_saved_is_offered_to_the_next_one(writer):
    tab = writer.context.new_page()
    tab.goto(NEW)
    writer.goto("/owner/articles")
    writer.context.set_offline(True)
    write(tab, "Begun, and lost?")
    expect(line(tab)).to_contain_text("can’t be reached")
    close(tab, writer)

    writer.goto(NEW)
    writer.locator(".offer").get_by_role("button", name="Take it").click()

    expect(line(writer)).to_contain_text("Saved at")
    assert bodies() == ["Begun, and lost?"]


def test_words_of_a_window_that_is_open_are_not_offered_to_another(writer, make):
    article = make.article("Title", body="Words.")
    writer.context.route(SAVES, lambda route: route.abort())
    writer.goto(edit(article))
    write(writer, "Being written here")
    expect(line(writer)).to_contain_text("can’t be reached")

    other = writer.context.new_page()
    other.goto(edit(article))

    expect(text(other)).to_have_value("Words.")
    other.wait_for_function("navigator.locks.query().then(({held}) => held.length === 2)")
    expect(other.locator(".offer")).to_have_count(0)


def test_a_form_that_did_not_arrive_is_offered_when_its_page_is_opened_again(writer, make):
    article = make.article("Title", body="Words.")
    writer.goto(edit(article))
    writer.context.set_offline(True)
    text(writer).fill("Sent into the void")
    writer.get_by_role("button", name="Publish changes").click()
    writer.wait_for_url("chrome-error://**")
    writer.context.set_offline(False)

    writer.goto(edit(article))
    writer.locator(".offer").get_by_role("button", name="Take it").click()

    expect(text(writer)).to_have_value("Sent into the void")


def test_what_was_published_is_not_offered_back(writer, make):
    article = make.article("Title", body="Words.")
    writer.goto(edit(article))
    text(writer).fill("All of it.")

    writer.get_by_role("button", name="Publish changes").click()

    expect(writer.get_by_text("Published. Readers can see it now.")).to_be_visible()
    expect(text(writer)).to_have_value("All of it.")
    expect(writer.locator(".offer")).to_have_count(0)
    keeps(writer, 0)
    assert bodies() == []


def test_a_field_with_a_mistake_is_told_and_stays_in_this_browser(writer, make):
    article = make.article("Title", body="Words.")
    writer.goto(edit(article))
    text(writer).fill("More words.")
    writer.get_by_label("Title").fill("x" * 301)
    writer.keyboard.press("Tab")

    expect(line(writer)).to_contain_text("Title: At most 300 characters")
    assert bodies() == ["More words."]
    keeps(writer, 1)

    writer.get_by_label("Title").fill("Short")
    writer.keyboard.press("Tab")
    expect(line(writer)).to_contain_text("Saved at")
    keeps(writer, 0)


def test_a_server_that_can_save_nothing_just_now_is_told_from_one_that_is_away(writer, make):
    article = make.article("Title", body="Words.")
    writer.goto(edit(article))
    writer.route(SAVES, lambda route: route.fulfill(status=503))

    write(writer, "More words.")

    expect(line(writer)).to_contain_text("can’t take it just now")
    expect(line(writer)).to_contain_text("kept in this browser")
    keeps(writer, 1)


def test_a_browser_that_keeps_nothing_is_not_said_to_keep_it(writer, make):
    article = make.article("Title", body="Words.")
    writer.add_init_script("Storage.prototype.setItem = () => { throw new Error('full') }")
    writer.goto(edit(article))
    writer.route(SAVES, lambda route: route.abort())

    write(writer, "More words.")

    expect(line(writer)).to_contain_text("please don’t close this page")
    expect(line(writer)).not_to_contain_text("kept in this browser")


def test_an_article_of_two_megabytes_is_saved_and_kept(writer, make):
    long = ("Şehir hatları vapurları bugün yeniden seferlere başladı. " * 20 + "\n\n") * 1_700
    article = make.article("Title", body=long)
    writer.goto(edit(article))
    writer.context.route(SAVES, lambda route: route.abort())
    text(writer).press_sequentially("More ")
    writer.keyboard.press("Tab")
    expect(line(writer)).to_contain_text("can’t be reached")
    keeps(writer, 1)

    writer.context.unroute(SAVES)
    writer.evaluate("dispatchEvent(new Event('online'))")

    expect(line(writer)).to_contain_text("Saved at")
    assert len(bodies()[0]) == len(long) + len("More ")


def test_without_javascript_two_windows_meet_and_nothing_is_lost(open_desk, make):
    article = make.article("Title", body="The ferry sails at nine.")
    left = open_desk(edit(article), width=360, java_script_enabled=False)
    right = left.context.new_page()
    right.goto(edit(article))
    text(left).fill("The ferry sails at ten.")
    left.get_by_role("button", name="Save without publishing").click()

    text(right).fill("The last ferry sails at nine.")
    right.get_by_role("button", name="Save without publishing").click()
    expect(right.locator(".differences ins")).to_have_text(["last ", "nine."])
    assert sticking_out(right) == []
    right.get_by_role("button", name="Keep mine").click()

    right.get_by_role("link", name="Earlier versions").click()
    right.get_by_role("row").nth(2).get_by_role("link").click()
    right.get_by_role("button", name="Restore this").click()
    expect(text(right)).to_have_value("The ferry sails at ten.")


@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (1280, "dark")])
def test_everybody_can_read_the_earlier_versions(open_desk, make, width, scheme):
    article = make.article("Title", body="The ferry sails at nine.")
    page = open_desk(edit(article), width=width, color_scheme=scheme)
    text(page).fill("The ferry sails at ten.")
    page.get_by_role("button", name="Save without publishing").click()

    for path in (f"{edit(article)}/revisions", f"{edit(article)}/revisions/1"):
        page.goto(path)
        assert broken_rules(page) == []
        assert sticking_out(page) == []
