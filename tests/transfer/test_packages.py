"""What owners hand in: ZIPs, folders, lone feeds, and what others might slip in."""

from __future__ import annotations

import random
import shutil
import stat
import zipfile
from collections import Counter
from contextlib import suppress
from pathlib import Path

import pytest

from blog.transfer.found import FoundArticle, FoundComment, NotReadable, Reason, Skipped, Why
from blog.transfer.readers import packages
from tests.transfer.feeds import CLASSIC, TAKEOUT, TAKEOUT_ZIP, entry, feed

BLOG = "Örnek Haber"
PICTURE = "https://blogger.googleusercontent.com/img/b/R29vZ2xl/AVvXsE/w400-h300/kopru%20acilis.jpg"


def read(*paths: Path, blog: str = BLOG):
    with packages.opened(paths) as package:
        return list(package.read(blog))


def refused(*paths: Path) -> NotReadable:
    with pytest.raises(NotReadable) as refusal, packages.opened(paths) as package:
        list(package.read(package.blogs[0]))
    return refusal.value


@pytest.fixture
def pack(tmp_path):
    """Make a ZIP of names and contents; a name may be a whole ``ZipInfo``."""

    def made(members, name="takeout.zip"):
        path = tmp_path / name
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for member, content in members.items():
                archive.writestr(member, content)
        return path

    return made


def laid_out(*entries, of="Blogs", blog=BLOG, root="Takeout"):
    return {f"{root}/Blogger/{of}/{blog}/feed.atom": feed(*entries)}


def kinds(found):
    return Counter(type(one) for one in found if isinstance(one, FoundArticle | FoundComment))


def test_a_takeout_holds_what_its_feed_holds():
    assert kinds(read(TAKEOUT_ZIP)) == kinds(read(TAKEOUT, blog=""))


def test_what_the_feed_of_comments_repeats_is_found_once():
    repeated = [
        one.where.rpartition("-")[2]
        for one in read(TAKEOUT_ZIP)
        if isinstance(one, Skipped) and one.reason is Reason.REPEATED
    ]

    assert repeated == ["5001", "5002", "5003"]


def test_a_comment_that_only_the_feed_of_comments_has_is_found(pack):
    path = pack(laid_out(entry(1), of="Blogs") | laid_out(entry(2, "COMMENT"), of="Comments"))

    assert [one.source for one in read(path)] == ["1", "2"]


def test_the_main_feed_wins_wherever_it_lies(pack):
    comments = pack(laid_out(entry(1, "COMMENT", content="short"), of="Comments"), "1.zip")
    main = pack(laid_out(entry(1, "COMMENT", content="full"), of="Blogs"), "2.zip")

    first, second = read(comments, main)

    assert first.body == "full"
    assert second.reason is Reason.REPEATED


def test_a_comment_left_out_as_spam_does_not_come_back_by_the_other_feed(pack):
    main = laid_out(entry(1, "COMMENT", "SPAM"))
    path = pack(main | laid_out(entry(1, "COMMENT", "LIVE"), of="Comments"))

    assert {one.reason for one in read(path)} == {Reason.SPAM, Reason.REPEATED}


def test_several_zips_are_one_package(pack):
    feeds = pack(laid_out(entry(), root="Takeout 2"), "1.zip")
    album = pack({f"Takeout/Blogger/Albums/{BLOG}/kopru acilis.jpg": b"jpeg"}, "2.zip")

    with packages.opened([album, feeds]) as package:
        assert package.blogs == [BLOG]
        assert package.albums.find(PICTURE, BLOG).size == 4


def test_an_unpacked_folder_is_a_package_too(tmp_path):
    shutil.unpack_archive(TAKEOUT_ZIP, tmp_path)

    assert set(read(tmp_path)) == set(read(TAKEOUT_ZIP))


def test_the_inner_folders_alone_will_do(tmp_path):
    shutil.unpack_archive(TAKEOUT_ZIP, tmp_path)

    with packages.opened([tmp_path / "Takeout/Blogger/Blogs" / BLOG]) as package:
        assert package.blogs == [BLOG]


def test_an_account_may_have_several_blogs(pack):
    path = pack(laid_out(entry(1), blog="A") | laid_out(entry(2), blog="B"))

    assert [one.source for one in read(path, blog="B")] == ["2"]


def test_a_lone_feed_beside_a_takeout_is_not_overlooked(pack):
    with packages.opened([TAKEOUT_ZIP, CLASSIC]) as package:
        assert package.blogs == ["", BLOG]


def test_a_feed_packed_by_hand_is_found(pack):
    path = pack({"blog-01-02-2020.xml": CLASSIC.read_bytes()})

    assert kinds(read(path, blog="")) == kinds(read(CLASSIC, blog=""))


def test_a_zip_of_themes_alone_holds_no_blog(pack):
    path = pack({f"Takeout/Blogger/Blogs/{BLOG}/theme-layouts.xml": "<x/>"})

    assert refused(path).why is Why.NO_BLOG


def test_what_a_mac_adds_is_ignored(pack):
    noise = {f"__MACOSX/Takeout/Blogger/Blogs/{BLOG}/feed.atom": "noise"}

    assert len(read(pack(noise | laid_out(entry())))) == 1


def test_progress_tells_every_byte(pack):
    told = []
    with packages.opened([TAKEOUT_ZIP]) as package:
        list(package.read(BLOG, told.append))

        assert sum(told) == package.size(BLOG)


def test_another_format_is_named(pack):
    wordpress = "<rss xmlns:wp='http://wordpress.org/export/1.2/'><channel/></rss>"

    error = refused(pack({"export.xml": wordpress}))

    assert (error.why, error.detail) == (Why.WRONG_FORMAT, "WordPress")


def test_a_broken_feed_is_told_with_its_file_and_line(pack):
    error = refused(pack({f"Blogs/{BLOG}/feed.atom": feed("\n\n</oops>")}))

    assert (error.file, error.line) == (f"Blogs/{BLOG}/feed.atom", 4)


def test_an_album_has_a_picture_by_its_old_address():
    with packages.opened([TAKEOUT_ZIP]) as package:
        member = package.albums.find(PICTURE, BLOG)
        with member.open() as stream:
            assert len(stream.read()) == member.size


def test_the_blogs_own_album_comes_first(pack):
    others = {f"Blogger/Albums/{album}/a.jpg": album for album in ("Other", BLOG)}

    with packages.opened([pack(others | laid_out(entry()))]) as package:
        assert package.albums.find("https://x.example/a.jpg", BLOG).parts[-2] == BLOG


def test_no_picture_is_better_than_perhaps_a_wrong_one(pack):
    others = {f"Blogger/Albums/{album}/a.jpg": album for album in ("One", "Another")}

    with packages.opened([pack(others | laid_out(entry()))]) as package:
        assert package.albums.find("https://x.example/a.jpg", BLOG) is None


@pytest.mark.parametrize(
    "name", ["../evil", "a/../../evil", "/etc/passwd", "C:/evil", "..\\evil", "\\\\host\\evil"]
)
def test_a_name_that_leads_out_of_the_zip_is_refused(pack, name):
    error = refused(pack(laid_out(entry()) | {name: "x"}))

    assert (error.why, error.file) == (Why.BAD_NAME, name)


def test_a_link_in_a_zip_is_refused(pack):
    link = zipfile.ZipInfo("link")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16

    assert refused(pack(laid_out(entry()) | {link: "/etc/passwd"})).why is Why.LINK


def test_a_link_in_a_folder_is_refused(tmp_path):
    shutil.copy(TAKEOUT, tmp_path / "feed.atom")
    (tmp_path / "feed2.atom").symlink_to("/etc/passwd")

    assert refused(tmp_path).why is Why.LINK


def test_a_bomb_is_refused_unopened(pack):
    path = pack({"bomb": bytes(20_000_000), "ballast": random.Random(1).randbytes(1_000_000)})

    assert (refused(path).why, refused(path).file) == (Why.BOMB, "bomb")


def test_a_bomb_of_many_small_parts_is_refused(pack):
    parts = {str(number): bytes(4_000_000) for number in range(5)}

    assert refused(pack(laid_out(entry()) | parts)).why is Why.BOMB


def test_too_many_members_are_refused(pack, monkeypatch):
    monkeypatch.setattr(packages, "MEMBERS", 3)

    assert refused(pack({str(number): "" for number in range(4)})).why is Why.TOO_MANY


def test_a_member_that_lies_about_its_size_is_refused(pack):
    path = pack(laid_out(entry(content="x" * 10_000)))
    raw = path.read_bytes()
    with zipfile.ZipFile(path) as archive:
        size = archive.infolist()[0].file_size
    path.write_bytes(raw.replace(size.to_bytes(4, "little"), (size - 50).to_bytes(4, "little")))

    assert refused(path).why is Why.DAMAGED


def test_a_zip_that_was_cut_short_is_told_as_that(tmp_path):
    path = tmp_path / "cut.zip"
    path.write_bytes(TAKEOUT_ZIP.read_bytes()[:-500])

    assert refused(path).why is Why.CUT_SHORT


def test_a_damaged_member_is_told_by_name(tmp_path):
    path = tmp_path / "damaged.zip"
    raw = bytearray(TAKEOUT_ZIP.read_bytes())
    raw[200:300] = bytes(100)
    path.write_bytes(raw)

    error = refused(path)

    assert error.why is Why.DAMAGED
    assert error.file.endswith("feed.atom")


def test_a_locked_zip_is_refused(tmp_path):
    path = tmp_path / "locked.zip"
    raw = TAKEOUT_ZIP.read_bytes()
    directory = raw.index(b"PK\x01\x02")
    path.write_bytes(raw[: directory + 8] + bytes([raw[directory + 8] | 1]) + raw[directory + 9 :])

    assert refused(path).why is Why.LOCKED


def test_no_damage_causes_anything_but_a_refusal(tmp_path):
    path = tmp_path / "damaged.zip"
    raw = TAKEOUT_ZIP.read_bytes()
    for place in range(0, len(raw), 5):
        path.write_bytes(raw[:place] + bytes([raw[place] ^ 0xFF]) + raw[place + 1 :])
        with suppress(NotReadable), packages.opened([path]) as package:
            for blog in package.blogs:
                list(package.read(blog))
