"""What word processors and web pages put on the clipboard, as somebody would have typed it."""

from __future__ import annotations

import pytest

from blog.text import bodies, pasted
from blog.text.bounds import TooMuch

GOOGLE_DOCS = """
<meta charset="utf-8"><b style="font-weight:normal;" id="docs-internal-guid-1">
<h1 dir="ltr"><span style="font-size:20pt;font-weight:700">Vapurlar</span></h1>
<p dir="ltr"><span style="font-weight:400">Some </span><span style="font-weight:700">bold</span>
<span style="font-style:italic">and slanted</span> words with
<a href="https://example.org/a" style="text-decoration:none"><span>a link</span></a>.</p><br>
<ul><li dir="ltr"><p dir="ltr"><span>one</span></p></li>
<ul><li dir="ltr"><p dir="ltr"><span>inner</span></p></li></ul>
<li dir="ltr"><p dir="ltr"><span>two</span></p></li></ul></b><br class="Apple-interchange-newline">
"""

WORD = """
<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style><!-- p {color:red} --></style>
</head><body><!--StartFragment--><h1>Vapurlar<o:p></o:p></h1>
<p class=MsoNormal>Some <b style='mso-bidi-font-weight:normal'>bold</b> and <i>slanted</i>
words.<o:p></o:p></p>
<p class=MsoListParagraphCxSpFirst style='mso-list:l0 level1 lfo1'><![if !supportLists]><span
style='font-family:Symbol'><span style='mso-list:Ignore'>·<span>&nbsp; </span></span></span
><![endif]>one<o:p></o:p></p>
<p class=MsoListParagraphCxSpMiddle style='mso-list:l0 level2 lfo1'><![if !supportLists]><span
><span style='mso-list:Ignore'>o<span>&nbsp; </span></span></span><![endif]>inner</p>
<p class=MsoListParagraphCxSpLast style='mso-list:l0 level1 lfo1'><![if !supportLists]><span
><span style='mso-list:Ignore'>·<span>&nbsp; </span></span></span><![endif]>two</p>
<p class=MsoNormal><o:p>&nbsp;</o:p></p>
<p class=MsoListParagraph style='mso-list:l1 level1 lfo2'><span style='mso-list:Ignore'>1.<span
>&nbsp;</span></span>first</p><!--EndFragment--></body></html>
"""

LISTS = "- one\n  - inner\n- two"


def test_a_document_of_google_docs_keeps_what_it_means():
    assert pasted.markdown(GOOGLE_DOCS) == (
        "## Vapurlar\n\nSome **bold** *and slanted* words with [a link](https://example.org/a)."
        f"\n\n{LISTS}"
    )


def test_a_document_of_word_keeps_what_it_means():
    assert pasted.markdown(WORD) == (
        f"## Vapurlar\n\nSome **bold** and *slanted* words.\n\n{LISTS}\n\n1. first"
    )


@pytest.mark.parametrize(
    ("copied", "typed"),
    [
        ("<h1>Title</h1>", "## Title"),
        ("<h3><b>Smaller</b></h3>", "### Smaller"),
        ("<p>One</p><p>two</p>", "One\n\ntwo"),
        ("<i>a</i> <b>b</b> <s>c</s>", "*a* **b** ~~c~~"),
        ("a<br><b>b</b>", "a  \n**b**"),
        ("<ol><li>a</li><li>b<ul><li>c</li></ul></li></ol>", "1. a\n2. b\n   - c"),
        ("<blockquote><p>a</p></blockquote>", "> a"),
        ("<p><code>x = 1</code></p>", "`x = 1`"),
        ("<pre>a\n  b</pre>", "```\na\n  b\n```"),
        (
            "<table><tr><td>a|b<td>c<tr><td>1<td>2</table>",
            "| a\\|b | c |\n| --- | --- |\n| 1 | 2 |",
        ),
        ("<table><tr><td><h2>A</h2><td><p>b</p></table>", "## A\n\nb"),
        ('<a href="https://a.example/b c(d)">x</a>', "[x](https://a.example/b%20c%28d%29)"),
        ('<a href="javascript:alert(1)">x</a> <b>y</b>', "x **y**"),
        ('<a href="#top">x</a> <b>y</b>', "x **y**"),
        ('<b>a</b><img src="https://a.example/x.png" alt="x">', "**a**"),
        ("<style>p {}</style><script>alert(1)</script><b>a</b>", "**a**"),
        ("<b>a</b>&nbsp; b", "**a** b"),
    ],
)
def test_what_means_something_is_kept_and_the_rest_goes(copied, typed):
    assert pasted.markdown(copied) == typed


@pytest.mark.parametrize(
    "copied",
    [
        "",
        "words",
        '<span style="color: red">words</span>',
        "<div>one line</div><div>another</div>",
        "<p>one paragraph</p>",
        '<a href="https://example.org/">https://example.org/</a>',
    ],
)
def test_what_says_no_more_than_its_words_is_left_to_the_plain_text(copied):
    assert pasted.markdown(copied) == ""


@pytest.mark.parametrize(
    "words",
    [
        "2 * 3 * 4",
        "_one_ and snake_case",
        "[x](y)",
        "# no heading",
        "- no list",
        "1986. A great year",
        "> no quotation",
        "<b>no tag</b>",
        "&copy; AT&T",
        "~~~",
        "a \\ b `c`",
        "~~not gone~~",
    ],
)
def test_signs_that_were_words_are_words_still(words):
    shown = bodies.render(
        pasted.markdown(f"<p><b>Bold.</b></p><p><span></span>{_escaped(words)}</p>"), "markdown"
    )

    assert shown == f"<p><strong>Bold.</strong></p>\n<p>{_escaped(words)}</p>\n"


def _escaped(words: str) -> str:
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


@pytest.mark.parametrize("copied", ["<b>" * 50_000, "<div>" * 300, "x" * 3_000_000])
def test_what_nobody_copies_is_refused(copied):
    with pytest.raises(TooMuch):
        pasted.markdown(copied)


def test_what_is_as_deep_as_may_be_is_read():
    assert pasted.markdown("<blockquote>" * 150 + "<p>x").endswith("> x")
