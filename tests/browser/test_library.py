"""The library in a real browser: uploads with progress, a focal point, choosing while writing."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from sqlalchemy import delete, select

from blog.db import db
from blog.models.article import Article
from blog.models.owner import Login
from blog.models.picture import Picture
from tests.browser.conftest import broken_rules, follow, sticking_out

LIBRARY = "/owner/pictures"


def file(make, name="boat.png", colour="teal"):
    return {"name": name, "mimeType": "image/png", "buffer": make.file(600, 400, colour).getvalue()}


def svg(name="logo.svg"):
    return {"name": name, "mimeType": "image/svg+xml", "buffer": b"<svg/>"}


def settled(page, count):
    """The rows of so many uploads, once each of them is here or refused."""
    page.locator(".uploads li:is(.is-refused, :has(img))").nth(count - 1).wait_for()
    return page.locator(".uploads li").all_inner_texts()


def test_of_several_files_each_says_what_became_of_it(open_desk, make):
    page = open_desk(LIBRARY)

    page.get_by_label("Add pictures").set_input_files(
        [file(make, "red.png", "red"), svg(), file(make, "blue.png", "blue")]
    )

    assert [text.split("\n")[0] for text in settled(page, 3)] == ["red.png", "logo.svg", "blue.png"]
    expect(page.locator(".is-refused")).to_contain_text("SVG drawings can’t be used here")
    expect(page.locator("#upload [role=status]")).to_contain_text("2 of 3 are here.")
    follow(page, page.get_by_role("link", name="Show them in the library"))
    expect(page.locator(".shelf .name")).to_have_text(["blue.png", "red.png"])


def test_an_upload_that_did_not_get_through_can_be_tried_again(open_desk, make):
    page = open_desk(LIBRARY)
    page.route(f"**{LIBRARY}", lambda route: route.abort())
    page.get_by_label("Add pictures").set_input_files([file(make)])
    page.get_by_text("It did not get through.").wait_for()

    page.unroute(f"**{LIBRARY}")
    page.get_by_role("button", name="Try again").click()

    follow(page, page.get_by_role("link", name="Describe it"))
    expect(page.locator("h1")).to_have_text("boat.png")


def test_a_file_that_is_too_large_is_not_even_sent(open_desk, monkeypatch):
    monkeypatch.setattr("blog.pictures.LIMIT", 1_000)
    page = open_desk(LIBRARY)
    sent = []
    page.on("request", lambda request: sent.append(request.method))

    page.get_by_label("Add pictures").set_input_files(
        [{"name": "film.mov", "mimeType": "image/png", "buffer": bytes(1_001)}]
    )

    assert "This file is too large." in settled(page, 1)[0]
    assert "POST" not in sent


def test_an_upload_after_the_login_has_ended_asks_for_a_login(open_desk, make):
    page = open_desk(LIBRARY)
    with db.writing():
        db.session.execute(delete(Login))

    page.get_by_label("Add pictures").set_input_files([file(make)])

    page.get_by_role("link", name="Log in in another tab").wait_for()


def test_a_press_on_the_picture_says_what_has_to_stay_in_sight(open_desk, make):
    picture = make.picture()
    page = open_desk(f"{LIBRARY}/{picture.id}")
    box = page.locator(".focus-ninths").bounding_box()

    page.locator(".focus-ninths").click(
        position={"x": box["width"] * 0.25, "y": box["height"] * 0.75}
    )
    follow(page, page.get_by_role("button", name="Save"))
    page.get_by_text("The picture is saved.").wait_for()

    db.session.rollback()
    assert abs(picture.focus_x - 25) <= 1
    assert abs(picture.focus_y - 75) <= 1
    expect(page.locator(".focus-ninths input:checked")).to_have_value(
        "{} {}".format(*picture.focus)
    )


def test_the_arrow_keys_choose_among_nine_places(open_desk, make):
    picture = make.picture()
    page = open_desk(f"{LIBRARY}/{picture.id}")

    page.locator(".focus-ninths input:checked").press("ArrowLeft")
    follow(page, page.get_by_role("button", name="Save"))
    page.get_by_text("The picture is saved.").wait_for()

    db.session.rollback()
    assert picture.focus == (17, 17)


def test_a_lead_picture_is_chosen_without_leaving_the_form(open_desk, make):
    boat = make.picture(colour="red")
    make.picture(colour="blue")
    with db.writing():
        boat.alt, boat.credit = "A boat", "Deniz"
    page = open_desk("/owner/articles/new")
    page.get_by_label("Title").fill("Bridge opens")

    page.get_by_role("button", name="Choose from the library").click()
    dialog = page.get_by_role("dialog", name="Choose a picture")
    dialog.get_by_role("searchbox").fill("boat")
    dialog.get_by_role("button", name="Search").click()
    dialog.get_by_role("button", name="A boat").click()

    expect(page.get_by_label("Description of the picture")).to_have_value("A boat")
    follow(page, page.get_by_role("button", name="Publish", exact=True))
    follow(page, page.get_by_role("link", name="View it"))
    expect(page.get_by_alt_text("A boat")).to_have_count(1)
    expect(page.locator(".story-picture .credit")).to_have_text("Deniz")


def test_a_dialog_that_is_closed_changes_nothing(open_desk, make):
    make.picture()
    page = open_desk("/owner/articles/new")

    page.get_by_role("button", name="Choose from the library").click()
    expect(page.get_by_role("dialog", name="Choose a picture")).to_be_visible()
    page.keyboard.press("Escape")

    expect(page.locator("input[name=picture_id]")).to_have_value("")
    expect(page.locator("button[value=choose]")).to_be_focused()


def test_without_a_script_everything_goes_by_pages_and_buttons(open_desk, make):
    page = open_desk(LIBRARY, java_script_enabled=False, width=360)
    page.get_by_label("Add pictures").set_input_files([file(make), svg()])
    follow(page, page.get_by_role("button", name="Upload"))
    expect(page.get_by_role("alert")).to_contain_text("logo.svg")

    page.goto("/owner/articles/new")
    page.get_by_label("Title").fill("Bridge opens")
    follow(page, page.get_by_role("button", name="Choose from the library"))
    follow(page, page.get_by_role("button", name="Choose boat.png"))

    expect(page.get_by_label("Title")).to_have_value("Bridge opens")
    article = db.session.scalars(select(Article)).one()
    assert article.working.picture == db.session.scalars(select(Picture)).one()


@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (1280, "dark")])
def test_the_library_fits_every_screen_and_axe_finds_nothing(open_desk, make, width, scheme):
    make.article(picture_id=make.picture(1200, 800).id, picture_alt="A boat")
    page = open_desk(LIBRARY, width=width, color_scheme=scheme)
    assert broken_rules(page) == []
    assert sticking_out(page) == []

    follow(page, page.locator(".shelf a").first)
    assert broken_rules(page) == []
    assert sticking_out(page) == []

    page.goto("/owner/articles/new")
    page.get_by_role("button", name="Choose from the library").click()
    page.get_by_role("dialog").get_by_role("button", name="A boat").wait_for()
    assert broken_rules(page) == []
    assert sticking_out(page) == []
