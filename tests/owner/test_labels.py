"""The owner keeps the labels in order."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from blog.db import db
from blog.models.article import Kind
from blog.models.label import Label
from tests import counting, pages

LABELS = "/owner/labels"


def label(name: str) -> Label | None:
    return db.session.scalar(select(Label).where(Label.name == name))


def names() -> list[str]:
    return list(db.session.scalars(select(Label.name).order_by(Label.key)))


def listed(answer) -> dict[str, str]:
    """The names in the list, each with its number of articles."""
    rows = pages.of_class(pages.region(answer, "main"), "labels")[0].iter("li")
    told = [(pages.words(row.find("a")), pages.words(row.find("span"))) for row in rows]
    return {name: count.split()[0] for name, count in told}


def save(desk, called: str, **typed):
    """Type over what is known of a label."""
    at = f"{LABELS}/{label(called).id}"
    return desk.post(at, data={**pages.form(desk.get(at), having="description"), **typed})


def merge(desk, *chosen: str, into: str):
    """Tick these labels, press "merge", and write what they become."""
    ids = [label(name).id for name in chosen]
    asked = desk.get(f"{LABELS}/merging", query_string={"label": ids})
    assert pages.form(asked, having="name")
    return desk.post(f"{LABELS}/merging", data={"label": ids, "name": into})


def articles_at(client, path: str) -> set[str]:
    """The headlines on a label's page, whatever leads there."""
    answer = client.get(path)
    while answer.status_code == 301:
        answer = client.get(answer.location)
    found = pages.of_class(pages.tree(answer), "headline")
    return {pages.words(headline) for headline in found}


# -- the list --


def test_the_list_has_every_label_with_its_number_of_articles(desk, make):
    make.article(labels="Spor, Hava")
    make.article(labels="spor")
    make.article(labels="Deniz", publish=False)
    with db.writing():
        db.session.add(Label(name="Boş", key="bos", slug="bos"))

    assert listed(desk.get(LABELS)) == {"Boş": "0", "Hava": "1", "Spor": "2"}


def test_a_label_is_found_by_a_part_of_its_name_in_any_case(desk, make):
    make.article(labels="Işık ve gölge, Hava")

    assert [*listed(desk.get(f"{LABELS}?q=ISIK"))] == ["Işık ve gölge"]
    assert "No label is called so." in desk.get(f"{LABELS}?q=%25").text


def test_the_list_asks_the_database_no_more_often_when_it_is_long(desk):
    def count(path):
        with counting.queries() as asked:
            assert desk.get(path).status_code == 200
        return len(asked)

    with db.writing():
        db.session.add(Label(name="First", key="first", slug="first"))
    few = count(LABELS)
    with db.writing():
        db.session.add_all(Label(name=f"L{n}", key=f"l{n}", slug=f"l{n}") for n in range(2_000))

    assert count(LABELS) == few
    assert count(f"{LABELS}?page=21") == few


# -- describing --


def test_a_description_stands_on_the_labels_page_and_in_its_feeds(client, desk, make):
    make.article(labels="Spor")

    save(desk, "Spor", description="Maçlar, <b>skorlar</b>\r\nve yürüyüşler.")

    told = "Maçlar, <b>skorlar</b> ve yürüyüşler."
    page = client.get("/label/spor")
    assert told in pages.words(pages.region(page, "main"))
    assert pages.tree(page).find(".//meta[@name='description']").get("content") == told
    assert client.get("/label/spor/feed.json").get_json(force=True)["description"] == told
    for format in ("atom", "rss"):
        assert "Maçlar, &lt;b&gt;skorlar" in client.get(f"/label/spor/feed.{format}").text
    assert told not in client.get("/feed.json").text


# -- renaming --


def test_a_renamed_label_is_found_under_both_names(client, desk, make):
    make.article("Maç", labels="Futbol")

    answer = save(desk, "Futbol", name="Ayaktopu")

    assert answer.status_code == 303
    assert names() == ["Ayaktopu"]
    for path in ("/label/futbol", "/label/ayaktopu", "/search/label/Futbol"):
        assert articles_at(client, path) == {"Maç"}, path
    assert client.get("/label/futbol").status_code == 301


def test_another_spelling_of_the_same_name_moves_nothing(client, desk, make):
    make.article("Maç", labels="spor")

    save(desk, "spor", name="SPOR")

    assert names() == ["SPOR"]
    assert client.get("/label/spor").status_code == 200


def test_a_name_that_another_label_has_is_refused_and_merging_is_offered(desk, make):
    make.article(labels="Spor, Futbol")

    answer = save(desk, "Futbol", name="spor", description="Kept")

    offered = [link for link in pages.links(pages.region(answer, "main")) if "merging" in link]
    assert answer.status_code == 422
    assert pages.form(answer, having="description")["name"] == "spor"
    assert pages.form(answer, having="description")["description"] == "Kept"
    assert listed_in_merging(desk.get(offered[0])) == ["Futbol", "Spor"]
    assert names() == ["Futbol", "Spor"]


def listed_in_merging(answer) -> list[str]:
    entries = pages.of_class(pages.tree(answer), "entries")[0]
    return [pages.words(one).partition(":")[0] for one in entries.iter("li")]


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("", "Please give the label a name."),
        ("x" * 101, "At most 100 characters"),
        ("Spor, Hava", "A label can’t have a comma"),
    ],
)
def test_what_is_no_name_is_told_and_given_back(desk, make, typed, told):
    make.article(labels="Futbol")

    answer = save(desk, "Futbol", name=typed)

    assert answer.status_code == 422
    assert told in pages.words(pages.region(answer, "name-error"))
    assert pages.form(answer, having="description")["name"] == typed


def test_what_is_being_written_bears_the_new_name_too(desk, make):
    draft = make.article(labels="Hava, futbol, Futbolcular", publish=False)
    make.article(labels="Futbol")

    save(desk, "Futbol", name="Ayaktopu")

    assert draft.working.labels == "Hava, Ayaktopu, Futbolcular"


# -- merging --


def test_merged_labels_are_one_at_every_address_they_had(client, desk, make):
    make.article("Bir", labels="Futbol")
    make.article("İki", labels="Football, Futbol")
    make.article("Üç", labels="Soccer")
    make.article("Dört", labels="Hava")
    save(desk, "Soccer", name="Fussball")

    answer = merge(desk, "Futbol", "Football", "Fussball", into="Futbol")

    assert answer.status_code == 303
    assert names() == ["Futbol", "Hava"]
    assert listed(desk.get(LABELS)) == {"Futbol": "3", "Hava": "1"}
    old = ("futbol", "football", "soccer", "fussball")
    for path in (f"/{kind}/{name}" for kind in ("label", "search/label") for name in old):
        assert articles_at(client, path) == {"Bir", "İki", "Üç"}, path


def test_they_may_become_a_label_that_was_not_ticked(desk, make):
    make.article(labels="Futbol")
    make.article(labels="Spor")

    merge(desk, "Futbol", into="spor")

    assert listed(desk.get(LABELS)) == {"Spor": "2"}


def test_they_may_get_a_new_name(client, desk, make):
    make.article("Bir", labels="Futbol")
    make.article("İki", labels="Basketbol")

    merge(desk, "Futbol", "Basketbol", into="Toplar")

    assert listed(desk.get(LABELS)) == {"Toplar": "2"}
    assert articles_at(client, "/label/basketbol") == {"Bir", "İki"}
    assert articles_at(client, "/label/futbol") == {"Bir", "İki"}


def test_a_section_of_the_masthead_stays_one_in_the_first_of_its_places(client, desk, make):
    make.article(labels="Hava, Futbol, Spor, Deniz")
    with db.writing():
        for position, name in enumerate(["Futbol", "Hava", "Spor"]):
            label(name).position = position

    merge(desk, "Spor", "Deniz", "Futbol", into="Deniz")

    sections = pages.of_class(pages.tree(client.get("/")), "sections")[0]
    assert [pages.words(link) for link in sections.iter("a")] == ["Deniz", "Hava"]


def test_drafts_bear_the_label_that_is_left_once(desk, make):
    make.article(labels="Futbol, Spor")
    draft = make.article(labels="Futbol, Hava, spor", publish=False)

    merge(desk, "Futbol", "Spor", into="Spor")

    assert draft.working.labels == "Spor, Hava"


def test_one_label_alone_is_not_merged(desk, make):
    make.article(labels="Futbol")

    assert merge(desk, "Futbol", into="FUTBOL").status_code == 422
    assert merge(desk, "Futbol", into="New").status_code == 422
    assert names() == ["Futbol"]


@pytest.mark.parametrize("asked", ["", "label=x", "label=99", f"label={2**64}"])
def test_without_labels_there_is_nothing_to_merge(desk, asked):
    answer = desk.get(f"{LABELS}/merging?{asked}")

    assert (answer.status_code, answer.location) == (303, LABELS)


# -- deleting --


def test_an_unused_label_is_deleted_with_what_led_to_it(client, desk, make):
    article = make.article(labels="Spor")
    save(desk, "Spor", name="Sports")
    with db.writing():
        article.labels = []

    answer = desk.post(f"{LABELS}/{label('Sports').id}/removal")

    assert answer.status_code == 303
    assert names() == []
    assert client.get("/label/sports").status_code == 404
    assert client.get("/label/spor").status_code == 404


def test_a_label_that_an_article_bears_stays(desk, make):
    article = make.article(labels="Spor")

    answer = desk.post(f"{LABELS}/{label('Spor').id}/removal")

    assert answer.status_code == 409
    assert [one.name for one in article.labels] == ["Spor"]
    assert "removal" not in desk.get(f"{LABELS}/{label('Spor').id}").text


def test_a_page_bears_labels_like_an_article(desk, make):
    make.article(labels="Spor", kind=Kind.PAGE)

    assert listed(desk.get(LABELS)) == {"Spor": "1"}
