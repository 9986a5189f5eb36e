"""Markdown in, HTML out: not yet cleaned, so for ``bodies.render`` alone."""

import re
from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin

_MEANS_SOMETHING = re.compile(r"([\\\[\]`*_<>&\"~!|])")
_ALIGNMENTS = {"text-align:center": "center", "text-align:right": "end"}


def render(source: str) -> str:
    """CommonMark with tables, ``~~strikethrough~~``, footnotes and bare http(s) links.

    HTML is passed through as it stands: what comes out is shown only after ``html.article``.
    Quotes and dashes stay as typed, for how they are set depends on the language.
    """
    parser = _parser()  # one a call: its link finder keeps what it found, so threads can't share
    env: dict[str, object] = {}
    tokens = parser.parse(source, env)
    _align_by_class(tokens)
    _make_figures(tokens)
    rendered: str = parser.renderer.render(tokens, parser.options, env)
    return rendered


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"linkify": True})
    parser.enable(["table", "strikethrough"]).use(footnote_plugin)
    # The rule of the same name for inline text is quadratic: 20,000 × "a://" takes 20 s.
    parser.core.ruler.enable("linkify")
    if parser.linkify is not None:
        parser.linkify.set({"fuzzy_link": False, "fuzzy_email": False})
        for scheme in ("ftp:", "mailto:", "//"):
            parser.linkify.add(scheme, None)
    return parser


def _align_by_class(tokens: Sequence[Token]) -> None:
    """Swap the ``style`` of table cells, which our security policy blocks, for a class."""
    for token in tokens:
        style = str(token.attrs.pop("style", ""))
        if style in _ALIGNMENTS:
            token.attrJoin("class", _ALIGNMENTS[style])


def _make_figures(tokens: Sequence[Token]) -> None:
    """Make a picture alone in its paragraph a figure, and its title the caption."""
    for before, inline, after in zip(tokens, tokens[1:], tokens[2:], strict=False):
        picture = _lone_picture(inline)
        if before.type != "paragraph_open" or before.hidden or picture is None:
            continue
        before.tag = after.tag = "figure"
        title = str(picture.attrs.pop("title", ""))
        if title and inline.children:
            inline.children += [
                Token("figcaption_open", "figcaption", 1),
                Token("text", "", 0, content=title),
                Token("figcaption_close", "figcaption", -1),
            ]


def _lone_picture(token: Token) -> Token | None:
    """The one image in a line that holds nothing else, except perhaps a link around it."""
    match token.children:
        case [Token(type="image") as picture]:
            return picture
        case [Token(type="link_open"), Token(type="image") as picture, Token(type="link_close")]:
            return picture
    return None


def picture(address: str, alt: str, caption: str = "") -> str:
    """What to write for a picture. ``alt`` and ``caption`` are one line each."""
    title = f' "{_literally(caption)}"' if caption else ""
    return f"![{_literally(alt)}]({address}{title})"


def _literally(words: str) -> str:
    return _MEANS_SOMETHING.sub(r"\\\1", words)
