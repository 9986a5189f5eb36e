"""What becomes of the HTML of an article."""

import pytest

from blog.text.html import TooMuch, article, marked, plain


@pytest.mark.parametrize(
    "html",
    [
        '<h2>a</h2><p>b<br>c</p><hr><p class="lead">d</p>',
        '<figure class="wide"><img src="/media/a.webp" alt="" width="8" height="9" loading="lazy">'
        "<figcaption>a</figcaption></figure>",
        '<picture><source srcset="/a 1x, /b 2x" type="image/avif"><img src="a"></picture>',
        '<table tabindex="0"><caption>a</caption>'
        '<thead><tr><th scope="col" class="num">b</th></tr></thead>'
        '<tbody><tr><td colspan="2" class="center">c</td></tr></tbody></table>',
        "<dl><dt>a</dt><dd>b</dd></dl>",
        '<ol start="3"><li id="fn1" class="footnote-item">a</li></ol>',
        '<sup class="footnote-ref"><a href="#fn1" id="fnref1">[1]</a></sup>',
        '<pre><code class="language-c++">a</code></pre>',
        "<details><summary>a</summary>b</details>",
        '<blockquote cite="https://e.com/">a</blockquote>',
        '<p dir="rtl" lang="ar">a</p>',
        '<section class="footnotes"><ol class="footnotes-list"></ol></section>',
        "<mark>a</mark><kbd>b</kbd><sub>c</sub><abbr title=\"x\">d</abbr><q>e</q><cite>f</cite>",
    ],
)  # fmt: skip
def test_what_belongs_in_an_article_is_kept(html):
    assert article(html) == html


@pytest.mark.parametrize(
    ("raw", "html"),
    [
        ("a<script>alert(1)</script>b", "ab"),
        ("a<style>p{}</style>b", "ab"),
        ("a<iframe src=x>y</iframe>b", "ab"),
        ("a<object><p>y</p></object>b", "ab"),
        ("a<svg><title>y</title><path d=x></svg>b", "ab"),
        ("a<font color=red>y</font>b", "ayb"),
        ("<h1>a</h1>", "<h2>a</h2>"),
        ("<strike>a</strike><tt>b</tt>", "<s>a</s><code>b</code>"),
        ('<p style="x" onclick="y" class="MsoNormal lead">a</p>', '<p class="lead">a</p>'),
        ('<p class="MsoNormal">a</p>', "<p>a</p>"),
        ('<img src="//e.com/a.png">', '<img src="https://e.com/a.png">'),
        ('<img src="http://e.com/a.png" alt="b">', '<img alt="b">'),
        ('<img src="data:image/png;base64,AAAA" alt="b">', '<img alt="b">'),
        ('<img width="100%" src="a">', '<img src="a">'),
        ("<pre>\n\na</pre>", "<pre>a</pre>"),
        ("<p>a\x0bb</p>", "<p>ab</p>"),
    ],
)
def test_what_does_not_belong_is_left_out_or_put_right(raw, html):
    assert article(raw) == html


@pytest.mark.parametrize(
    "href",
    ["https://e.com", "http://e.com", "mailto:a@e.com", "tel:+90", "/a", "#a", "a/b", "?q=a:b", ""],
)
def test_an_article_may_link_there(href):
    assert article(f'<a href="{href}">x</a>') == f'<a href="{href}">x</a>'


@pytest.mark.parametrize(
    "href", ["javascript:1", "JAVASCRIPT:1", "x:y", "/\\e.com", "&#47;/e.com", "x&colon;y", "a b"]
)
def test_an_article_may_not_link_there(href):
    assert article(f'<a href="{href}">x</a>') == "<a>x</a>"


@pytest.mark.parametrize(
    "raw",
    [
        "<a " * 50_000,
        "<b>" * 20_000,
        "".join(f"<b x={i}>" for i in range(1_000)),
        "".join(f"<b x={i}><!--</b>-->" for i in range(1_000)),
        "".join(f"<b x={i}><style></b></style>" for i in range(1_000)),
        "".join(f"<b x={i}><table><td></b></table>" for i in range(1_000)),
        "<div>" * 1_000,
        "<ul><li>" * 1_000,
        "<p " + " ".join(f"a{i}=1" for i in range(20_000)) + ">",
        "<p q='>' " + " ".join(f"a{i}=1" for i in range(20_000)) + ">",
        "&" * 100_001,
        "&#" + "1" * 5_000 + ";",
        "<a href='&#" + "1" * 5_000 + ";'>",
        "<" * 40_001,
        "x" * 2_500_001,
        '<p><a href="https://e.com/' + "x" * 10_000 + '">' + "<p>x" * 1_000,
    ],
    ids=range(16),
)
def test_what_would_keep_the_parser_busy_is_refused(raw):
    with pytest.raises(TooMuch):
        article(raw)


def test_a_very_long_article_is_taken():
    paragraph = '<p>Işıklı <b>bir</b> gün &amp; <a href="/x">sıcak</a>.</p>\n'

    assert article(paragraph * 4_000) == paragraph * 4_000


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("<p>a <b>b</b>c</p><p>d</p>", "a bc\nd"),
        ("a<br>b", "a\nb"),
        ("<ul><li>a</li><li>b</li></ul>", "a\nb"),
        ("<p>&lt;b&gt; &amp; &ccedil;</p>", "<b> & ç"),
        ("<p>a\n  b</p>", "a b"),
        ('<figure><img src="x" alt="y"><figcaption>a</figcaption></figure>', "a"),
        ("", ""),
    ],
)
def test_the_words_of_an_article_are_found_without_its_tags(html, words):
    assert plain(html) == words


@pytest.mark.parametrize(
    ("snippet", "html"),
    [
        ("a \x02b\x03 c", "a <mark>b</mark> c"),
        ("<b>\x02&\x03", "&lt;b&gt;<mark>&amp;</mark>"),
        ("\x02<script>\x03", "<mark>&lt;script&gt;</mark>"),
        ("a\x02b", "ab"),
        ("a\x03b\x02\x02c\x03", "ab<mark>c</mark>"),
    ],
)
def test_a_search_hit_is_marked_and_everything_else_is_text(snippet, html):
    assert str(marked(snippet)) == html


def test_a_wide_table_can_be_scrolled_by_keyboard():
    assert article("<table><tr><td>a</td></tr></table>").startswith('<table tabindex="0">')
