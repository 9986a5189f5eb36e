"""The names under which the blog answers."""

from __future__ import annotations

import shutil

import pytest

import app as blog_app
from blog.db import db
from tests import pages
from tests.conftest import Visitor

FOREIGN = ["evil.example", "localhost.evil.example", "evil.example:80", "127.0.0.2", "10.0.0.1"]
MALFORMED = ["", "a b", "[", "]", "[::1", "a/b", "localhost@evil", "localhost:x", "é", "a,b", "%00"]
LOOPBACK = [
    "localhost",
    "LocalHost:8000",
    "localhost:5001",
    "127.0.0.1",
    "127.0.0.1:8000",
    "[::1]",
    "[::1]:8000",
]


@pytest.fixture
def at(site):
    """Let the blog live at this address."""

    def settle(url: str) -> None:
        with db.writing():
            site.url = url

    return settle


def ask(client, host: str, path: str = "/", **how):
    return client.get(path, headers={"Host": host}, **how)


@pytest.mark.parametrize("host", LOOPBACK)
def test_the_owners_own_machine_is_always_answered(client, at, host):
    at("https://gunebakan.example")

    assert ask(client, host).status_code == 200


@pytest.mark.parametrize("host", FOREIGN)
def test_a_foreign_name_is_refused_in_the_blogs_frame_and_not_repeated(client, at, host):
    at("https://gunebakan.example")

    answer = ask(client, host)

    assert answer.status_code == 400
    assert pages.region(answer, "archive") is not None
    assert host not in answer.text


@pytest.mark.parametrize("host", MALFORMED)
def test_what_is_no_name_at_all_is_refused_in_the_blogs_frame(client, at, host):
    at("https://gunebakan.example")

    answer = ask(client, host)

    assert answer.status_code == 400
    assert pages.region(answer, "archive") is not None


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://gunebakan.example", "gunebakan.example"),
        ("https://gunebakan.example", "GUNEBAKAN.example"),
        ("https://Gunebakan.Example", "gunebakan.example"),
        ("https://gunebakan.example:443", "gunebakan.example"),
        ("http://gunebakan.example:80", "gunebakan.example"),
        ("http://gunebakan.example:8080", "gunebakan.example:8080"),
        ("https://günebakan.example", "xn--gnebakan-65a.example"),
    ],
)
def test_the_chosen_name_is_answered_as_browsers_send_it(client, at, url, host):
    at(url)

    assert ask(client, host).status_code == 200


@pytest.mark.parametrize(
    ("chosen", "other"),
    [
        ("gunebakan.example", "www.gunebakan.example"),
        ("www.gunebakan.example", "gunebakan.example"),
    ],
)
@pytest.mark.parametrize("asked", ["/", "/2026/11/a.html?page=2&q=%C4%B1", "/a%3Fb%25c/%C4%B1?x=1"])
def test_the_other_name_leads_to_the_chosen_one_keeping_path_and_query(
    client, at, chosen, other, asked
):
    at(f"https://{chosen}")

    answer = ask(client, other, asked)

    assert (answer.status_code, answer.location) == (301, f"https://{chosen}{asked}")


def test_what_is_no_path_is_none_under_the_other_name_either(client, at):
    at("https://gunebakan.example")

    answer = ask(
        client, "www.gunebakan.example", environ_overrides={"PATH_INFO": "//evil.example/x"}
    )

    assert answer.location == "https://gunebakan.example/evil.example/x"


def test_the_setting_wins_over_what_the_owner_entered(furnished, tmp_path):
    shutil.copytree(furnished, tmp_path / "instance")
    app = blog_app.create_app(
        INSTANCE=tmp_path / "instance", BROADSHEET_URL="https://setting.example"
    )
    app.test_client_class = Visitor
    with app.test_request_context():
        client = app.test_client()

        assert ask(client, "setting.example").status_code == 200
        assert ask(client, "www.setting.example").location == "https://setting.example/"
        front = ask(client, "setting.example").text
        assert '<link rel="canonical" href="https://setting.example/">' in front
        assert "http://localhost" not in front

        db.session.remove()
        db.engine.dispose()


def test_a_host_that_a_proxy_claims_is_not_believed_unasked(client, at):
    at("https://gunebakan.example")
    claims = {"X-Forwarded-Host": "gunebakan.example", "Forwarded": "host=gunebakan.example"}

    answer = client.get("/", headers={"Host": "evil.example", **claims})

    assert answer.status_code == 400


def test_links_for_the_rest_of_the_world_never_repeat_what_a_request_claims(client, at, make):
    at("https://gunebakan.example")
    make.article()

    feed = ask(client, "localhost:8000", "/feed.atom")

    assert "https://gunebakan.example/" in feed.text
    assert "localhost" not in feed.text
