"""The list of articles: what it says of each, how one finds them, and many changed at once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from blog.articles import actions as life
from blog.articles import bin as waste
from blog.db import db
from blog.models.article import Article, Kind, State
from blog.owner import listing
from tests import pages
from tests.counting import queries
from tests.owner.working import articles, edit, press

LIST = "/owner/articles"
NEVER = datetime.min.replace(tzinfo=UTC)


def titles(desk, **asked) -> list[str]:
    """The titles in the list, from top to bottom."""
    main = pages.region(desk.get(LIST, query_string=asked), "main")
    return [pages.words(cell) for cell in pages.of_class(main, "tick")]


def change(desk, act: str, *chosen: Article, **typed):
    """Tick articles and press a button; what is said on the page that one comes to."""
    ids = [article.id for article in chosen]
    return said(desk, desk.post(f"{LIST}/selection", data={"act": act, "article": ids, **typed}))


def said(desk, answer) -> str:
    page = desk.get(answer.location)
    return pages.words(pages.of_class(pages.region(page, "main"), "messages")[0])


def undo(desk) -> str:
    """Press "Undo that", as the page offers it."""
    form = next(
        form for form in pages.tree(desk.get(LIST)).iter("form") if "Undo that" in pages.words(form)
    )
    data = {"article": []}
    for control in form.iter("input"):
        if control.get("name") == "article":
            data["article"].append(control.get("value"))
        elif control.get("name") != "csrf_token":
            data[control.get("name")] = control.get("value")
    data["act"] = next(form.iter("button")).get("value")
    return said(desk, desk.post(form.get("action"), data=data))


@pytest.fixture
def of_each(make):
    """An article in each state."""
    withdrawn = make.article("Withdrawn")
    binned = make.article("Binned")
    with db.writing():
        life.withdraw(withdrawn)
        waste.put_in(binned)
    return {
        State.DRAFT: make.article("Draft", publish=False),
        State.SCHEDULED: make.article("Scheduled", ago=-timedelta(days=1)),
        State.PUBLISHED: make.article("Published"),
        State.WITHDRAWN: withdrawn,
        State.BINNED: binned,
    }


def test_a_line_says_where_an_article_is_in_its_life(desk, make):
    article = make.article("Ferries", labels="Deniz", publish_at=datetime(2026, 11, 2, tzinfo=UTC))
    make.comment(article)
    press(desk, "keep", edit(article), labels="Deniz, Kent")

    row = next(pages.region(desk.get(LIST), "main").iter("tbody"))

    assert pages.words(row) == (
        "Ferries Published, with changes not yet published 2 November 2026, 03:00 Deniz, Kent 1"
    )


@pytest.mark.parametrize("state", [state for state in State if state is not State.BINNED])
def test_the_list_shows_one_state_where_that_is_asked_for(desk, of_each, state):
    assert titles(desk, state=state) == [state.capitalize()]


def test_pages_and_what_is_in_the_bin_are_elsewhere(desk, make, of_each):
    make.article("A page", kind=Kind.PAGE)

    assert sorted(titles(desk)) == ["Draft", "Published", "Scheduled", "Withdrawn"]
    assert titles(desk, state=State.BINNED) == []


def test_the_list_says_how_many_there_are_of_each_state(desk, of_each):
    filters = pages.of_class(pages.region(desk.get(LIST), "main"), "filters")[0]

    assert pages.words(filters) == (
        "All (4) Drafts (1) Scheduled (1) Published (1) Withdrawn (1) Bin (1)"
    )


@pytest.mark.parametrize(
    "words",
    ["işçi", "ISCI", "İŞÇİ", "isci", "IŞÇI", "yürü isçi", "vapur İSK", "[x]", "*", "100%", "?"],
)
def test_an_article_is_found_by_words_in_its_title_or_text_however_they_are_written(
    desk, make, words
):
    make.article("İşçiler yürüdü", body="Vapur iskeleden kalktı. [x]* 100%?")
    make.article("Another", body="Nothing of that.")

    assert titles(desk, q=words) == ["İşçiler yürüdü"]


@pytest.mark.parametrize("words", ["nowhere", "işçi nowhere", "_", "^", "]"])
def test_what_is_nowhere_is_not_found(desk, make, words):
    make.article("İşçiler yürüdü", body="Vapur iskeleden kalktı.")

    page = desk.get(LIST, query_string={"q": words})

    assert titles(desk, q=words) == []
    assert "No article is like that." in page.text


def test_words_that_are_being_written_are_found(desk, make):
    press(desk, "keep", title="Draft", body="The lighthouse.")

    assert titles(desk, q="lighthouse") == ["Draft"]


def test_articles_are_found_by_label_and_year(desk, make):
    make.article("Old", labels="Deniz", publish_at=datetime(2019, 12, 31, 22, tzinfo=UTC))
    make.article("New", labels="Deniz")
    make.article("Other", labels="Kent")
    make.article("Draft", labels="deniz", publish=False)

    assert titles(desk, label="deniz") == ["Draft", "New", "Old"]
    assert titles(desk, label="deniz", year="2020") == ["Old"]
    assert titles(desk, year="2019") == []


def test_a_draft_is_of_no_year_and_stands_before_the_last_one(desk, make):
    make.article("Draft", publish=False)
    make.article("Last", publish_at=datetime(9999, 12, 30, tzinfo=UTC))

    assert titles(desk) == ["Draft", "Last"]
    assert titles(desk, year="9999") == ["Last"]


@pytest.mark.parametrize(
    "asked", [{"state": "x"}, {"year": "x"}, {"year": "²⁰²⁰"}, {"label": "x"}, {"page": "99"}]
)
def test_what_makes_no_sense_is_not_asked_for(desk, make, asked):
    make.article()

    assert desk.get(LIST, query_string=asked).status_code == 200


def test_the_pages_of_a_list_keep_what_was_asked_for(desk, make):
    for number in range(51):
        make.article(f"Ferry {number}", publish=False)

    page = desk.get(LIST, query_string={"q": "ferry", "state": "draft"})

    turn = pages.of_class(pages.region(page, "main"), "turn")[0]
    assert pages.links(turn) == ["/owner/articles?page=2&q=ferry&state=draft"]
    assert titles(desk, q="ferry", state="draft", page="2") == ["Ferry 0"]


@pytest.fixture
def library(desk, make):
    """Articles of a year in every state, two of an hour; some bear a label, some shall."""
    for number in range(24):
        is_draft = number % 6 == 5
        labels = ("Sea", "Sea, Land", "Land")[number % 3]
        ago = timedelta(days=30 * (number // 2 - 2))
        made = make.article(f"News {number:02}", labels=labels, publish=not is_draft, ago=ago)
        if number % 4 == 0:
            press(desk, "keep", edit(made), labels="Seaside")
        with db.writing():
            if number % 4 == 3 and not is_draft:
                life.withdraw(made)
            if number % 7 == 6:
                waste.put_in(made)
    return sorted(articles(), key=_age)


def test_the_pages_of_a_list_have_every_article_once_and_in_order(desk, library, monkeypatch):
    """However they fall on its pages."""
    monkeypatch.setattr(listing, "PER_PAGE", 3)
    last_year = library[0].month // 100
    for state, label, year in product([None, *State], [None, "sea"], [None, last_year]):
        wanted = [
            (one.working or one).title
            for one in reversed(library)
            if one.state is not State.BINNED
            and state in {None, one.state}
            and (not label or "sea" in _labels(one))
            and (not year or (one.month or 0) // 100 == year)
        ]
        asked = {"state": state, "label": label, "year": year}

        read = [titles(desk, **asked, page=page) for page in range(1, len(wanted) // 3 + 2)]

        assert [title for page in read for title in page] == wanted, asked
        assert all(len(page) == 3 for page in read[:-1]), asked


def _age(article: Article) -> tuple[bool, datetime, int]:
    return article.published_at is None, article.published_at or NEVER, article.id


def _labels(article: Article) -> str:
    """What it bears, and what is typed."""
    borne = ",".join(label.key for label in article.labels)
    return f"{borne},{article.working.labels if article.working else ''}".lower()


def test_a_long_list_asks_the_database_no_more_often_than_a_short_one(desk, make):
    make.article(labels="Deniz")
    desk.get(LIST)
    with queries() as few:
        desk.get(LIST, query_string={"q": "title"})
    for number in range(20):
        press(desk, "keep", edit(make.article(labels=f"Deniz, Kent {number}")), body="Newer.")

    with queries() as many:
        desk.get(LIST, query_string={"q": "title"})

    assert len(many) == len(few)


# -- many at once --


def test_drafts_are_published_at_once_but_for_those_without_a_title(client, desk, make):
    good = make.article("Ferries", body="Of **today**.", publish=False)
    untitled = make.article("", publish=False)
    public = make.article()

    told = change(desk, "publish", good, untitled, public)

    assert "1 article published." in told
    assert "2 articles stayed as they were: they have no title yet" in told
    assert "<strong>today</strong>" in client.get(good.path).text
    assert untitled.state is State.DRAFT


def test_a_text_with_far_too_many_tags_stays_a_draft(desk, make):
    article = make.article(body="<b>" * 100_000, publish=False)

    assert "0 articles published." in change(desk, "publish", article)
    assert article.state is State.DRAFT


def test_articles_are_withdrawn_at_once_and_that_is_taken_back(client, desk, of_each):
    told = change(desk, "withdraw", *of_each.values())
    assert "2 articles withdrawn." in told
    assert "3 articles stayed as they were." in told
    assert client.get(of_each[State.PUBLISHED].path).status_code == 410

    assert "2 articles are back." in undo_after(desk, "withdraw", of_each)


def undo_after(desk, act: str, of_each) -> str:
    """Do it once more where it makes sense, without looking at the page, and take it back."""
    with db.writing():
        for state in (State.PUBLISHED, State.SCHEDULED):
            life.bring_back(of_each[state])
    ids = [article.id for article in of_each.values()]
    desk.post(f"{LIST}/selection", data={"act": act, "article": ids})
    return undo(desk)


def test_articles_are_put_into_the_bin_at_once_and_that_is_taken_back(desk, of_each):
    kept = [article for state, article in of_each.items() if state is not State.BINNED]
    ids = [article.id for article in of_each.values()]

    desk.post(f"{LIST}/selection", data={"act": "bin", "article": ids})
    assert {article.state for article in kept} == {State.BINNED}

    assert "4 articles are out of the bin." in undo(desk)
    assert [article.state for article in kept] == [
        state for state in of_each if state is not State.BINNED
    ]
    assert of_each[State.BINNED].state is State.BINNED


def test_articles_get_a_label_at_once_and_lose_it_again(client, desk, make):
    has_it, public = make.article(labels="Deniz"), make.article(labels="Kent")
    draft = make.article(labels="Kent", publish=False)
    every = [has_it.id, public.id, draft.id]

    desk.post(f"{LIST}/selection", data={"act": "label", "labels": "deniz", "article": every})

    assert [label.name for label in public.labels] == ["Deniz", "Kent"]
    assert draft.working.labels == "Kent, deniz"
    assert client.get("/label/deniz").text.count("A title") >= 2

    assert "The label is off 2 articles." in undo(desk)
    assert [label.name for label in has_it.labels] == ["Deniz"]
    assert [label.name for label in public.labels] == ["Kent"]
    assert draft.working.labels == "Kent"


def test_a_window_that_is_open_is_told_that_the_labels_are_others_now(desk, make):
    article = make.article()
    version = article.version

    change(desk, "label", article, labels="Deniz")

    assert article.version == version + 1


@pytest.mark.parametrize("line", ["", " , ", "x" * 101])
def test_a_line_without_a_label_labels_nothing(desk, make, line):
    article = make.article()

    assert "Please write a label" in change(desk, "label", article, labels=line)
    assert article.labels == []


def test_without_a_tick_nothing_is_changed(desk, make):
    make.article()

    assert "Nothing was ticked" in change(desk, "bin")
    assert articles()[0].state is State.PUBLISHED


@pytest.mark.parametrize("act", ["", "destroy", "x"])
def test_only_what_is_offered_is_done(desk, make, act):
    data = {"act": act, "article": make.article().id}

    assert desk.post(f"{LIST}/selection", data=data).status_code == 400


def test_numbers_that_no_article_has_are_left_out(desk, make):
    article = make.article()
    ids = [str(article.id), "999", "x", "9" * 30]

    answer = desk.post(f"{LIST}/selection", data={"act": "bin", "article": ids})

    assert "1 article is in the bin." in said(desk, answer)


def test_one_comes_back_to_the_list_as_it_was(desk, make):
    answer = desk.post(
        f"{LIST}/selection?q=x&state=draft&page=2",
        data={"act": "bin", "article": make.article().id},
    )

    assert answer.location == "/owner/articles?q=x&state=draft&page=2"
