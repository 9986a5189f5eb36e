"""The one guard for HTML: everything a page shows as markup was made or marked here.

Nothing else imports bleach and nothing else returns ``Markup``.
"""

import json
import re
from collections.abc import Iterable, Iterator
from functools import partial
from html import unescape
from html.parser import HTMLParser
from itertools import groupby, takewhile
from typing import Any

from bleach.linkifier import LinkifyFilter
from bleach.sanitizer import Cleaner
from markupsafe import Markup, escape

from blog.text import policies
from blog.text.bounds import TooMuch, check_article, check_comment
from blog.text.characters import is_mark, readable, without_controls
from blog.text.memory import remembered
from blog.text.paragraphs import Paragraphs
from blog.text.policies import Token

__all__ = ["ARTICLE_POLICY", "COMMENT_POLICY", "TooMuch", "article", "comment"]
__all__ += ["data", "marked", "opening", "plain", "safe"]

COMMENT_POLICY = 1
"""Raise it with every change to what ``comment`` returns: kept HTML of a lower one is stale."""

ARTICLE_POLICY = 2
"""The same for ``article``."""

_MORE = f'<hr class="{policies.MORE_CLASS}">'

_WEB_ADDRESS = re.compile(
    r"""\bhttps?://\w(?:[^\s<>"`{}|\\^]*[^\s<>"`{}|\\^.,;:!?'’”»…])?""", re.IGNORECASE
)


def comment(raw: str) -> str:
    """Make safe HTML of a visitor's words.

    Blank lines part paragraphs, a line end is a ``<br>``, bare http(s) addresses become links.
    A tag that isn't allowed is shown as the text it is.

    At most 4,000 characters and 100 ``<``, else ``TooMuch``; at most 4 times the input and
    10 KB come out, else the words are given back with every tag as text. Measured: 0.2 ms for
    300 characters, 10 ms for the worst input found within these bounds.
    """
    check_comment(raw)
    words = readable(raw)
    # Bleach asks for filters of its own kind; whatever takes and gives tokens will do.
    filters: list[Any] = [_read, _link, Paragraphs, partial(_measure, limit=_limit(raw))]
    cleaner = Cleaner(
        tags=policies.COMMENT_TAGS,
        attributes=policies.comment_attribute,
        protocols=policies.COMMENT_PROTOCOLS,
        filters=filters,
    )
    cleaner.serializer.use_best_quote_char = False  # bleach reads entities amiss between ''
    try:
        return _bounded(cleaner.clean(words), raw)
    except TooMuch:
        return _only_words(words)


def article(raw: str) -> str:
    """Make safe HTML of an article's body, the owner's or an imported one.

    Scripts and everything else that isn't prose go with their content; other unknown tags go
    and leave theirs. ``h1`` becomes ``h2`` (the title has the ``h1``), ``//host`` is https.

    ``TooMuch`` for more than 2.5 million characters, 40,000 ``<`` or 200 elements left open
    (``bounds.check_article`` has them all), or where more than 4 times the input and 10 KB
    would come out. Measured: 2 MB of prose in 2 s, 50,000 × ``<a `` refused in 1 ms, and 10 s
    for the worst input found within these bounds, 10,000 rows of one table.
    """
    check_article(raw)
    filters: list[Any] = [partial(_measure, limit=_limit(raw))]
    cleaner: Any = Cleaner(
        tags=policies.ARTICLE_TAGS,
        attributes=policies.article_attribute,
        protocols=policies.ARTICLE_PROTOCOLS,
        strip=True,
        filters=filters,
    )
    cleaner.serializer.use_best_quote_char = False
    # The parser has to know what will be dropped or renamed; the sanitiser comes after the
    # tidying and wouldn't let it through even if that failed.
    cleaner.parser.tags = policies.ARTICLE_TAGS | policies.DROPPED | policies.RENAMED.keys()
    walk = cleaner.walker
    cleaner.walker = lambda tree: policies.tidy(walk(tree))
    return _bounded(cleaner.clean(without_controls(raw)), raw)


def _read(source: Iterable[Token]) -> Iterator[Token]:
    """Turn entities into the characters they stand for, and judge those like all others."""
    marks = ""
    for is_text, tokens in groupby(source, _is_text):
        if not is_text:
            yield from tokens
            continue
        # A tower may be built through several tags: its top so far counts for what follows.
        text = readable(marks + "".join(map(_text, tokens)))
        yield {"type": "Characters", "data": text[len(marks) :]}
        marks = "".join(takewhile(is_mark, reversed(text)))


def _link(source: Any) -> Iterator[Token]:
    """Link bare addresses outside ``pre``, ``code`` and ``a``; give every link our ``rel``.

    ``LinkifyFilter`` finds the addresses. Its own loop forgets that it is inside a ``pre`` once a
    ``code`` in it ends, and reads entities twice, so the tokens are walked here.
    """
    linker = LinkifyFilter(source, callbacks=[_endorse_nothing], url_re=_WEB_ADDRESS)
    inside: list[str] = []
    for token in source:
        match token:
            case {"type": "StartTag", "name": "a", "data": attributes}:
                inside.append("a" if (None, "href") in attributes else "")
                if inside[-1]:
                    yield {**token, "data": _endorse_nothing(attributes)}
            case {"type": "StartTag", "name": name}:
                inside.append(name)
                yield token
            case {"type": "EndTag"}:
                if inside.pop():
                    yield token
            case {"type": "Characters"} if not {"pre", "code", "a"}.intersection(inside):
                yield from linker.handle_links([token])
            case _:
                yield token


def _endorse_nothing(attributes: Any, new: bool = False) -> Any:
    """Tell search engines that the link is a visitor's, and its target nothing about us."""
    return {**attributes, (None, "rel"): "nofollow ugc noopener"}


def _is_text(token: Token) -> bool:
    return token["type"] in ("Characters", "SpaceCharacters", "Entity")


def _text(token: Token) -> str:
    return unescape(f"&{token['name']};") if token["type"] == "Entity" else token["data"]


def _measure(source: Iterable[Token], limit: int) -> Iterator[Token]:
    """Stop with ``TooMuch`` before much more than ``limit`` characters are held in memory."""
    for token in source:
        data = token.get("data", {})
        limit -= len(data) if isinstance(data, str) else 5 + sum(map(len, data.values()))
        if limit < 0:
            raise TooMuch
        yield token


def _bounded(cleaned: str, raw: str) -> str:
    if len(cleaned) > _limit(raw):
        raise TooMuch
    return cleaned


def _limit(raw: str) -> int:
    return 4 * len(raw) + 10_000


def _only_words(words: str) -> str:
    paragraphs = (str(escape(p.strip())) for p in re.split(r"\n\s*\n", words))
    return "".join(f"<p>{p}</p>" for p in paragraphs if p).replace("\n", "<br>")


def safe(html: str) -> Markup:
    """Mark what ``comment`` or ``article`` returned, or words of the program's own, so that a
    template shows them as they are."""
    return Markup(html)  # noqa: S704 - the one place that may


_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def data(value: Any, **ready: Iterable[str]) -> Markup:
    """A value as JSON that may stand in a script, where no browser runs it. Where it has a list
    ``[None]`` under a name that is ``ready``, what stands in there was made here before."""
    written = _JSON.encode(value)
    for sign in "<>&'":
        written = written.replace(sign, f"\\u{ord(sign):04x}")
    for name, parts in ready.items():
        # Inside of a string, quotes have a backslash before them: there this can't be found.
        written = written.replace(f'"{name}":[null]', f'"{name}":[{",".join(parts)}]', 1)
    return Markup(written)  # noqa: S704 - nothing in it is markup any more


def with_current(html: str, url: str) -> Markup:
    """A part of our own pages, in which the link to ``url`` says that one is there already."""
    link = f'<a href="{escape(url)}"'
    return Markup(str(html).replace(link, f'{link} aria-current="page"'))  # noqa: S704 - ours


def marked(snippet: str) -> Markup:
    """Escape a search result's text, then make ``\\x02…\\x03`` in it a ``<mark>``."""
    escaped = re.sub("\x02([^\x02\x03]*)\x03", r"<mark>\1</mark>", str(escape(snippet)))
    return Markup(re.sub("[\x02\x03]", "", escaped))  # noqa: S704 - escaped above


@remembered(texts=256, of=20_000)
def plain(html: str, without: str = "") -> str:
    """The words of cleaned HTML, a block a line, entities read: for search, counts, excerpts.

    What stands in elements of the name ``without`` is left out.
    """
    words = _Words(without)
    words.feed(html)
    words.close()
    lines = "".join(words.found).split("\n")
    return "\n".join(line for line in (" ".join(line.split()) for line in lines) if line)


def opening(html: str) -> str:
    """The words with which a cleaned article begins: up to its "more" mark, figures left out."""
    return plain(html.partition(_MORE)[0], without="figure")


def without_more(html: str) -> str:
    """A cleaned article without its "more" mark, which shows where our style sheet isn't."""
    return html.replace(_MORE, "")


class _Words(HTMLParser):
    """Collects text, and a line end for every tag that begins or ends a block."""

    def __init__(self, without: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self._without = without
        self._depth = 0

    def handle_data(self, data: str) -> None:
        if not self._depth:
            self.found.append(data.replace("\n", " "))

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self._depth += tag == self._without
        if tag not in policies.INLINE:
            self.found.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self._depth -= tag == self._without
        if tag not in policies.INLINE:
            self.found.append("\n")
