"""The desk makes Markdown of what the clipboard has."""

from __future__ import annotations

MARKDOWN = "/owner/markdown"


def test_the_desk_gives_markdown_for_html_of_the_clipboard(desk):
    answer = desk.post(MARKDOWN, data={"html": "<h2>Title</h2><p>Some <b>words</b>.</p>"})

    assert answer.json == {"markdown": "## Title\n\nSome **words**."}


def test_where_plain_text_says_as_much_the_desk_gives_nothing(desk):
    assert desk.post(MARKDOWN, data={"html": "<span>words</span>"}).json == {"markdown": ""}
    assert desk.post(MARKDOWN).json == {"markdown": ""}


def test_what_is_too_much_to_be_read_is_refused(desk):
    assert desk.post(MARKDOWN, data={"html": "<b>" * 50_000}).status_code == 413


def test_nobody_else_has_the_desk_work_for_them(client):
    assert client.post(MARKDOWN, data={"html": "<b>x</b>"}).status_code in {400, 401}
