"""What readers see of what an owner writes."""

import pytest

from blog.text import bodies


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("# a", "<h2>a</h2>\n"),
        ("~~a~~ **b**", "<p><s>a</s> <strong>b</strong></p>\n"),
        ("'a' -- b...", "<p>'a' -- b...</p>\n"),
        ("https://e.com/a", '<p><a href="https://e.com/a">https://e.com/a</a></p>\n'),
        ("main.py a@e.com ftp://e.com //e.com www.e.com", None),
        ("<mark>a</mark>", "<p><mark>a</mark></p>\n"),
        ("a <script>alert(1)</script>b", "<p>a b</p>\n"),
        ("[a](javascript:1)", "<p>[a](javascript:1)</p>\n"),
        ("```py\n<b>\n```", '<pre><code class="language-py">&lt;b&gt;\n</code></pre>'),
    ],
)
def test_markdown_is_rendered_and_cleaned(source, html):
    assert bodies.render(source, "markdown") == (html or f"<p>{source}</p>\n")


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("![a](/b.jpg)", '<figure><img src="/b.jpg" alt="a"></figure>\n'),
        (
            '![a](/b.jpg "c & d")',
            '<figure><img src="/b.jpg" alt="a"><figcaption>c &amp; d</figcaption></figure>\n',
        ),
        (
            "[![a](/b.jpg)](/c)",
            '<figure><a href="/c"><img src="/b.jpg" alt="a"></a></figure>\n',
        ),
        ("x ![a](/b.jpg)", '<p>x <img src="/b.jpg" alt="a"></p>\n'),
        ("- ![a](/b.jpg)", '<ul>\n<li><img src="/b.jpg" alt="a"></li>\n</ul>\n'),
    ],
)
def test_a_picture_alone_in_its_paragraph_is_a_figure(source, html):
    assert bodies.render(source, "markdown") == html


def test_table_cells_are_aligned_by_class():
    html = bodies.render("|a|b|c|\n|:-|:-:|-:|\n|1|2|3|", "markdown")

    assert '<td>1</td>\n<td class="center">2</td>\n<td class="end">3</td>' in html


def test_a_footnote_and_its_mark_lead_to_each_other():
    html = bodies.render("a[^1]\n\n[^1]: b", "markdown")

    assert '<a href="#fn1" id="fnref1">' in html
    assert '<li id="fn1" class="footnote-item"><p>b <a href="#fnref1"' in html


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("a\nb\n\nc", "<p>a<br>\nb</p><p>c</p>"),
        ("a<br />\nb\r\n\r\nc", "<p>a<br>\nb</p><p>c</p>"),
        ("<b>a\n\nb</b>", "<p><b>a</b></p><p><b>b</b></p>"),
        ('<a\nhref="/x">a</a>', '<p><a href="/x">a</a></p>'),
        ("<p>a\n\nb</p>", "<p>a\n\nb</p>"),
        ("<div>a</div>\n\n<div>b</div>", "<div>a</div>\n\n<div>b</div>"),
        ("", ""),
    ],
)
def test_html_without_blocks_gets_its_paragraphs_from_blank_lines(source, html):
    assert bodies.render(source, "html") == html


@pytest.mark.parametrize("format", bodies.FORMATS)
def test_no_format_lets_a_script_through(format):
    assert "alert" not in bodies.render("<script>alert(1)</script>", format)
