"""What may be in a comment and in an article: two lists, and the tidying before the second."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from blog.text.urls import is_followable

Attributes = dict[tuple[str | None, str], str]
Token = dict[str, Any]
"""html5lib's: ``type``, and with it ``name`` and ``data``; a tag's data is its attributes."""


def tags(names: str) -> frozenset[str]:
    """Read a list of names written with nothing but spaces between them."""
    return frozenset(names.split())


INLINE = tags(
    "a abbr b cite code del em i img ins kbd mark picture q s samp small source strong sub sup "
    "u var"
)

COMMENT_TAGS = tags("a b strong i em code pre blockquote p br ul ol li del")
COMMENT_PROTOCOLS = frozenset({"http", "https", "mailto"})

ARTICLE_TAGS = INLINE | tags(
    "h2 h3 h4 h5 h6 p br hr div section pre blockquote ul ol li dl dt dd figure figcaption table "
    "caption thead tbody tfoot tr th td details summary"
)
ARTICLE_PROTOCOLS = COMMENT_PROTOCOLS | {"tel"}

DROPPED = tags("script style title template iframe object embed applet noembed noframes svg math")
"""Elements that go with all that is in them."""

RENAMED = {"h1": "h2", "strike": "s", "tt": "code", "acronym": "abbr"}

_ATTRIBUTES = {
    "a": {"href", "title", "id"},
    "abbr": {"title"},
    "blockquote": {"cite"},
    "img": {"src", "alt", "width", "height", "title", "srcset", "sizes", "loading"},
    "li": {"id"},
    "ol": {"start"},
    "q": {"cite"},
    "section": {"id"},
    "source": {"srcset", "type", "sizes", "media"},
    "sup": {"id"},
    "table": {"tabindex"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
}
_EVERYWHERE = {"class", "dir", "lang"}

_LINKS = ("http://", "https://", "mailto:", "tel:")
_PICTURES = ("https://",)

MORE_CLASS = "more"
"""Of the ``hr`` before which a teaser ends; readers don't see it."""

NOT_FETCHED = "not-fetched"
"""Of the ``a`` that stands for a picture which is not here."""

_CLASS = re.compile(
    "footnotes|footnotes-list|footnotes-sep|footnote-(ref|backref|item)|num|center|end|pull|lead|"
    rf"wide|{NOT_FETCHED}|{MORE_CLASS}|language-[\w+#.-]{{1,32}}"
)
_SHAPES = {
    "id": re.compile(r"[A-Za-z][\w:.-]{0,63}"),
    "width": re.compile(r"[0-9]{1,5}"),
    "height": re.compile(r"[0-9]{1,5}"),
    "colspan": re.compile(r"[0-9]{1,3}"),
    "rowspan": re.compile(r"[0-9]{1,3}"),
    "start": re.compile(r"-?[0-9]{1,9}"),
    "dir": re.compile("ltr|rtl|auto"),
    "lang": re.compile(r"[A-Za-z0-9-]{1,35}"),
    "loading": re.compile("lazy|eager"),
    "tabindex": re.compile("0"),
    "scope": re.compile("row|col|rowgroup|colgroup"),
}


def comment_attribute(tag: str, name: str, value: str) -> bool:
    """Admit a link's address, and nothing else on anything else.

    The value is as typed, entities unread; since these prefixes hold none, none can hide there.
    """
    if (tag, name) != ("a", "href"):
        return False
    return value.lower().startswith(("http://", "https://", "mailto:"))


def article_attribute(tag: str, name: str, value: str) -> bool:
    """Admit an attribute by its element, then by what it says."""
    if name not in _EVERYWHERE | _ATTRIBUTES.get(tag, set()):
        return False
    match name:
        case "href" | "cite":
            return is_followable(value, _LINKS)
        case "src":
            return is_followable(value, _PICTURES)
        case "srcset":
            return all(is_followable(picture, _PICTURES) for picture in _candidates(value))
        case "class":
            return all(map(_CLASS.fullmatch, value.split()))
    return name not in _SHAPES or _SHAPES[name].fullmatch(value) is not None


def tidy(source: Iterable[Token]) -> Iterator[Token]:
    """Bring an article's tokens closer to the list, so that the cleaner finds less to refuse."""
    dropping = 0
    at_start_of_pre = False
    for token in source:
        kind, name = token["type"], token.get("name")
        if dropping or name in DROPPED:
            dropping += (kind == "StartTag") - (kind == "EndTag")
            continue
        if name in RENAMED:
            token["name"] = RENAMED[name]
        if kind in ("StartTag", "EmptyTag"):
            token["data"] = _tidy_attributes(token["data"])
            if name == "table":  # a wide one scrolls, and not everybody scrolls with a mouse
                token["data"][None, "tabindex"] = "0"
        elif at_start_of_pre and kind in ("Characters", "SpaceCharacters"):
            # Browsers drop a line end here, so it would be lost on the second reading.
            token["data"] = token["data"].lstrip("\n")
        at_start_of_pre = name == "pre" if kind != "Comment" else at_start_of_pre
        yield token


def _tidy_attributes(attributes: Attributes) -> Attributes:
    tidied = {key: _tidied(key[1], value) for key, value in attributes.items()}
    return {key: value for key, value in tidied.items() if value or key[1] != "class"}


def _tidied(name: str, value: str) -> str:
    """Leave only the classes we know; make an address without a scheme of its own https."""
    if name == "class":
        return " ".join(filter(_CLASS.fullmatch, value.split()))
    if name in ("href", "src", "cite"):
        address = value.strip()
        return f"https:{address}" if address.startswith("//") else address
    return value


def _candidates(srcset: str) -> list[str]:
    """The addresses of a ``srcset``; a comma inside one makes two of it, which is only stricter."""
    return [candidate.split()[0] for candidate in srcset.split(",") if candidate.strip()]
