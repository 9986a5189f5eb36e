"""A file is told by what is in it."""

from __future__ import annotations

import pytest

from blog.transfer.readers.formats import Format, sniff
from tests.transfer.feeds import CLASSIC, FIXTURES, TAKEOUT, TAKEOUT_ZIP, feed

SAMPLES = {
    b"<rss xmlns:wp='http://wordpress.org/export/1.2/'/>": Format.WORDPRESS,
    b"<rss version='2.0'/>": Format.RSS,
    b"<feed xmlns='http://www.w3.org/2005/Atom'/>": Format.ATOM,
    b'{"db": [{"meta": {"exported_on": 1}}]}': Format.GHOST,
    b"<html/>": Format.UNKNOWN,
    b"<!DOCTYPE html><html/>": Format.UNKNOWN,
    b"words": Format.UNKNOWN,
    b"": Format.UNKNOWN,
}


@pytest.mark.parametrize(
    ("path", "format_"),
    [
        (TAKEOUT, Format.BLOGGER),
        (CLASSIC, Format.BLOGGER_CLASSIC),
        (TAKEOUT_ZIP, Format.TAKEOUT),
        (FIXTURES, Format.TAKEOUT),
    ],
)
def test_what_an_owner_brings_from_blogger_is_told(path, format_):
    assert sniff(path) is format_


@pytest.mark.parametrize(("begins", "format_"), SAMPLES.items())
def test_other_files_are_told_from_it(tmp_path, begins, format_):
    path = tmp_path / "feed.atom"
    path.write_bytes(begins)

    assert sniff(path) is format_


def test_a_feed_with_an_error_in_it_is_told_all_the_same(tmp_path):
    path = tmp_path / "feed.atom"
    path.write_text(feed("<app:draft/>"))

    assert sniff(path) is Format.BLOGGER
