"""Words in the blog's own typeface: what it can write, and how it breaks lines."""

from __future__ import annotations

import random
import re

import pytest
from PIL import features

from blog import lettering

SIZES = range(128, 39, -2)


def fitted(words, width=1056, height=390, most=5):
    return lettering.fit(words, width, height, SIZES, most)


def width_of(line, size):
    return lettering.face(size).getlength(line, features=lettering.SHAPING)


def test_the_typeface_of_the_pages_can_be_read_by_the_program():
    assert lettering.face(40).getname() == ("Broadsheet Serif", "Roman")


@pytest.mark.parametrize(
    "words",
    [
        "Işığı söndürün: İğdır’da çöl tozu, ÂŞIKLAR “öğünüyor” – 1.234,50 ₺",
        "“Quite so,” she said — twice; 100 % of £5 & €6!",
        "Año nuevo, cœur, Straße, Ærø",
    ],
)
def test_turkish_and_its_neighbours_are_written_letter_by_letter(words):
    assert lettering.writable(words) == words


@pytest.mark.parametrize(
    ("words", "written"),
    [
        ("🎉 Deniz festivali 🎊 başladı", "Deniz festivali başladı"),
        ("Rain ☔️, then 👩🏽‍🚒 more", "Rain , then more"),
        ("1\ufe0f\u20e3 Results", "1 Results"),
        ("🇹🇷", ""),
        ("soft\u00adhyphen and \u202eturned", "softhyphen and turned"),
        ("two\nlines\tand   spaces ", "two lines and spaces"),
        ("5\u00a0km", "5\u00a0km"),
        ("g\u0306", "ğ"),
        ("", ""),
    ],
)
def test_what_a_sentence_can_do_without_is_left_out(words, written):
    assert lettering.writable(words) == written


@pytest.mark.parametrize(
    "words", ["أخبار اليوم", "Günün haberi: 今日のニュース", "Новости", "Dvořák’s harbour"]
)
def test_a_sentence_of_which_a_letter_would_be_missing_is_not_written_at_all(words):
    assert lettering.writable(words) == ""


@pytest.mark.parametrize("seed", range(20))
def test_every_line_fits_its_box_and_no_word_is_lost(seed):
    chance = random.Random(seed)
    vocabulary = "deniz feribot kıyıdaki seferleri – ve belediyesi/valilik İĞÜŞ bir-iki".split()
    words = " ".join(chance.choice(vocabulary) for _ in range(chance.randint(1, 30)))

    setting = fitted(words)

    assert len(setting.lines) <= 5
    assert setting.size * lettering.LEADING * len(setting.lines) <= 390
    assert all(width_of(line, setting.size) <= 1056 for line in setting.lines)
    assert re.sub(" ", "", "".join(setting.lines)) == re.sub(" ", "", words)


def test_short_words_are_large_and_long_ones_small():
    assert fitted("Rain").size == max(SIZES)
    assert fitted("Rain " * 30).size < fitted("Rain " * 10).size < max(SIZES)


def test_lines_are_of_like_length():
    words = "The old ferry gets ten more years and a new whistle"

    first, second = lettering.fit(words, 1056, 390, [64]).lines

    assert 0.6 < len(first) / len(second) < 1.6


def test_a_hard_space_holds_its_words_together():
    setting = fitted("aaaa 5\u00a0km " * 12)

    assert not any(line.startswith("km") for line in setting.lines)


def test_a_line_may_end_after_a_hyphen_but_not_begin_with_one():
    setting = fitted("Ankara-İstanbul-İzmir-Antalya-Diyarbakır-Erzurum hattı")

    assert len(setting.lines) > 1
    assert all(line.endswith(("-", "hattı")) for line in setting.lines)


@pytest.mark.parametrize("words", ["W" * 300, "MUVAFFAKİYETSİZLEŞTİRİCİ" * 12, "WWWWWWW " * 37])
def test_what_is_too_long_for_the_smallest_size_is_cut_and_says_so(words):
    setting = fitted(words)

    assert setting.size == min(SIZES)
    assert len(setting.lines) == 5
    assert setting.lines[-1].endswith("…")
    assert all(width_of(line, setting.size) <= 1056 for line in setting.lines)


@pytest.mark.skipif(not features.check("raqm"), reason="there is nothing that joins letters")
def test_in_turkish_the_dot_of_an_i_is_never_lost_to_an_f():
    apart = lettering.face(100).getlength("f") + lettering.face(100).getlength("i")

    assert width_of("fi", 100) == pytest.approx(apart, abs=3)
    assert lettering.face(100).getlength("fi") < apart - 3
