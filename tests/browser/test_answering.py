"""Answering where one reads, in a real browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from blog.db import db
from blog.models.comment import Comment


@pytest.fixture
def comment(make):
    """What there is to answer."""
    article = make.article()
    make.comment(article, name="Ece")
    return make.comment(article, name="Umut")


def test_an_answer_is_written_under_what_it_answers_with_nothing_but_the_keyboard(
    open_page, comment
):
    page = open_page(comment.article.url, width=320)
    page.get_by_role("link", name="Answer Umut").focus()
    page.keyboard.press("Enter")

    expect(
        page.locator("li", has=page.locator(f"#{comment.anchor}")).locator("form")
    ).to_be_visible()
    expect(page.get_by_role("heading", name="Answer Umut")).to_be_visible()
    page.keyboard.type("I was there.")
    page.get_by_label("Your name").fill("Deniz")
    page.keyboard.press("Enter")

    page.wait_for_url("**/comments/receipt/**")
    db.session.rollback()
    answer = db.session.scalars(select(Comment).order_by(Comment.id.desc())).first()
    assert (answer.parent_id, answer.body) == (comment.id, "I was there.")


@pytest.mark.parametrize("way", ["Escape", "Cancel"])
def test_who_does_not_answer_after_all_is_back_with_every_word(open_page, comment, way):
    page = open_page(comment.article.url)
    link = page.get_by_role("link", name="Answer Umut")
    link.click()
    page.keyboard.type("I was")

    if way == "Escape":
        page.keyboard.press("Escape")
    else:
        page.get_by_role("button", name="Cancel").click()

    expect(page.locator("#comments form")).to_have_count(0)
    expect(page.get_by_role("heading", name="Leave a comment")).to_be_visible()
    expect(page.locator("[name=body]")).to_have_value("I was")
    expect(page.locator("[name=parent]")).to_have_value("")
    expect(link).to_be_focused()
