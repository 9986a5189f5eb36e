"""What readers get to see of articles."""

from __future__ import annotations

from datetime import timedelta

from blog.articles import actions as life
from blog.db import db, now
from tests import every_page


def test_an_article_is_served_at_the_address_of_its_month(client, make):
    article = make.article("Işık İçin", ago=timedelta(days=400))

    page = client.get(article.url)

    assert page.status_code == 200
    assert article.path.endswith("/isik-icin.html")
    assert "Işık İçin" in page.text


def test_a_second_article_of_the_same_title_gets_an_address_of_its_own(make):
    first, second = make.article("Ferry"), make.article("Ferry")

    assert second.path == first.path.replace("ferry", "ferry-2")


def test_a_word_that_stands_only_in_a_draft_is_found_nowhere(app, client, make):
    words = {"standfirst": "Canary", "body": "Canary", "labels": "Spor, Canary"}
    make.article("Canary draft", publish=False, **words)
    make.article("Canary tomorrow", ago=timedelta(days=-1), **words)
    withdrawn = make.article("Canary withdrawn", **words)
    visible = make.article("Visible", labels="Spor")
    make.article("Visible, too", labels="Spor")
    with db.writing():
        life.write(visible, life.Typed(title="Canary", standfirst="Canary", body="Canary"))
        life.withdraw(withdrawn)

    every = every_page.pages(app, slug="spor", label="spor", year=now().year, month=now().month)
    looked_at = {door.path for door in every if not door.endpoint.startswith("owner.")}
    for path in looked_at | {visible.url, f"/comments/on/{visible.id}"}:
        with client.get(path) as answer:
            assert b"canary" not in answer.data.lower(), path
    assert {"/sitemap.xml", "/news-sitemap.xml", "/label/spor", "/feed.atom"} <= looked_at


def test_a_scheduled_article_appears_at_its_time_without_anything_running(
    client, make, time_machine
):
    time_machine.move_to(now(), tick=False)
    make.article("Tomorrow's news", ago=timedelta(hours=-3))
    assert "Tomorrow" not in client.get("/").text

    time_machine.shift(timedelta(hours=3, seconds=1))

    assert "Tomorrow" in client.get("/").text


def test_a_withdrawn_article_says_that_it_is_gone(client, make):
    article = make.article()
    with db.writing():
        life.withdraw(article)

    assert client.get(article.url).status_code == 410
    assert article.title not in client.get("/").text


def test_what_was_asked_of_an_old_address_travels_to_the_new_one(client, make):
    article = make.article("Ferry")

    answer = client.get(f"{article.url}/?showComment=1700000000000")

    assert answer.location == f"{article.url}?showComment=1700000000000"
