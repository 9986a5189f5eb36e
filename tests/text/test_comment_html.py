"""What becomes of the words in a comment."""

import pytest

from blog.text.html import TooMuch, comment, plain, safe

REL = 'rel="nofollow ugc noopener"'


@pytest.mark.parametrize(
    ("raw", "html"),
    [
        ("Merhaba", "<p>Merhaba</p>"),
        ("bir\niki", "<p>bir<br>iki</p>"),
        ("bir\r\niki", "<p>bir<br>iki</p>"),
        ("bir\n \n\n\niki\n", "<p>bir</p><p>iki</p>"),
        ("bir<br>\niki", "<p>bir<br>iki</p>"),
        ("bir<br><br>iki", "<p>bir</p><p>iki</p>"),
        ("<p>bir</p>\n<p>iki</p>", "<p>bir</p><p>iki</p>"),
        ("<b>bir\n\niki</b>", "<p><b>bir</b></p><p><b>iki</b></p>"),
        ("a\n<ul>\n<li>b\n<li>c\n</ul>\nd", "<p>a</p><ul><li>b</li><li>c</li></ul><p>d</p>"),
        ("<ul><li>a\n\nb</ul>", "<ul><li>a<br><br>b</li></ul>"),
        ("<ul>a<li>b</ul>", "<ul><li>a</li><li>b</li></ul>"),
        ("<li>a<li>b", "<p>a</p><p>b</p>"),
        ("<pre>\na\n\n  b</pre>c", "<pre>a\n\n  b</pre><p>c</p>"),
        ("<blockquote>a\n\nb</blockquote>", "<blockquote><p>a</p><p>b</p></blockquote>"),
        ("<b><blockquote>a</blockquote></b>", "<blockquote><p><b>a</b></p></blockquote>"),
        ("<b></b>", ""),
        (" \n\n ", ""),
        ("", ""),
    ],
)
def test_people_who_only_press_enter_get_paragraphs(raw, html):
    assert comment(raw) == html


@pytest.mark.parametrize(
    ("raw", "address", "rest"),
    [
        ("http://a.com", "http://a.com", ""),
        ("HTTPS://a.com/x?y=1&amp;z=2", "HTTPS://a.com/x?y=1&amp;z=2", ""),
        ("https://tr.example/Ankara_(il).", "https://tr.example/Ankara_(il)", "."),
        ("https://a.com/x), y", "https://a.com/x", "), y"),
        ("https://a.com!?", "https://a.com", "!?"),
        ("https://günlük.example/ş", "https://günlük.example/ş", ""),
    ],
)  # fmt: skip
def test_a_bare_web_address_becomes_a_link(raw, address, rest):
    assert comment(raw) == f'<p><a href="{address}" {REL}>{address}</a>{rest}</p>'


@pytest.mark.parametrize(
    "raw", ["main.py", "ftp://a.com", "ali@a.com", "www.a.com", "mailto:ali@a.com", "xhttp://a.com"]
)
def test_nothing_else_becomes_a_link(raw):
    assert comment(raw) == f"<p>{raw}</p>"


def test_an_address_in_code_stays_text():
    raw = "<pre><code>http://a.com</code> http://b.com</pre>"

    assert comment(raw) == raw


@pytest.mark.parametrize("href", ["https://a.com", "http://a.com", "mailto:ali@a.com"])
def test_every_typed_link_has_our_rel_and_no_other(href):
    raw = f'<a href="{href}" rel="dofollow" target="_blank">x</a>'

    assert comment(raw) == f'<p><a href="{href}" {REL}>x</a></p>'


@pytest.mark.parametrize("href", ["javascript:1", "/owner", "#x", "//a.com", "tel:1", "", "data:x"])
def test_a_link_to_anywhere_else_is_only_its_words(href):
    assert comment(f'<a href="{href}">x</a>') == "<p>x</p>"


def test_a_tag_that_is_not_allowed_is_shown_as_text():
    assert comment("<h1>x</h1>") == "<p>&lt;h1&gt;x&lt;/h1&gt;</p>"


def test_a_tag_that_was_typed_as_text_stays_text():
    assert comment("&amp;lt;b&amp;gt;") == "<p>&amp;lt;b&amp;gt;</p>"


def test_html_comments_are_left_out():
    assert comment("a<!-- b -->c") == "<p>ac</p>"


@pytest.mark.parametrize("hidden", ["\u202e", "\u2066", "\u200b", "\x07", "&#x202e;", "&#8294;"])
def test_characters_that_turn_or_hide_words_are_left_out(hidden):
    assert comment(f"a{hidden}b") == "<p>ab</p>"


@pytest.mark.parametrize("words", ["می‌خواهم", "👨‍👩‍👧"])
def test_joiners_that_spelling_and_emoji_need_are_kept(words):
    assert comment(words) == f"<p>{words}</p>"


@pytest.mark.parametrize("tower", ["\u0301" * 20, "&#x301;" * 20, "<b>\u0301</b>" * 20])
def test_no_tower_of_marks_is_higher_than_three(tower):
    assert plain(comment("a" + tower)).count("\u0301") == 3


@pytest.mark.parametrize("raw", ["x" * 4_001, "<" * 101])
def test_more_than_a_comment_can_be_is_refused(raw):
    with pytest.raises(TooMuch):
        comment(raw)


def test_the_longest_comment_is_taken():
    assert comment("x" * 4_000) == f"<p>{'x' * 4_000}</p>"


@pytest.mark.parametrize(
    "raw",
    [
        "".join(f"<b x={i}>" for i in range(100)) + "a\n\n" * 1_000,
        "http://a\n" * 444,
        "&" * 4_000,
        "'\n" * 2_000,
    ],
)
def test_what_would_swell_comes_out_small(raw):
    assert len(comment(raw)) <= 4 * len(raw) + 10_000


def test_what_would_swell_keeps_its_words():
    raw = "<b>" * 60 + "söz\n\n" * 700

    assert comment(raw).count("<p>söz</p>") == 699


def test_clean_html_reaches_a_template_as_it_is():
    assert safe(comment("<b>x</b>")).__html__() == "<p><b>x</b></p>"
