"""Cleaned HTML written once more, with other attributes."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from html.parser import HTMLParser


class Rewriter(HTMLParser):
    """Writes what it reads; ``attributes`` is for others to say what becomes of an element's.

    Wants HTML that a cleaner of ours wrote: well formed, every attribute quoted.
    """

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self._written: list[str] = []

    def rewritten(self, html: str) -> str:
        """The whole of it."""
        self.feed(html)
        self.close()
        return "".join(self._written)

    def attributes(self, tag: str, attributes: Mapping[str, str]) -> Mapping[str, str]:
        """The attributes that an element shall have."""
        return attributes

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Write the tag with its new attributes."""
        given = self.attributes(tag, {name: value or "" for name, value in attrs})
        pairs = (f' {name}="{escape(value)}"' for name, value in given.items())
        self._written.append(f"<{tag}{''.join(pairs)}>")

    def handle_endtag(self, tag: str) -> None:
        """Write it again."""
        self._written.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        """Write it again."""
        self._written.append(data)

    def handle_entityref(self, name: str) -> None:
        """Write it again."""
        self._written.append(f"&{name};")

    def handle_charref(self, name: str) -> None:
        """Write it again."""
        self._written.append(f"&#{name};")
