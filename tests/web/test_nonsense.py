"""Addresses that nothing has, and questions that make no sense."""

from __future__ import annotations

import pytest

from blog.db import db, now
from blog.models.site import Site
from tests import pages

LONG = "a" * 10_000
BEYOND = "9" * 30
"""More than a row's number can be, in SQLite or in any other database."""
BEYOND_INT = "9" * 5_000
"""More digits than Python turns into a number."""

NOWHERE = [
    "/nothing",
    "/2025/13/",
    "/2025/00/",
    "/0000/",
    "/1/",
    "/99999/",
    "/٢٠٢٤/",
    "/٢٠٢٤/٠١/",
    "/2026/1/",
    "/%ff",
    "/%ff%fe/%80",
    "/a%2Fb",
    "/a%252Fb",
    "/%00",
    "/%0d%0aSet-Cookie:x=y",
    "/\\evil.example",
    "/%e2%80%ae",
    f"/{LONG}",
    f"/{LONG}/",
    f"/{'a/' * 5_000}",
    f"/label/{LONG}",
    "/label/%00",
    "/label/%ff",
    "/media/%00",
    "/media/%ff",
    f"/media/{LONG}",
    "/media/originals",
    "/media/originals%2Fa.png",
    "/media/..%2Fblog.db",
    "/media/..%2F..%2Fetc%2Fpasswd",
    "/media/.secret",
    "/static/%00",
    f"/static/{LONG}",
    "/static/..%2Fapp.py",
    "/static/../app.py",
    f"/comments/{BEYOND}",
    f"/comments/{BEYOND_INT}",
    "/comments/0",
    "/comments/-1",
    f"/comments/on/{BEYOND}",
    f"/comments/on/{BEYOND_INT}",
    "/comments/receipt/%00",
    "/comments/receipt/%ff",
    f"/comments/receipt/{LONG}",
    "/archive/x",
    "/owner/nothing",
    "/theme-.css",
    "/0999/",
    "/0999/01/",
    "/2026/13/",
    "/2026/00/",
    "/9999/12/",
    "/2025%2F13/",
    "/label/%2F",
    "/label/%2e%2e%2fowner",
    "/sitemap-0999-01-1.xml",
    "/sitemap-2026-00-1.xml",
    "/sitemap-2026-13-1.xml",
    f"/sitemap-2026-11-{BEYOND}.xml",
    f"/sitemap-labels-{BEYOND_INT}.xml",
    "/sitemap-%ff.xml",
    "/.well-known/nothing",
    "/.well-known/security.txt/",
]
PAGES = ["", "0", "-1", "x", "1.0", "1e3", "+1", "%2B1", " 1", "%00", "%ff", "٣", "1" * 5_000]
PAGES += ["99999999999", "2", "999999"]


@pytest.fixture(autouse=True)
def _article(make):
    """There is something to be found."""
    make.article(labels="Harbour")


@pytest.mark.parametrize("path", NOWHERE)
def test_what_is_nowhere_is_not_found_in_the_blogs_frame(client, path):
    answer = client.get(path)

    assert answer.status_code == 404
    assert pages.region(answer, "archive") is not None


@pytest.mark.parametrize("path", ["/owner/articles/", "/owner/comments/"])
@pytest.mark.parametrize("number", [BEYOND, BEYOND_INT, "-1", "x", "0"])
def test_the_desk_does_not_find_it_either(desk, path, number):
    assert desk.get(f"{path}{number}").status_code == 404


@pytest.mark.parametrize("number", PAGES)
@pytest.mark.parametrize("path", ["/", "/label/harbour", "/{year}/", "/{year}/{month:02}/"])
def test_a_page_number_that_is_none_leads_nowhere(client, path, number):
    path = path.format(year=now().year, month=now().month)

    assert client.get(f"{path}?page={number}").status_code == 404


@pytest.mark.parametrize("path", ["/", "/label/harbour", "/archive/", "/feed.atom"])
@pytest.mark.parametrize(
    "query", [LONG, "a=b&" * 2_500, "%ff=%fe", "%00", "=&=&", "page[]=1", "a=%C4%B1", "%"]
)
def test_a_question_that_nobody_asked_for_is_no_question(client, path, query):
    assert client.get(f"{path}?{query}").status_code == 200


@pytest.mark.parametrize("path", ["/nothing", "/", "/owner/articles", "/comments/on/1"])
@pytest.mark.parametrize("method", ["GET", "POST", "HEAD"])
def test_a_question_in_bytes_that_are_no_text_is_refused(client, path, method):
    as_sent = {"QUERY_STRING": b"x=\xff\xfe&\x80".decode("latin-1")}

    answer = client.open(path, method=method, environ_overrides=as_sent)

    assert answer.status_code == 400


@pytest.mark.parametrize("parent", [BEYOND, BEYOND_INT, "-1", "x", "٣", "%00", "", LONG])
def test_an_answer_to_no_comment_breaks_nothing(client, parent):
    assert client.get(f"/comments/on/1?parent={parent}").status_code in {200, 404}


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "BREW", "PROPFIND"])
@pytest.mark.parametrize("path", ["/", "/archive/", "/feed.atom", "/healthz", "/nothing"])
def test_a_page_that_takes_nothing_says_so(client, path, method):
    answer = client.open(path, method=method)

    assert answer.status_code in {404, 405}


@pytest.mark.parametrize(
    "header",
    [
        {"Range": "bytes=nonsense"},
        {"Range": "bytes=999999999-"},
        {"If-Modified-Since": "yesterday"},
        {"If-Range": "\u00ff"},
        {"Accept-Language": "tr;q=x, ,;;"},
        {"Accept-Language": "*" * 5_000},
        {"Accept-Encoding": "zip;q=nan, *;q=-1"},
        {"Cookie": "broadsheet=\u00ff; =; ;;; __Host-broadsheet"},
        {"Cookie": f"broadsheet={LONG}"},
        {"Authorization": "Basic \u00ff"},
        {"Content-Type": "\u00ff"},
        {"Content-Length": "x"},
        {"X-Forwarded-For": "x, , \u00ff"},
        {"Referer": "http://["},
        {"Origin": "http://["},
    ],
)
@pytest.mark.parametrize("path", ["/", "/static/css/base.css", "/setup", "/owner/articles"])
def test_a_header_that_makes_no_sense_breaks_nothing(client, path, header):
    with client.get(path, headers=header) as answer:
        assert answer.status_code < 500


def test_what_another_host_is_called_is_never_the_target_of_a_form(client):
    words = {"body": "Somebody's words"}

    answer = client.post(
        "/", data=words, environ_overrides={"PATH_INFO": "//evil.example/comments/on/1"}
    )

    targets = [form.get("action", "") for form in pages.tree(answer).iter("form")]
    assert not [target for target in targets if target.startswith("//")]


@pytest.mark.parametrize("language", ["en", "tr"])
def test_an_error_speaks_the_sites_language(client, language):
    with db.writing():
        db.session.get_one(Site, 1).language = language

    answer = client.get("/nothing")

    assert pages.tree(answer).get("lang") == language
    assert ("There is no such page" in answer.text) is (language == "en")
