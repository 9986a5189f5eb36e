"""A draft is shown to somebody who has no key, for some days."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from blog.db import db
from blog.models.share_link import ShareLink
from tests import pages
from tests.owner.working import edit, press


def links_page(article) -> str:
    return f"/owner/articles/{article.id}/share-links"


def share(desk, article, days: str = "7") -> str:
    """Make a link in the browser; where it leads."""
    answer = desk.post(links_page(article), data={"days": days})
    fresh = pages.region(desk.get(answer.location), "fresh-link")
    return fresh.get("value").removeprefix("http://localhost")


@pytest.fixture
def draft(make):
    return make.article("Ferries again", body="From **today** on.", labels="Deniz", publish=False)


def test_whoever_has_the_link_sees_the_draft_as_it_would_be_published(client, desk, draft):
    shown = client.get(share(desk, draft))

    press(desk, "publish", edit(draft))
    published = client.get(draft.path)
    for name in ("story-head", "story-text", "topics"):
        page, again = (pages.region(one, "main") for one in (shown, published))
        assert pages.words(pages.of_class(page, name)[0]) == pages.words(
            pages.of_class(again, name)[0]
        )
    assert "<strong>today</strong>" in shown.text


def test_it_shows_what_is_being_written_on_a_public_article(client, desk, make):
    article = make.article(body="Public.")
    press(desk, "keep", edit(article), body="Newer.")

    shown = client.get(share(desk, article))

    assert "Newer." in shown.text
    assert "Public." in client.get(article.path).text


def test_it_is_found_by_nobody_kept_by_nobody_and_told_to_nobody(client, desk, draft):
    answer = client.get(share(desk, draft))

    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert '<meta name="robots" content="noindex, nofollow">' in answer.text
    assert "Set-Cookie" not in answer.headers
    assert "og:title" not in answer.text


def test_once_published_the_link_leads_to_the_article(client, desk, draft):
    link = share(desk, draft)
    press(desk, "publish", edit(draft))

    answer = client.get(link)

    assert (answer.status_code, answer.location) == (302, draft.path)


@pytest.mark.parametrize("days", ["1", "7", "30"])
def test_it_ends_after_the_days_that_were_chosen(client, desk, draft, time_machine, days):
    link = share(desk, draft, days)
    end = db.session.scalars(select(ShareLink)).one().expires_at

    time_machine.move_to(end - timedelta(seconds=1), tick=False)
    before = client.get(link)
    time_machine.move_to(end, tick=False)
    after = client.get(link)

    made = db.session.scalars(select(ShareLink)).one().created_at
    assert (end - made, before.status_code) == (timedelta(days=int(days)), 200)
    assert after.status_code == 410
    assert "Please ask whoever sent it to you for a new one." in after.text
    assert "Ferries" not in after.text


def test_a_time_that_is_not_offered_is_refused(desk, draft):
    assert desk.post(links_page(draft), data={"days": "365"}).status_code == 422
    assert db.session.scalars(select(ShareLink)).all() == []


def test_the_owner_ends_one_link_and_leaves_another(client, desk, draft):
    first, second = share(desk, draft), share(desk, draft)
    ends = [link.id for link in db.session.scalars(select(ShareLink).order_by(ShareLink.id))]

    desk.post(f"/owner/share-links/{ends[0]}/end")

    assert [client.get(link).status_code for link in (first, second)] == [410, 200]
    assert desk.get(links_page(draft)).text.count("End it now") == 1


def test_a_token_is_shown_once_and_kept_by_nobody(desk, draft):
    link = share(desk, draft)
    token = link.rsplit("/", 1)[-1]

    assert token not in desk.get(links_page(draft)).text
    assert re.fullmatch("[0-9a-f]{64}", db.session.scalars(select(ShareLink)).one().token)


@pytest.mark.parametrize("act", ["withdrawal", "binning"])
def test_links_end_when_the_article_is_taken_back(client, desk, make, act):
    article = make.article()
    press(desk, "keep", edit(article), body="Newer.")
    link = share(desk, article)

    desk.post(f"/owner/articles/{article.id}/{act}")

    assert client.get(link).status_code == 410


def test_what_is_in_the_bin_is_shown_to_nobody(desk, draft):
    desk.post(f"/owner/articles/{draft.id}/binning")

    assert desk.get(links_page(draft)).status_code == 404
    assert desk.post(links_page(draft), data={"days": "1"}).status_code == 404


def test_a_link_that_is_cut_off_says_what_to_do(client, desk, draft):
    answer = client.get(share(desk, draft)[:-1])

    assert answer.status_code == 404
    assert "please try the whole link again" in answer.text
