"""Pictures in cleaned HTML, told in which sizes they can be had."""

from __future__ import annotations

from collections.abc import Mapping

from blog.text.rewriting import Rewriter

DIMENSIONS = {"width", "height"}


def with_sizes(html: str, known: Mapping[str, Mapping[str, str]]) -> str:
    """The same HTML, each ``img`` of a ``known`` address with the attributes that it lacks.

    One that says how wide or high it is keeps that, one with a ``srcset`` stays as it is. Wants
    HTML that a cleaner of ours wrote.
    """
    return _Sizing(known).rewritten(html)


class _Sizing(Rewriter):
    def __init__(self, known: Mapping[str, Mapping[str, str]]) -> None:
        super().__init__()
        self._known = known

    def attributes(self, tag: str, attributes: Mapping[str, str]) -> Mapping[str, str]:
        ours = self._known.get(attributes.get("src", "")) if tag == "img" else None
        if ours is None or "srcset" in attributes:
            return attributes
        if DIMENSIONS & attributes.keys():
            ours = {name: value for name, value in ours.items() if name not in DIMENSIONS}
        return {**ours, **attributes}
