"""What changed between two texts, word by word, and how soon that is known."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blog.text import changes
from blog.text.changes import Kind

SHORT = st.text("ab \n", max_size=30)


def runs(before: str, after: str) -> list[tuple[str, str]]:
    return [(change.kind.value, change.text) for change in changes.compare(before, after)]


def test_a_word_that_was_replaced_went_and_another_came():
    assert runs("It sails at nine.\nOn time.", "It sails at ten.\nOn time.") == [
        ("same", "It sails at "),
        ("gone", "nine."),
        ("new", "ten."),
        ("same", "\nOn time."),
    ]


def test_a_paragraph_that_came_in_between_is_all_that_is_new():
    assert runs("One.\n\nThree.", "One.\n\nTwo.\n\nThree.") == [
        ("same", "One.\n\n"),
        ("new", "Two.\n\n"),
        ("same", "Three."),
    ]


def test_of_what_stayed_as_it_was_there_are_only_the_words_around():
    long = " ".join(str(number) for number in range(300))

    found = changes.compare(f"{long} old {long}", f"{long} new {long}")

    assert [change.kind for change in found] == [
        *(Kind.SKIPPED, Kind.SAME),
        *(Kind.GONE, Kind.NEW),
        *(Kind.SAME, Kind.SKIPPED),
    ]
    assert found[0].words == 300 - changes.CONTEXT


@given(SHORT, SHORT)
def test_what_stayed_and_what_went_is_the_text_before_and_what_came_the_one_after(before, after):
    found = changes.compare(before, after)

    assert "".join(one.text for one in found if one.kind is not Kind.NEW) == before
    assert "".join(one.text for one in found if one.kind is not Kind.GONE) == after


@given(SHORT)
def test_a_text_has_no_changes_to_itself(text):
    assert {change.kind for change in changes.compare(text, text)} <= {Kind.SAME}
    assert changes.count(text, text) == (0, 0)
    assert changes.taken_away(text, text) == 0


def test_words_that_moved_neither_came_nor_went():
    assert changes.count("first second\nthird", "third\nfirst second") == (0, 0)
    assert changes.count("one two", "two three four") == (2, 1)


@pytest.mark.parametrize(
    ("before", "after", "count"),
    [
        ("abc", "abcdef", 0),
        ("abcdef", "abc", 3),
        ("abcdef", "", 6),
        ("abcdef", "abxyef", 2),
        ("aaaa", "aa", 2),
    ],
)
def test_how_much_was_taken_away_is_counted_from_the_first_change_to_the_last(before, after, count):
    assert changes.taken_away(before, after) == count


def prose(words: int, seed: int) -> str:
    chance = random.Random(seed)
    some = [f"word{chance.randrange(3_000)}" for _ in range(words)]
    return "\n\n".join(" ".join(some[n : n + 60]) for n in range(0, words, 60))


def pairs_compared(monkeypatch, before: str, after: str) -> int:
    """How many pairs of words or lines difflib is given to compare."""
    given, matcher = [], changes.SequenceMatcher

    def spy(junk, one, other):
        given.append(len(one) * len(other))
        return matcher(junk, one, other)

    monkeypatch.setattr(changes, "SequenceMatcher", spy)
    changes.compare(before, after)
    return sum(given)


def test_one_change_in_two_megabytes_is_found_among_a_few_words(monkeypatch):
    text = prose(250_000, 1)
    middle = text.index(" ", len(text) // 2)

    assert pairs_compared(monkeypatch, text, f"{text[:middle]} changed{text[middle:]}") < 10_000


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (prose(250_000, 1), prose(250_000, 2)),
        (" ".join(["word"] * 300_000), " ".join(["other"] * 300_000)),
        ("\n".join(["a b"] * 500_000), "\n".join(["b a"] * 500_000)),
        ("", prose(250_000, 1)),
    ],
)
def test_two_texts_of_two_megabytes_that_share_nothing_are_gone_and_new_as_a_whole(
    monkeypatch, before, after
):
    bound = changes.WORK + changes.LINES**2

    assert pairs_compared(monkeypatch, before, after) <= bound
