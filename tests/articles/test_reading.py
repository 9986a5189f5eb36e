"""What readers get to see of articles."""

from __future__ import annotations

from datetime import timedelta

from blog.articles import actions as life
from blog.db import db, now


def test_an_article_is_served_at_the_address_of_its_month(client, make):
    article = make.article("Işık İçin", ago=timedelta(days=400))

    page = client.get(article.url)

    assert page.status_code == 200
    assert article.path.endswith("/isik-icin.html")
    assert "Işık İçin" in page.text


def test_a_second_article_of_the_same_title_gets_an_address_of_its_own(make):
    first, second = make.article("Ferry"), make.article("Ferry")

    assert second.path == first.path.replace("ferry", "ferry-2")


def test_a_draft_is_found_nowhere(client, make):
    make.article("Canary", publish=False)
    make.article("Visible")

    for path in ("/", "/archive/", "/feed.atom"):
        assert "Canary" not in client.get(path).text


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
