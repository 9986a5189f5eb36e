"""Links to paragraphs."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blog.text import html
from blog.text.anchors import anchored


def ids(text):
    return re.findall(r'<p id="([^"]*)"', anchored(text, "Link"))


def test_a_paragraph_is_called_by_its_first_words():
    assert ids("<p>Işık söndü: <em>valilik</em> uyardı, dün &amp; bugün.</p>") == [
        "p-isik-sondu-valilik-uyardi-dun-bugun"
    ]


def test_it_leads_to_itself():
    shown = anchored("<p>Some words.</p>", 'Link to "this"')

    assert shown == (
        '<p id="p-some-words">Some words.'
        '<a class="pilcrow" href="#p-some-words" aria-label="Link to &quot;this&quot;"></a></p>'
    )


def test_what_is_written_behind_the_first_words_changes_no_id():
    assert ids("<p>One two three four five six, seven.</p>") == ids(
        "<p>One two three four five six and more.</p>"
    )


def test_no_two_things_have_one_id():
    text = '<p>Same.</p><p>Same.</p><h2><a id="p-same-2">x</a></h2><p>Same.</p>'

    assert ids(text) == ["p-same", "p-same-3", "p-same-4"]


@pytest.mark.parametrize(
    "text",
    [
        "<blockquote><p>Words</p></blockquote>",
        "<ul><li><p>Words</p></li></ul>",
        '<section class="footnotes"><p>Words</p></section>',
        "<table><tr><td><p>Words</p></td></tr></table>",
        "<p><img></p>",
        "<p>…</p>",
        "<h2>Words</h2>",
        "",
    ],
)
def test_only_paragraphs_of_the_text_itself_have_one(text):
    assert anchored(text, "Link") == text


def test_what_else_a_paragraph_says_of_itself_stays():
    assert '<p id="p-words" class="center" dir="rtl">' in anchored(
        '<p class="center" dir="rtl">Words</p>', "Link"
    )


def test_a_tag_within_an_attribute_is_no_tag():
    text = """<p>Words <a title="<p>x</p>" href="/">there</a></p>"""

    assert ids(text) == ["p-words-there"]
    assert '<a title="<p>x</p>" href="/">there</a>' in anchored(text, "Link")


@given(st.text(alphabet="<>p/\"'= ax&;bliockqut#\n", max_size=80))
def test_whatever_was_written_nothing_is_lost_and_nothing_is_let_in(words):
    cleaned = html.article(words)

    shown = anchored(cleaned, "Link")

    without = re.sub(r'<a class="pilcrow"[^>]*></a>', "", shown)
    assert re.sub(r'<p id="p-[^"]*"', "<p", without) == cleaned
