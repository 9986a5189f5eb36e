"""A Blogger blog moves in: what is in its files is public in the end, and as it was."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select

from blog.db import db
from blog.models.address import Address
from blog.models.article import Article, Kind, State
from blog.models.comment import Comment, Standing
from blog.models.label import Label
from blog.models.moving import Outcome, Step, Way
from blog.models.site import Site
from blog.transfer import publishing, staging, undoing, work
from tests.transfer.feeds import CLASSIC, TAKEOUT, TAKEOUT_ZIP
from tests.transfer.moving import (
    article,
    bring,
    comment,
    entries,
    feed,
    post,
    rehearse,
    remark,
)

PICTURE = "https://blogger.googleusercontent.com/img/b/R29vZ2xl/AVvXsEabcdefghijkl/s320/a.png"


def count(model):
    return db.session.scalar(select(func.count()).select_from(model))


# -- rehearsing --


@pytest.mark.parametrize(
    ("file", "expected"),
    [
        (
            TAKEOUT,
            {
                ("article", "live"): 4, ("article", "draft"): 3, ("article", "scheduled"): 1,
                ("page", "live"): 1, ("comment", "approved"): 5, ("comment", "waiting"): 1,
            },
        ),
        (
            TAKEOUT_ZIP,
            {
                ("article", "live"): 4, ("article", "draft"): 3, ("article", "scheduled"): 1,
                ("page", "live"): 1, ("comment", "approved"): 5, ("comment", "waiting"): 1,
            },
        ),
        (
            CLASSIC,
            {
                ("article", "live"): 1, ("article", "draft"): 1, ("page", "live"): 1,
                ("comment", "approved"): 3, ("comment", "removed"): 1,
            },
        ),
    ],
    ids=["feed", "zip", "classic"],
)  # fmt: skip
def test_a_rehearsal_counts_what_the_samples_hold(site, file, expected):
    move = rehearse(file)

    brought = Counter(
        (entry.kind, entry.state)
        for entry in entries(move).values()
        if entry.outcome is Outcome.ADDED
    )
    assert brought == expected


def test_a_rehearsal_changes_nothing_that_anybody_sees(client, site, tmp_path):
    rehearse(feed(tmp_path, post(1, title="Canary", category="<category term='Canary'/>")))

    assert count(Article) == count(Address) == count(Label) == 0
    for path in ("/", "/archive/", "/feed.atom", "/2024/03/post-1.html"):
        assert b"Canary" not in client.get(path).data


def test_a_comment_on_nothing_that_is_known_is_listed(site, tmp_path):
    move = rehearse(feed(tmp_path, post(1), remark(5, on=99)))

    assert entries(move)["5"].outcome is Outcome.ORPHANED
    assert entries(move)["5"].content["body"] == "Remark 5"


def test_a_file_that_breaks_off_leaves_nothing_but_the_reason(site, tmp_path):
    file = feed(tmp_path, post(1), post(2))
    file.write_bytes(file.read_bytes()[:-30])

    move = rehearse(file)

    assert move.problem["why"] == "cut short"
    assert move.problem["file"].endswith(file.name)
    assert entries(move) == {}
    with pytest.raises(publishing.NotNow):
        publishing.publish(move)


def test_a_body_that_nobody_wrote_is_left_out_and_said(site, tmp_path):
    move = rehearse(feed(tmp_path, post(1, content="&lt;b&gt;" * 300), post(2)))

    assert (entries(move)["1"].outcome, entries(move)["1"].reason) == ("left out", "too large")
    assert entries(move)["2"].outcome is Outcome.ADDED


def test_one_of_several_blogs_is_chosen(site, tmp_path):
    for name in ("Bir", "Iki"):
        folder = tmp_path / "Takeout" / "Blogger" / "Blogs" / name
        folder.mkdir(parents=True)
        (folder / "feed.atom").write_bytes(feed(tmp_path, post(1, title=name)).read_bytes())

    move = rehearse(tmp_path / "Takeout")
    assert (move.step, move.choices) == (Step.CHOOSING, ["Bir", "Iki"])

    staging.choose(move, "Iki")
    work.go_on()
    assert (move.step, entries(move)["1"].title) == (Step.READY, "Iki")


def test_the_same_files_go_on_with_the_same_rehearsal(site, tmp_path):
    file = feed(tmp_path, post(1))

    first = rehearse(file)

    assert staging.begin([file], first.hosts).id == first.id
    file.write_bytes(feed(tmp_path, post(2)).read_bytes())
    assert staging.begin([file], first.hosts).id != first.id


# -- publishing --


def test_an_article_comes_over_whole(client, site, tmp_path):
    bring(
        feed(
            tmp_path,
            post(
                7,
                title="K&amp;#246;pr&amp;#252;",
                author="<name>Ayşe Iğdır</name>",
                blogger_metaDescription="In short.",
                blogger_filename="/2011/05/kopr-acld.html",
                published="2011-05-31T22:30:00Z",
                updated="2011-07-01T00:00:00Z",
                category="<category term='Spor/Futbol'/><category term='Gündem'/>",
                content="&lt;b&gt;One&lt;/b&gt;&lt;br&gt;&lt;br&gt;two",
            )
            .replace("<category>", "")
            .replace("</category>", ""),
        )
    )

    brought = article(7)
    assert client.get("/2011/05/kopr-acld.html").status_code == 200
    assert (brought.title, brought.byline) == ("Köprü", "Ayşe Iğdır")
    assert brought.standfirst == "In short."
    assert brought.html == brought.body == "<p><b>One</b></p><p>two</p>"
    assert brought.published_at == datetime(2011, 5, 31, 22, 30, tzinfo=UTC)
    assert brought.updated_at == datetime(2011, 7, 1, tzinfo=UTC)
    assert brought.month == int(f"{brought.published_at.astimezone(site.zone):%Y%m}")
    assert {label.name for label in brought.labels} == {"Spor/Futbol", "Gündem"}
    assert db.session.get_one(Site, 1).feed_id == "tag:blogger.com,1999:blog-1"


def test_drafts_stay_drafts_and_keep_the_address_they_had(client, site, tmp_path):
    bring(
        feed(
            tmp_path,
            post(1, status="DRAFT"),
            post(2, status="DRAFT", blogger_filename=""),
            post(3, published="2099-01-01T00:00:00Z", status="SCHEDULED"),
        )
    )

    assert [article(number).state for number in (1, 2, 3)] == [
        State.DRAFT, State.DRAFT, State.SCHEDULED,
    ]  # fmt: skip
    assert [article(number).path for number in (1, 2)] == ["/2024/03/post-1.html", None]
    assert client.get("/2024/03/post-1.html").status_code == 404


def test_comments_keep_threads_anchors_states_and_whose_they_are(client, site, tmp_path):
    profile = "<name>Editör</name><uri>https://www.blogger.com/profile/1</uri>"
    bring(
        feed(
            tmp_path,
            remark(5, answers=4),
            remark(4, author="<name/>"),
            remark(6, status="PENDING"),
            remark(8, author=profile),
            post(1, author=profile),
        )
    )

    page = client.get("/2024/03/post-1.html").get_data(as_text=True)
    assert page.index('id="c4"') < page.index('id="c5"')
    assert comment(5).parent_id == comment(4).id
    assert comment(4).name == "Anonymous"
    assert comment(6).standing is Standing.WAITING
    assert [comment(number).by_owner for number in (4, 8)] == [False, True]
    assert article(1).comment_count == 3


def test_a_page_keeps_its_comments(client, site):
    bring(TAKEOUT)

    page = db.session.scalars(select(Article).where(Article.kind == Kind.PAGE)).one()
    assert client.get("/p/hakknda.html").status_code == 200
    assert [one.anchor for one in page.comments] == ["c5005"]


def test_comments_that_answer_each_other_are_all_seen(client, site, tmp_path):
    bring(feed(tmp_path, post(1), remark(4, answers=5), remark(5, answers=4), remark(6, answers=6)))

    page = client.get("/2024/03/post-1.html").get_data(as_text=True)
    assert all(f'id="c{number}"' in page for number in (4, 5, 6))


def test_a_comment_longer_than_ours_may_be_loses_no_word(site, tmp_path):
    bring(feed(tmp_path, post(1), remark(4, content="one&lt;br&gt;" * 1_000)))

    assert comment(4).html.count("one") == 1_000


def test_a_post_without_a_title_or_address_gets_an_address(client, site, tmp_path):
    bring(feed(tmp_path, post(1, title="", blogger_filename="")))

    assert article(1).path == f"/2024/03/{article(1).id}.html"
    assert client.get(article(1).path).status_code == 200


def test_hostile_words_are_words(client, site, tmp_path):
    hostile = "&lt;script&gt;alert(1)&lt;/script&gt;"
    bring(
        feed(
            tmp_path,
            post(1, title=hostile, content=hostile, author=f"<name>{hostile}</name>"),
            remark(4, content=hostile, author=f"<name>{hostile}</name>"),
        )
    )

    assert b"<script>alert" not in client.get("/2024/03/post-1.html").data
    assert article(1).html == ""


# -- addresses --


def test_where_an_imported_address_is_one_of_ours_ours_moves(client, site, make, tmp_path):
    ours = make.article("Ours", slug="post-1", publish_at=datetime(2024, 3, 9, tzinfo=UTC))
    before = ours.path

    move = rehearse(feed(tmp_path, post(1)))
    assert entries(move)["1"].way is Way.DISPLACES
    publishing.publish(move)

    assert before == article(1).path == "/2024/03/post-1.html"
    assert ours.path == "/2024/03/post-1-2.html"
    assert b"Ours" in client.get(ours.path).data


def test_an_imported_address_wins_over_a_redirect(client, site, make, tmp_path):
    with db.writing():
        db.session.add(Address(path="/2024/03/post-1.html", target="/archive/"))

    move = bring(feed(tmp_path, post(1)))
    assert client.get("/2024/03/post-1.html").status_code == 200

    undoing.undo(move)
    assert client.get("/2024/03/post-1.html").status_code == 301


@pytest.mark.parametrize(
    ("path", "way"),
    [("/archive/", Way.RESERVED), (f"/{'x' * 600}.html", Way.TOO_LONG)],
    ids=["reserved", "too long"],
)
def test_an_address_that_cannot_be_kept_is_told_and_another_one_given(
    client, site, tmp_path, path, way
):
    move = rehearse(feed(tmp_path, post(1, blogger_filename=path)))
    assert entries(move)["1"].way is way

    publishing.publish(move)

    assert entries(move)["1"].place == article(1).path
    assert client.get(article(1).path).status_code == 200


def test_of_two_with_one_address_the_public_one_has_it(site, tmp_path):
    same = {"blogger_filename": "/2024/03/same.html"}
    bring(feed(tmp_path, post(1, status="DRAFT", **same), post(2, **same), post(3, **same)))

    assert article(2).path == "/2024/03/same.html"
    assert article(1).path is None
    assert article(3).path == "/2024/03/same-2.html"


# -- importing again --


@pytest.mark.parametrize("file", [TAKEOUT_ZIP, CLASSIC], ids=["zip", "classic"])
def test_importing_again_doubles_nothing(site, file):
    bring(file)
    before = (count(Article), count(Comment), count(Address), count(Label))

    bring(file)

    assert (count(Article), count(Comment), count(Address), count(Label)) == before


def test_importing_again_brings_what_changed_there_and_adds_what_is_new(site, tmp_path):
    bring(feed(tmp_path, post(1), remark(4, status="PENDING")))

    bring(feed(tmp_path, post(1, title="Changed"), post(2), remark(4), remark(5)))

    assert article(1).title == "Changed"
    assert article(1).comment_count == 2
    assert comment(4).standing is Standing.APPROVED
    assert count(Article) == 2


def test_importing_again_keeps_what_was_changed_here(site, make, tmp_path):
    bring(feed(tmp_path, post(1), remark(4)))
    with db.writing():
        article(1).title = "Ours"
        article(1).version += 1
        comment(4).decide(Standing.REJECTED)

    move = bring(feed(tmp_path, post(1, title="Theirs"), remark(4, content="Theirs")))

    assert article(1).title == "Ours"
    assert comment(4).standing is Standing.REJECTED
    assert [entry.outcome for entry in entries(move).values()] == [Outcome.KEPT] * 2


def test_an_address_that_changed_there_leads_here(client, site, tmp_path):
    bring(feed(tmp_path, post(1)))

    bring(feed(tmp_path, post(1, blogger_filename="/2024/03/renamed.html")))

    answer = client.get("/2024/03/renamed.html")
    assert (answer.status_code, answer.location) == (301, "/2024/03/post-1.html")


# -- taking back --


@pytest.mark.parametrize("at_once", [1, publishing.MANY])
def test_undoing_leaves_the_blog_as_it_was(client, site, make, tmp_path, monkeypatch, at_once):
    monkeypatch.setattr(publishing, "MANY", at_once)
    ours = make.article("Ours", slug="post-1", publish_at=datetime(2024, 3, 9, tzinfo=UTC))
    before = (site.feed_id, ours.path)

    move = bring(TAKEOUT_ZIP)
    other = bring(feed(tmp_path, post(1), remark(4)))
    undoing.undo(other)
    undoing.undo(move)

    assert (count(Article), count(Comment), count(Label)) == (1, 0, 0)
    assert (site.feed_id, ours.path) == before
    assert client.get(ours.path).status_code == 200
    assert client.get("/2024/03/kopru-acld-istanbul-bayram-etti.html").status_code == 404


def test_undoing_a_second_import_gives_back_what_it_replaced(site, tmp_path):
    first = bring(feed(tmp_path, post(1, content="Old words."), remark(4, content="Old")))
    second = bring(feed(tmp_path, post(1, content="New words."), remark(4, content="New")))

    undoing.undo(second)
    assert article(1).html == "<p>Old words.</p>"
    assert comment(4).body == "Old"

    undoing.undo(first)
    assert count(Article) == 0


def test_undoing_is_refused_once_an_article_was_changed(site, tmp_path):
    move = bring(feed(tmp_path, post(1, title="Changed"), post(2)))
    with db.writing():
        article(1).version += 1

    with pytest.raises(undoing.Refused) as refusal:
        undoing.undo(move)

    assert [(one.title, one.hold) for one in refusal.value.obstacles] == [("Changed", "changed")]
    assert count(Article) == 2


def test_undoing_is_refused_once_somebody_commented(site, make, tmp_path):
    move = bring(feed(tmp_path, post(1)))
    make.comment(article(1))

    assert [one.hold for one in undoing.obstacles(move)] == ["commented"]


def test_undoing_is_refused_once_a_comment_was_decided(site, tmp_path):
    move = bring(feed(tmp_path, post(1), remark(4)))
    with db.writing():
        comment(4).decide(Standing.REJECTED)

    assert [one.hold for one in undoing.obstacles(move)] == ["decided"]


def test_undoing_is_refused_once_an_imported_comment_was_answered(site, make, tmp_path):
    bring(feed(tmp_path, post(1)))
    second = bring(feed(tmp_path, post(1), remark(4)))
    make.comment(article(1), parent=comment(4))

    assert [one.hold for one in undoing.obstacles(second)] == ["commented"]


def test_what_a_later_import_changed_is_taken_back_first(site, tmp_path):
    first = bring(feed(tmp_path, post(1)))
    bring(feed(tmp_path, post(1, title="Later")))

    assert [one.hold for one in undoing.obstacles(first)] == ["changed"]


def test_a_rehearsal_is_thrown_away_without_a_trace(site):
    move = rehearse(TAKEOUT_ZIP)

    undoing.discard(move)

    assert all(count(table) == 0 for table in db.metadata.tables.values() if "move" in table.name)


def test_what_is_public_cannot_be_published_or_thrown_away(site, tmp_path):
    move = bring(feed(tmp_path, post(1)))

    for act in (publishing.publish, undoing.discard):
        with pytest.raises(publishing.NotNow):
            act(move)
