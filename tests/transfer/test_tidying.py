"""Blogger's HTML becomes the plain HTML that somebody would have written here."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blog.text import html
from blog.transfer.found import FoundArticle
from blog.transfer.tidying import Lead, led, show, tidy, unfetched
from tests.transfer.feeds import TAKEOUT, read

HOSTS = ["ornek.blogspot.com", "www.ornek.example"]
OLD = "https://1.bp.blogspot.com/-AbC/aaa"
PNG = "data:image/png;base64,iVBORw0KGgo="

SAMPLE = next(o for o in read(TAKEOUT) if isinstance(o, FoundArticle) and o.source == "1001").body


def tidied(body):
    return tidy(body, HOSTS).html


def stand_in(key, alt=""):
    title = f' title="{alt}"' if alt else ""
    return f'<a class="not-fetched" href="{key}"{title}>{alt or key.rpartition("/")[2]}</a>'


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("one<br><br>two", "<p>one</p><p>two</p>"),
        ("one<br/>\n<br/>\n<br/>two", "<p>one</p><p>two</p>"),
        ("one<br>two", "<p>one<br>two</p>"),
        ("<p>one<br><br>two</p>", "<p>one</p><p>two</p>"),
        ("<div>one</div><div><br></div><div>two</div>", "<p>one</p><p>two</p>"),
        ('<div dir="ltr" trbidi="on">one<div>two</div></div>', "<p>one</p><p>two</p>"),
        ('<div dir="rtl">one<br><br>two</div>', '<div dir="rtl"><p>one</p><p>two</p></div>'),
        ('<p dir="rtl">one<br><br>two</p>', '<p dir="rtl">one</p><p dir="rtl">two</p>'),
        ('<span style="color: red">one<br><br>two</span>', "<p>one</p><p>two</p>"),
        ("<p>one</p><p>&nbsp;</p><p><b> </b></p>", "<p>one</p>"),
        (
            "<blockquote>one<br><br>two</blockquote>",
            "<blockquote><p>one</p><p>two</p></blockquote>",
        ),
        ("<pre>one\n<br><br>two</pre>", "<pre>one\n<br><br>two</pre>"),
        ("<h2>one</h2>two<ul><li>three</li></ul>", "<h2>one</h2><p>two</p><ul><li>three</li></ul>"),
    ],
)
def test_line_ends_and_divs_become_paragraphs(old, new):
    assert tidied(old) == new


def test_a_separator_becomes_a_figure_with_the_largest_picture():
    old = (
        f'<div class="separator" style="clear: both;"><a href="{OLD}/s1600/a.jpg" imageanchor="1">'
        f'<img border="0" src="{OLD}/s320/a.jpg" alt="Köprü"></a></div>'
    )

    assert tidied(old) == f"<figure>{stand_in(f'{OLD}/s0/a.jpg', 'Köprü')}</figure>"


def test_a_caption_table_becomes_a_figure_with_its_caption():
    old = (
        '<table class="tr-caption-container"><tbody><tr><td>'
        f'<a href="{OLD}/s1600/a.jpg"><img src="{OLD}/s320/a.jpg"></a></td></tr>'
        '<tr><td class="tr-caption">By <i>Ayşe</i></td></tr></tbody></table>'
    )

    assert tidied(old) == (
        f"<figure>{stand_in(f'{OLD}/s0/a.jpg')}<figcaption>By <i>Ayşe</i></figcaption></figure>"
    )


def test_another_table_stays_one():
    assert "<td>one</td>" in tidied("<table><tr><td>one</td></tr></table>")


def test_a_picture_in_the_middle_of_a_sentence_stays_there():
    assert tidied(f'one <img src="{OLD}/s16/a.gif"> two') == (
        f"<p>one {stand_in(f'{OLD}/s0/a.gif')} two</p>"
    )


def test_a_picture_that_links_elsewhere_keeps_its_link():
    new = tidied(f'<a href="https://else.example/"><img src="{OLD}/s1/a.jpg" alt="A"></a>')

    assert stand_in(f"{OLD}/s0/a.jpg", "A") in new
    assert '<a href="https://else.example/">' in new


def test_a_link_keeps_its_words_when_its_picture_goes():
    new = tidied(f'<a href="https://else.example/"><img src="{OLD}/s1/a.jpg"> more</a>')

    assert '<a href="https://else.example/"> more</a>' in new


def test_pictures_are_told_in_their_order():
    body = f'<img src="{OLD}/s1/a.jpg" alt="A"><img src="{PNG}"><img src="/b.png">'

    first, inline, own = tidy(body, HOSTS).pictures

    assert (first.key, first.alt, first.data) == (f"{OLD}/s0/a.jpg", "A", None)
    assert inline.data == b"\x89PNG\r\n\x1a\n"
    assert own.key == "https://ornek.blogspot.com/b.png"


def test_inline_data_that_cannot_be_read_is_told_as_nothing():
    assert tidy('<img src="data:image/png;base64,A">').pictures[0].data == b""


def test_a_large_inline_picture_is_not_too_much():
    body = f'<p>one</p><img src="data:image/png;base64,{"A" * 4_000_000}">'

    assert len(tidy(body).pictures[0].data) == 3_000_000


def test_a_picture_that_counts_readers_is_dropped():
    assert tidied('one<img src="https://t.example/p.gif" width="1" height="1">') == "<p>one</p>"


@pytest.mark.parametrize("source", ["", "javascript:alert(1)", "http://[broken", "file:///a.jpg"])
def test_a_picture_that_lies_nowhere_leaves_its_words(source):
    assert tidied(f'<img src="{source}" alt="Köprü">') == "<p>Köprü</p>"


@pytest.mark.parametrize(
    ("embed", "link"),
    [
        (
            '<iframe class="BLOG_video_class" src="https://www.youtube.com/embed/AbC-1"></iframe>',
            "https://www.youtube.com/watch?v=AbC-1",
        ),
        (
            '<object><embed src="http://www.youtube.com/v/AbC-1&amp;hl=en"></object>',
            "https://www.youtube.com/watch?v=AbC-1",
        ),
        ('<iframe src="//maps.example/?q=1"></iframe>', "https://maps.example/?q=1"),
    ],
)
def test_what_another_host_would_play_becomes_a_link(embed, link):
    assert tidied(f"<div>one{embed}two</div>") == (
        f'<p>one</p><p><a href="{link}">{link}</a></p><p>two</p>'
    )


@pytest.mark.parametrize("source", ["javascript:alert(1)", "/own", "", "http://[broken"])
def test_a_frame_that_shows_no_web_page_is_dropped(source):
    assert tidied(f'one<iframe src="{source}"></iframe>') == "<p>one</p>"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("https://ornek.blogspot.com/2024/01/a.html", "/2024/01/a.html"),
        ("http://ornek.blogspot.com.tr/2024/01/a.html?m=1", "/2024/01/a.html"),
        ("//ornek.blogspot.de/p/a.html", "/p/a.html"),
        ("http://ornek.example/2024/01/a.html#c1", "/2024/01/a.html#c1"),
        ("https://ornek.blogspot.com/a.html?showComment=1&m=1#c1", "/a.html?showComment=1#c1"),
        ("https://ornek.blogspot.com", "/"),
        ("https://ornek.blogspot.com//evil.example/", "/evil.example/"),
        ("https://ornek.blogspot.com/2024/%C4%B1.html", "/2024/%C4%B1.html"),
        ("https://other.blogspot.com/a.html?m=1", "https://other.blogspot.com/a.html?m=1"),
        ("https://ornek.blogspot.com.evil/", "https://ornek.blogspot.com.evil/"),
        ("mailto:a@ornek.example", "mailto:a@ornek.example"),
    ],
)
def test_links_to_the_old_blog_stay_within_this_one(old, new):
    assert tidied(f'<a href="{old}">a</a>') == f'<p><a href="{new}">a</a></p>'


def test_the_more_mark_is_kept_once():
    body = tidied('<div>one<a name="more"></a>two<br><br><a name="more"></a>three</div>')

    assert body == '<p>one</p><hr class="more"><p>two</p><p>three</p>'


def test_a_picture_that_a_body_begins_with_can_lead_it():
    body = (
        f"<figure>{stand_in('https://old.example/a.jpg', 'A & b')}"
        "<figcaption>A caption</figcaption></figure><p>one</p>"
    )

    lead, rest = led(body, {"https://old.example/a.jpg"})

    assert lead == Lead("https://old.example/a.jpg", "A & b", "A caption")
    assert rest == "<p>one</p>"


@pytest.mark.parametrize(
    "body",
    [
        f"<p>one</p><figure>{stand_in('https://old.example/a.jpg')}</figure>",
        f"<figure>{stand_in('https://old.example/b.jpg')}</figure><p>one</p>",
        f"<figure>{stand_in('https://old.example/a.jpg')}"
        '<figcaption><a href="/b">b</a></figcaption></figure>',
        f"<p>{stand_in('https://old.example/a.jpg')} one</p>",
        "",
    ],
    ids=["words come first", "not fetched", "a caption with a link", "within words", "empty"],
)
def test_a_picture_stays_in_the_body_where_leading_would_lose_something(body):
    assert led(body, {"https://old.example/a.jpg"}) == (None, body)


def test_scripts_styles_and_comments_go():
    old = "one<script>alert(1)</script><style>p{}</style><!-- two --><svg><text>x</text></svg>"

    assert tidied(old) == "<p>one</p>"


def test_words_in_an_embed_that_never_ends_are_kept():
    assert tidied("one<object>two") == "<p>onetwo</p>"


@given(st.text("<>/&;=\"' abdivpr[]:#!-", max_size=60))
def test_no_text_is_too_odd(body):
    found = tidy(body, HOSTS)

    assert html.article(found.html) == found.html


@pytest.mark.parametrize("odd", ['<b ="x">one</b>', '<p a"b=c>one</p>', '<b"b>one', "<p <b>one"])
def test_an_odd_name_costs_no_word(odd):
    assert "one" in html.plain(tidied(odd))


def test_what_would_keep_the_parser_busy_is_refused():
    with pytest.raises(html.TooMuch):
        tidy("<b>" * 20_000)


def test_the_cleaner_changes_nothing_in_the_sample():
    found = tidy(SAMPLE, ["example.blogspot.com"])

    assert html.article(found.html) == found.html
    assert html.plain(found.html).split("\n") == [
        "Köprünün açılış töreni",
        "Giriş paragrafı. İstanbul’da IŞIK şenliği başladı.",
        "İkinci paragraf & devamı.",
        "Üçüncü.",
        "eski.jpg",
        "Fotoğraf: Ajans",
        "https://www.youtube.com/watch?v=AAAAAAAAAAA",
        "önceki haber eski TR alan adı",
    ]


PIECES = [
    "one", " ", "&amp;", "<br>", "<div>", "</div>", "<p>", "</p>", "<b>", "</b>", "<i>", "</i>",
    "<ul>", "<li>", "</ul>", "<table><tr><td>", "</table>", "<span>", "</span>", "<pre>", "</pre>",
    "<blockquote>", "</blockquote>", '<a href="/a">', "</a>", '<a name="more"></a>', "<center>",
    '<div dir="rtl">', '<div class="separator">', '<table class="tr-caption-container">',
    '<td class="tr-caption">', f'<img src="{OLD}/s1/a.jpg">', f'<a href="{OLD}/s2/a.jpg">',
    '<iframe src="https://a.example/"></iframe>', "<h1>", "</h1>", "<object>", "<hr>",
]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES)).map("".join))
def test_the_cleaner_changes_nothing_whatever_the_body_was(body):
    found = tidy(body, HOSTS)

    assert html.article(found.html) == found.html


@given(st.lists(st.sampled_from(PIECES)).map("".join))
def test_no_word_is_lost_whatever_the_body_was(body):
    assert html.plain(tidied(body)).count("one") == body.count("one")


@given(st.lists(st.sampled_from(PIECES)).map("".join))
def test_a_body_says_itself_which_pictures_it_lacks(body):
    found = tidy(body, HOSTS)

    assert set(unfetched(found.html)) == {picture.key for picture in found.pictures}


def test_a_fetched_picture_takes_the_place_of_its_link():
    old = tidied(f'one <img src="{OLD}/s1/a.jpg" alt="Köprü"> two <img src="{PNG}">')

    new = show(old, {f"{OLD}/s0/a.jpg": {"src": "/media/a.webp", "width": "640", "height": "480"}})

    picture = '<img src="/media/a.webp" width="640" height="480" alt="Köprü" loading="lazy">'
    assert new.startswith(f"<p>one {picture} two")
    assert len(unfetched(new)) == 1
    assert html.article(new) == new
