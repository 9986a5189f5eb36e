"""Whatever can be said of an old blog that moves in, there are words for it."""

from __future__ import annotations

import pytest

from blog import pictures
from blog.models.moving import EntryKind, Outcome, Way, Whereabouts
from blog.owner import moving_words as words
from blog.transfer import fetching, reports
from blog.transfer.found import Note, NotReadable, Reason, Setting, Standing, State, Why
from blog.transfer.readers.formats import Format
from blog.transfer.undoing import Hold

WRITTEN = (EntryKind.ARTICLE, EntryKind.PAGE)


@pytest.mark.parametrize(
    ("known", "values"),
    [
        (words.KINDS, EntryKind),
        (words.GROUPS, EntryKind),
        (words.OUTCOMES, Outcome),
        (words.WAYS, Way),
        (words.REASONS, Reason),
        (words.NOTES, Note),
        (words.WHEREABOUTS, Whereabouts),
        (words.HOLDS, Hold),
        (words.FORMATS, Format),
        (words.WHYS, Why),
        (words.SETTINGS, Setting),
        (words.PICTURES, [reason.value for reason in pictures.Reason]),
        (words.PICTURES, fetching.Reason),
        (words.STATES, [(kind, state) for kind in WRITTEN for state in State]),
        (words.STATES, [(EntryKind.COMMENT, standing) for standing in Standing]),
    ],
)
def test_every_value_has_its_words(known, values):
    assert [value for value in values if value not in known] == []


def test_what_stays_out_without_a_reason_has_words_too():
    without = {*reports.STAYS_OUT, Outcome.KEPT} - {Outcome.LEFT_OUT}

    assert without == words.STAYS_OUT.keys()


@pytest.mark.parametrize("why", Why)
def test_why_a_file_can_not_be_read_is_told_with_what_to_do(app, why):
    said = words.explanation(NotReadable(why, "takeout.zip", detail="anything"))

    assert said.startswith("takeout.zip: ")
    assert "Please" in said


def test_a_damaged_album_is_told_as_that(app):
    assert str(words.about_picture(Why.DAMAGED)) == "Its file in the album is damaged."


@pytest.mark.parametrize(
    ("code", "name"),
    [("tr", "Turkish"), ("en_GB", "English"), ("pt-BR", "Portuguese"), ("x!", "x!")],
)
def test_a_language_is_called_by_its_name(app, code, name):
    assert words.language(code) == name


@pytest.mark.parametrize(
    ("size", "said"), [(0, "0.1"), (38_040_000, "38"), (1_234_500_000, "1,234.5")]
)
def test_a_size_is_told_in_megabytes(app, size, said):
    assert words.megabytes(size) == said
