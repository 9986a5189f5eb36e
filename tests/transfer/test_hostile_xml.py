"""What is no feed, or a trap, is refused with its place, and nothing more is given of it."""

from __future__ import annotations

import io
import tracemalloc
from collections.abc import Iterator
from itertools import repeat

import pytest

from blog.transfer.found import NotReadable, Why
from blog.transfer.readers import blogger_takeout, xml
from tests.transfer.feeds import END, HEAD, entry, feed, read

LAUGHS = (
    '<!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><feed>&c;</feed>'
)
OUTSIDE = '<!DOCTYPE feed [<!ENTITY secret SYSTEM "file:///etc/passwd">]><feed>&secret;</feed>'
LINKED = '<!DOCTYPE feed SYSTEM "http://evil.example/feed.dtd"><feed/>'


class Streamed(io.RawIOBase):
    """A file of any length that is nowhere."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._left = b""
        self.given = 0

    def read(self, size: int = -1) -> bytes:
        while len(self._left) < size and (piece := next(self._pieces, b"")):
            self._left += piece
        read, self._left = self._left[:size], self._left[size:]
        self.given += len(read)
        return read


def ten_megabytes(head: bytes) -> Iterator[bytes]:
    yield head
    yield from repeat(b"x" * 1024, 10 * 1024)


def refused(source: str | bytes) -> NotReadable:
    with pytest.raises(NotReadable) as refusal:
        read(source)
    return refusal.value


@pytest.mark.parametrize("trap", [LAUGHS, OUTSIDE, LINKED])
def test_a_document_type_is_refused(trap):
    assert refused(trap).why is Why.DOCTYPE


def test_an_entity_that_nobody_declared_is_refused():
    assert refused(feed(entry(title="&secret;"))).why is Why.ILL_FORMED


def test_two_hundred_thousand_levels_are_refused_at_the_first_too_many():
    deep = Streamed(iter([HEAD.encode(), b"<a>" * 200_000]))

    with pytest.raises(NotReadable) as refusal:
        list(blogger_takeout.read(deep))

    assert refusal.value.why is Why.TOO_DEEP
    assert deep.given <= xml.CHUNK


def test_a_tag_of_very_many_attributes_is_refused():
    attributes = " ".join(f"a{number}=''" for number in range(xml.ATTRIBUTES + 1))

    assert refused(feed(f"<entry {attributes}/>")).why is Why.TOO_LONG


@pytest.mark.parametrize("beginning", [b"<entry id='", b"<!-- ", b"<?pi ", b"<e"])
def test_a_tag_or_comment_without_an_end_is_refused_before_it_fills_the_memory(beginning):
    source = Streamed(ten_megabytes(HEAD.encode() + beginning))

    with pytest.raises(NotReadable) as refusal:
        list(blogger_takeout.read(source))

    assert refusal.value.why is Why.TOO_LONG
    assert source.given <= xml.LONGEST_TAG + 2 * xml.CHUNK


def test_what_is_not_well_formed_is_told_with_line_and_column():
    error = refused(feed("\n", entry(1), "\n<entry><title>a</titel></entry>"))

    assert (error.why, error.line, error.column) == (Why.ILL_FORMED, 4, 18)


def test_nothing_further_is_given_after_an_error():
    broken = feed(entry(1), "</oops>", entry(2))
    reading = blogger_takeout.read(io.BytesIO(broken.encode()))

    with pytest.raises(NotReadable):
        list(reading)

    assert list(reading) == []


@pytest.mark.parametrize("kept", [len(HEAD), -len(END), -len(END) - 3, 10])
def test_a_file_that_was_cut_short_is_told_as_that(kept):
    assert refused(feed(entry())[:kept]).why is Why.CUT_SHORT


def test_an_empty_file_is_told_as_cut_short():
    assert refused(b"").why is Why.CUT_SHORT


@pytest.mark.parametrize("other", [b'{"db": []}', b"plain words", b"\x89PNG\r\n"])
def test_what_is_no_xml_is_told_as_another_format_or_encoding(other):
    assert refused(other).why in (Why.WRONG_FORMAT, Why.ENCODING)


def test_bytes_of_another_encoding_are_told_as_that_with_their_line():
    turkish = feed("\n" + entry(title="Işık")).encode("iso-8859-9")

    error = refused(turkish)

    assert (error.why, error.line) == (Why.ENCODING, 3)


@pytest.mark.parametrize("encoding", ["klingon-8", "gb2312", "utf-7"])
def test_an_encoding_that_cannot_be_read_is_told_as_that(encoding):
    assert refused(feed(entry()).replace("UTF-8", encoding)).why is Why.ENCODING


@pytest.mark.parametrize("encoding", ["utf-16", "iso-8859-9", "windows-1254"])
def test_another_encoding_that_is_declared_is_read(encoding):
    raw = feed(entry(title="Işık")).replace("UTF-8", encoding).encode(encoding)

    assert read(raw)[0].title == "Işık"


def test_an_error_names_its_file():
    with pytest.raises(NotReadable, match=r"^feed\.atom:2:"):
        list(blogger_takeout.read(io.BytesIO(feed("<a></b>").encode()), "feed.atom"))


def test_memory_does_not_grow_with_the_file():
    one = entry(content="Köprü açıldı. " * 4_000).encode()
    times = 60_000_000 // len(one)
    feed_of_60_mb = Streamed(iter([HEAD.encode(), *([one] * times), END.encode()]))

    tracemalloc.start()
    try:
        found = sum(1 for _ in blogger_takeout.read(feed_of_60_mb))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert found == times
    assert peak < 4_000_000
