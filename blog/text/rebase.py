"""Cleaned HTML with full addresses, for places where a relative one leads nowhere."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urljoin

from blog.text.memory import remembered
from blog.text.rewriting import Rewriter

LINKS = {"href", "src", "cite"}


@remembered(texts=64, of=50_000)
def absolute(html: str, base: str) -> str:
    """The same HTML with every address joined to that of its page, ``base``, as RFC 3986 says.

    Wants HTML that a cleaner of ours wrote: well formed, every attribute quoted.
    """
    return _Rebasing(base).rewritten(html)


class _Rebasing(Rewriter):
    def __init__(self, base: str) -> None:
        super().__init__()
        self._base = base

    def attributes(self, tag: str, attributes: Mapping[str, str]) -> Mapping[str, str]:
        return {name: self._joined(name, value) for name, value in attributes.items()}

    def _joined(self, name: str, value: str) -> str:
        if name in LINKS:
            return self._full(value)
        if name == "srcset":
            return ", ".join(self._full(one.strip()) for one in value.split(","))
        return value

    def _full(self, address: str) -> str:
        try:
            return urljoin(self._base, address)
        except ValueError:  # "http://[" leads nowhere, with or without us
            return address
