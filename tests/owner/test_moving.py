"""An old blog moves in through the browser: handed in, rehearsed, made public, taken back."""

from __future__ import annotations

import csv
import io
import stat
import zipfile
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import time_machine
from sqlalchemy import func, select

from blog import housekeeping
from blog.articles import actions as life
from blog.db import db, now
from blog.models.article import Article
from blog.models.moving import Move, Step
from blog.owner import moving as room
from blog.transfer import fetching, staging, uploads, work
from tests import counting, pages
from tests.test_translations import english
from tests.transfer import feeds
from tests.transfer.feeds import CLASSIC, TAKEOUT, TAKEOUT_ZIP
from tests.transfer.moving import article, post, remark

MOVING = "/owner/moving"
OLD = "https://eski.blogspot.com"
PICTURE = "https://1.bp.blogspot.com/-a/b/c/s1600/harbour.jpg"
HOSTILE = "<script>alert('x')</script>"


def hand_in(desk, *files, addresses=OLD, token=""):
    """Send files, each as ``(name, bytes)``, or as the path of one."""
    sent = [
        (io.BytesIO(one.read_bytes()), one.name) if isinstance(one, Path) else
        (io.BytesIO(one[1]), one[0])
        for one in files
    ]  # fmt: skip
    return desk.post(MOVING, data={"files": sent, "addresses": addresses, "token": token})


def feed(*entries):
    return ("feed.atom", feeds.feed(*entries).encode())


def rehearse(desk, *files, **typed):
    """Hand files in, and have them read; gives the page of the move."""
    place = hand_in(desk, *files, **typed).location
    work.go_on()
    return place


def do(desk, place, act):
    return desk.post(f"{place}/{act}")


def read(desk, place):
    """What one reads on a page of the desk."""
    return pages.words(pages.region(desk.get(place), "main"))


def samples(desk, place):
    """Where the articles are that can be looked at before."""
    links = pages.links(pages.region(desk.get(place), "main"))
    return [link for link in links if "/samples/" in link]


def kept_files():
    return sorted(path.name for path in uploads._root().glob("*/*/*"))


def move():
    return db.session.scalars(select(Move)).one()


# -- handing it in --


def test_the_desk_leads_to_it(desk):
    for path in ("/owner/articles", "/owner/settings"):
        assert MOVING in pages.links(pages.region(desk.get(path), "main"))


def test_a_file_is_kept_for_nobody_elses_eyes(desk):
    hand_in(desk, TAKEOUT_ZIP)

    (file,) = uploads._root().glob("*/*/*")
    modes = [stat.S_IMODE(path.stat().st_mode) for path in (file, *list(file.parents)[:3])]
    assert modes == [0o600, 0o700, 0o700, 0o700]


def test_two_files_of_one_name_are_two(desk, tmp_path):
    place = rehearse(desk, feed(post(1)), feed(post(2)))

    assert kept_files() == ["feed.atom", "feed.atom"]
    assert "2 new articles" in read(desk, place)


@pytest.mark.parametrize(
    "name", ["../../../evil.atom", "/etc/passwd", "..", "\\\\host\\x", "ş<b>.atom", "x" * 5_000]
)
def test_a_hostile_file_name_leads_nowhere_and_is_read_all_the_same(desk, app, name):
    before = {path for path in Path(app.instance_path).rglob("*") if path.is_file()}

    place = rehearse(desk, (name, feed(post(1))[1]))

    came = {path for path in Path(app.instance_path).rglob("*") if path.is_file()} - before
    assert len([path for path in came if uploads._root() in path.parents]) == 1
    assert all(len(name) <= 80 for name in kept_files())
    assert "1 new article" in read(desk, place)


@pytest.mark.parametrize(
    "typed",
    [
        "https://eski.blogspot.com",
        "eski.blogspot.com/",
        "  HTTP://Eski.blogspot.com/2024/03/post-1.html?m=1  ",
        "eski.blogspot.com\r\nhttps://eski.blogspot.com",
    ],
)
def test_the_old_address_is_understood_as_people_type_it(desk, typed):
    hand_in(desk, feed(post(1)), addresses=typed)

    assert move().hosts == ["eski.blogspot.com"]


def test_several_old_addresses_are_taken_the_first_one_first(desk):
    hand_in(desk, feed(post(1)), addresses="www.gazetem.example\neski.blogspot.com")

    assert move().hosts == ["www.gazetem.example", "eski.blogspot.com"]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Google’s file does not say it"),
        ("gazetem", "“gazetem” is no web address"),
        (f"{OLD}\njavascript:alert(1)", "“javascript:alert(1)” is no web address"),
        (f"https://{HOSTILE}", "is no web address"),
        ("https://www.blogger.com/blog/posts/12", "is where you write"),
    ],
)
def test_with_a_wrong_address_the_files_need_not_be_sent_again(desk, typed, said):
    mistaken = hand_in(desk, TAKEOUT_ZIP, addresses=typed)
    form = pages.form(mistaken, having="addresses")
    corrected = desk.post(MOVING, data={**form, "addresses": OLD})

    assert mistaken.status_code == 422
    assert said in pages.words(pages.region(mistaken, "hand-in"))
    assert "blogger-takeout-2018-synthetic.zip" in pages.words(pages.region(mistaken, "hand-in"))
    assert form["addresses"] == typed
    assert "<script>alert" not in mistaken.text
    assert corrected.status_code == 303
    assert kept_files() == [TAKEOUT_ZIP.name]


def test_files_that_are_chosen_anew_take_the_place_of_those_that_were_sent(desk):
    form = pages.form(hand_in(desk, TAKEOUT_ZIP, addresses=""), having="addresses")

    hand_in(desk, CLASSIC, token=form["token"])

    assert kept_files() == [CLASSIC.name]


@pytest.mark.parametrize("token", ["", "x", "0" * 32, "..", "../imports", "a" * 32 + "/../"])
def test_without_a_file_it_is_asked_for_again(desk, token):
    answer = hand_in(desk, token=token)

    assert answer.status_code == 422
    assert "Please choose the file" in pages.words(pages.region(answer, "hand-in"))
    assert pages.form(answer, having="addresses")["addresses"] == OLD


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (
            ("wordpress.xml", b"<rss xmlns:wp='http://wordpress.org/export/1.2/'><channel/></rss>"),
            "wordpress.xml: This is not what Blogger exports. It is a blog from WordPress",
        ),
        (("ghost.json", b'{"db":[{"meta":{"exported_on":1}}]}'), "It is a blog from Ghost"),
        (("news.xml", b"<rss><channel/></rss>"), "It is a news feed (RSS)"),
        (("feed.xml", b"<feed xmlns='http://www.w3.org/2005/Atom'/>"), "a news feed (Atom)"),
        (("harbour.jpg", b"\xff\xd8\xff\xe0"), "It is no file of a blog that we know."),
        (("cut.zip", TAKEOUT_ZIP.read_bytes()[:-500]), "The file ends in the middle"),
    ],
    ids=["WordPress", "Ghost", "RSS", "Atom", "a picture", "half a ZIP"],
)
def test_another_file_is_told_what_it_is_and_is_not_kept(desk, file, said):
    answer = hand_in(desk, file)

    assert answer.status_code == 422
    assert said in pages.words(pages.region(answer, "files-error"))
    assert "Please" in pages.words(pages.region(answer, "files-error"))
    assert pages.form(answer, having="addresses")["addresses"] == OLD
    assert kept_files() == []
    assert db.session.scalar(select(func.count()).select_from(Move)) == 0


def test_a_zip_without_a_blog_says_so(desk):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("Takeout/Keep/note.html", "<p>Milk</p>")
        archive.writestr("Takeout/Keep/list.html", "<p>Bread</p>")

    answer = hand_in(desk, ("takeout.zip", packed.getvalue()))

    assert "There is no blog in it." in pages.words(pages.region(answer, "files-error"))


# -- who may --


def test_only_the_owner_may_send_what_is_large(app, client, desk, monkeypatch):
    monkeypatch.setattr("blog.web.security.STRANGERS_MAX", 10_000)
    large = ("feed.atom", b"x" * 20_000)

    assert hand_in(client, large).status_code == 413
    assert hand_in(desk, large).status_code == 422


def test_what_is_larger_than_two_gigabytes_is_refused_unread(desk):
    announced = {"CONTENT_LENGTH": str(room.UPLOAD_MAX + 1)}

    assert desk.post(MOVING, environ_overrides=announced).status_code == 413


def test_files_come_in_where_the_blog_has_its_room(app, desk, monkeypatch):
    opened = []
    make = room.security.SpooledTemporaryFile
    monkeypatch.setattr(
        room.security,
        "SpooledTemporaryFile",
        lambda **how: opened.append(how["dir"]) or make(**how),
    )

    hand_in(desk, TAKEOUT)

    assert opened == [app.instance_path]


# -- the rehearsal --


def test_while_it_is_read_the_page_looks_again_by_itself(desk, monkeypatch):
    place = hand_in(desk, feed(*(post(number) for number in range(1, 61)))).location

    before = desk.get(place)
    seen = []
    monkeypatch.setattr(housekeeping, "go_on", lambda: seen.append(read(desk, place)))
    work.go_on()
    after = desk.get(place)

    assert (before.headers["Refresh"], after.headers.get("Refresh")) == (f"2; url={place}", None)
    assert "You may close this page" in pages.words(pages.region(before, "main"))
    assert "50 entries read" in seen[0]
    assert "60 entries read" in seen[1]


def test_a_rehearsal_says_the_right_numbers(desk):
    place = rehearse(desk, TAKEOUT_ZIP)

    page = read(desk, place)
    for said in (
        "4 new articles", "1 new page", "5 new comments",
        "Articles that readers see 4 new", "Article drafts 3 new", "Scheduled articles 1 new",
        "Pages that readers see 1 new", "Comments that readers see 5 new",
        "Comments that wait for you 1 new",
        "Articles In the trash of the old blog 1", "Comments Twice in the file, brought in once 3",
        "Comments On an article that does not come 1", "Name Örnek Haber",
    ):  # fmt: skip
        assert said in page


def test_nothing_of_a_rehearsal_is_public(client, desk):
    place = rehearse(desk, feed(post(1, title="Canary")))

    assert "Canary" in read(desk, place)
    assert "Canary" not in client.get("/").text
    assert client.get("/2024/03/post-1.html").status_code == 404


def test_the_owner_reads_what_the_old_blog_was_and_where_to_change_ones_own(desk):
    classic = CLASSIC.read_text("utf-8").replace("BLOG_NAME", "BLOG_LOCALE")
    told = classic.replace("<content type='text'>Örnek Haber<", "<content type='text'>tr_TR<")
    place = rehearse(desk, ("blog.xml", told.encode()))

    page = pages.region(desk.get(place), "main")
    assert "Language Turkish" in pages.words(page)
    assert "/owner/settings" in pages.links(page)


def test_a_sample_looks_as_it_will(client, desk):
    place = rehearse(
        desk, feed(post(1, content="&lt;p&gt;One &lt;b&gt;bold&lt;/b&gt; word.&lt;/p&gt;"))
    )

    (sample,) = samples(desk, place)
    answer = desk.get(sample)
    do(desk, place, "publication")
    public = client.get("/2024/03/post-1.html")

    prose = [pages.of_class(pages.tree(page), "story-text")[0] for page in (answer, public)]
    assert pages.words(prose[0]) == pages.words(prose[1]) == "One bold word."
    assert prose[0].find(".//b") is not None
    assert "frame-ancestors 'self'" in answer.headers["Content-Security-Policy"]


def test_what_stays_out_is_no_sample(desk):
    gone = post(1, blogger_trashed="2024-01-01T00:00:00Z")
    place = rehearse(desk, feed(gone, post(2)))

    assert samples(desk, place) == [f"{place}/samples/2"]
    assert desk.get(f"{place}/samples/1").status_code == 404


def test_every_old_address_is_told_those_that_change_first(desk, make):
    make.article("Ours", slug="about-us")
    place = rehearse(
        desk,
        feed(
            post(1),
            post(2, blogger_filename="/feed.atom"),
            post(3, blogger_filename=""),
        ),
    )

    rows = pages.tree(desk.get(f"{place}/addresses")).findall(".//tbody/tr")

    assert [pages.words(row[0]) for row in rows] == ["/feed.atom", "/2024/03/post-1.html"]
    assert "Is needed by the blog itself" in pages.words(rows[0])
    assert "Leads to it, as it always did" in pages.words(rows[1])
    assert "1 old address needs a look; the other 1 lead where they always led" in read(desk, place)


def test_who_loses_an_address_is_told_before(desk, make):
    ours = make.article("Ours", slug="post-1")
    place = rehearse(desk, feed(post(1, blogger_filename=ours.path)))

    assert "1 article that you have here gets another address" in read(desk, place)


def test_long_lists_have_pages(desk, monkeypatch):
    monkeypatch.setattr(room, "PER_PAGE", 2)
    place = rehearse(desk, feed(*(post(number) for number in range(1, 6))))

    last = desk.get(f"{place}/addresses?page=3")

    assert len(pages.tree(last).findall(".//tbody/tr")) == 1
    assert f"{place}/addresses?page=2" in pages.links(pages.region(last, "main"))
    assert desk.get(f"{place}/addresses?page=4").status_code == 404


def test_what_stays_out_is_listed_with_its_reason(desk):
    place = rehearse(
        desk,
        feed(
            post(1, blogger_trashed="2024-01-01T00:00:00Z", title="Gone"),
            remark(5, on=77, content="A lost word"),
            post(2),
            remark(6, on=2, answers=66),
        ),
    )

    listed = read(desk, f"{place}/left-out")

    assert "Article: Gone In the trash of the old blog" in listed
    assert "Comment: Deniz A lost word On an article that does not come" in listed
    assert "The comment that it answers is not in the file" in listed


def test_pictures_are_told_by_where_they_are(desk):
    body = f"&lt;img src='{PICTURE}'&gt;&lt;img src='data:image/png;base64,AAAA'&gt;"
    place = rehearse(desk, feed(post(1, content=body)))

    assert "Still to fetch from the web 1" in read(desk, place)
    assert "Lost: they can’t be had any more 1" in read(desk, place)
    listed = pages.region(desk.get(f"{place}/pictures"), "main")
    assert any("harbour.jpg" in link for link in pages.links(listed))
    assert "in the article itself What is there is no picture." in pages.words(listed)


def test_a_picture_is_asked_for_only_when_the_owner_says_so(desk, make, monkeypatch):
    asked = []
    file = make.file().read()
    monkeypatch.setattr(fetching, "fetch", lambda url: asked.append(url) or file)
    place = rehearse(desk, feed(post(1, content=f"&lt;img src='{PICTURE}'&gt;")))
    assert asked == []

    answer = do(desk, place, "fetching")
    busy = desk.get(place)
    work.go_on()

    assert (answer.status_code, answer.location) == (303, place)
    assert busy.headers["Refresh"] == f"2; url={place}"
    assert [urlsplit(url).hostname for url in asked] == ["1.bp.blogspot.com"]
    assert "Fetched from the web 1" in read(desk, place)


def test_what_others_wrote_is_shown_as_words(desk):
    escaped = HOSTILE.replace("<", "&amp;lt;").replace("'", "&amp;#39;")
    place = rehearse(
        desk,
        feed(
            post(1, title=escaped, author=f"<name>{escaped}</name>"),
            post(2, title=escaped, blogger_trashed="2024-01-01T00:00:00Z"),
            remark(3, on=99, author=f"<name>{escaped}</name>", content=escaped),
        ),
    )

    for path in ("", "/addresses", "/left-out", "/pictures", "/samples/1"):
        page = desk.get(f"{place}{path}")
        assert page.status_code == 200
        assert "<script>alert" not in page.text
    assert HOSTILE in read(desk, place)


def test_a_file_that_turns_out_unreadable_is_told_with_its_line(desk):
    place = rehearse(desk, ("feed.atom", feeds.feed(feeds.entry(1), "\n\n</oops>").encode()))

    page = read(desk, place)

    assert "The file has a mistake in it" in page
    assert "File feed.atom Line 4 Column 3" in page
    assert "Please ask Google Takeout for a new export" in page


def test_of_several_blogs_one_is_chosen(desk):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for number, name in enumerate(["Gazetem", f"Yemek {HOSTILE}"], start=1):
            name = name.replace("/", "_")
            archive.writestr(f"Takeout/Blogger/Blogs/{name}/feed.atom", feed(post(number))[1])
    place = hand_in(desk, ("takeout.zip", packed.getvalue())).location

    page = desk.get(place)
    unknown = desk.post(f"{place}/choice", data={"blog": "Another"})
    chosen = desk.post(f"{place}/choice", data={"blog": "Gazetem"})
    work.go_on()

    assert "<script>alert" not in page.text
    assert (unknown.status_code, chosen.status_code) == (422, 303)
    assert (move().blog, move().step) == ("Gazetem", Step.READY)
    assert "1 new article" in read(desk, place)


def test_the_page_asks_as_little_whatever_the_file_holds(desk):
    few = rehearse(desk, feed(post(1), remark(101)))
    many = rehearse(
        desk, feed(*(post(n) for n in range(1, 40)), *(remark(n) for n in range(101, 200)))
    )

    def asked(place):
        with counting.queries() as statements:
            desk.get(place)
        return len(statements)

    assert asked(many) <= asked(few)


def test_the_owner_reads_all_of_it_in_turkish(desk, site):
    with db.writing():
        site.language = "tr"
    place = rehearse(desk, TAKEOUT_ZIP)

    for path in (
        MOVING,
        place,
        *(f"{place}/{one}" for one in ("addresses", "left-out", "pictures")),
    ):
        assert english(desk.get(path).text) == [], path
    do(desk, place, "publication")
    assert english(desk.get(place).text) == []


# -- making it public --


def test_made_public_it_is_there_for_everybody(client, desk):
    place = rehearse(desk, feed(post(1, title="The harbour"), remark(2, content="Well said")))

    answer = do(desk, place, "publication")

    assert (answer.status_code, answer.location) == (303, place)
    assert "It is done: your old blog is public here." in read(desk, place)
    page = client.get("/2024/03/post-1.html")
    assert "The harbour" in page.text
    assert "Well said" in pages.words(pages.region(page, "comments"))


def test_once_it_is_public_the_files_are_deleted(desk):
    place = rehearse(desk, feed(post(1)))
    assert kept_files() == ["feed.atom"]

    do(desk, place, "publication")

    assert kept_files() == []
    assert list(uploads._root().iterdir()) == []


def test_what_is_not_ready_can_not_be_made_public(client, desk):
    place = hand_in(desk, feed(post(1))).location

    do(desk, place, "publication")

    assert "This can’t be made public now." in read(desk, place)
    assert client.get("/2024/03/post-1.html").status_code == 404


def test_a_picture_that_is_not_here_says_so_on_its_page_and_in_feeds(client, desk, site):
    body = f"&lt;p&gt;Words.&lt;/p&gt;&lt;img alt='A boat' src='{PICTURE}'&gt;"
    do(desk, rehearse(desk, feed(post(1, content=body))), "publication")

    page = client.get("/2024/03/post-1.html")
    (stand_in,) = pages.of_class(pages.tree(page), "not-fetched")

    assert pages.words(stand_in) == "This picture is not here yet: A boat"
    assert urlsplit(stand_in.get("href")).hostname == "1.bp.blogspot.com"
    assert "This picture is not here yet:" in client.get("/feed.atom").text
    assert "not here yet" not in article(1).html
    with db.writing():
        site.language = "tr"
    assert "not here yet" not in client.get("/2024/03/post-1.html").text


def test_pictures_can_be_fetched_afterwards(client, desk, make, monkeypatch):
    file = make.file().read()
    monkeypatch.setattr(fetching, "fetch", lambda _: file)
    place = rehearse(
        desk, feed(post(1, content=f"&lt;p&gt;a&lt;/p&gt;&lt;img src='{PICTURE}'&gt;"))
    )
    do(desk, place, "publication")

    do(desk, place, "fetching")
    work.go_on()

    assert "/media/" in client.get("/2024/03/post-1.html").text
    assert "not-fetched" not in client.get("/2024/03/post-1.html").text


# -- the report --


def test_the_report_accounts_for_every_entry_and_is_kept_by_nobody_else(desk):
    place = rehearse(desk, TAKEOUT)

    answer = desk.get(f"{place}/report.csv")

    rows = list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    numbers = [row[0] for row in rows[1:] if row[0]]
    assert numbers == [str(number + 1) for number in range(move().entries)]
    assert answer.mimetype == "text/csv"
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert "attachment" in answer.headers["Content-Disposition"]
    answer.close()


# -- taking it back, and throwing it away --


def test_taken_back_it_is_gone(client, desk):
    place = rehearse(desk, feed(post(1)))
    do(desk, place, "publication")

    do(desk, place, "reversal")

    assert "It is taken back: the blog is as it was before." in read(desk, place)
    assert client.get("/2024/03/post-1.html").status_code == 404
    assert db.session.scalar(select(func.count()).select_from(Article)) == 0


def test_what_somebody_worked_on_is_not_taken_back_and_is_listed(client, desk, make):
    place = rehearse(
        desk, feed(*(post(n, title=f"{n} {HOSTILE}".replace("<", "&amp;lt;")) for n in (1, 2, 3)))
    )
    do(desk, place, "publication")
    make.comment(article(2), "Still here")
    with db.writing():
        life.write(article(3), life.Typed(title="Better"))

    answer = do(desk, place, "reversal")

    listed = pages.words(pages.of_class(pages.tree(answer), "moving-obstacles")[0])
    assert answer.status_code == 409
    assert f"2 {HOSTILE} Somebody commented on it since." in listed
    assert f"3 {HOSTILE} You changed it since" in listed
    assert f"1 {HOSTILE}" not in listed
    assert "<script>alert" not in answer.text
    assert client.get("/2024/03/post-1.html").status_code == 200


def test_thrown_away_nothing_of_a_rehearsal_is_left(desk):
    place = rehearse(desk, TAKEOUT_ZIP)

    answer = do(desk, place, "removal")

    assert (answer.status_code, answer.location) == (303, MOVING)
    assert desk.get(place).status_code == 404
    assert kept_files() == []


def test_it_can_be_thrown_away_before_it_is_read(desk):
    place = hand_in(desk, feed(post(1))).location

    do(desk, place, "removal")
    work.go_on()

    assert desk.get(place).status_code == 404
    assert kept_files() == []


def test_what_is_public_can_not_be_thrown_away(client, desk):
    place = rehearse(desk, feed(post(1)))
    do(desk, place, "publication")

    do(desk, place, "removal")

    assert "It is public. Take it back first." in read(desk, place)
    assert client.get("/2024/03/post-1.html").status_code == 200


def test_the_files_of_the_command_line_are_its_owners_own(desk, tmp_path):
    file = tmp_path / "feed.atom"
    file.write_bytes(feed(post(1))[1])
    for act in ("publication", "removal"):
        begun = staging.begin([file], [f"{act}.blogspot.com"])
        work.go_on()
        do(desk, f"{MOVING}/{begun.id}", act)

    assert file.exists()


def test_earlier_moves_are_listed_with_where_they_are(desk):
    rehearse(desk, TAKEOUT_ZIP)
    hand_in(desk, feed(post(1)))

    listed = read(desk, MOVING)

    assert "Örnek Haber rehearsed, not public" in listed
    assert "eski.blogspot.com being read" in listed


# -- what nobody needs any more --


def test_files_that_became_no_move_are_deleted_after_a_day(desk):
    hand_in(desk, TAKEOUT_ZIP, addresses="")
    hand_in(desk, CLASSIC)

    with time_machine.travel(now() + uploads.KEPT - timedelta(minutes=5)):
        housekeeping.run("uploads")
        assert kept_files() == [CLASSIC.name, TAKEOUT_ZIP.name]
    with time_machine.travel(now() + uploads.KEPT + timedelta(minutes=5)):
        housekeeping.run("uploads")
        assert kept_files() == [CLASSIC.name]


def test_a_full_disk_keeps_half_of_nothing(desk, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(uploads.shutil, "copyfileobj", full)

    assert hand_in(desk, TAKEOUT_ZIP).status_code == 507
    assert list(uploads._root().iterdir()) == []
