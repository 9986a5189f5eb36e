"""What the generator of blogs writes is what is read of it: tests and figures build on that."""

from __future__ import annotations

from collections import Counter

from blog.transfer import tidying
from blog.transfer.found import Found, FoundArticle, FoundComment, Reason, Skipped
from blog.transfer.readers import packages
from tests.transfer import blogs


def told(found: Found) -> str:
    match found:
        case FoundArticle():
            return f"{found.kind} {found.state}"
        case FoundComment():
            return f"comment {found.standing}"
        case Skipped():
            return f"{found.reason}"
    return "setting"


def test_every_entry_is_counted_as_what_it_is(tmp_path):
    written = blogs.takeout(tmp_path / "blog.zip", articles=300, comments=900, pictures=3)

    with packages.opened([tmp_path / "blog.zip"]) as package:
        found = Counter(map(told, package.read(blogs.NAME)))

    assert found["article live"] == written["POST LIVE"] > 0
    assert found["article draft"] == written["POST DRAFT"] > 0
    assert found["article scheduled"] == written["POST SCHEDULED"] > 0
    assert found["page live"] == written["PAGE LIVE"] > 0
    assert found["comment approved"] == written["COMMENT LIVE"] > 0
    assert found["comment waiting"] == written["COMMENT PENDING"] > 0
    assert found["comment removed"] == written["COMMENT EMPTIED"] > 0
    assert found[Reason.SPAM] == written["COMMENT SPAM"] > 0
    assert found[Reason.REPEATED] == written["repeated"] > 0


def test_the_same_numbers_give_the_same_bytes(tmp_path):
    for name in ("one.zip", "other.zip"):
        blogs.takeout(tmp_path / name, articles=20, comments=60, pictures=2, seed=7)

    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "other.zip").read_bytes()


def test_pictures_are_in_the_album_but_for_some(tmp_path):
    blogs.takeout(tmp_path / "blog.zip", articles=100, comments=0, pictures=9)

    with packages.opened([tmp_path / "blog.zip"]) as package:
        shown = [
            package.albums.find(picture.key, blogs.NAME)
            for found in package.read(blogs.NAME)
            if isinstance(found, FoundArticle)
            for picture in tidying.tidy(found.body).pictures
            if picture.data is None
        ]

    assert len({member.name for member in shown if member}) == 9
    assert None in shown
