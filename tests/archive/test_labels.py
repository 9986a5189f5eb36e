"""Finding articles by what they are about."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from blog.articles import labels
from blog.db import db
from blog.models.label import Label
from tests import pages


def headlines(page):
    main = pages.region(page, "main")
    return [pages.words(headline) for headline in pages.of_class(main, "headline")]


def test_a_label_has_a_page_of_everything_that_bears_it(client, make):
    make.article("Old match", labels="Spor", ago=timedelta(days=400))
    make.article("Rain", labels="Hava")
    make.article("Match", labels="Hava, Spor")
    make.article("Draft", labels="Spor", publish=False)
    make.article("Tomorrow", labels="Spor", ago=timedelta(days=-1))

    page = client.get("/label/spor")

    assert pages.words(pages.tree(page).find(".//h1")) == "Spor"
    assert headlines(page) == ["Match", "Old match"]


def test_a_label_may_have_a_slash(client, make):
    article = make.article("Derby", labels="Spor/Futbol")

    link = pages.of_class(pages.tree(client.get(article.url)), "p-category")[0]

    assert pages.words(link) == "Spor/Futbol"
    assert link.get("href") == "/label/spor/futbol"
    assert headlines(client.get(link.get("href"))) == ["Derby"]


def test_however_it_is_written_it_is_one_label_named_as_at_first(make):
    for typed in ("Işık", "IŞIK", "ışık", " isik ", "Işık, ışık"):
        make.article(labels=typed)

    assert [label.name for label in db.session.scalars(select(Label))] == ["Işık"]


@pytest.mark.parametrize("name", ["Spor", "spor", "SPOR"])
def test_spor_in_any_case_is_the_same_page(client, make, name):
    make.article("First", labels="Spor")
    make.article("Second", labels=name)

    assert headlines(client.get("/label/spor")) == ["Second", "First"]


def test_different_labels_of_one_spelling_have_pages_of_their_own(client, make):
    make.article("Language", labels="C")
    make.article("Other language", labels="C++")

    slugs = set(db.session.scalars(select(Label.slug)))

    assert slugs == {"c", "c-2"}
    assert headlines(client.get("/label/c-2")) == ["Other language"]


@pytest.mark.parametrize("name", ["2026", "日本", "🎉", "Ünlü & Güçlü", "100%", "a?b#c"])
def test_a_label_of_any_letters_can_be_followed(client, make, name):
    article = make.article("Found", labels=name)

    link = pages.of_class(pages.tree(client.get(article.url)), "p-category")[0]

    assert pages.words(link) == name
    assert headlines(client.get(link.get("href"))) == ["Found"]


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("", []),
        (" , ,, ", []),
        ("Spor, Hava", ["Spor", "Hava"]),
        ("Spor,spor,SPOR", ["Spor"]),
        ("  Deniz   kıyısı \n", ["Deniz kıyısı"]),
        ("a\u200bb\x00", ["ab"]),
    ],
)
def test_labels_are_parted_by_commas_and_each_counts_once(typed, names):
    assert labels.split(typed) == names


def test_the_labels_chosen_as_sections_stand_in_the_masthead_in_their_order(client, make):
    make.article(labels="Hava, Spor, Deniz")
    with db.writing():
        for position, name in enumerate(["Spor", "Deniz"]):
            db.session.scalar(select(Label).where(Label.name == name)).position = position

    sections = pages.of_class(pages.tree(client.get("/")), "sections")[0]

    assert [pages.words(link) for link in sections.iter("a")] == ["Spor", "Deniz"]
    assert pages.links(sections) == ["/label/spor", "/label/deniz"]


def test_a_label_that_nothing_bears_any_more_says_so(client, desk, make):
    article = make.article(labels="Spor")
    with db.writing():
        article.labels = []

    page = client.get("/label/spor")

    assert page.status_code == 200
    assert "There is nothing here yet." in page.text
