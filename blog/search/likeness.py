"""Articles that are about the same thing as another one, as far as their titles tell."""

from __future__ import annotations

import json

from sqlalchemy import text

from blog.db import db, now
from blog.search.index import microsecond
from blog.text.folding import words

LONG = 5
"""Letters of a word that says what something is about, at the least."""
TELLING = 3
"""How many of the rarest words of a title are looked for."""
COMMON = 200
"""A word that more articles have tells nothing, and costs more."""

_RAREST = text(
    "SELECT term FROM search_term WHERE term IN (SELECT value FROM json_each(:terms))"
    " AND articles BETWEEN 2 AND :common ORDER BY articles, term LIMIT :most"
)
_ALIKE = text(
    "SELECT search_entry.article_id FROM search_words"
    " JOIN search_entry ON search_entry.place = search_words.rowid"
    " WHERE search_words MATCH :words AND search_entry.moment <= :until"
    " ORDER BY search_words.rank, search_entry.place DESC LIMIT :most"
)


def alike(title: str, most: int) -> list[int]:
    """The numbers of articles with the rarest words of a title in their own title or standfirst,
    best first; the one that it is the title of is among them.

    What it costs is bounded by ``COMMON`` and ``TELLING``. What is shown of it has to be asked
    whether readers see it.
    """
    long = [word.folded for word in words(title) if len(word.folded) >= LONG]
    asked = {"terms": json.dumps(long), "common": COMMON, "most": TELLING}
    rarest = db.session.scalars(_RAREST, asked).all()
    if not rarest:
        return []
    either = " OR ".join(f'"{word}"' for word in rarest)
    return list(
        db.session.scalars(
            _ALIKE,
            {
                "words": f"{{title standfirst}} : ({either})",
                "until": microsecond(now()),
                "most": most,
            },
        )
    )
