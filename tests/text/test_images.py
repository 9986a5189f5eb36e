"""Pictures in texts: what is written for them, and what readers get."""

from __future__ import annotations

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blog.text import bodies, markdown
from blog.text.html import article
from blog.text.images import with_sizes
from blog.text.names import clean_name, is_file_name

OURS = {"src": "/a.jpeg", "srcset": "/s.jpeg 1w", "width": "960", "height": "640"}
LINES = st.text(st.characters() | st.sampled_from("\\[]()`*_<>&\"'~!|#:^ -1.")).map(clean_name)


def sized(html):
    return with_sizes(html, {"/a.jpeg": OURS})


def test_a_known_picture_gets_what_it_lacks():
    assert sized('<p><img src="/a.jpeg" alt="A &quot;boat&quot;"></p>') == (
        '<p><img src="/a.jpeg" srcset="/s.jpeg 1w" width="960" height="640" '
        'alt="A &quot;boat&quot;"></p>'
    )


@pytest.mark.parametrize(
    "html",
    [
        '<p>a &lt; b<br>&nbsp;&amp; c</p><p><a href="/a.jpeg">d</a></p>',
        '<img src="/b.jpeg" alt="">',
        '<img src="/a.jpeg" srcset="/own.jpeg 2x" alt="">',
        '<img alt="without an address">',
    ],
)
def test_nothing_else_changes(html):
    assert sized(html) == html


@pytest.mark.parametrize("own", ['width="300"', 'height="200"'])
def test_a_picture_keeps_the_size_that_its_author_gave_it(own):
    html = sized(f'<img src="/a.jpeg" alt="" {own}>')

    assert own in html
    assert html.count("width=") + html.count("height=") == 1
    assert "srcset" in html


def test_what_comes_out_passes_the_cleaner_as_it_is():
    html = sized('<figure><img alt="x" src="/a.jpeg"></figure>')

    assert article(html) == html


@given(LINES, LINES)
def test_whatever_is_said_of_a_picture_is_what_readers_get(alt, caption):
    html = bodies.render(markdown.picture("/a.jpeg", alt, caption), "markdown")

    shown = re.fullmatch(
        r'<figure><img (?=[^>]*src="/a\.jpeg")[^>]*alt="([^"]*)"[^>]*>'
        r"(?:<figcaption>(.*)</figcaption>)?</figure>\n",
        html,
    )
    assert shown, html
    assert [unescape(part or "") for part in shown.groups()] == [alt, caption]


def test_an_address_in_a_description_makes_no_link_of_it():
    html = bodies.render(markdown.picture("/a.jpeg", "see https://e.com *now*"), "markdown")

    assert 'alt="see https://e.com *now*"' in html


@pytest.mark.parametrize("name", ["boat.jpg", "BOAT.HEIC", "IMG_2041", "DSC-0012"])
def test_what_machines_call_pictures_is_known(name):
    assert is_file_name(name)


@pytest.mark.parametrize("words", ["", "A boat", "img", "The year 2041", "Boat.", "Fig. 12"])
def test_words_are_no_file_names(words):
    assert not is_file_name(words)
