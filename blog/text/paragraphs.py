"""Paragraphs for people who only press Enter, made from a stream of html5lib's tokens."""

from collections.abc import Iterable, Iterator

from blog.text.policies import Token

_BLOCKS = frozenset({"p", "blockquote", "pre", "ul", "ol", "li"})
_LISTS = ("ul", "ol")

# What words standing directly in one of these are wrapped in: "" is the comment itself.
_WRAPPERS = {"": "p", "blockquote": "p", "ul": "li", "ol": "li"}


class Paragraphs:
    """Tokens in, tokens out: a blank line parts paragraphs, a line end is a ``<br>``.

    A typed ``<p>`` counts as a blank line and a typed ``<br>`` as a line end, so nothing is ever
    wrapped twice. An inline element that reaches over a border is ended before and begun again
    after it: what comes out nests properly, however it was typed. Inside ``pre`` line ends stay.
    """

    def __init__(self, source: Iterable[Token]) -> None:
        self.source = source
        self.blocks = [""]  # the blocks we are in, as written
        self.typed: list[bool] = []  # for each block as typed: was it written?
        self.inline: list[Token] = []  # the inline elements we are in, as typed
        self.begun = 0  # how many of them are written
        self.wrapper: str | None = None  # what the words are in; None: no words yet
        self.line_ends = 0  # owed before the next words
        self.after_br = False

    def __iter__(self) -> Iterator[Token]:
        for token in self.source:
            match token:
                case {"type": "Characters", "data": data}:
                    yield from self._verbatim(data) if self._in_pre() else self._lines(data)
                case {"name": "br"}:
                    self.line_ends += 1
                case {"type": "StartTag", "name": name} if name in _BLOCKS:
                    yield from self._enter(token)
                case {"type": "EndTag", "name": name} if name in _BLOCKS:
                    yield from self._leave(token)
                case {"type": "StartTag"}:
                    self.inline.append(token)
                case {"type": "EndTag"}:
                    yield from self._end_inline()
            self.after_br = token.get("name") == "br"
        yield from self._end_words()

    def _enter(self, token: Token) -> Iterator[Token]:
        """Begin a block, or leave only its border where it has no business to be."""
        name = token["name"]
        loose_item = name == "li" and self.blocks[-1] not in _LISTS
        written = not (name == "p" or loose_item or self._in_pre())
        self.typed.append(written)
        if written:
            yield from self._end_words()
            self.blocks.append(name)
            yield token
        else:
            self.line_ends += 2

    def _leave(self, token: Token) -> Iterator[Token]:
        if self.typed.pop():
            yield from self._end_words()
            self.blocks.pop()
            yield token
        else:
            self.line_ends += 2

    def _verbatim(self, data: str) -> Iterator[Token]:
        """The text of a ``pre``, without the first line end, which browsers drop too."""
        text = data if self.wrapper is not None else data.lstrip("\n")
        if text:
            yield from self._begin_words()
            yield {"type": "Characters", "data": text}

    def _lines(self, data: str) -> Iterator[Token]:
        lines = (data.removeprefix("\n") if self.after_br else data).split("\n")
        for number, line in enumerate(lines):
            self.line_ends += number > 0
            at_start = self.line_ends or self.wrapper is None
            text = line.lstrip(" \t") if at_start else line
            text = text.rstrip(" \t") if number < len(lines) - 1 else text
            if text:
                yield from self._begin_words()
                yield {"type": "Characters", "data": text}

    def _begin_words(self) -> Iterator[Token]:
        """Write what is owed before the next words: a border, line ends, inline elements."""
        if self.wrapper is not None:
            if self.wrapper and self.line_ends > 1:
                yield from self._end_words()
            else:
                yield from [_br()] * min(self.line_ends, 2)
        self.line_ends = 0

        if self.wrapper is None:
            self.wrapper = "" if self._in_pre() else _WRAPPERS.get(self.blocks[-1], "")
            if self.wrapper:
                yield _start(self.wrapper)
        yield from self.inline[self.begun :]
        self.begun = len(self.inline)

    def _end_inline(self) -> Iterator[Token]:
        name = self.inline.pop()["name"]
        if self.begun > len(self.inline):
            self.begun -= 1
            yield _end(name)

    def _end_words(self) -> Iterator[Token]:
        while self.begun:
            self.begun -= 1
            yield _end(self.inline[self.begun]["name"])
        if self.wrapper:
            yield _end(self.wrapper)
        self.wrapper = None
        self.line_ends = 0

    def _in_pre(self) -> bool:
        return self.blocks[-1] == "pre"


def _start(name: str) -> Token:
    return {"type": "StartTag", "name": name, "data": {}}


def _end(name: str) -> Token:
    return {"type": "EndTag", "name": name}


def _br() -> Token:
    return {"type": "EmptyTag", "name": "br", "data": {}}
