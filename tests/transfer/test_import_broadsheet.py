"""Coming back: an export becomes the content of a new blog, or nothing does."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import stat
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import event, func, select
from sqlalchemy.exc import OperationalError

from blog import pictures
from blog.articles import actions as life
from blog.config import ROOT
from blog.db import db
from blog.models.address import Address
from blog.models.article import Article, Kind
from blog.models.comment import Comment, Standing
from blog.models.label import Label
from blog.models.picture import Picture, Rendition
from blog.models.site import Ad, Site
from blog.models.subscriber import Subscriber
from blog.transfer import arriving, leaving
from blog.transfer.found import NotReadable, Why
from blog.transfer.readers import broadsheet
from tests.transfer import rich

CONTENT = (Article, Comment, Picture, Rendition, Label, Address, Ad)


@pytest.fixture
def exported(app, make, site, tmp_path) -> Path:
    """The export of a blog with some of everything in it."""
    rich.furnish(make, site)
    leaving.export(tmp_path / "exported")
    return tmp_path / "exported"


@pytest.fixture
def small(app, make, tmp_path) -> Path:
    """The export of a blog with one article, one comment and one picture; without checksums."""
    picture = make.picture()
    article = make.article("News", picture_id=picture.id, publish_at=rich.LONG_AGO, labels="Spor")
    make.comment(article, "Said")
    leaving.export(tmp_path / "small")
    (tmp_path / "small" / "SHA256SUMS").unlink()
    return tmp_path / "small"


ARTICLE = "articles/2019/06/news.md"
COMMENTS = "comments/articles/2019/06/news.jsonl"


@pytest.fixture
def elsewhere(furnished, tmp_path) -> Iterator[object]:
    """A new blog; where it is asked for, the test goes on in that one."""
    with rich.new_blog(furnished, tmp_path / "elsewhere") as app:
        yield app


def bring_in(path: Path, keeps_address: bool = False) -> leaving.Counts:
    with broadsheet.opened(path) as package:
        return arriving.bring_in(package, keeps_address=keeps_address)


def refused(path: Path) -> NotReadable:
    with pytest.raises(NotReadable) as refusal:
        bring_in(path)
    assert is_empty()
    return refusal.value


def is_empty() -> bool:
    return not any(db.session.scalar(select(func.count()).select_from(one)) for one in CONTENT)


def change(file: Path, /, **values) -> None:
    """Change keys of a front matter, of settings or of the first line."""
    fence, front, rest = "", file.read_text("utf-8"), ""
    if file.suffix == ".md":
        fence, front, rest = front.split("---\n", 2)[0] + "---\n", *front.split("---\n", 2)[1:]
        rest = "---\n" + rest
    if file.suffix == ".jsonl":
        front, _, rest = front.partition("\n")
        rest = "\n" + rest
    found = json.loads(front)
    part = found["site"] if file.name == "broadsheet.json" else found
    part.update(values)
    for key in [key for key, value in part.items() if value is ...]:
        del part[key]
    end = "\n" if file.suffix == ".md" else ""
    file.write_text(f"{fence}{json.dumps(found)}{end}{rest}", "utf-8")


def files(folder: Path) -> dict[str, bytes]:
    found = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


# -- what comes back --


def test_what_left_comes_back_byte_for_byte(exported, elsewhere, tmp_path):
    bring_in(exported)

    leaving.export(tmp_path / "again")

    assert files(tmp_path / "again") == files(exported)


def test_a_zip_comes_back_as_a_folder_does(make, site, furnished, tmp_path):
    rich.furnish(make, site)
    leaving.export(tmp_path / "export.zip")

    with rich.new_blog(furnished, tmp_path / "elsewhere"):
        bring_in(tmp_path / "export.zip")
        leaving.export(tmp_path / "again.zip")

    assert (tmp_path / "again.zip").read_bytes() == (tmp_path / "export.zip").read_bytes()


def test_columns_that_do_not_leave_are_made_again_as_they_were(exported, furnished, tmp_path):
    def derived():
        articles = db.session.scalars(select(Article).order_by(Article.feed_id))
        comments = db.session.scalars(select(Comment).order_by(Comment.id)).all()
        renditions = db.session.scalars(select(Rendition.file).order_by(Rendition.file))
        return (
            [(a.body, a.html, a.format, a.words, a.month, a.comment_count) for a in articles],
            [(c.html, c.policy, c.article.feed_id) for c in comments],
            [(c.position, c.is_shown, c.answers) for c in comments],
            list(renditions),
        )

    before = derived()

    with rich.new_blog(furnished, tmp_path / "elsewhere"):
        bring_in(exported)
        for was, is_now in zip(before, derived(), strict=True):
            assert is_now == was


def test_readers_find_everything_where_it_was(exported, elsewhere):
    bring_in(exported)
    client = elsewhere.test_client()
    comment = db.session.scalar(select(Comment).where(Comment.anchor == "c123"))
    file = db.session.scalar(select(Rendition.file))

    page = client.get(comment.article.path)

    assert "Eski" in page.text
    assert 'id="c123"' in page.text
    assert client.get(f"/comments/{comment.id}").location.endswith("#c123")
    assert client.get("/eski/adres.html").status_code == 301
    assert client.get("/elsewhere").location == "https://example.org/?a=b&c=d"
    assert client.get("/gone/ğ b.html").status_code == 410
    with client.get(f"/media/{file}") as picture:
        assert picture.status_code == 200
    assert "Köprü" in client.get("/").text
    withdrawn = db.session.scalar(select(Article.path).where(Article.withdrawn_at.is_not(None)))
    assert client.get(withdrawn).status_code == 410


def test_a_receipt_is_good_after_the_move(make, furnished, tmp_path):
    from blog.comments.authors import digest

    make.comment(make.article(), standing=Standing.WAITING, receipt=digest("a token"))
    leaving.export(tmp_path / "exported")

    with rich.new_blog(furnished, tmp_path / "elsewhere") as elsewhere:
        bring_in(tmp_path / "exported")
        assert elsewhere.test_client().get("/comments/receipt/a token").status_code == 200


def test_readers_who_get_the_news_by_mail_come_along_and_their_way_out_leads_there(
    exported, elsewhere
):
    bring_in(exported)

    known = db.session.scalars(select(Subscriber).order_by(Subscriber.email)).all()
    assert [(one.email, one.is_active) for one in known] == [
        ("deniz@example.org", True),
        ("umut@example.org", False),
    ]
    page = elsewhere.test_client().get(f"/follow/letters/{known[0].leave}")
    assert "d…@example.org" in page.text


def test_an_export_from_before_there_were_subscribers_is_read(exported, elsewhere):
    (exported / "subscribers.jsonl").unlink()
    (exported / "SHA256SUMS").unlink()

    bring_in(exported)

    assert db.session.scalars(select(Subscriber)).all() == []


def test_the_blog_has_its_settings_again(exported, elsewhere):
    bring_in(exported)

    site = Site.current()

    assert (site.accent, site.shows_powered_by) == ("#004488", False)
    assert site.follow == [{"name": "Mastodon", "url": "https://social.example.org/@ayşe"}]
    assert (site.nameplate, site.shows_motto, site.shows_breaking) == ("small", False, False)
    assert (site.front_length, site.beside) == (7, ["archive", "about"])
    assert (site.comment_rules, site.comments_close_after) == ("Kibar olun.", 30)
    assert (site.moderation, site.comments_held_after) == ("hold-first-timers", 7)
    assert site.security_contact == "mailto:ayse@example.org"
    assert site.verifications == {"google": "aZ09_-="}
    assert (site.privacy, site.ads_txt) == ("Ayşe\nGünebakan", "example.org, 1, DIRECT\n")


def test_a_blog_may_keep_its_own_address(small, elsewhere):
    change(small / "broadsheet.json", url="https://old.example", name="Gazete")

    bring_in(small, keeps_address=True)

    assert (Site.current().url, Site.current().name) == ("http://localhost", "Gazete")


def test_a_body_shows_what_this_program_makes_of_its_pictures(
    make, furnished, tmp_path, monkeypatch
):
    picture = make.picture(width=1000)
    shown = picture.at_least(720).url
    make.article("With", body=f"![a]({shown})")
    leaving.export(tmp_path / "exported")
    monkeypatch.setitem(pictures.MADE, "jpeg", {"quality": 30})  # as another Pillow would

    with rich.new_blog(furnished, tmp_path / "elsewhere"):
        bring_in(tmp_path / "exported")
        body = db.session.scalar(select(Article.html))
        now_shown = db.session.scalar(select(Picture)).at_least(720).url
        leaving.export(tmp_path / "again")

    assert now_shown != shown
    assert now_shown in body
    assert files(tmp_path / "again") == files(tmp_path / "exported")


def test_an_export_that_was_packed_by_hand_is_read(small, elsewhere, tmp_path):
    (small / "articles" / ".DS_Store").write_bytes(b"a Mac was here")
    shutil.make_archive(str(tmp_path / "packed"), "zip", tmp_path, "small")

    assert bring_in(tmp_path / "packed.zip").articles == 1


@pytest.mark.parametrize("has_checksums", [True, False])
def test_the_progress_ends_where_it_is_said_to(exported, elsewhere, has_checksums):
    if not has_checksums:
        (exported / "SHA256SUMS").unlink()
    steps = []

    with broadsheet.opened(exported) as package:
        arriving.bring_in(package, steps.append)

        assert sum(steps) == package.steps


def test_the_command_says_what_came(small, elsewhere):
    done = elsewhere.test_cli_runner().invoke(args=["import", "broadsheet", str(small)])

    assert done.exit_code == 0
    assert "1 articles and pages, 1 comments and 1 pictures are here." in done.output
    assert "public address is http://localhost." in done.output


# -- into which blog --


def test_a_blog_with_content_of_its_own_is_left_alone(small, app):
    before = db.session.scalar(select(func.count()).select_from(Article))

    done = app.test_cli_runner().invoke(args=["import", "broadsheet", str(small)])

    assert done.exit_code == 1
    assert "has content of its own" in done.output
    assert db.session.scalar(select(func.count()).select_from(Article)) == before


def test_a_page_about_the_blog_that_was_only_begun_gives_way(make, small, elsewhere):
    make.article("About", kind=Kind.PAGE, slug="about", publish=False)

    bring_in(small)

    assert [one.title for one in db.session.scalars(select(Article))] == ["News"]


def test_a_page_about_the_blog_that_somebody_went_on_writing_does_not(make, small, elsewhere):
    about = make.article("About", kind=Kind.PAGE, slug="about", publish=False)
    with db.writing():
        life.write(about, life.Typed(title="About us"))

    with pytest.raises(arriving.NotEmpty):
        bring_in(small)


def test_a_blog_that_was_never_set_up_says_so(small, elsewhere):
    with db.writing():
        db.session.delete(Site.current())

    done = elsewhere.test_cli_runner().invoke(args=["import", "broadsheet", str(small)])

    assert done.exit_code == 1
    assert "not set up yet" in done.output


# -- damage --


def test_every_missing_and_damaged_file_is_named(exported, elsewhere):
    about = exported / "pages" / "about.md"
    about.write_bytes(about.read_bytes().replace(b"Biz", b"Siz"))
    original = next((exported / "pictures").iterdir())
    original.write_bytes(original.read_bytes()[:-20])
    next((exported / "drafts").iterdir()).rename(exported / "drafts" / "another.md")

    done = elsewhere.test_cli_runner().invoke(args=["import", "broadsheet", str(exported)])

    assert done.exit_code == 1
    told = [line.strip() for line in done.output.splitlines() if line.startswith("  ")]
    assert len(told) == 4
    assert "pages/about.md: damaged: it is not what was exported" in told
    assert f"pictures/{original.name}: damaged: it is not what was exported" in told
    assert "drafts/another.md: damaged: SHA256SUMS does not have it" in told
    assert any(line.endswith(": missing") for line in told)
    assert is_empty()


@pytest.mark.parametrize(
    "name", ["labels.jsonl", "pictures.jsonl", "addresses.jsonl", "ads.jsonl", "broadsheet.json"]
)
def test_a_missing_file_is_named_even_without_checksums(small, elsewhere, name):
    (small / name).unlink()

    assert (refused(small).why, refused(small).file) == (Why.MISSING, name)


def test_a_missing_original_is_named_even_without_checksums(small, elsewhere):
    original = next((small / "pictures").iterdir())
    original.unlink()

    assert (refused(small).why, refused(small).file) == (Why.MISSING, f"pictures/{original.name}")


def test_an_original_that_is_another_picture_is_refused(make, small, elsewhere):
    original = next((small / "pictures").iterdir())
    original.write_bytes(make.file(colour="red").read())

    assert (refused(small).why, refused(small).file) == (Why.DAMAGED, f"pictures/{original.name}")


def test_an_original_that_is_no_picture_is_refused(small, elsewhere):
    original = next((small / "pictures").iterdir())
    original.write_bytes(b"<svg onload=alert(1)>")

    assert refused(small).why is Why.DAMAGED


def test_half_a_zip_is_refused(make, app, elsewhere, tmp_path):
    make.article()
    leaving.export(tmp_path / "export.zip")
    whole = (tmp_path / "export.zip").read_bytes()
    (tmp_path / "half.zip").write_bytes(whole[: len(whole) // 2])

    with pytest.raises(NotReadable) as refusal, broadsheet.opened(tmp_path / "half.zip"):
        pass

    assert refusal.value.why is Why.DAMAGED


def test_an_export_of_a_newer_program_says_that_it_is_one(small, elsewhere):
    head = small / "broadsheet.json"
    head.write_text(head.read_text().replace('"version": 1', '"version": 2'))

    assert (refused(small).why, refused(small).detail) == (Why.WRONG_FORMAT, "broadsheet 2")


# -- what nobody's blog has --


@pytest.mark.parametrize(
    ("name", "values", "told"),
    [
        (ARTICLE, {"created_at": ...}, "it has no created_at"),
        (ARTICLE, {"created_at": "yesterday"}, "its created_at can't be used"),
        (ARTICLE, {"created_at": "2026-01-01T00:00:00"}, "its created_at can't be used"),
        (ARTICLE, {"published_at": "9999-12-31T23:59:59Z"}, "its published_at can't be used"),
        (ARTICLE, {"title": 7}, "its title can't be used"),
        (ARTICLE, {"title": "a" * 301}, "its title can't be used"),
        (ARTICLE, {"takes_comments": "yes"}, "its takes_comments can't be used"),
        (ARTICLE, {"moderation": "whatever"}, "its moderation can't be used"),
        (ARTICLE, {"language": "de onload=x"}, "its language is no tag of BCP 47"),
        (ARTICLE, {"kind": "advertorial"}, "its kind can't be used"),
        (ARTICLE, {"path": ""}, "its path is no path"),
        (ARTICLE, {"path": "news.html"}, "its path is no path"),
        (ARTICLE, {"path": ...}, "it is published, but has no path"),
        (ARTICLE, {"feed_id": ""}, "its feed_id is empty"),
        (ARTICLE, {"version": 3}, "nothing is known of 'version'"),
        (ARTICLE, {"labels": "Spor"}, "its labels is no link"),
        (ARTICLE, {"labels": ["Dans"]}, "there is no 'Dans'"),
        (ARTICLE, {"labels": ["Spor", "Spor"]}, "UNIQUE constraint failed"),
        (ARTICLE, {"picture": "../../secret_key"}, "there is no '../../secret_key'"),
        (COMMENTS, {"id": -1}, "its id can't be used"),
        (COMMENTS, {"id": 2**53}, "its id can't be used"),
        (COMMENTS, {"id": True}, "its id can't be used"),
        (COMMENTS, {"standing": "adored"}, "its standing can't be used"),
        (COMMENTS, {"anchor": "a b"}, "its anchor is none"),
        (COMMENTS, {"parent_id": 1}, "what comment 1 on"),
        (COMMENTS, {"parent_id": 99}, "what comment 1 on"),
        (COMMENTS, {"name": ["a"]}, "its name can't be used"),
        ("labels.jsonl", {"name": "\u200b"}, "its name can't be used"),
        ("labels.jsonl", {"slug": "../owner"}, "its slug can't be used"),
        ("pictures.jsonl", {"file": "pictures/../../secret_key"}, "it names no original"),
        ("pictures.jsonl", {"file": ...}, "it names no original"),
        ("pictures.jsonl", {"focus_x": 101}, "its focus is outside of it"),
        ("broadsheet.json", {"language": "tlh"}, "its language is none of ours"),
        ("broadsheet.json", {"time_zone": "../../etc/passwd"}, "its time zone is unknown"),
        ("broadsheet.json", {"url": "javascript:alert(1)"}, "its url is no address of the web"),
        ("broadsheet.json", {"accent": "red;}"}, "its accent is no colour"),
        ("broadsheet.json", {"backups_kept": 10**9}, "its backups_kept are too many"),
        ("broadsheet.json", {"front_length": 0}, "its front_length can't be used"),
        ("broadsheet.json", {"front_length": 10**6}, "its front_length can't be used"),
        ("broadsheet.json", {"comments_close_after": 10**9}, "its comments_close_after are too"),
        ("broadsheet.json", {"comments_held_after": 10**9}, "its comments_held_after are too"),
        ("broadsheet.json", {"moderation": "whatever"}, "its moderation can't be used"),
        ("broadsheet.json", {"beside": "about"}, "its beside is no list"),
        ("broadsheet.json", {"beside": ["../layout"]}, "its beside has what is none of ours"),
        ("broadsheet.json", {"beside": [["about"]]}, "its beside has what is none of ours"),
        ("broadsheet.json", {"beside": ["about", "about"]}, "its beside has something twice"),
        ("broadsheet.json", {"nameplate": "huge"}, "its nameplate can't be used"),
        ("broadsheet.json", {"follow": {"a": 1}}, "its follow is no list"),
        ("broadsheet.json", {"security_contact": "x y"}, "its security_contact is no address"),
        ("broadsheet.json", {"verifications": ["a"]}, "its verifications are odd"),
        ("broadsheet.json", {"verifications": {"google": '"><a>'}}, "its verifications are odd"),
        ("broadsheet.json", {"verifications": {"elsewhere": "a"}}, "its verifications are odd"),
        ("broadsheet.json", {"follow": [["a"]]}, "its follow is odd"),
        (
            "broadsheet.json",
            {"follow": [{"name": "a", "url": "javascript:alert(1)"}]},
            "its follow leads nowhere on the web",
        ),
    ],
)
def test_what_a_blog_can_not_have_is_refused_and_told(small, elsewhere, name, values, told):
    change(small / name, **values)

    assert told in str(refused(small))


SUBSCRIBER = {
    "email": "deniz@example.org",
    "leave": "a" * 32,
    **dict.fromkeys(("asked_at", "confirmed_at", "told_until"), "2026-05-01T09:30:00Z"),
}


@pytest.mark.parametrize(
    ("name", "line", "told"),
    [
        ("addresses.jsonl", {"path": "/a", "target": "javascript:alert(1)"}, "no place on the web"),
        ("addresses.jsonl", {"path": "/a", "article": "pages/none.md"}, "there is no"),
        ("addresses.jsonl", {"path": "/2019/06/news.html"}, "UNIQUE constraint failed"),
        ("ads.jsonl", {"slot": "header", "link": "javascript:alert(1)"}, "leads nowhere"),
        ("ads.jsonl", {"slot": "header", "link": "https://a.example"}, "it has no picture"),
        ("ads.jsonl", {"slot": "header", "kind": "code", "box": "1x1"}, "its box is none of ours"),
        ("ads.jsonl", {"slot": "header", "kind": "code", "link": "x:y"}, "leads nowhere"),
        ("labels.jsonl", {"name": "SPOR", "slug": "spor-2"}, "UNIQUE constraint failed"),
        ("subscribers.jsonl", SUBSCRIBER | {"email": "a@b.org\nBcc: c@d.org"}, "is no address"),
        ("subscribers.jsonl", SUBSCRIBER | {"leave": "x"}, "its leave is no token"),
        ("subscribers.jsonl", SUBSCRIBER | {"rhythm": "hourly"}, "its rhythm can't be used"),
        ("subscribers.jsonl", SUBSCRIBER | {"confirmed_at": None}, "it is not confirmed"),
    ],
)
def test_a_line_that_a_blog_can_not_have_is_refused_and_told(small, elsewhere, name, line, told):
    with (small / name).open("a") as file:
        file.write(json.dumps(line) + "\n")

    assert told in str(refused(small))


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("broadsheet.json", b"[" * 200_000, Why.ILL_FORMED),
        ("broadsheet.json", b"[1]", Why.ILL_FORMED),
        ("broadsheet.json", b'{"format": "broadsheet", "version": 1}', Why.ILL_FORMED),
        ("labels.jsonl", b'{"a":' * 100_000, Why.ILL_FORMED),
        ("labels.jsonl", b" " * 2_000_000, Why.TOO_LONG),
        ("labels.jsonl", b'{"position": ' + b"9" * 5_000 + b"}\n", Why.ILL_FORMED),
        ("labels.jsonl", "{\"name\": \"Işık\"}".encode("utf-16"), Why.ENCODING),
        (ARTICLE, b"no front matter", Why.ILL_FORMED),
        (ARTICLE, b"---\n{}\n", Why.ILL_FORMED),
        (ARTICLE, "---\n{}\n---\n\nIşık\n".encode("iso-8859-9"), Why.ENCODING),
        (ARTICLE, b"---\n{}\n---\n\n" + b"a" * 12_000_000, Why.TOO_LONG),
        (ARTICLE, b"---\n{}\n---\n\n" + b"a" * 2_600_000 + b"\n", Why.TOO_LONG),
    ],
    ids=range(12),
)  # fmt: skip
def test_what_is_no_json_or_no_text_is_refused(small, elsewhere, name, content, why):
    (small / name).write_bytes(content)

    assert (refused(small).why, refused(small).file) == (why, name)


def test_a_body_that_would_keep_the_cleaner_busy_is_refused(small, elsewhere):
    file = small / ARTICLE
    file.write_text(file.read_text("utf-8") + "<i>" * 1_000 + "\n", "utf-8")

    assert (refused(small).why, refused(small).file) == (Why.TOO_LONG, ARTICLE)


def test_answers_that_go_round_in_a_ring_are_refused(small, elsewhere):
    file = small / COMMENTS
    comment = json.loads(file.read_text())
    answers = {1: 2, 2: 3, 3: 1}
    ring = [{**comment, "id": a, "parent_id": b, "anchor": f"c{a}"} for a, b in answers.items()]
    file.write_text("".join(json.dumps(one) + "\n" for one in ring))

    assert "is not there" in str(refused(small))


def test_comments_on_nothing_are_refused(small, elsewhere):
    (small / ARTICLE).unlink()

    assert "belongs to no article" in str(refused(small))


def test_one_article_in_two_files_is_refused(small, elsewhere):
    shutil.copy(small / ARTICLE, (small / ARTICLE).with_suffix(".html"))

    assert "is the same" in str(refused(small))


# -- what strangers put in --


def test_bodies_and_comments_are_cleaned_like_those_of_strangers(small, elsewhere):
    evil = "<script>alert(1)</script><img src=x onerror=a()><a href='javascript:a()'>a</a>"
    file = small / ARTICLE
    file.write_text(file.read_text("utf-8") + f"\n{evil}\n", "utf-8")
    change(file, title=evil)
    change(small / COMMENTS, body=evil, name=evil[:80], url="javascript:alert(1)")
    change(small / "labels.jsonl", name="Spor")

    bring_in(small)
    article, comment = db.session.scalar(select(Article)), db.session.scalar(select(Comment))
    page = elsewhere.test_client().get(article.path).text

    assert comment.url == ""
    for html in (article.html, comment.html, page):
        assert "<script>alert" not in html
        as_words = r"(&lt;|\\u003c|%3C)img(%20| )src(%3D|=)x(%20| )onerror"
        assert "onerror" not in re.sub(as_words, "", html)
        assert 'href="javascript' not in html.replace("'", '"')


def test_html_that_a_file_brings_along_is_not_taken(small, elsewhere):
    change(small / COMMENTS, html="<script>alert(1)</script>")

    assert "nothing is known of 'html'" in str(refused(small))


def test_text_that_no_page_can_hold_loses_what_none_can(small, elsewhere):
    change(small / COMMENTS, name="Den\x00iz\ud800")

    bring_in(small)

    assert db.session.scalar(select(Comment.name)) == "Deniz"


@pytest.mark.parametrize(
    "name", ["../evil.md", "/etc/evil.md", "C:\\evil.md", "articles/../../evil"]
)
def test_a_zip_with_names_that_lead_out_of_it_is_refused(small, elsewhere, tmp_path, name):
    path = packed(small, tmp_path, name)

    with pytest.raises(NotReadable) as refusal, broadsheet.opened(path):
        pass

    assert refusal.value.why is Why.BAD_NAME


def test_a_zip_with_a_link_in_it_is_refused(small, elsewhere, tmp_path):
    link = zipfile.ZipInfo("pages/about.md")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16

    with pytest.raises(NotReadable) as refusal:
        bring_in(packed(small, tmp_path, link, b"/etc/passwd"))

    assert refusal.value.why is Why.LINK


@pytest.mark.skipif(os.name == "nt", reason="Windows gives links to few")
def test_a_folder_with_a_link_in_it_is_refused(small, elsewhere):
    (small / "pages").mkdir()
    (small / "pages" / "about.md").symlink_to(small / ARTICLE)

    assert refused(small).why is Why.LINK


def test_a_bomb_is_refused(small, elsewhere, tmp_path):
    with pytest.raises(NotReadable) as refusal:
        bring_in(packed(small, tmp_path, "pages/about.md", bytes(50_000_000)))

    assert refusal.value.why is Why.BOMB


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_zip_with_two_files_of_one_name_is_refused(small, elsewhere, tmp_path):
    with pytest.raises(NotReadable) as refusal:
        bring_in(packed(small, tmp_path, ARTICLE, b"another"))

    assert (refusal.value.why, refusal.value.detail) == (Why.DAMAGED, "it is there twice")


def packed(folder: Path, where: Path, name, content: bytes = b"evil") -> Path:
    """A ZIP of a folder, with one file more."""
    path = where / "packed.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for one in folder.rglob("*"):
            archive.write(one, one.relative_to(folder))
        archive.writestr(name, content)
    return path


# -- what may happen meanwhile --


def test_a_full_disk_leaves_the_blog_as_it_was(small, elsewhere):
    body = "\n\n".join(f"{n} words" for n in range(15_000))
    (small / ARTICLE).write_text((small / ARTICLE).read_text("utf-8") + body + "\n", "utf-8")

    @event.listens_for(db.engine, "begin")
    def fill_up(connection):  # SQLite allows no fewer pages than there are
        connection.exec_driver_sql("PRAGMA max_page_count=1").close()

    done = elsewhere.test_cli_runner().invoke(args=["import", "broadsheet", str(small)])
    event.remove(db.engine, "begin", fill_up)

    assert done.exit_code == 1
    assert "nothing was brought in" in done.output
    assert "full" in done.output
    assert is_empty()


DIE = """
import os, signal, sys
from pathlib import Path
import app
from blog.transfer import arriving
from blog.transfer.readers import broadsheet

def die():
    os.kill(os.getpid(), signal.SIGKILL)

arriving._be_sure_of_files = die
with app.create_app(INSTANCE=Path(sys.argv[1])).app_context():
    with broadsheet.opened(Path(sys.argv[2])) as package:
        arriving.bring_in(package)
"""


@pytest.mark.skipif(os.name == "nt", reason="Windows knows no SIGKILL")
def test_a_process_that_is_killed_leaves_the_blog_as_it_was(small, elsewhere):
    words = [sys.executable, "-c", DIE, elsewhere.instance_path, str(small)]

    done = subprocess.run(words, cwd=ROOT, check=False)

    assert done.returncode == -signal.SIGKILL
    assert is_empty()
    assert Site.current().name == "Günebakan"
    assert bring_in(small).articles == 1


def test_somebody_who_writes_meanwhile_is_not_overwritten(make, small, elsewhere, monkeypatch):
    go_over = arriving._go_over

    def write_first(*words):
        make.article("Meanwhile")
        go_over(*words)

    monkeypatch.setattr(arriving, "_go_over", write_first)
    with pytest.raises(arriving.NotEmpty):
        bring_in(small)

    assert [one.title for one in db.session.scalars(select(Article))] == ["Meanwhile"]


def test_pictures_that_were_swept_away_meanwhile_are_not_named(small, elsewhere, monkeypatch):
    go_over = arriving._go_over

    def sweep_first(*words):
        for path in pictures.media().glob("*.jpeg"):
            path.unlink()
        go_over(*words)

    monkeypatch.setattr(arriving, "_go_over", sweep_first)
    with pytest.raises(OSError, match="was taken away meanwhile"):
        bring_in(small)

    assert is_empty()


def test_a_blog_that_is_busy_says_so(small, elsewhere, monkeypatch):
    def be_busy(*_words):
        raise OperationalError("BEGIN", {}, _locked())

    monkeypatch.setattr(arriving, "_go_over", be_busy)
    done = elsewhere.test_cli_runner().invoke(args=["import", "broadsheet", str(small)])

    assert done.exit_code == 1
    assert "nothing was brought in: database is locked" in done.output


def _locked():
    import sqlite3

    error = sqlite3.OperationalError("database is locked")
    error.sqlite_errorcode = sqlite3.SQLITE_BUSY
    return error
