"""Paragraphs that can be linked to: each gets an id from its first words, and a link to itself."""

from __future__ import annotations

import re
from html import escape, unescape

from blog.text.folding import fold
from blog.text.memory import remembered

WORDS = 6
"""How many of its first words are a paragraph's id: few enough to survive that it is edited."""
LONGEST = 80

_TAG = re.compile(r"""<(/?)([a-z][a-z0-9]*)((?:[^>"']|"[^"]*"|'[^']*')*)>""")
_ID = re.compile(r'\sid="([^"]*)"')
_ENCLOSING = frozenset({"blockquote", "ul", "ol", "dl", "table", "figure", "section", "details"})


@remembered(texts=64, of=50_000)
def anchored(html: str, label: str) -> str:
    """The same cleaned HTML, in which every paragraph of the text itself can be linked to.

    ``label`` says what the links are for. Ids that are there stay, and are nobody else's.
    """
    taken = {found for tag in _TAG.finditer(html) for found in _ID.findall(tag[3])}
    written, done, depth, begun = [], 0, 0, None
    for tag in _TAG.finditer(html):
        is_end, name = bool(tag[1]), tag[2]
        if name in _ENCLOSING:
            depth += -1 if is_end else 1
        elif name == "p" and not depth and not is_end:
            begun = tag
        elif name == "p" and is_end and begun:
            id = _free(_id_of(html[begun.end() : tag.start()]), taken)
            if id:
                start = f'<p id="{escape(id)}"{begun[3]}>'
                link = f'<a class="pilcrow" href="#{escape(id)}" aria-label="{escape(label)}"></a>'
                written += [
                    html[done : begun.start()],
                    start,
                    html[begun.end() : tag.start()],
                    link,
                ]
                done = tag.start()
            begun = None
    return "".join([*written, html[done:]])


def _id_of(paragraph: str) -> str:
    """What a paragraph is called by its first words; empty where it has none."""
    words = re.findall(r"\w+", fold(unescape(_TAG.sub("", paragraph))))[:WORDS]
    return "-".join(words)[:LONGEST].strip("-")


def _free(name: str, taken: set[str]) -> str:
    """An id that nothing else has; it can't be one of the page's own, for those have no ``p-``."""
    if not name:
        return ""
    id, number = f"p-{name}", 1
    while id in taken:
        number += 1
        id = f"p-{name}-{number}"
    taken.add(id)
    return id
