"""Words in one spelling, however they are written."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blog.text.folding import _fold, fold, says, words

SPELLINGS = {
    # what conventions ask of a Turkish search
    "ışık": ["Işık", "IŞIK", "isik", "ISIK", "İŞİK"],
    "İstanbul": ["istanbul", "ISTANBUL", "İSTANBUL", "ıstanbul", "i\u0307stanbul"],
    "iğdır": ["Iğdır", "IĞDIR", "igdir", "İğdir"],
    "şişli": ["ŞİŞLİ", "Şişli", "sisli", "SISLI", "s\u0327is\u0327li"],
    "çağrı": ["ÇAĞRI", "cagri", "Çağrı", "c\u0327ag\u0306ri"],
    "güneş": ["GÜNEŞ", "gunes", "Gu\u0308nes\u0327"],
    "ölçü": ["ÖLÇÜ", "olcu", "Olcu"],
    "kâğıt": ["KÂĞIT", "kağıt", "kagit"],
    "hâlâ": ["hala", "HÂLÂ"],
    "üzüm": ["UZUM", "Üzüm"],
    "ılık": ["ILIK", "ilik", "İLİK"],
    # English, and what English borrows
    "café": ["cafe", "CAFÉ", "cafe\u0301"],
    "naïve": ["naive", "Naïve"],
    "façade": ["facade", "FAÇADE"],
    "Zoë": ["zoe", "ZOË"],
    "co\u00adoperate": ["cooperate", "Cooperate"],
    "encyclopædia": ["encyclopaedia"],
    "ﬁsh": ["fish", "FISH"],
    "ｆｕｌｌ": ["full"],
    # names in the news
    "Łukasz": ["lukasz", "ŁUKASZ"],
    "Søren": ["soren", "SØREN"],
    "Đoković": ["dokovic", "ĐOKOVIĆ"],
    "Straße": ["strasse", "STRASSE"],
    "Þór": ["thor"],
    "Əliyev": ["eliyev"],
    "Ångström": ["angstrom"],
    "Αθήνας": ["ΑΘΗΝΑΣ", "αθηνας"],
    "Київ": ["київ", "КИЇВ"],
    "Tiếng": ["tieng", "TIẾNG"],
}

PAIRS = [(word, other) for word, others in SPELLINGS.items() for other in others]


def folded(text):
    return [word.folded for word in words(text)]


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_a_word_is_one_however_it_is_written(one, other):
    assert folded(one) == folded(other)


def test_there_are_pairs_enough_to_tell():
    assert len(PAIRS) > 60


@pytest.mark.parametrize(
    ("one", "other"),
    [("kar", "kâr!a"), ("on", "un"), ("göl", "gül"), ("sel", "şal"), ("at", "et"), ("of", "off")],
)
def test_other_words_stay_others(one, other):
    assert folded(one) != folded(other)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("İstanbul'da", ["istanbul", "da"]),
        ("İstanbul’un", ["istanbul", "un"]),
        ("don't", ["don", "t"]),
        ("e-posta", ["e", "posta"]),
        ("snake_case", ["snake", "case"]),
        ("Apple™ ve Co.", ["apple", "ve", "co"]),
        ("2026'da 3,5 milyon", ["2026", "da", "3", "5", "milyon"]),
        ("a/b <b>c</b>", ["a", "b", "b", "c", "b"]),
        ("東京タ", ["東", "京", "タ"]),
        ("", []),
        ("“…” — !?", []),
        ("\u0301\u200b", []),
    ],
)
def test_what_parts_words(text, parts):
    assert folded(text) == parts


@given(st.text())
def test_a_word_stands_where_it_says_and_has_nothing_in_it_that_parts_words(text):
    after = 0
    for word in words(text):
        assert after <= word.start < word.end <= len(text)
        after = word.end
        assert word.folded.isalnum()
        assert folded(word.folded.replace(" ", "")) is not None


@given(st.text(alphabet="Iİıiâîûçğöşü AĞRI'’", max_size=40))
def test_how_a_text_is_composed_changes_no_word(text):
    assert folded(unicodedata.normalize("NFD", text)) == folded(text)


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=30))
def test_a_folded_word_is_found_by_itself(text):
    for word in words(text):
        again = folded(word.folded)
        assert again == [word.folded] or "".join(again) == word.folded


@given(st.text(alphabet=st.one_of(st.characters(codec="latin-1"), st.sampled_from("İıŞşĞğΣςﬁ…"))))
def test_what_is_folded_fast_is_folded_as_everything_is(text):
    assert fold(text) == _fold(text)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        *(("Dün İŞÇİLER yürüdü", word) for word in ("işçi", "ISCI", "ciler", "yuru")),
        *(("All the cafés", word) for word in ("CAFE", "café", "afes")),
        *(("У Києві тихо", "києві"), ("ТИХО У КИЄВІ", "тихо")),
        *(("НОВЫЙ год", "новый"), ("ο λόγος", "ΛΌΓΟΣ"), ("Tiếng Việt", "tiếng")),
        *((" [x]* 100%? ^_", word) for word in ("[x]", "*", "100%?", "^_")),
    ],
)
def test_a_text_says_a_word_however_it_is_written(text, word):
    assert says(text, fold(word))
    assert says(f"{text} “…”", fold(word))


@pytest.mark.parametrize("word", ["isk", "iscilery", ".", "x*", "[", "_"])
def test_a_text_says_nothing_else(word):
    assert not says("Dün İŞÇİLER yürüdü", fold(word))
    assert not says("The workers walked", fold(word))


def test_labels_are_folded_as_ever():
    assert fold("Straße") == "straße"
