"""An article's body as readers see it, from whatever its owner writes in."""

import re
from typing import Literal

from blog.text import html, markdown
from blog.text.bounds import ARTICLE_CHARACTERS

Format = Literal["markdown", "html"]
FORMATS: tuple[Format, ...] = ("markdown", "html")

_BLOCK = re.compile(
    r"</?(?:p|div|h[1-6]|ul|ol|li|dl|table|pre|blockquote|figure|section|article|hr|details)\b",
    re.IGNORECASE,
)
_TAG = re.compile(r"(<[^<>]*>)")
_BLANK_LINE = re.compile(r"\n[ \t]*\n\s*")


def render(source: str, format: str) -> str:
    """Return clean HTML.

    ``html.TooMuch`` for a body over the bounds, ``KeyError`` for none of ``FORMATS``.
    """
    if len(source) > ARTICLE_CHARACTERS:
        raise html.TooMuch
    return html.article(_RENDERERS[format](source))


def _with_paragraphs(source: str) -> str:
    """Give HTML without a single block the paragraphs that Blogger and WordPress would show.

    Where there is no ``<br>`` either, every line end is one.
    """
    text = source.replace("\r\n", "\n").strip()
    if _BLOCK.search(text):
        return text

    line_end = "\n" if re.search(r"<br\b", text, re.IGNORECASE) else "<br>\n"
    parts = _TAG.split(text)
    for i in range(0, len(parts), 2):  # every other part is a tag, where a line end is a space
        paragraphs = _BLANK_LINE.split(parts[i])
        parts[i] = "</p><p>".join(p.replace("\n", line_end) for p in paragraphs)
    return f"<p>{''.join(parts)}</p>" if text else ""


_RENDERERS = {"markdown": markdown.render, "html": _with_paragraphs}
