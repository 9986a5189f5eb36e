"""What search consoles ask an owner to put into the front page, before they tell about a blog."""

from __future__ import annotations

import re

LONGEST = 200

_IN_A_TAG = re.compile(r"""<meta\s[^<>]*\bcontent\s*=\s*["']?([^"'\s<>]+)[^<>]*>""", re.IGNORECASE)
_CONTENT = re.compile(r"[\w.=+/-]+", re.ASCII)


def content(typed: str) -> str:
    """The word that a console gave, whether it or the whole tag was pasted; empty for none."""
    tag = _IN_A_TAG.fullmatch(typed.strip())
    word = tag[1] if tag else typed.strip()
    return word if _CONTENT.fullmatch(word) and len(word) <= LONGEST else ""
