"""The owner sells the place above the masthead."""

from __future__ import annotations

import io
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from blog.db import db
from blog.models.site import Ad
from tests import pages

AD = "/owner/ad"


def place(desk, make, **typed):
    """Fill in the form with a picture and a link, and send it."""
    offered = pages.form(desk.get(AD), having="link")
    form = {
        **offered,
        "picture": (make.file(1456, 180), "bread.png"),
        "alt": "Fresh bread",
        "link": "https://bakery.example",
        **typed,
    }
    return desk.post(AD, data=form)


def placed():
    return db.session.scalar(select(Ad))


def test_the_owner_places_an_ad_with_a_picture_and_a_link(client, desk, make):
    answer = place(desk, make)

    shown = pages.region(client.get("/"), "ad-header")
    assert answer.status_code == 303
    assert pages.links(shown) == ["https://bakery.example"]
    assert shown.find(".//img").get("alt") == "Fresh bread"


def test_its_dates_are_those_of_the_sites_zone(desk, make):
    place(desk, make, starts_at="2026-03-01T10:00", ends_at="2026-03-02T10:00")

    assert placed().starts_at == datetime(2026, 3, 1, 7, 0, tzinfo=UTC)
    assert placed().ends_at == datetime(2026, 3, 2, 7, 0, tzinfo=UTC)
    form = pages.form(desk.get(AD), having="link")
    assert form["starts_at"] == "2026-03-01T10:00"
    assert form["ends_at"] == "2026-03-02T10:00"


def test_an_ad_whose_time_is_over_is_seen_by_the_owner_alone(client, desk, make):
    place(desk, make, ends_at="2020-01-01T00:00")

    assert "ad-header" not in pages.ids(client.get("/"))
    assert pages.of_class(pages.tree(desk.get(AD)), "lead-picture")


def test_the_picture_stays_when_only_the_link_changes(desk, make):
    place(desk, make)
    before = placed().picture_id

    answer = place(desk, make, picture=(io.BytesIO(), ""), link="https://florist.example")

    assert answer.status_code == 303
    assert placed().picture_id == before
    assert placed().link == "https://florist.example"


def test_a_form_without_a_file_field_leaves_the_picture_too(desk, make):
    place(desk, make)
    form = pages.form(desk.get(AD), having="link")

    answer = desk.post(AD, data={**form, "link": "https://florist.example"})

    assert answer.status_code == 303
    assert placed().picture.name == "bread.png"


def test_another_picture_takes_its_place(desk, make):
    place(desk, make)

    place(desk, make, picture=(make.file(1456, 180, "red"), "flowers.png"))

    assert placed().picture.name == "flowers.png"
    assert len(list(db.session.scalars(select(Ad)))) == 1


def test_an_ad_can_be_taken_away(client, desk, make):
    place(desk, make)

    desk.post(f"{AD}/removal")

    assert "ad-header" not in pages.ids(client.get("/"))
    assert desk.post(f"{AD}/removal").status_code == 404


@pytest.mark.parametrize(
    ("field", "mistake", "told"),
    [
        ("link", "", "Where should the ad lead?"),
        ("link", "javascript:alert(1)", "This is no web address."),
        ("alt", "x" * 301, "At most 300 characters"),
        ("starts_at", "soon", "Please write a date and time"),
        ("ends_at", "0001-01-01T00:00", "Please write a date and time"),
        ("ends_at", "2020-01-01T00:00", "An ad has to end after it begins."),
        ("picture", (io.BytesIO(), ""), "Please choose a picture."),
        ("picture", (io.BytesIO(b"none"), "a.png"), "not a picture"),
    ],
)
def test_a_mistake_is_told_and_costs_no_word(client, desk, make, field, mistake, told):
    typed = {"starts_at": "2020-01-02T00:00", "alt": 'Bread "& more"', field: mistake}

    answer = place(desk, make, **typed)

    given_back = pages.form(answer, having="link")
    assert answer.status_code == 422
    assert told in pages.words(pages.region(answer, f"{field}-error"))
    assert placed() is None
    for name in typed.keys() - {"picture"}:
        assert given_back[name] == typed[name]


def test_a_picture_is_not_asked_for_again_when_something_else_was_wrong(desk, make):
    refused = place(desk, make, link="")
    form = pages.form(refused, having="link")

    answer = desk.post(AD, data={**form, "link": "https://bakery.example"})

    assert refused.status_code == 422
    assert answer.status_code == 303
    assert placed().picture.name == "bread.png"


def test_a_link_may_be_as_long_as_those_of_ads_are(desk, make):
    link = "https://bakery.example/?" + "&".join(f"utm_{number}=x" for number in range(60))

    place(desk, make, link=link)

    assert placed().link == link


# -- the code of an ad network --


def test_the_owner_places_the_code_of_an_ad_network(client, desk, make):
    answer = paste(desk, code="<b>{Bread}</b>\r\n<script>x()</script>", box="300x250")

    frame = pages.region(client.get("/"), "ad-header").find(".//iframe")
    assert answer.status_code == 303
    assert (frame.get("width"), frame.get("height")) == ("300", "250")
    assert "<b>{Bread}</b>\n<script>x()</script>" in client.get("/ad/header").text
    assert pages.region(desk.get(AD), "ad-header").find(".//iframe") is not None


def test_what_the_other_kind_needs_is_kept_for_another_day(client, desk, make):
    place(desk, make)
    paste(desk, code="<b>Bread</b>")
    form = pages.form(desk.get(AD), having="link")

    desk.post(AD, data={**form, "kind": "picture"})

    shown = pages.region(client.get("/"), "ad-header")
    assert shown.find(".//img").get("alt") == "Fresh bread"
    assert pages.form(desk.get(AD), having="link")["code"].strip() == "<b>Bread</b>"


@pytest.mark.parametrize(
    ("field", "mistake", "told"),
    [
        ("code", " \n", "Please paste the code"),
        ("code", "x" * 20_001, "At most 20000 characters"),
        ("box", "9999x9999", "Not a valid choice"),
        ("kind", "film", "Not a valid choice"),
        ("link", "javascript:alert(1)", "This is no web address."),
    ],
)
def test_a_mistake_in_code_is_told_and_costs_no_word(desk, field, mistake, told):
    answer = paste(desk, **{"code": "<b>Bread</b>", field: mistake})

    assert answer.status_code == 422
    assert told in pages.words(pages.region(answer, f"{field}-error"))
    assert placed() is None
    if field not in {"box", "kind"}:
        assert pages.form(answer, having="link")[field].strip() == mistake.strip()


def paste(desk, **typed):
    """Choose code rather than a picture, and paste it."""
    return desk.post(AD, data={**pages.form(desk.get(AD), having="link"), "kind": "code", **typed})
