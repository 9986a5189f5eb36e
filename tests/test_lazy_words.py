"""Words that are said later are taken for markup by templates; so nobody's own words go into them.

``LazyString`` has ``__html__``: what is filled into one is shown as it is, tags and all. Numbers
and the program's own limits may go in; for a name, a title or an address there is ``gettext``.
"""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from flask_babel import LazyString, lazy_gettext

ROOT = Path(__file__).resolve().parent.parent
MODULES = sorted((ROOT / "blog").rglob("*.py"))
LATER = {"_l", "lazy_gettext", "lazy_ngettext", "_ln"}
COUNTED = {"format_decimal", "len", "min", "max"}

NUMBERS = {"count"}
"""Names that nothing but a number has."""


def filled_in(tree: ast.AST) -> list[ast.expr]:
    """What goes into words that are said later."""
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    later = [
        call for call in calls if _name(call.func) in LATER or _name(call.func) == "LazyString"
    ]
    return [
        value for call in later for value in [*call.args[1:], *(k.value for k in call.keywords)]
    ]


def is_ours(value: ast.expr) -> bool:
    """Whether it is a number or a limit that the program set: no person's words."""
    if isinstance(value, ast.Call):
        return _name(value.func) in COUNTED and all(map(is_ours, value.args))
    if isinstance(value, ast.BinOp):
        return is_ours(value.left) and is_ours(value.right)
    return isinstance(value, ast.Constant) or _name(value).isupper() or _name(value) in NUMBERS


def _name(node: ast.expr) -> str:
    return str(getattr(node, "id", getattr(node, "attr", "")))


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_only_numbers_and_limits_go_into_words_that_are_said_later(path):
    values = filled_in(ast.parse(path.read_text("utf-8")))

    assert [f"{value.lineno}: {ast.unparse(value)}" for value in values if not is_ours(value)] == []


def test_a_template_takes_words_that_are_said_later_for_markup(app):
    said = lazy_gettext("%(name)s is here", name="<b>Deniz</b>")

    assert isinstance(said, LazyString)
    assert "<b>" in app.jinja_env.from_string("{{ said }}").render(said=said)


@pytest.mark.parametrize(
    ("source", "is_found"),
    [
        ('_l("%(max)s", max=LIMIT)', False),
        ('_l("%(max)s", max=labels.NAME_MAX)', False),
        ('_l("%(max)s", max=format_decimal(LIMIT // 2))', False),
        ('_l("%(name)s", name=comment.name)', True),
        ('lazy_gettext("%(name)s", name=name)', True),
        ('_l("%(max)s", max=format_decimal(typed))', True),
        ("LazyString(lambda: name)", False),
        ('_l("%(words)s", **words)', True),
    ],
)
def test_the_check_finds_words_of_people(source, is_found):
    assert any(not is_ours(value) for value in filled_in(ast.parse(source))) is is_found
