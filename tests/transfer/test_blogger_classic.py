"""Blogger's older format."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime

import pytest

from blog.transfer.found import (
    FoundArticle,
    FoundComment,
    FoundSetting,
    Kind,
    NotReadable,
    Reason,
    Setting,
    Skipped,
    Standing,
    State,
    Why,
)
from blog.transfer.readers import blogger_classic
from tests.transfer.feeds import CLASSIC, TAKEOUT, read

SAMPLE = CLASSIC.read_text("utf-8")


def found(source=CLASSIC):
    return read(source, blogger_classic)


def article(source, text=SAMPLE):
    return next(
        one for one in found(text) if isinstance(one, FoundArticle) and one.source == source
    )


def comment(source, text=SAMPLE):
    return next(
        one for one in found(text) if isinstance(one, FoundComment) and one.source == source
    )


def test_every_entry_gives_one_thing_found_or_left_out():
    in_entries = [one for one in found() if not isinstance(one, FoundSetting) or one.source]

    assert len(in_entries) == SAMPLE.count("<entry>")


def test_the_sample_has_the_articles_it_should_have():
    counts = Counter((a.kind, a.state) for a in found() if isinstance(a, FoundArticle))

    assert counts == {
        (Kind.ARTICLE, State.LIVE): 1,
        (Kind.ARTICLE, State.DRAFT): 1,
        (Kind.PAGE, State.LIVE): 1,
    }


def test_the_sample_has_the_comments_it_should_have():
    comments = [one for one in found() if isinstance(one, FoundComment)]

    assert len(comments) == 4
    assert [one.source for one in comments if one.parent] == ["5002"]
    assert [one.source for one in comments if one.standing is Standing.REMOVED] == ["5003"]
    assert [one.source for one in comments if one.article == "2001"] == ["5005"]


def test_the_template_is_left_out():
    (template,) = [one for one in found() if isinstance(one, Skipped) and one.kind == "template"]

    assert template.reason is Reason.UNUSED


def test_settings_become_defaults():
    assert FoundSetting(Setting.NAME, "Örnek Haber") in found()
    assert FoundSetting(Setting.ADDRESS, "http://ornek.blogspot.com/") in found()


def test_nothing_is_kept_of_the_administrators_addresses():
    assert "redacted@example.invalid" not in repr(found())
    assert Reason.PRIVATE in {one.reason for one in found() if isinstance(one, Skipped)}


def test_nobodys_mail_address_is_kept():
    assert "noreply@blogger.com" not in repr(found())


def test_an_article_brings_its_path_and_its_host():
    one = article("1001")

    assert (one.path, one.host) == ("/2012/10/kopru-acld.html", "ornek.blogspot.com")


def test_a_path_is_decoded_once():
    escaped = SAMPLE.replace("/2012/10/kopru-acld.html' title", "/2012/10/%C4%B1.html' title")

    assert article("1001", escaped).path == "/2012/10/ı.html"


def test_a_time_is_given_in_utc():
    assert article("1001").published == datetime(2012, 10, 5, 9, 0, 0, 1000, UTC)


def test_only_blogger_categories_are_labels():
    assert article("1001").labels == ("Gündem", "Son Dakika")


@pytest.mark.parametrize("namespace", ["http://purl.org/atom/app#", "http://www.w3.org/2007/app"])
def test_a_draft_says_so_in_either_namespace(namespace):
    one = article("1003", SAMPLE.replace("http://purl.org/atom/app#", namespace))

    assert (one.state, one.path, one.host) == (State.DRAFT, "", "")


def test_a_comments_anchor_is_the_one_that_links_to_it_have():
    moved = SAMPLE.replace("showComment=1349430300000#c5002", "showComment=1349430300000#c77")

    assert comment("5002", moved).anchor == "c77"


def test_a_comment_without_a_link_has_the_anchor_of_its_number():
    without = SAMPLE.replace("#c5002", "#top")

    assert comment("5002", without).anchor == "c5002"


def test_a_link_that_is_no_address_costs_nothing_else():
    broken = SAMPLE.replace("http://ornek.blogspot.com/2012", "http://[ornek/2012")

    assert (article("1001", broken).path, article("1001", broken).host) == ("", "")
    assert comment("5002", broken).anchor == "c5002"


def test_a_removed_comment_keeps_its_place_but_no_words():
    assert comment("5003").body == ""


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("A &amp;lt;b&amp;gt;bold&amp;lt;/b&amp;gt; word", "A <b>bold</b> word"),
        ("One&amp;lt;br /&amp;gt;two", "One<br />two"),
        ("Is 5 &amp;lt; 6 &amp;amp; 7?", "Is 5 &lt; 6 &amp; 7?"),
        ("&lt;p&gt;Type &amp;lt;br /&amp;gt;&lt;/p&gt;", "<p>Type &lt;br /&gt;</p>"),
    ],
)
def test_a_comment_that_was_escaped_twice_is_read_twice(written, meant):
    text = SAMPLE.replace("Cevap &amp;quot;alıntı&amp;quot;", written)

    assert comment("5002", text).body == meant


def test_another_format_is_refused():
    with pytest.raises(NotReadable) as refused:
        found(TAKEOUT)

    assert refused.value.why is Why.WRONG_FORMAT


def test_a_prefix_that_means_nothing_is_told_with_its_line():
    unbound = SAMPLE.replace(" xmlns:app='http://purl.org/atom/app#'", "").replace(
        "<entry>", "\n<entry>"
    )

    with pytest.raises(NotReadable) as refused:
        found(unbound)

    assert refused.value.why is Why.ILL_FORMED
    assert unbound.splitlines()[refused.value.line - 1][refused.value.column - 1 :].startswith(
        "<app:control"
    )
    assert "unbound prefix" in str(refused.value)
