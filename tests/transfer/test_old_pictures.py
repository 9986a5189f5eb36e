"""Which picture an old address means."""

from __future__ import annotations

import pytest

from blog.transfer.readers import pictures

NEW = "https://blogger.googleusercontent.com/img/b/R29vZ2xl/AVvXsEjEXAMPLEtoken0001_abc"
OLD = "http://1.bp.blogspot.com/-AbC/VGF/AAAA/aaa"


@pytest.mark.parametrize(
    ("shown", "whole"),
    [
        (f"{NEW}/w400-h300/a.jpg", f"{NEW}/s0/a.jpg"),
        (f"{NEW}/s4032/a.jpg", f"{NEW}/s0/a.jpg"),
        (f"{NEW}=w640-h380", f"{NEW}=s0"),
        (NEW, f"{NEW}=s0"),
        (f"{OLD}/s320/a.jpg", f"{OLD}/s0/a.jpg"),
        (f"{OLD}/s1600-h/a.jpg", f"{OLD}/s0/a.jpg"),
        (f"{OLD}/w640-h480-p-k-no-nu/a.jpg", f"{OLD}/s0/a.jpg"),
        ("https://lh3.googleusercontent.com/abc=s1600", "https://lh3.googleusercontent.com/abc=s0"),
        ("https://lh3.googleusercontent.com/abc=xyz", "https://lh3.googleusercontent.com/abc=xyz"),
        ("https://example.org/s320/a.jpg", "https://example.org/s320/a.jpg"),
        ("http://[broken/s320/a.jpg", "http://[broken/s320/a.jpg"),
    ],
)
def test_the_original_is_asked_for_where_the_address_has_a_size(shown, whole):
    assert pictures.original(shown) == whole


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (f"{NEW}/w400-h300/a.jpg", f"{NEW}=s1600"),
        (f"{OLD}/s320/a.jpg", f"{OLD.replace('http:', 'https:')}/s1600/a.jpg"),
        (f"{OLD}/s320/a.jpg", f"{OLD.replace('http:', '')}/s1600/a.jpg"),
    ],
)
def test_a_picture_is_the_same_at_every_size(one, other):
    assert pictures.key(one) == pictures.key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (f"{OLD}/s320/a.jpg", f"{OLD}/s320/b.jpg"),
        (f"{NEW}/s320/a.jpg", f"{NEW}x/s320/a.jpg"),
        ("https://example.org/s320/a.jpg", "https://example.org/s640/a.jpg"),
        ("https://example.org/a?id=1", "https://example.org/a?id=2"),
    ],
)
def test_other_pictures_are_others(one, other):
    assert pictures.key(one) != pictures.key(other)


@pytest.mark.parametrize(
    "host", ["evil.example", "1.bp.blogspot.com.evil.example", "x@evil.example"]
)
def test_a_token_means_nothing_on_another_host(host):
    assert pictures.token(f"https://{host}/img/b/AVvXsEjEXAMPLEtoken/s1/a.jpg") == ""


@pytest.mark.parametrize(
    ("last", "file"),
    [
        ("a.jpg", "a.jpg"),
        ("kopru%20acilis.jpg", "kopru acilis.jpg"),
        ("kopru+acilis.jpg", "kopru acilis.jpg"),
        ("kopru%2Bacilis.jpg", "kopru+acilis.jpg"),
        ("k%25C3%25B6pr%25C3%25BC.jpg", "köprü.jpg"),
        ("ko%CC%88pru.jpg", "köpru.jpg"),
        ("what%3F.jpg", "what_.jpg"),
        ("a%2Fb.jpg", "a_b.jpg"),
    ],
)
def test_an_album_may_call_it_by_the_last_part_decoded(last, file):
    assert file in pictures.names(f"{NEW}/s1600/{last}")


def test_a_reading_that_changes_less_comes_first():
    assert pictures.names("https://x.example/a+b.jpg") == ["a+b.jpg", "a b.jpg"]
