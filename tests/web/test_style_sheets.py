"""The style sheets know no left and right: what they say is true of either way of writing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

SHEETS = sorted((Path(__file__).parent.parent.parent / "static" / "css").glob("*.css"))

SIDED = re.compile(
    r"(?<![\w-])((margin|padding|border|scroll-margin|scroll-padding)-)?(left|right)(-\w+)*\s*:"
    r"|(?<![\w-])(float|clear|text-align|text-align-last|caption-side)\s*:\s*(left|right)\b"
    r"|(?<![\w-])border-(top|bottom)-(left|right)-radius\s*:"
)
FOUR_SIDES = re.compile(
    r"(?<![\w-])(margin|padding|inset|border-(?:width|style|color)|scroll-(?:margin|padding))"
    r"\s*:\s*([^;{}]+)"
)
OF_THE_PICTURE = {"var(--focus-y) auto auto var(--focus-x)"}
"""A place in a picture, which is not turned round."""


def rules(sheet: Path) -> str:
    """A sheet without its comments."""
    return re.sub(r"/\*.*?\*/", "", sheet.read_text("utf-8"), flags=re.DOTALL)


def parts(value: str) -> list[str]:
    """The values that a shorthand has; what stands in brackets is one."""
    return re.findall(r"(?:[^\s()]|\([^()]*(?:\([^()]*\)[^()]*)*\))+", value)


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_a_sheet_names_no_left_and_no_right(sheet):
    assert [found[0] for found in SIDED.finditer(rules(sheet))] == []


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_what_a_sheet_says_of_four_sides_at_once_is_the_same_left_and_right(sheet):
    shorthands = [(found[0], parts(found[2])) for found in FOUR_SIDES.finditer(rules(sheet))]

    assert [
        said
        for said, sides in shorthands
        if len(sides) == 4 and sides[1] != sides[3] and " ".join(sides) not in OF_THE_PICTURE
    ] == []


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_a_gradient_that_runs_to_one_side_has_its_like_to_the_other(sheet):
    runs = re.findall(r"\bto (left|right)\b", rules(sheet))

    assert runs.count("left") == runs.count("right")
