"""What the filter sees of a comment: words, hosts, and how it is made."""

from __future__ import annotations

import re

from blog.comments import features
from blog.models.comment import Comment
from blog.models.spam import WORD_MAX

_ADDRESS = re.compile(r"https?://\S+")
"""Its host says enough; and one link is no sign of anything."""

EVERY = ""
"""Stands in every comment, and so counts them."""
MOST = 200
"""How many of them are looked at, at the most: spread over the whole of a long comment."""
STEM = 6
"""Letters of a word that count: enough of a Turkish or English one to tell its stem."""


def of(comment: Comment) -> dict[str, str]:
    """The tokens of a comment, and of those that stand for words or hosts, how they are written."""
    said = _ADDRESS.sub(" ", features.text(comment))
    seen = {host(name): name for name in features.hosts(comment)}
    seen |= dict.fromkeys(_made_like(comment, said), "")
    seen |= {f"name:{word}"[:WORD_MAX]: "" for word in features.words(comment.name)}
    words = {word[:STEM]: written for written, word in features.spelled(said) if len(word) > 2}
    room = MOST - 1 - min(len(seen), MOST // 2)
    step = len(words) // room + 1
    tokens = [*list(seen.items())[: MOST // 2], *list(words.items())[::step]]
    return {EVERY: "", **dict(tokens)}


def host(name: str) -> str:
    """The token that stands for a host."""
    return f"host:{name}"[:WORD_MAX]


def _made_like(comment: Comment, said: str) -> list[str]:
    """What is neither word nor host, and yet tells: links, address, length, shouting, digits."""
    letters = [c for c in said if c.isalpha()]
    capitals = sum(map(str.isupper, letters))
    return [
        *(["made:links"] if len(features.links(comment)) > 2 else []),
        f"made:length={len(said).bit_length()}",
        *(["made:url"] if comment.url else []),
        *(["made:answer"] if comment.parent_id else []),
        *(["made:shouting"] if len(letters) > 10 and capitals * 2 > len(letters) else []),
        *(["made:exclaiming"] if said.count("!") > 2 else []),
        *(["made:digits"] if sum(map(str.isdigit, said)) * 8 > len(said) else []),
        *(["made:mixed"] if _is_mixed(letters) else []),
    ]


def _is_mixed(letters: list[str]) -> bool:
    """Whether some letters, but not nearly all, are of other alphabets than the Latin one."""
    foreign = sum(c > "\u024f" for c in letters)
    return 0 < foreign < len(letters) * 0.9
