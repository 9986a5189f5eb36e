"""The house stands as docs/house.md says: imports one way, SQL and HTML in their places."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import meta, nodes

ROOT = Path(__file__).resolve().parent.parent
BLOG = ROOT / "blog"
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))

FLOORS = [
    {"bootstrap"},
    {"text"},
    {"db", "config"},
    {"instance", "models"},
    {"migrations"},
    {"addresses", "lettering", "pictures", "ratelimits"},
    {"housekeeping", "passkeys", "signin"},
    {"acts", "mail", "search", "visits"},
    {"web"},
    {"cards", "icons"},
    {"jsonld"},
    {"comments"},
    {"articles"},
    {"archive"},
    {"follow"},
    {"site"},
    {"transfer", "demo"},
    {"owner"},
    {"translate"},
    {"commands"},
]
"""The rooms from the ground up. A room knows those below it, and nothing of those above."""
HEIGHT = {room: height for height, floor in enumerate(FLOORS) for room in floor}

INSIDE = ["forms", "queries", "actions", "routes"]
"""Inside a room: who stands further right may know who stands further left."""


def modules() -> Iterator[tuple[Path, ast.Module]]:
    """Every module of the blog, parsed."""
    for path in sorted(BLOG.rglob("*.py")):
        if "versions" not in path.parts:
            yield path, ast.parse(path.read_text("utf-8"))


def imports(tree: ast.Module) -> Iterator[list[str]]:
    """The names that a module takes from the blog, as parts: ``blog.web.frame``, ``blog.db``."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "blog":
            for alias in node.names:
                yield [*node.module.split("."), alias.name]
        elif isinstance(node, ast.Import):
            yield from (a.name.split(".") for a in node.names if a.name.startswith("blog."))


def test_every_room_has_its_floor():
    rooms = {path.stem for path in BLOG.iterdir() if path.suffix == ".py" or path.is_dir()}

    assert rooms - {"__init__", "__pycache__", "translations"} <= HEIGHT.keys()


def test_imports_run_one_way_from_the_ground_up():
    for path, tree in modules():
        room = path.relative_to(BLOG).parts[0].removesuffix(".py")
        if room == "__init__":
            continue
        for _, known, *_ in imports(tree):
            assert known == room or HEIGHT[known] < HEIGHT[room], f"{path} imports {known}"


def test_inside_a_room_nobody_knows_who_stands_after_him():
    for path, tree in modules():
        if path.stem not in INSIDE:
            continue
        own = list(path.relative_to(ROOT).parts[:-1])
        for parts in imports(tree):
            if parts[: len(own)] == own and parts[-1] in INSIDE:
                assert INSIDE.index(parts[-1]) < INSIDE.index(path.stem), f"{path}: {parts[-1]}"


def test_routes_write_no_queries():
    sql = {"select", "insert", "update", "delete", "text", "func"}
    desks = {
        *("routes", "ads", "articles", "comments", "door", "labelling", "library", "moving"),
        *("pasting", "previewing", "revisions", "security", "settings", "working_copies"),
        *("log",),
        *("life", "listing", "pages", "redirects"),
        *("blocked", "reporting"),
    }
    for path, tree in modules():
        if path.stem not in desks or path.parent.name == "models":
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and node.module == "sqlalchemy":
                taken = {alias.name for alias in node.names}
                assert not taken & sql, f"{path} writes SQL"


def test_only_one_module_says_what_is_safe_html():
    for path, tree in modules():
        names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
        if path != BLOG / "text" / "html.py":
            assert not names & {"Markup", "bleach"}, path


def test_a_package_opens_with_one_sentence():
    for package in BLOG.rglob("__init__.py"):
        if package.parent.name in {"models", "migrations"}:
            continue
        assert len(ast.parse(package.read_text("utf-8")).body) == 1, package


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_template_marks_nothing_as_safe_and_runs_nothing_inline(path):
    source = re.sub(r"\{#.*?#\}", "", path.read_text("utf-8"), flags=re.DOTALL)

    assert not re.search(r"\|\s*safe\b(?!_)", source)
    data = '<script type="application/ld+json">{{ data }}</script>'
    assert not re.search(r"<script(?![^>]*\ssrc=)", source.replace(data, ""))
    assert not re.search(r"\s(style|on[a-z]+)=", source)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_in_a_template_names_an_endpoint_that_is_there(app: Flask, path):
    tree = app.jinja_env.parse(path.read_text("utf-8"))
    for call in tree.find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name == "url_for":
            name = call.args[0]
            if isinstance(name, nodes.Const):
                assert name.value in app.view_functions, name.value


def test_every_template_can_be_read_by_the_app(app: Flask):
    for path in TEMPLATES:
        assert app.jinja_env.get_template(path.relative_to(ROOT / "templates").as_posix())


def test_a_macro_that_is_remembered_by_its_values_sees_nothing_else(app: Flask):
    found = [
        (template, call.args[0].name)
        for template, tree in trees(app).items()
        for call in tree.find_all(nodes.Call)
        if isinstance(call.node, nodes.Name) and call.node.name == "recalled"
    ]

    assert found
    for template, name in found:
        seen, filters = seen_by(app, template, name)
        assert seen <= THE_SAME_FOR_ALL, f"{name} in {template}"
        assert filters <= OF_VALUES, f"{name} in {template}"


THE_SAME_FOR_ALL = {"_", "ngettext", "url_for", "blank_comment", "dict"}
"""What templates know that depends on no request, but on the language and where the blog is."""
OF_VALUES = {
    *("iso", "moment", "date", "time", "safe_html", "placeholder", "crop"),
    *("trim", "join", "length", "select", "xmlattr"),
}
"""Filters of which that is true as well."""


@cache
def trees(app: Flask) -> dict[str, nodes.Template]:
    """Every template, parsed."""
    names = [path.relative_to(ROOT / "templates").as_posix() for path in TEMPLATES]
    return {
        name: app.jinja_env.parse(path.read_text("utf-8"), name)
        for name, path in zip(names, TEMPLATES, strict=True)
    }


def seen_by(app: Flask, template: str, name: str) -> tuple[set[str], set[str]]:
    """The names that a macro takes from around it and the filters that it uses, with those of the
    macros that it calls; ``template`` is where it is written, or imported."""
    tree = trees(app)[template]
    for brought in tree.find_all(nodes.FromImport):
        if name in brought.names:
            assert not brought.with_context, f"{template} imports {name} with what it knows"
            return seen_by(app, brought.template.value, name)
    macro = next(one for one in tree.find_all(nodes.Macro) if one.name == name)
    names = meta.find_undeclared_variables(
        nodes.Template([macro], lineno=1).set_environment(app.jinja_env)
    )
    filters = {one.name for one in macro.find_all(nodes.Filter)}
    others = {one.name for one in tree.find_all(nodes.Macro)}
    for brought in tree.find_all(nodes.FromImport):
        others.update(brought.names)
    for other in names & others:
        more, more_filters = seen_by(app, template, other)
        names, filters = names | more, filters | more_filters
    return names - others, filters


def test_no_file_names_a_registry_or_a_secret():
    for lock in ROOT.glob("requirements*.txt"):
        assert "://" not in lock.read_text("utf-8")
    for path, _ in modules():
        assert not re.search(r"SECRET_KEY\s*=\s*[\"']", path.read_text("utf-8")), path
