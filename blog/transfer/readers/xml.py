"""XML from strangers, one child of the root at a time, so that memory does not grow with the file.

defusedxml's parser refuses document types and entities. It feeds a builder of our own rather than
``iterparse``, which could only judge an element once all of it is in memory.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO
from xml.etree.ElementTree import Element, ParseError, TreeBuilder
from xml.parsers.expat import errors

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import XMLParser

from blog.transfer.found import NotReadable, Why

CHUNK = 64 * 1024
DEEPEST = 50
ATTRIBUTES = 100
LONGEST_TAG = 1024 * 1024
"""Bytes that the parser may hold back because a tag or a comment in them hasn't ended."""

CHARACTERS = 16_000_000
ELEMENTS = 10_000
"""Of one child of the root. What has more is given as far as it goes, and said to be cut."""

_ILLEGIBLE = {errors.codes[errors.XML_ERROR_SYNTAX], errors.codes[errors.XML_ERROR_INVALID_TOKEN]}
_ENDED = {
    errors.codes[error]
    for error in (
        errors.XML_ERROR_NO_ELEMENTS,
        errors.XML_ERROR_UNCLOSED_TOKEN,
        errors.XML_ERROR_UNCLOSED_CDATA_SECTION,
        errors.XML_ERROR_PARTIAL_CHAR,
    )
}
_MISREAD = {
    errors.codes[errors.XML_ERROR_UNKNOWN_ENCODING],
    errors.codes[errors.XML_ERROR_INCORRECT_ENCODING],
}


@dataclass(frozen=True)
class Head:
    """A file's first tag, and the namespaces it declares."""

    tag: str
    namespaces: frozenset[str]


@dataclass(frozen=True)
class Child:
    """A child of the root, with all that is in it. ``line`` is where it begins."""

    element: Element
    line: int
    is_whole: bool


@dataclass(frozen=True)
class Document:
    """A file that is being read. Its ``children`` can be had once."""

    head: Head
    children: Iterator[Child]


def head(stream: BinaryIO, file: str = "") -> Head:
    """Read the first tag and nothing after it, whatever that is. Raises ``NotReadable``."""
    try:
        for _ in _read(stream, file, _FirstTag()):
            pass
    except _Known as known:
        return known.head
    raise NotReadable(Why.CUT_SHORT, file)


def parse(stream: BinaryIO, file: str = "") -> Document:
    """Begin to read a file, as far as its first tag.

    Raises ``NotReadable``, now or from ``children``, which then gives nothing further.
    """
    builder = _Builder()
    reading = _read(stream, file, builder)
    while builder.head is None:
        next(reading)
    return Document(builder.head, _children(builder, reading))


def _children(builder: _Builder, reading: Iterator[None]) -> Iterator[Child]:
    yield from builder.take()
    for _ in reading:
        yield from builder.take()


def _read(stream: BinaryIO, file: str, builder: _FirstTag) -> Iterator[None]:
    """Feed the builder, a chunk a step."""
    parser = XMLParser(target=builder, forbid_dtd=True)
    expat = builder.expat = parser.parser
    before, chunk = 0, b""
    try:
        while chunk := stream.read(CHUNK):
            parser.feed(chunk)
            before += len(chunk)
            if before - expat.CurrentByteIndex > LONGEST_TAG:
                raise NotReadable(Why.TOO_LONG)
            yield
        parser.close()
        yield
    except NotReadable as error:
        raise NotReadable(error.why, file, expat.CurrentLineNumber) from None
    except DefusedXmlException:
        raise NotReadable(Why.DOCTYPE, file, expat.CurrentLineNumber) from None
    except ParseError as error:
        line, column = error.position
        bad = chunk[expat.ErrorByteIndex - before :][:1]
        why = _why(error.code, bad, is_begun=builder.head is not None)
        raise NotReadable(why, file, line, column + 1, str(error).partition(":")[0]) from None
    except (LookupError, ValueError) as error:  # an encoding that Python or expat doesn't know
        raise NotReadable(Why.ENCODING, file, detail=str(error)) from None


def _why(code: int, bad: bytes, *, is_begun: bool) -> Why:
    """What an error of expat's means. ``bad`` is the byte at which it gave up."""
    if code in _MISREAD or (code in _ILLEGIBLE and bad >= b"\x80"):
        return Why.ENCODING
    if code in _ENDED:
        return Why.CUT_SHORT
    return Why.WRONG_FORMAT if code in _ILLEGIBLE and not is_begun else Why.ILL_FORMED


class _Known(Exception):
    """No more has to be read."""

    def __init__(self, head: Head) -> None:
        self.head = head


class _FirstTag:
    """Listens to the parser until it knows the first tag."""

    def __init__(self) -> None:
        self.head: Head | None = None
        self.expat: Any = None
        self._namespaces: set[str] = set()

    def start_ns(self, prefix: str, uri: str) -> None:
        if self.head is None:
            self._namespaces.add(uri)

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        raise _Known(Head(tag, frozenset(self._namespaces)))

    def data(self, text: str) -> None:
        """Nothing but white space can come before the first tag."""

    def end(self, tag: str) -> None:
        """Nothing can end before it has begun."""

    def close(self) -> None:
        """The parser asks for it."""


class _Builder(_FirstTag):
    """Listens on, and makes elements of the root's children."""

    def __init__(self) -> None:
        super().__init__()
        self._done: list[Child] = []
        self._depth = 0
        self._begin()

    def _begin(self) -> None:
        self._tree = TreeBuilder()
        self._line = 0
        self._characters = self._elements = self._ignored = 0

    @property
    def _is_whole(self) -> bool:
        return self._characters <= CHARACTERS and self._elements <= ELEMENTS

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > DEEPEST:
            raise NotReadable(Why.TOO_DEEP)
        if len(attributes) > ATTRIBUTES:
            raise NotReadable(Why.TOO_LONG)
        if self._depth == 1:
            self.head = Head(tag, frozenset(self._namespaces))
            return

        if self._depth == 2:
            self._line = self.expat.CurrentLineNumber
        self._elements += 1
        self._characters += sum(map(len, attributes.values()))
        if self._is_whole:
            self._tree.start(tag, attributes)
        else:
            self._ignored += 1

    def data(self, text: str) -> None:
        if self._depth < 2:
            return
        self._characters += len(text)
        if self._is_whole:
            self._tree.data(text)

    def end(self, tag: str) -> None:
        self._depth -= 1
        if self._depth == 0:
            return
        if self._ignored:
            self._ignored -= 1
        else:
            self._tree.end(tag)
        if self._depth == 1:
            self._done.append(Child(self._tree.close(), self._line, self._is_whole))
            self._begin()

    def take(self) -> list[Child]:
        """The children that ended since the last time."""
        done, self._done = self._done, []
        return done
