"""What every answer says about itself."""

from __future__ import annotations

import pytest

from blog.articles import actions as life
from blog.db import db
from blog.models.site import Ad, AdKind, Site
from tests import entering, every_page
from tests.comments import visiting

POLICIES = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        "font-src 'self'; connect-src 'self'; frame-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), browsing-topics=()",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
PRIVATE = {
    *("receipts.show", "receipts.offer_edit", "receipts.edit", "receipts.offer_deletion"),
    *("receipts.write_again", "followers.leave", "follow.leave"),
}
"""Pages whose address, or form, holds a token: nobody else learns of it."""
OF_THE_MOMENT = {"site.healthz", "site.readyz"}
"""Answers that say how it is now, and not a moment later."""
OF_A_LETTER = {
    *("followers.offer", "followers.offer_confirmation", "followers.offer_leaving"),
    *("articles.shared", "follow.offer", "follow.offer_confirmation"),
}
"""Pages that nobody was given a link to."""
OF_THEIR_OWN = {
    **{endpoint: {"Referrer-Policy": "same-origin"} for endpoint in PRIVATE},
    "site.media": {"Content-Security-Policy": "default-src 'none'; sandbox"},
    "owner.original_picture": {"Content-Security-Policy": "default-src 'none'; sandbox"},
    "site.ad_frame": {
        "Content-Security-Policy": (
            "sandbox allow-scripts allow-popups allow-popups-to-escape-sandbox; "
            "frame-ancestors 'self'"
        ),
        "X-Frame-Options": "SAMEORIGIN",
    },
    "owner.preview_settings": {
        "Content-Security-Policy": POLICIES["Content-Security-Policy"].replace(
            "frame-ancestors 'none'", "frame-ancestors 'self'"
        ),
        "X-Frame-Options": "SAMEORIGIN",
    },
}
"""What is otherwise where; an unknown receipt or picture is an error like any other."""
OF_THE_OWNER = {"owner.login", "owner.set_up", "owner.new_password"}
"""Pages before the lock that may set the owner's cookie."""


@pytest.fixture
def full(client, make):
    """What the parts of an address are in a blog that has something of everything."""
    picture = make.picture()
    article = make.article(labels="Harbour", picture_id=picture.id)
    comment = make.comment(article)
    with db.writing():
        article.feed_id = f"tag:blogger.com,1999:blog-1.post-{every_page.SAMPLES['number']}"
        site = db.session.get_one(Site, 1)
        site.ads_txt, site.security_contact = "example.org, 1, DIRECT", "news@example.org"
        db.session.add(Ad(slot=every_page.SAMPLES["slot"], kind=AdKind.CODE, code="<p>Bread</p>"))
    receipt = visiting.send(client, article).location.rsplit("/", 1)[-1]
    return {
        "article_id": article.id,
        "comment_id": comment.id,
        "digest": client.get("/").text.split("/theme-")[1].split(".css")[0],
        "month": article.month % 100,
        "name": picture.largest().file,
        "path": article.path.removeprefix("/"),
        "slug": article.labels[0].slug,
        "token": receipt,
        "year": article.month // 100,
    }


def every_page_and_error(app, full) -> list[every_page.Door]:
    """Every page there is, as it is and as the error it can be."""
    return [*every_page.pages(app, **full), *every_page.pages(app)]


def of_readers(doors: list[every_page.Door]) -> list[every_page.Door]:
    return [door for door in doors if not door.endpoint.startswith("owner.")]


def said(answer) -> dict[str, str | None]:
    answer.close()
    return {name: answer.headers.get(name) for name in POLICIES}


def test_every_page_says_the_same_policies_to_everybody(app, client, desk, full):
    for door in every_page_and_error(app, full):
        for who in (client, desk):
            answer = who.get(door.path)

            stricter = OF_THEIR_OWN.get(door.endpoint, {}) if answer.status_code == 200 else {}
            assert said(answer) == POLICIES | stricter, door


def test_every_page_of_the_readers_is_there(app, client, full):
    for door in of_readers(every_page.pages(app, **full)):
        if door.endpoint in OF_A_LETTER:
            continue
        with client.get(door.path) as answer:
            assert answer.status_code in {200, 301, 302}, door


def test_what_is_refused_says_the_same_policies(app, client, full):
    for door in every_page.forms(app, **full):
        for headers in ({}, {"Sec-Fetch-Site": "cross-site"}):
            answer = client.open(door.path, method=door.method, headers=headers)

            stricter = OF_THEIR_OWN.get(door.endpoint, {}) if answer.status_code != 403 else {}
            assert said(answer) in (POLICIES, POLICIES | stricter), door


@pytest.mark.parametrize(
    ("path", "method", "status"),
    [("/nothing", "GET", 404), ("/", "POST", 405), ("/", "BREW", 405), ("/?page=x", "GET", 404)],
)
def test_an_error_says_the_same_policies(client, path, method, status):
    answer = client.open(path, method=method)

    assert answer.status_code == status
    assert said(answer) == POLICIES


def test_a_picture_that_is_opened_by_itself_runs_nothing(client, full):
    answer = client.get(f"/media/{full['name']}")

    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.mimetype == "image/jpeg"
    answer.close()


def test_the_preview_may_be_framed_by_the_desk_and_is_a_page_otherwise(desk):
    answer = desk.post("/owner/preview", data={"body": "Some words."})

    policy = answer.headers["Content-Security-Policy"]
    assert policy == POLICIES["Content-Security-Policy"].replace(
        "frame-ancestors 'none'", "frame-ancestors 'self'"
    )
    assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"


def test_only_a_secure_answer_asks_to_be_asked_securely(client):
    assert "Strict-Transport-Security" not in client.get("/").headers
    secure = client.get("/", base_url="https://localhost").headers
    assert secure["Strict-Transport-Security"] == "max-age=31536000"


# -- no cookie, for readers and visitors --


def test_reading_sets_no_cookie_and_depends_on_none(app, client, full):
    for door in of_readers(every_page_and_error(app, full)):
        with client.get(door.path) as answer:
            assert "Set-Cookie" not in answer.headers, door
            assert "Cookie" not in answer.headers.get("Vary", ""), door


@pytest.mark.parametrize(
    "sent",
    [
        {"name": "Deniz", "body": "Well said."},
        {"name": ""},
        {"body": "x" * 5_000},
        {"stamp": "forged"},
        {"website": "https://spam.example"},
        {"parent": "12345"},
        {"parent": "x"},
    ],
)
def test_commenting_sets_no_cookie_and_depends_on_none(client, make, sent):
    answer = visiting.send(client, make.article(), **sent)

    assert "Set-Cookie" not in answer.headers
    assert "Cookie" not in answer.headers.get("Vary", "")


@pytest.mark.parametrize(
    "headers", [{"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": ""}, {"Host": "evil.example"}]
)
def test_a_refused_comment_sets_no_cookie_and_depends_on_none(client, make, headers):
    article = make.article()
    sent = {"name": "Deniz", "body": "Well said."}

    answer = client.post(f"/comments/on/{article.id}", data=sent, headers=headers)

    assert answer.status_code in {400, 403}
    assert "Set-Cookie" not in answer.headers
    assert "Cookie" not in answer.headers.get("Vary", "")


@pytest.mark.parametrize("path", ["/nothing", "/?page=x", "/comments/receipt/unknown", "/2025/13/"])
def test_an_error_sets_no_cookie_and_depends_on_none(client, path):
    answer = client.get(path)

    assert "Set-Cookie" not in answer.headers
    assert "Cookie" not in answer.headers.get("Vary", "")


def test_what_is_gone_sets_no_cookie_and_depends_on_none(client, make):
    article = make.article()
    with db.writing():
        life.withdraw(article)

    answer = client.get(article.url)

    assert answer.status_code == 410
    assert "Set-Cookie" not in answer.headers
    assert "Cookie" not in answer.headers.get("Vary", "")


# -- nothing of the owner's is kept on the way --


def test_what_the_owner_sees_is_kept_nowhere_but_files_that_never_change(app, desk, full):
    for door in every_page_and_error(app, full):
        with desk.get(door.path) as answer:
            is_file = (
                answer.mimetype != "text/html" and "immutable" in answer.cache_control.to_header()
            )
            assert is_file or answer.headers["Cache-Control"] == "private, no-store", door


@pytest.mark.parametrize("endpoint", sorted(OF_THE_OWNER))
def test_a_page_before_the_lock_is_kept_nowhere(app, client, endpoint):
    door = next(door for door in every_page.pages(app) if door.endpoint == endpoint)

    assert "no-store" in client.get(door.path).headers["Cache-Control"]


def test_the_answer_that_opens_the_desk_is_kept_nowhere(client):
    answer = entering.log_in(client)

    assert "no-store" in answer.headers["Cache-Control"]


def test_what_everybody_may_see_may_be_kept_after_a_look(app, client, full):
    for door in of_readers(every_page.pages(app, **full)):
        with client.get(door.path) as answer:
            kept = "no-store" not in answer.headers["Cache-Control"]
            is_page = answer.status_code == 200 and door.endpoint not in PRIVATE | OF_THE_MOMENT
            assert kept is is_page, door
