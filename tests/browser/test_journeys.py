"""The journeys of an owner, a visitor without JavaScript and a reader, in a real browser."""

from __future__ import annotations

import re
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

import app as blog_app
from blog import signin
from blog.db import db
from blog.models.owner import Errand
from tests.browser.conftest import follow
from tests.browser.serving import served
from tests.conftest import PASSWORD, Factory


@pytest.fixture
def picture(tmp_path: Path, make: Factory) -> Path:
    """A picture on the owner's machine."""
    path = tmp_path / "photograph.png"
    path.write_bytes(make.file(1800, 1200).getvalue())
    return path


def log_in(page) -> None:
    page.goto("/login")
    page.get_by_label("Your name").fill("Ayşe")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    page.wait_for_url("**/owner/**")


def test_an_owner_writes_publishes_changes_and_withdraws(open_page, picture):
    page = open_page("/owner/articles")
    log_in(page)
    page.get_by_role("link", name="Write an article").click()
    page.get_by_label("Title").fill("Bridge opens")
    page.get_by_label("Standfirst").fill("After two years of work.")
    page.get_by_label("Text", exact=True).fill("People **walked** over it.")
    page.get_by_label("Picture", exact=True).set_input_files(picture)
    page.get_by_label("Description of the picture").fill("A teal field")
    page.get_by_label("Labels").fill("Town, Roads")
    page.get_by_label("Breaking news").check()
    page.get_by_role("button", name="Publish", exact=True).click()
    follow(page, page.get_by_role("link", name="View it"))

    expect(page.locator("h1")).to_have_text("Bridge opens")
    expect(page.locator("#breaking").get_by_text("Bridge opens")).to_have_count(1)
    assert page.get_by_alt_text("A teal field").evaluate("image => image.naturalWidth") > 0
    expect(page.locator(".e-content strong")).to_have_text("walked")

    address = page.url
    page.go_back()
    page.get_by_label("Title").fill("Bridge is open")
    page.get_by_role("button", name="Save without publishing").click()
    expect(page.get_by_text("with changes not yet published").first).to_be_visible()
    page.goto(address)
    expect(page.locator("h1")).to_have_text("Bridge opens")

    page.go_back()
    follow(page, page.get_by_role("button", name="Publish changes"))
    page.goto(address)
    expect(page.locator("h1")).to_have_text("Bridge is open")

    page.go_back()
    follow(page, page.get_by_role("button", name="Withdraw it"))
    assert page.goto(address).status == 410


def test_a_visitor_without_javascript_comments_and_the_owner_approves(open_page, make):
    article = make.article("Bridge opens")
    visitor = open_page(article.url, width=360, java_script_enabled=False)
    visitor.locator("textarea[name=body]").fill("At last!\n\n<script>alert(1)</script>")
    visitor.get_by_role("button", name="Send comment").click()

    expect(visitor.get_by_role("alert")).to_be_visible()
    assert visitor.locator("textarea[name=body]").input_value().startswith("At last!")

    visitor.get_by_label("Name").fill("Deniz")
    visitor.get_by_role("button", name="Send comment").click()
    visitor.wait_for_url("**/comments/receipt/*")
    assert visitor.context.cookies() == []
    receipt = visitor.url

    owner = open_page("/login")
    log_in(owner)
    owner.get_by_role("link", name="Comments").click()
    expect(owner.get_by_text("At last!").first).to_be_visible()
    owner.get_by_role("listitem").get_by_role("button", name="Approve").click()
    expect(owner.get_by_text("1 comment approved.").first).to_be_visible()

    visitor.goto(article.url)
    shown = visitor.locator("#comments .comment")
    expect(shown).to_have_count(1)
    expect(shown).to_contain_text("<script>alert(1)</script>")

    shown.get_by_role("link", name="Answer").click()
    visitor.get_by_label("Name").fill("Ece")
    visitor.locator("textarea[name=body]").fill("Indeed.")
    visitor.get_by_role("button", name="Send comment").click()
    visitor.wait_for_url(lambda url: "/comments/receipt/" in url and url != receipt)


def test_a_reader_finds_an_old_article_through_the_archive(open_page, make):
    old = make.article("The old ferry", ago=timedelta(days=800))
    make.article("Today")
    page = open_page("/", width=360, java_script_enabled=False)

    page.get_by_role("contentinfo").get_by_role("link", name="Archive").click()
    page.get_by_role("main").get_by_role("link", name=str(old.month // 100)).first.click()
    page.get_by_role("main").get_by_role("link", name="The old ferry").first.click()

    expect(page.locator("h1")).to_have_text("The old ferry")
    assert page.context.cookies() == []


def test_a_new_blog_is_set_up_in_turkish(browser, tmp_path):
    """The first start of all: nothing is there but the link from the terminal."""
    app = blog_app.create_app(INSTANCE=tmp_path / "new")
    with app.app_context():
        token = signin.make_link(Errand.SET_UP, timedelta(hours=1))
    with served(app) as address, closing(browser.new_page(locale="tr-TR")) as page:
        page.goto(f"{address}/setup?token={token}")
        page.locator("[name=name]").fill("Günebakan")
        page.locator("[name=owner]").fill("Ayşe")
        page.locator("[name=password]").fill("kimse bilemez bunu")
        follow(page, page.locator("main button"))
        page.goto(address)

        expect(page.locator("html")).to_have_attribute("lang", "tr")
        expect(page).to_have_title(re.compile("Günebakan"))
    with app.app_context():
        db.engine.dispose()
