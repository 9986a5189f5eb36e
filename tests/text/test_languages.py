"""Languages: their tags, names and directions."""

from __future__ import annotations

import pytest
from babel import Locale

from blog.text import languages


@pytest.mark.parametrize("tag", [*languages.OFFERED, "pt-BR", "zh-Hant-TW", "gsw", "de-CH-1996"])
def test_a_tag_names_a_language(tag):
    assert languages.is_tag(tag)


@pytest.mark.parametrize(
    "tag", ["", "d", "Deutsch", "de_DE", "de ", "de\n", "de-", 'de"', "ş-tr", "d" * 36, "de-" * 12]
)
def test_other_words_are_no_tag(tag):
    assert not languages.is_tag(tag)


@pytest.mark.parametrize(
    ("tag", "direction"),
    [("ar", "rtl"), ("fa", "rtl"), ("he", "rtl"), ("ckb", "rtl"), ("ku", "ltr"), ("de", "ltr")],
)
def test_every_language_has_its_direction(tag, direction):
    assert languages.direction(tag) == direction


def test_the_letters_decide_in_a_language_that_nobody_knows():
    assert languages.direction("tlh") == "auto"


@pytest.mark.parametrize("spoken", ["en", "tr"])
def test_every_language_that_is_offered_has_a_name(spoken):
    named = dict(languages.in_order(languages.OFFERED, Locale.parse(spoken)))

    assert all(name and name != tag for tag, name in named.items())


def test_a_language_without_a_name_is_called_by_its_tag():
    assert languages.called("tlh-x-dialect", Locale.parse("tr")) == "tlh-x-dialect"
