"""Addresses for places where a relative one leads nowhere."""

import pytest

from blog.text.html import article
from blog.text.rebase import absolute


@pytest.mark.parametrize(
    ("html", "full"),
    [
        ('<a href="/a">x</a>', '<a href="https://e.com/a">x</a>'),
        ('<a href="#fn1">x</a>', '<a href="https://e.com/2026/x.html#fn1">x</a>'),
        ('<a href="y.html">x</a>', '<a href="https://e.com/2026/y.html">x</a>'),
        ('<a href="https://f.com/b">x</a>', '<a href="https://f.com/b">x</a>'),
        ('<a href="mailto:a@e.com">x</a>', '<a href="mailto:a@e.com">x</a>'),
        ('<a href="http://[">x</a>', '<a href="http://[">x</a>'),
        (
            '<img src="/m.jpg" srcset="/m.jpg 1x, /n.jpg 2x" alt="a &amp; b">',
            '<img src="https://e.com/m.jpg" srcset="https://e.com/m.jpg 1x, '
            'https://e.com/n.jpg 2x" alt="a &amp; b">',
        ),
    ],
)
def test_every_address_is_joined_to_its_pages(html, full):
    assert absolute(html, "https://e.com/2026/x.html") == full


def test_nothing_but_addresses_changes():
    html = article("<h2>a &lt; b</h2><p>c&nbsp;d <em>e</em><br>&copy; &#128512;</p>")

    assert absolute(html, "https://e.com/2026/x.html") == html
