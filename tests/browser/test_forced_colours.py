"""With the system's few colours and no backgrounds, as people with weak eyes have them."""

from __future__ import annotations

EDGELESS = """() => [...document.querySelectorAll("input, select, textarea, main button")]
    .filter(field => field.checkVisibility({visibilityProperty: true}))
    .filter(field => !/hidden|radio|checkbox|color/.test(field.type) && !field.closest(".trap"))
    .filter(field => !parseFloat(getComputedStyle(field).borderBlockEndWidth))
    .map(field => field.outerHTML)"""
"""What one could not find: a field that is told from the page by its background alone."""


def test_a_field_has_an_edge_where_there_are_no_backgrounds(open_page, make):
    make.article()
    page = open_page("about:blank", forced_colors="active")

    for path in ("/", "/search", "/comments/on/1", "/login", "/nowhere"):
        page.goto(path)

        assert page.evaluate(EDGELESS) == [], path
