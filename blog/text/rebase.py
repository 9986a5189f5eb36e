"""Cleaned HTML with full addresses, for places where a relative one leads nowhere."""

from __future__ import annotations

from html import escape
from html.parser import HTMLParser
from urllib.parse import urljoin

LINKS = {"href", "src", "cite"}


def absolute(html: str, base: str) -> str:
    """The same HTML with every address joined to ``base``, as RFC 3986 says.

    Wants HTML that a cleaner of ours wrote: well formed, every attribute quoted.
    """
    rewriter = _Rewriter(base)
    rewriter.feed(html)
    rewriter.close()
    return "".join(rewriter.written)


class _Rewriter(HTMLParser):
    def __init__(self, base: str) -> None:
        super().__init__(convert_charrefs=False)
        self.base = base + "/"
        self.written: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        pairs = (f' {name}="{escape(self._joined(name, value or ""))}"' for name, value in attrs)
        self.written.append(f"<{tag}{''.join(pairs)}>")

    def handle_endtag(self, tag: str) -> None:
        self.written.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        self.written.append(data)

    def handle_entityref(self, name: str) -> None:
        self.written.append(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self.written.append(f"&#{name};")

    def _joined(self, name: str, value: str) -> str:
        if name in LINKS:
            return urljoin(self.base, value)
        if name == "srcset":
            return ", ".join(urljoin(self.base, one.strip()) for one in value.split(","))
        return value
