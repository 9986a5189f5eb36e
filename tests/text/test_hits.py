"""Words that were looked for, marked where they stand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blog.text import hits, html
from blog.text.questions import read


def marked(text, typed):
    return str(html.marked(hits.marked(text, read(typed).phrases)))


@pytest.mark.parametrize(
    ("text", "typed", "shown"),
    [
        ("Işık ve IŞIK", "isik", "<mark>Işık</mark> ve <mark>IŞIK</mark>"),
        ("Işıklar söndü", "ışık", "Işıklar söndü"),
        ("Işıklar söndü", "ışık*", "<mark>Işıklar</mark> söndü"),
        ("İstanbul’da kar", "istanbul", "<mark>İstanbul</mark>’da kar"),
        ("ada vapuru, vapur", '"ada vapuru"', "<mark>ada vapuru</mark>, vapur"),
        ("ada ada vapuru", '"ada vapuru"', "ada <mark>ada vapuru</mark>"),
        ("vapur ada", '"ada vapur"', "vapur ada"),
        ("Apple™ & <b>", "apple", "<mark>Apple</mark>™ &amp; &lt;b&gt;"),
        ("<script>alert(1)</script>", "script", None),
        ("I\u0307STANBUL", "istanbul", "<mark>I\u0307STANBUL</mark>"),
        ("a\x02b\x03c", "x", "a<mark>b</mark>c"),
        ("nothing here", "", "nothing here"),
    ],
)
def test_what_is_marked_are_the_words_as_they_are_written(text, typed, shown):
    if shown is None:
        assert "<script" not in marked(text, typed)
    else:
        assert marked(text, typed) == shown


def test_an_excerpt_shows_the_place_that_has_most_of_what_was_looked_for():
    text = "Vapur. " + "Uzun bir cümle. " * 60 + "Ada vapuru durdu. " + "Başka sözler. " * 60

    shown = hits.excerpt(text, read("vapuru ada durdu vapur").phrases)

    assert "\x02Ada\x03 \x02vapuru\x03 \x02durdu\x03" in shown
    assert shown.startswith("… ")
    assert shown.endswith(" …")
    assert len(shown) < 2 * hits.LENGTH


def test_an_excerpt_without_a_hit_is_the_beginning():
    assert hits.excerpt("Kısa bir söz.", read("vapur").phrases) == "Kısa bir söz."


@given(st.text(max_size=2_000), st.text(max_size=20))
def test_an_excerpt_is_made_of_the_text_alone(text, typed):
    line = " ".join(text.replace("\x02", "").replace("\x03", "").split())

    shown = hits.excerpt(line, read(typed).phrases)

    bare = shown.replace("\x02", "").replace("\x03", "").removeprefix("… ").removesuffix(" …")
    assert bare.rstrip("…").strip() in line
    assert shown.count("\x02") == shown.count("\x03")
