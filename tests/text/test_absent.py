"""Pictures that are not here say so."""

from __future__ import annotations

import pytest

from blog.text import html
from blog.text.absent import explained

AWAY = '<a class="not-fetched" href="https://old.example/a.jpg"'


def told(body: str) -> str:
    return explained(body, "Not here yet:", "Lost:")


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        (
            f"<figure>{AWAY}>a.jpg</a><figcaption>A caption</figcaption></figure>",
            f"<figure>{AWAY}><small>Not here yet:</small> a.jpg</a>"
            "<figcaption>A caption</figcaption></figure>",
        ),
        (
            f'<p>x {AWAY} title="a > b">a > b</a> y</p>',
            f'<p>x {AWAY} title="a &gt; b"><small>Not here yet:</small> a > b</a> y</p>',
        ),
        (
            '<p><a class="not-fetched" href="#picture-1">…</a></p>',
            '<p><a class="not-fetched"><small>Lost:</small> …</a></p>',
        ),
        ('<p><a class="center" href="/a">not-fetched</a></p>', None),
        ('<p class="not-fetched">&amp; <br>&nbsp;&#128512;</p>', None),
    ],
    ids=["a figure", "in a line", "lost", "another link", "no link"],
)
def test_a_picture_that_is_not_here_says_why(body, shown):
    assert told(body) == (shown or body)


def test_nothing_else_changes():
    body = html.article(
        '<h2 id="a">a &lt; b</h2><p lang="tr" title="x">c&nbsp;d <em>é</em><br>&copy; &#128512;</p>'
        '<pre>\n\n  x</pre><img src="/m.jpg" alt="a &quot;b&quot; c"><hr class="more">'
    )
    link = html.article(f"<p>{AWAY}>a.jpg</a></p>")

    assert told(link + body).endswith(body)


def test_the_note_is_written_as_words():
    assert "<small>&lt;b&gt;</small>" in explained(f"{AWAY}>a.jpg</a>", "<b>", "")
