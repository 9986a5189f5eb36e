"""Whom to tell of a hole in the blog (RFC 9116), and what search consoles look for."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from blog.db import now
from tests import pages

SETTINGS = "/owner/settings"
PATH = "/.well-known/security.txt"


def change(desk, **typed):
    form = pages.form(desk.get(SETTINGS), having="time_zone")
    return desk.post(SETTINGS, data={**form, **typed})


@pytest.mark.parametrize(
    ("typed", "contact"),
    [
        ("ayse@example.org", "mailto:ayse@example.org"),
        ("mailto:ayse@example.org", "mailto:ayse@example.org"),
        (" https://example.org/holes ", "https://example.org/holes"),
    ],
)
def test_those_who_find_a_hole_learn_whom_to_tell(client, desk, typed, contact):
    change(desk, security_contact=typed)

    answer = client.get(PATH)
    said = dict(line.split(": ", 1) for line in answer.text.splitlines())

    assert answer.mimetype == "text/plain"
    assert said["Contact"] == contact
    assert said["Canonical"] == f"http://localhost{PATH}"
    expires = datetime.fromisoformat(said["Expires"])
    assert now() + timedelta(days=30) < expires < now() + timedelta(days=365)
    assert pages.form(desk.get(SETTINGS), having="time_zone")["security_contact"] == contact


def test_without_a_contact_there_is_no_such_page(client):
    assert client.get(PATH).status_code == 404


@pytest.mark.parametrize("typed", ["nobody", "javascript:alert(1)", "http://example.org", "a@b"])
def test_what_is_no_contact_is_refused_with_its_words(client, desk, typed):
    answer = change(desk, security_contact=typed)

    assert answer.status_code == 422
    assert pages.form(answer, having="time_zone")["security_contact"] == typed
    assert client.get(PATH).status_code == 404


def shown(client, name):
    return [
        one.get("content")
        for one in pages.tree(client.get("/")).iter("meta")
        if one.get("name") == name
    ]


@pytest.mark.parametrize(
    ("field", "name"),
    [
        ("google", "google-site-verification"),
        ("bing", "msvalidate.01"),
        ("yandex", "yandex-verification"),
        ("pinterest", "p:domain_verify"),
    ],
)
@pytest.mark.parametrize("form", ["{word}", '<meta name="{name}" content="{word}" />'])
def test_a_search_console_finds_its_word_in_the_front_page(client, desk, field, name, form):
    change(desk, **{f"verifications-{field}": form.format(name=name, word="aZ09_-=")})

    assert shown(client, name) == ["aZ09_-="]
    kept = pages.form(desk.get(SETTINGS), having="time_zone")
    assert kept[f"verifications-{field}"] == "aZ09_-="


@pytest.mark.parametrize(
    "typed",
    [
        '<script src="https://evil.example"></script>',
        '"><script>',
        "two words",
        "<meta>",
        "x" * 201,
    ],
)
def test_what_is_no_tag_is_refused_with_its_words(client, desk, typed):
    answer = change(desk, **{"verifications-google": typed})

    assert answer.status_code == 422
    assert pages.form(answer, having="time_zone")["verifications-google"] == typed
    assert shown(client, "google-site-verification") == []


def test_a_word_can_be_taken_away_again(client, desk):
    change(desk, **{"verifications-google": "word"})
    change(desk, **{"verifications-google": ""})

    assert shown(client, "google-site-verification") == []


def test_other_pages_have_none_of_it(client, desk, make):
    change(desk, **{"verifications-google": "word"})

    assert "google-site-verification" not in client.get(make.article().url).text
