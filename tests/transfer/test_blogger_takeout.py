"""Blogger's present format: every entry is accounted for, as what it is."""

from __future__ import annotations

import re
from collections import Counter
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blog.transfer.found import (
    FoundArticle,
    FoundComment,
    FoundSetting,
    Kind,
    Note,
    NotReadable,
    Reason,
    Setting,
    Skipped,
    Standing,
    State,
    Why,
)
from tests.transfer.feeds import CLASSIC, END, HEAD, TAKEOUT, entry, feed, only, read

PARTS = re.split(r"(?<=</entry>)(?=\s*<entry>)|(?=\s*<entry>)|(?=\s*</feed>)", TAKEOUT.read_text())
ENTRIES = [part for part in PARTS if "<entry>" in part]


def of(kind, found):
    return [one for one in found if isinstance(one, kind)]


def articles():
    return {one.source: one for one in of(FoundArticle, read(TAKEOUT))}


def comments():
    return {one.source: one for one in of(FoundComment, read(TAKEOUT))}


def test_every_entry_gives_one_thing_found_or_left_out():
    found = [one for one in read(TAKEOUT) if not isinstance(one, FoundSetting)]

    assert len(found) == len(ENTRIES) == TAKEOUT.read_text().count("<entry>")


def test_the_sample_has_the_articles_it_should_have():
    found = articles().values()

    counts = Counter((one.kind, one.state) for one in found)
    assert counts == {
        (Kind.ARTICLE, State.LIVE): 4,
        (Kind.ARTICLE, State.DRAFT): 3,
        (Kind.ARTICLE, State.SCHEDULED): 1,
        (Kind.PAGE, State.LIVE): 1,
    }


def test_the_sample_has_the_comments_it_should_have():
    counts = Counter((one.article, one.standing) for one in comments().values())

    assert counts == {
        ("1001", Standing.APPROVED): 4,
        ("2001", Standing.APPROVED): 1,
        ("1001", Standing.WAITING): 1,
        ("9999", Standing.APPROVED): 1,
    }


def test_the_sample_leaves_out_what_it_should():
    skipped = of(Skipped, read(TAKEOUT))

    assert {(one.where.rpartition("-")[2], one.kind, one.reason) for one in skipped} == {
        ("1006", Kind.ARTICLE, Reason.TRASHED),
        ("5006", Kind.COMMENT, Reason.TRASHED),
        ("5007", Kind.COMMENT, Reason.SPAM),
    }


@given(st.permutations(ENTRIES))
def test_the_order_of_the_entries_means_nothing(entries):
    assert set(read(HEAD + "".join(entries) + END)) == set(read(HEAD + "".join(ENTRIES) + END))


def test_an_article_brings_all_that_is_known_of_it():
    found = articles()["1001"]

    assert found.feed_id == "tag:blogger.com,1999:blog-1234567890123456789.post-1001"
    assert found.standfirst == "Arama açıklaması"
    assert found.labels == ("Gündem", "Son Dakika", "Spor/Futbol", "Kadir'in Köşesi")
    assert found.path == "/2024/03/kopru-acld-istanbul-bayram-etti.html"
    assert found.author == "Editör"
    assert found.created == datetime(2024, 3, 5, 7, tzinfo=UTC)
    assert found.published == datetime(2024, 3, 5, 8, tzinfo=UTC)
    assert found.updated == datetime(2024, 3, 6, 9, 30, 0, 123000, UTC)


def test_a_body_is_given_exactly_as_it_was():
    assert articles()["1002"].body == "<p>Başlıksız yazı</p>"


def test_a_title_that_was_escaped_twice_is_read_twice():
    assert articles()["1001"].title == "Köprü açıldı: 'İstanbul' bayram etti"


@pytest.mark.parametrize("title", ["R&amp;D", "a &amp;copy b", "5 &lt; 6", "Fish &amp; chips;"])
def test_a_title_that_only_looks_escaped_is_left_alone(title):
    found = only(read(feed(entry(title=title))))

    assert found.title == title.replace("&amp;", "&").replace("&lt;", "<")


def test_an_article_needs_no_title():
    assert articles()["1002"].title == ""


def test_an_empty_category_is_no_label():
    assert articles()["1002"].labels == ()


def test_a_draft_that_was_never_published_has_no_path():
    assert articles()["1003"].path == ""


def test_an_article_taken_offline_keeps_its_path():
    found = articles()["1004"]

    assert (found.state, found.path) == (State.DRAFT, "/2023/11/yayndan-kaldrlms.html")


@pytest.mark.parametrize(
    ("exported", "kept"),
    [
        ("/2024/03/%C4%B1%C5%9F%C4%B1k.html", "/2024/03/ışık.html"),
        ("/2024/03/100%25.html", "/2024/03/100%.html"),
        ("/2024/03/%2525.html", "/2024/03/%25.html"),
        ("//evil.example/x.html", "/evil.example/x.html"),
        ("/", ""),
    ],
)
def test_a_path_is_decoded_once_and_never_names_a_host(exported, kept):
    assert only(read(feed(entry(blogger_filename=exported)))).path == kept


def test_what_is_in_the_trash_is_left_out_whatever_its_status_says():
    found = only(read(feed(entry(blogger_trashed="2024-01-01T00:00:00Z"))))

    assert found.reason is Reason.TRASHED


def test_an_article_of_an_unknown_status_is_a_draft_and_says_why():
    found = only(read(feed(entry(status="ARCHIVED"))))

    assert (found.state, found.notes) == (State.DRAFT, (Note.UNKNOWN_STATUS,))


def test_a_comment_of_an_unknown_status_waits_and_says_why():
    found = only(read(feed(entry(kind="COMMENT", status="GHOSTED"))))

    assert (found.standing, found.notes) == (Standing.WAITING, (Note.UNKNOWN_STATUS,))


@pytest.mark.parametrize(
    "written", ["", "yesterday", "2024-13-01T00:00:00Z", "0001-01-01T00:00:00+14:00"]
)
def test_an_article_without_a_readable_date_is_a_draft_and_says_why(written):
    found = only(read(feed(entry(published=written))))

    assert (found.state, found.published, found.notes) == (State.DRAFT, None, (Note.NO_DATE,))


def test_an_emptied_comment_keeps_its_place_but_no_words():
    found = only(read(feed(entry(kind="COMMENT", status="EMPTIED", content="removed"))))

    assert (found.standing, found.body) == (Standing.REMOVED, "")


def test_a_comment_keeps_its_anchor_and_whom_it_answers():
    found = comments()["5002"]

    assert (found.anchor, found.article, found.parent) == ("c5002", "1001", "5001")


def test_a_comment_on_an_unknown_article_is_found_all_the_same():
    assert comments()["5009"].article == "9999"


def test_an_answer_to_an_unknown_comment_says_so():
    assert comments()["5004"].parent == "4999"


def test_a_commenter_may_have_no_name():
    assert comments()["5001"].name == ""


def test_only_a_web_address_is_a_commenters_address():
    author = "<name>A</name><uri>javascript:alert(1)</uri>"

    assert only(read(feed(entry(kind="COMMENT", author=author)))).url == ""


def test_pictures_inside_a_body_stay_in_it():
    picture = "&lt;img src='data:image/png;base64,AAAA'&gt;"

    assert only(read(feed(entry(content=picture)))).body == "<img src='data:image/png;base64,AAAA'>"


@pytest.mark.parametrize("kind", ["", "POLL"])
def test_an_entry_of_an_unknown_kind_is_left_out_by_name(kind):
    found = only(read(feed(entry(kind=kind, title="What?"))))

    assert found == Skipped(
        "tag:blogger.com,1999:blog-1.post-1", Kind.UNKNOWN, Reason.UNKNOWN_KIND, "What?"
    )


def test_an_entry_without_an_id_is_left_out_by_its_line():
    found = only(read(feed("\n\n", entry(id=""))))

    assert (found.where, found.reason) == ("line 4", Reason.NO_ID)


def test_an_entry_that_is_too_large_is_left_out_and_the_rest_is_found(monkeypatch):
    monkeypatch.setattr("blog.transfer.readers.xml.CHARACTERS", 1_000)
    large = entry(1, title="Large", content="x" * 1_001)

    first, second = read(feed(large, entry(2, content="y" * 500)))

    assert (first.title, first.reason) == ("Large", Reason.TOO_LARGE)
    assert second.body == "y" * 500


def test_an_entry_of_too_many_elements_is_left_out_and_the_rest_is_found(monkeypatch):
    monkeypatch.setattr("blog.transfer.readers.xml.ELEMENTS", 20)

    first, second = read(feed(entry(1, content="<b><i/></b>" * 20), entry(2)))

    assert first.reason is Reason.TOO_LARGE
    assert second.source == "2"


def test_the_blogs_name_is_found():
    assert FoundSetting(Setting.NAME, "Örnek Haber") in read(TAKEOUT)


def test_another_format_is_refused():
    with pytest.raises(NotReadable) as refused:
        read(CLASSIC)

    assert refused.value.why is Why.WRONG_FORMAT
