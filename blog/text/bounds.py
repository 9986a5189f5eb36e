"""How much HTML is read at all: decided in one linear pass, before the quadratic parser sees it."""

import re

from blog.text.policies import tags

COMMENT_CHARACTERS = 4_000
COMMENT_TAGS = 100

ARTICLE_CHARACTERS = 2_500_000
ARTICLE_TAGS = 40_000  # 2 MB of prose has 29,000 "<"; time grows with their square
ARTICLE_ENTITIES = 100_000  # each "&" copies the text before it
DEEPEST = 200
ODDITIES = 200
ATTRIBUTE_WORK = 200_000_000  # 14,000 words without a tag, or 7,000 attributes: 0.9 s

_NAME = re.compile(r"/?[a-z][a-z0-9]*")
_LONG_NUMBER = re.compile(r"&#[xX]?[0-9a-fA-F]{9}")
_CLOSES_ITSELF = tags(
    "br hr img source wbr input meta link area base col embed param track "
    "p li dt dd tr td th thead tbody tfoot caption colgroup option"
)
_HIDES_TAGS = tags("script style iframe noembed noframes noscript xmp plaintext")


class TooMuch(ValueError):
    """The input is larger, deeper or odder than anything a person writes."""


def check_comment(raw: str) -> None:
    """Refuse what would keep the parser busy; see ``html.comment``."""
    if len(raw) > COMMENT_CHARACTERS or raw.count("<") > COMMENT_TAGS:
        raise TooMuch


def check_article(raw: str) -> None:
    """Refuse what would keep the parser busy; see ``html.article``."""
    if len(raw) > ARTICLE_CHARACTERS or raw.count("<") > ARTICLE_TAGS:
        raise TooMuch
    if raw.count("&") > ARTICLE_ENTITIES or _LONG_NUMBER.search(raw):
        raise TooMuch

    odd = work = 0
    still_open: list[str] = []
    for run in raw.lower().split("<")[1:]:
        found = _NAME.match(run)
        name = found[0] if found else ""
        _follow(name, still_open)
        # An end tag can only be hidden from _follow in an unfinished tag or in raw text.
        odd += ">" not in run or name in _HIDES_TAGS
        # Each attribute is compared with all before it; a quoted ">" doesn't end the tag.
        work += sum(map(run.count, " \t\n\f\r/=")) ** 2
        if odd > ODDITIES or work > ATTRIBUTE_WORK or len(still_open) > DEEPEST:
            raise TooMuch


def _follow(name: str, still_open: list[str]) -> None:
    """Keep account of the elements that only an end tag ends."""
    if not name.startswith("/"):
        if name and name not in _CLOSES_ITSELF:
            still_open.append(name)
        return

    for depth in range(len(still_open) - 1, -1, -1):
        if still_open[depth] == name[1:]:
            del still_open[depth]
            return
        if still_open[depth] == "table":  # what began outside a table isn't ended inside it
            return
