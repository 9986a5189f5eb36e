"""What somebody typed, understood."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blog.text.questions import LONGEST, MOST, Phrase, read


def one(*words, **more):
    return Phrase(words, **more)


@pytest.mark.parametrize(
    ("typed", "phrases"),
    [
        ("vapur seferi", [one("vapur"), one("seferi")]),
        ("Vapur VAPUR vapur", [one("vapur")]),
        ('"ada vapuru" iptal', [one("ada", "vapuru", is_quoted=True), one("iptal")]),
        ("“ada vapuru”", [one("ada", "vapuru", is_quoted=True)]),
        ("«ada vapuru»", [one("ada", "vapuru", is_quoted=True)]),
        ('"açık kalan', [one("acik", "kalan", is_quoted=True)]),
        ("vap*", [one("vap", is_beginning=True)]),
        ('"ada vap"*', [one("ada", "vap", is_quoted=True, is_beginning=True)]),
        ("a*", [one("a")]),
        ("e-posta don't", [one("e", "posta"), one("don", "t")]),
        ("https://example.org", [one("https", "example", "org")]),
        ("NEAR(a b, 5) OR c", [one("near", "a"), one("b"), one("5"), one("or"), one("c")]),
        ("title:vapur", [one("title", "vapur")]),
        ("year:soon", [one("year", "soon")]),
        ("-vapur +ada", [one("vapur"), one("ada")]),
        ("'; DROP TABLE article; --", [one("drop"), one("table"), one("article")]),
        ('" * ^ ( ) { } : "', []),
        ("\x00vapur\x1f", [one("vapur")]),
        ("", []),
    ],
)
def test_what_is_typed_is_words_or_nothing(typed, phrases):
    assert list(read(typed).phrases) == phrases


@pytest.mark.parametrize(
    ("typed", "labels", "year"),
    [
        ("label:spor", ("spor",), None),
        ("etiket:Spor", ("spor",), None),
        ('label:"Son Dakika"', ("son dakika",), None),
        ("label:Spor/Futbol LABEL:hava", ("spor/futbol", "hava"), None),
        ("year:2019", (), 2019),
        ("yıl:2019 YIL:2020", (), 2020),
        ('year:"2019"', (), 2019),
        ("year:٢٠١٩", (), None),
        ("year:0000", (), None),
        ("label:", (), None),
    ],
)
def test_labels_and_a_year_narrow_it_down(typed, labels, year):
    assert (read(typed).labels, read(typed).year) == (labels, year)


def test_as_much_is_looked_at_as_makes_sense_and_it_says_so():
    many = read(" ".join(f"w{number}" for number in range(30)))
    long = read("a" * 10_000)
    phrase = read('"' + " ".join(f"w{number}" for number in range(30)) + '"')

    assert (len(many.phrases), many.was_cut) == (MOST, True)
    assert (len(long.typed), long.was_cut) == (LONGEST, True)
    assert (len(phrase.phrases[0].words), phrase.was_cut) == (MOST, True)
    assert not read(" ".join(f"w{number}" for number in range(MOST))).was_cut


@given(st.text(max_size=300))
def test_nothing_that_is_typed_breaks_it(typed):
    question = read(typed)

    assert sum(len(phrase.words) for phrase in question.phrases) <= MOST
    assert all(word.isalnum() for phrase in question.phrases for word in phrase.words)
    assert bool(question) or not (question.phrases or question.labels or question.year)


def test_words_are_taken_for_beginnings_but_neither_short_ones_nor_phrases():
    widened = read('okul ve "ada vapuru" e-posta').widened

    assert [phrase.is_beginning for phrase in widened.phrases] == [True, False, False, False]
    assert read("okul* vapur").widened == read("okul* vapur")
