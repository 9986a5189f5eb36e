"""Pictures that a body only has a link to: readers are told so, in their language."""

from __future__ import annotations

from html import escape

from blog.text.policies import NOT_FETCHED
from blog.text.rewriting import Rewriter


def explained(html: str, away: str, lost: str) -> str:
    """The same HTML, in which every picture that isn't here says why, before its own words.

    ``away`` is said of one that still lies elsewhere, ``lost`` of one that no address leads to.
    Wants HTML that a cleaner of ours wrote: well formed, no link within a link.
    """
    return _Explainer(away, lost).rewritten(html) if NOT_FETCHED in html else html


class _Explainer(Rewriter):
    """Writes what it reads, and the notes."""

    def __init__(self, away: str, lost: str) -> None:
        super().__init__()
        self._away, self._lost = (f"<small>{escape(note)}</small> " for note in (away, lost))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Write the tag again, and behind that of a picture what is to be said of it."""
        known = dict(attrs)
        if tag != "a" or NOT_FETCHED not in (known.get("class") or "").split():
            super().handle_starttag(tag, attrs)
        elif (known.get("href") or "#").startswith("#"):
            super().handle_starttag(tag, [("class", NOT_FETCHED)])
            self.handle_data(self._lost)
        else:
            super().handle_starttag(tag, attrs)
            self.handle_data(self._away)
