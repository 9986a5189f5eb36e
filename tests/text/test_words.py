"""Names, slugs, folding, excerpts and typed addresses."""

import re
import unicodedata
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blog.text.excerpts import excerpt, minutes, words
from blog.text.folding import fold
from blog.text.names import clean_name, clean_words
from blog.text.slugs import candidates, label_slug, slug
from blog.text.urls import local_path, web_address


@pytest.mark.parametrize("spelling", ["Işık", "IŞIK", "ışık", "isik", "İŞİK", "I\u0307s\u0327ik"])
def test_every_spelling_of_a_word_folds_to_one(spelling):
    assert fold(spelling) == "isik"


@given(st.text())
def test_folding_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("title", "made"),
    [
        ("Işık İçin", "isik-icin"),
        ("İstanbul'da Güneşli", "istanbul-da-gunesli"),
        ("İstanbul’da Güneşli", "istanbul-da-gunesli"),
        ("Göl, Üzüm & Çağ", "gol-uzum-cag"),
        ("2026'da 5 seçim", "2026-da-5-secim"),
        ("Əli", "eli"),
        ("&amp;", "amp"),
        ("2026", "haber-7"),
        ("🎉", "haber-7"),
        ("", "haber-7"),
    ],
)
def test_a_title_makes_a_readable_address(title, made):
    assert slug(title, "haber-7") == made


def test_a_long_title_is_cut_at_the_end_of_a_word():
    assert slug("kelime " * 30, "x") == "-".join(["kelime"] * 11)


@given(st.text())
def test_a_slug_is_always_short_plain_ascii(title):
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug(title, "haber"))
    assert len(slug(title, "haber")) <= 80


@pytest.mark.parametrize(
    ("label", "made"),
    [
        ("Spor/Futbol", "spor/futbol"),
        ("SPOR", "spor"),
        ("/Spor//", "spor"),
        ("2026", "2026"),
        ("//", "etiket-3"),
        ("🎉", "etiket-3"),
    ],
)
def test_a_label_keeps_its_slash(label, made):
    assert label_slug(label, "etiket-3") == made


def test_there_is_always_another_slug_to_try():
    assert list(islice(candidates("gol"), 3)) == ["gol", "gol-2", "gol-3"]


@pytest.mark.parametrize(
    ("text", "limit", "beginning"),
    [
        ("bir iki", 200, "bir iki"),
        ("bir\n\niki", 200, "bir iki"),
        ("bir iki üç", 8, "bir iki…"),
        ("bir, iki", 6, "bir…"),
        ("uzunkelime", 5, "uzun…"),
        ("", 5, ""),
    ],
)
def test_an_excerpt_ends_with_a_word(text, limit, beginning):
    assert excerpt(text, limit) == beginning


@given(st.text(), st.integers(min_value=1, max_value=300))
def test_an_excerpt_is_never_too_long(text, limit):
    assert len(excerpt(text, limit)) <= limit


def test_words_are_counted_without_the_dashes_between_them():
    assert words("Işık – söndü, İzmir'de 5 gün") == 5


@pytest.mark.parametrize(("count", "expected"), [(0, 1), (100, 1), (660, 3), (2_200, 10)])
def test_reading_takes_at_least_a_minute(count, expected):
    assert minutes(count) == expected


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ("  Ayşe \n Yılmaz\t", "Ayşe Yılmaz"),
        ("Ays\u0327e", "Ayşe"),
        ("a\u202eb\u2066c\u200bd\u200de\ufefff\x00g", "abcdefg"),
        ("e" + "\u0315" * 20, "e" + "\u0315" * 3),
        ("\u3164\u2800\u200b", ""),
    ],
)
def test_a_name_is_one_line_of_characters_one_can_see(raw, name):
    assert clean_name(raw) == name


@given(st.text())
def test_a_name_holds_nothing_invisible(raw):
    assert not [c for c in clean_name(raw) if unicodedata.category(c)[0] == "C"]


@given(st.text())
def test_a_name_cleaned_twice_is_the_same(raw):
    assert clean_name(clean_name(raw)) == clean_name(raw)


def test_words_are_kept_as_they_were_sent_but_for_line_ends_and_controls():
    assert clean_words("<b>a\r\nb\rc\td\x00\x07\u202e ") == "<b>a\nb\nc\td\u202e "


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("e.com", "https://e.com"),
        (" http://e.com/a?b#c ", "http://e.com/a?b#c"),
        ("HTTPS://E.com:8443", "HTTPS://E.com:8443"),
        ("günlük.example", "https://günlük.example"),
    ],
)
def test_a_web_site_is_known_as_people_type_it(typed, address):
    assert web_address(typed) == address


@pytest.mark.parametrize(
    "typed",
    [
        "", "yok", "javascript:alert(1)", "javascript://e.com/%0aalert(1)", "ftp://e.com",
        "a@e.com",        "https://a:b@e.com", "https://", "//e.com", "http://e.com:x", "http://[", "http://e.com\\a",
        "e.com/a b", "e.com/\u0085x", "e.com/" + "x" * 200, "data:text/html,x",
    ],
)  # fmt: skip
def test_what_is_not_a_web_site_is_none(typed):
    assert web_address(typed) is None


@pytest.mark.parametrize(
    "path", ["/", "/owner/comments?page=2", "/ş", "/a//b", "/?next=http://e.com"]
)
def test_a_path_of_this_site_may_be_followed(path):
    assert local_path(path) == path


@pytest.mark.parametrize(
    "path",
    [
        "", "owner", "//e.com", "///e.com", "/\\e.com", "\\/e.com", "/a\\b", "/\t/e.com",
        "/\n/e.com",
        "/\r\nSet-Cookie: a=b", "\t//e.com", " /a", "http://e.com", "https:e.com",
        "javascript:1", "/\x00",
    ],
)  # fmt: skip
def test_a_path_that_leads_elsewhere_may_not(path):
    assert local_path(path) is None
