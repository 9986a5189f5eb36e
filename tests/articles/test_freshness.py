"""Pages that did not change need not be sent again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

NIGHT = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)
"""After midnight in Istanbul already: the site's day does not change at UTC's midnight."""


@pytest.fixture(autouse=True)
def _at_night(time_machine):
    time_machine.move_to(NIGHT, tick=False)


@pytest.mark.parametrize("path", ["/", "/archive/", "/feed.atom", "/2026/", "/2026/11/"])
def test_a_page_that_is_known_is_not_sent_again(client, make, time_machine, path):
    make.article(publish_at=NIGHT - timedelta(days=1))
    known = client.get(path).headers["ETag"]

    time_machine.shift(timedelta(minutes=10))
    answer = client.get(path, headers={"If-None-Match": known})

    assert answer.status_code == 304
    assert answer.data == b""


def test_a_page_that_changed_is_sent_again(client, make):
    article = make.article()
    known = client.get(article.url).headers["ETag"]

    make.comment(article)

    assert client.get(article.url, headers={"If-None-Match": known}).status_code == 200


def test_an_article_is_known_until_its_comment_form_gets_another_stamp(client, make, time_machine):
    article = make.article(publish_at=NIGHT - timedelta(days=1))
    known = {"If-None-Match": client.get(article.url).headers["ETag"]}

    time_machine.shift(timedelta(minutes=20))
    assert client.get(article.url, headers=known).status_code == 304

    time_machine.shift(timedelta(minutes=20))
    assert client.get(article.url, headers=known).status_code == 200


def test_an_article_without_a_form_is_known_for_longer(client, make, time_machine):
    article = make.article(publish_at=NIGHT - timedelta(days=1), takes_comments=False)
    known = {"If-None-Match": client.get(article.url).headers["ETag"]}

    time_machine.shift(timedelta(minutes=40))

    assert client.get(article.url, headers=known).status_code == 304
