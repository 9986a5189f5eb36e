"""Leaving: everything that is the owner's, in files that anybody can read."""

from __future__ import annotations

import hashlib
import json
import re
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine

from blog import pictures
from blog.articles import actions as life
from blog.articles import labels
from blog.config import ROOT
from blog.db import Model, db, now
from blog.models.address import Address
from blog.models.article import Kind
from blog.models.comment import Standing
from blog.models.site import Site
from blog.models.subscriber import Subscriber
from blog.transfer import containers, leaving, records
from tests.transfer import rich

MAY_FIRST = datetime(2026, 5, 1, 9, 30, tzinfo=UTC)


@pytest.fixture
def export(app, tmp_path):
    """Export into a folder; gives its files by their names."""

    def run(name="export"):
        leaving.export(tmp_path / name)
        return files(tmp_path / name)

    return run


@pytest.fixture
def run(app):
    """Run ``export``."""

    def invoke(target):
        return app.test_cli_runner().invoke(args=["export", str(target)])

    return invoke


def files(folder: Path) -> dict[str, bytes]:
    found = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def lines(content: bytes):
    return [json.loads(line) for line in content.decode().splitlines()]


def front(content: bytes):
    return json.loads(content.decode().split("---\n")[1])


def articles(found):
    return sorted(name for name in found if name.endswith((".md", ".html")))


# -- what is in it --


@time_machine.travel(MAY_FIRST, tick=False)
def test_an_article_is_its_own_words_after_what_is_known_of_it(export, make):
    article = make.article(
        "Köprü açıldı", body="Bir.\n\nİki *üç*.", standfirst="Sonunda", labels="Şehir, Spor"
    )

    assert export()["articles/2026/05/kopru-acildi.md"].decode() == (
        f"""---
{{
  "title": "Köprü açıldı",
  "standfirst": "Sonunda",
  "path": "/2026/05/kopru-acildi.html",
  "byline": "Ayşe Yılmaz",
  "published_at": "2026-05-01T09:30:00Z",
  "created_at": "2026-05-01T09:30:00Z",
  "feed_id": "{article.feed_id}",
  "labels": [
    "Şehir",
    "Spor"
  ]
}}
---

Bir.

İki *üç*.
"""
    )


def test_html_stays_html_as_its_owner_wrote_it(export, make):
    make.article("Html", body="<p onclick=x>Evet</p>", format="html", publish_at=MAY_FIRST)

    found = export()["articles/2026/05/html.html"]

    assert found.endswith(b"---\n\n<p onclick=x>Evet</p>\n")


@time_machine.travel(MAY_FIRST, tick=False)
def test_where_an_article_lies_tells_what_it_is(export, make):
    make.article("Today")
    make.article("In winter", publish_at=MAY_FIRST + timedelta(days=230))
    make.article("About", kind=Kind.PAGE)
    make.article("Half written", publish=False)
    withdrawn = make.article("Taken back")
    with db.writing():
        life.withdraw(withdrawn)

    assert articles(export()) == [
        "articles/2026/05/today.md",
        "articles/2026/12/in-winter.md",
        "drafts/half-written.md",
        "pages/about.md",
        "withdrawn/taken-back.md",
    ]


def test_the_folder_of_a_month_is_that_of_the_sites_zone(export, make):
    make.article("Late", publish_at=datetime(2026, 4, 30, 23, tzinfo=UTC))  # 2 o'clock there

    assert articles(export()) == ["articles/2026/05/late.md"]


def test_what_is_being_written_is_a_file_of_its_own(export, make):
    article = make.article("Public", body="Seen.", publish_at=MAY_FIRST)
    with db.writing():
        life.write(article, life.Typed(title="Better", body="<p>Not yet.", format="html"))

    found = export()

    assert b"Not yet" not in found["articles/2026/05/public.md"]
    assert front(found["working/articles/2026/05/public.html"])["title"] == "Better"
    assert found["working/articles/2026/05/public.html"].endswith(b"\n\n<p>Not yet.\n")


def test_a_draft_is_one_file_with_what_is_being_written(export, make):
    make.article("Half written", body="So far", labels="a, b", publish=False)

    found = export()

    assert articles(found) == ["drafts/half-written.md"]
    assert front(found["drafts/half-written.md"])["labels"] == "a, b"
    assert found["drafts/half-written.md"].endswith(b"\n\nSo far\n")


def test_comments_are_there_as_sent_whatever_was_decided_of_them(export, make):
    article = make.article("News", publish_at=MAY_FIRST)
    first = make.comment(article, "<b>First</b>", email="deniz@example.org", anchor="c77")
    for standing in (Standing.WAITING, Standing.REJECTED, Standing.REMOVED):
        make.comment(article, "Later", parent=first, standing=standing)

    found = lines(export()["comments/articles/2026/05/news.jsonl"])

    assert [one.get("standing") for one in found] == ["approved", None, "rejected", "removed"]
    assert {one["parent_id"] for one in found[1:]} == {first.id}
    assert {key: found[0][key] for key in ("id", "anchor", "body", "email")} == {
        "id": first.id,
        "anchor": "c77",
        "body": "<b>First</b>",
        "email": "deniz@example.org",
    }


def test_originals_are_there_byte_for_byte_with_what_is_known_of_them(export, make):
    original = make.file().read()
    picture = make.picture()

    found = export()

    assert found[f"pictures/{picture.digest}.png"] == original
    assert lines(found["pictures.jsonl"])[0]["file"] == f"pictures/{picture.digest}.png"
    assert lines(found["pictures.jsonl"])[0]["name"] == "picture.png"


def test_a_body_names_the_original_of_a_picture_and_not_what_was_made_of_it(export, make):
    picture = make.picture(width=1000)
    shown = picture.at_least(720)
    make.article("With", body=f"![a]({shown.url})", publish_at=MAY_FIRST)

    body = export()["articles/2026/05/with.md"].decode()

    assert f"![a](/pictures/{picture.digest}.png?jpeg=720)" in body
    assert shown.file not in body


@pytest.mark.parametrize("address", ["https://other.example", "other.example", "x"])
def test_what_looks_like_a_picture_of_ours_elsewhere_is_left_alone(export, make, address):
    shown = f"{address}{make.picture().largest().url}"
    make.article("With", body=shown, publish_at=MAY_FIRST)

    assert shown in export()["articles/2026/05/with.md"].decode()


def test_labels_know_their_place_in_the_masthead(export, make, site):
    make.article(labels="Spor, Işık/Gölge")
    with db.writing():
        labels.named("Spor")[0].position = 3

    assert lines(export()["labels.jsonl"]) == [
        {"name": "Işık/Gölge", "slug": "isik/golge"},
        {"name": "Spor", "slug": "spor", "position": 3},
    ]


def test_every_address_that_led_somewhere_is_told(export, make):
    article = make.article("News", publish_at=MAY_FIRST)
    with db.writing():
        db.session.add(Address(path="/old.html", article_id=article.id))
        db.session.add(Address(path="/elsewhere", target="https://example.org/"))
        db.session.add(Address(path="/gone"))

    assert lines(export()["addresses.jsonl"]) == [
        {"path": "/elsewhere", "target": "https://example.org/"},
        {"path": "/gone"},
        {"path": "/old.html", "article": "articles/2026/05/news.md"},
    ]


def test_who_was_asked_for_the_news_and_has_not_answered_does_not_leave(export):
    moments = dict.fromkeys(("asked_at", "told_until"), now())
    with db.writing():
        db.session.add(Subscriber(email="deniz@example.org", leave="a" * 32, **moments))

    found = export()

    assert "subscribers.jsonl" not in found
    assert b"deniz@example.org" not in b"".join(found.values())


def test_nothing_leaves_that_opens_the_desk_or_tells_who_wrote_from_where(
    app, desk, export, make, site
):
    article = make.article()
    make.comment(article, network="hashed network", retry_key="hashed retry")
    desk.get("/owner/articles")

    everything = b"".join(export().values())

    for secret in ("$argon2", "hashed network", "hashed retry"):
        assert secret.encode() not in everything
    assert app.secret_key not in everything
    for table in records.LEFT_OUT.keys() & {"login", "one_time_link", "daily_key"}:
        for row in db.session.execute(Model.metadata.tables[table].select()):
            for value in row:
                assert (
                    not isinstance(value, str)
                    or len(value) < 40
                    or value.encode() not in everything
                )


def test_an_export_is_for_its_owners_eyes(export, make, tmp_path):
    export("folder")
    leaving.export(tmp_path / "export.zip")

    assert (tmp_path / "folder").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "export.zip").stat().st_mode & 0o777 == 0o600


# -- names --


def test_names_are_safe_on_every_file_system(export, make, site):
    rich.furnish(make, site)
    for title in ("../../etc/passwd", "C:\\con", "nul", "a/b:c*d?", "ﬁ\u202egpj.exe", "." * 50):
        make.article(title, publish=False)

    found = export()

    for name in found:
        assert re.fullmatch(
            r"(?:[a-z0-9-]{1,90}/)*(?:[a-z0-9-]{1,90}\.[a-z]{2,5}|SHA256SUMS)", name
        )
        assert not set(re.split(r"[/.]", name)) & {"con", "nul", "prn", "aux"}
    assert len({name.casefold() for name in found}) == len(found)


def test_two_of_one_name_are_two_files(export, make):
    for body in ("one", "two"):
        make.article("Same", body=body, publish=False)

    found = export()

    assert articles(found) == ["drafts/same-2.md", "drafts/same.md"]
    assert found["drafts/same.md"].endswith(b"\none\n")


# -- the same again --


def test_the_same_blog_gives_the_same_bytes_whenever_it_is_exported(export, make, site, tmp_path):
    rich.furnish(make, site)
    first = export("first")
    leaving.export(tmp_path / "first.zip")

    with time_machine.travel(now() + timedelta(days=800)):
        second = export("second")
        leaving.export(tmp_path / "second.zip")

    assert first == second
    assert (tmp_path / "first.zip").read_bytes() == (tmp_path / "second.zip").read_bytes()


def test_a_zip_holds_what_a_folder_holds(export, make, site, tmp_path):
    rich.furnish(make, site)
    leaving.export(tmp_path / "export.zip")

    with zipfile.ZipFile(tmp_path / "export.zip") as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == export()


def test_every_file_has_its_checksum(export, make, site):
    rich.furnish(make, site)

    found = export()

    sums = found.pop("SHA256SUMS").decode()
    assert sums == "".join(
        f"{hashlib.sha256(content).hexdigest()}  {name}\n"
        for name, content in sorted(found.items())
    )


def test_what_happens_during_an_export_is_not_in_it(make, tmp_path):
    make.article("First", publish=False)

    def write_meanwhile(_steps):
        with db.engine.connect().execution_options(writer=True) as other, other.begin():
            other.exec_driver_sql("UPDATE site SET name = 'Other', description = 'Other'")
            other.exec_driver_sql("INSERT INTO address (path) VALUES ('/meanwhile')")

    leaving.export(tmp_path / "export", write_meanwhile)

    assert files(tmp_path / "export")["addresses.jsonl"] == b""


def test_what_happened_just_before_an_export_is_in_it(make, tmp_path):
    leaving.size()  # has looked at the blog already
    with db.engine.connect().execution_options(writer=True) as other, other.begin():
        other.exec_driver_sql("INSERT INTO address (path) VALUES ('/before')")

    leaving.export(tmp_path / "export")

    assert files(tmp_path / "export")["addresses.jsonl"] == b'{"path": "/before"}\n'


# -- whole or not at all --


def test_a_folder_with_something_in_it_is_refused_and_left_alone(run, tmp_path):
    (tmp_path / "letters.txt").write_text("mine")

    done = run(tmp_path)

    assert done.exit_code == 1
    assert "is there already, and is no export" in done.output
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["letters.txt"]


def test_an_older_export_is_replaced(export, make):
    make.article("First", publish=False)
    export()
    make.article("Second", publish=False)

    assert articles(export()) == ["drafts/first.md", "drafts/second.md"]


def test_an_older_export_in_which_somebody_keeps_something_is_left_alone(export, tmp_path):
    export()
    (tmp_path / "export" / ".git").mkdir()

    with pytest.raises(containers.Occupied):
        export()


@pytest.mark.parametrize("name", ["export.zip", "export"])
def test_a_file_that_is_no_export_is_left_alone(run, tmp_path, name):
    (tmp_path / name).write_bytes(b"mine")

    assert run(tmp_path / name).exit_code == 1
    assert (tmp_path / name).read_bytes() == b"mine"


@pytest.mark.parametrize("name", ["place/export.zip", "place/export"])
def test_an_export_that_fails_leaves_the_one_before_and_nothing_half(
    run, make, tmp_path, monkeypatch, name
):
    (tmp_path / "place").mkdir()
    run(tmp_path / name)
    before = (tmp_path / name).stat()
    make.article("Second")

    def fail(*_words):
        raise OSError("the disk is full")

    monkeypatch.setattr(leaving._Export, "_write_comments", fail)
    done = run(tmp_path / name)

    assert done.exit_code == 1
    assert "the disk is full" in done.output
    assert [path.name for path in (tmp_path / "place").iterdir()] == [name.split("/")[1]]
    assert (tmp_path / name).stat().st_ino == before.st_ino


@pytest.mark.parametrize("damage", [Path.unlink, lambda path: path.write_bytes(b"torn")])
def test_an_original_that_is_lost_is_named_and_nothing_is_exported(run, make, tmp_path, damage):
    picture = make.picture()
    damage(pictures.original_of(picture))

    done = run(tmp_path / "export")

    assert done.exit_code == 1
    assert f"{picture.digest}.png" in done.output
    assert not (tmp_path / "export").exists()


def test_the_progress_ends_where_it_is_said_to(make, site, tmp_path):
    rich.furnish(make, site)
    steps = []

    leaving.export(tmp_path / "export", steps.append)

    assert sum(steps) == leaving.size()


def test_a_blog_that_was_never_set_up_says_so(run, tmp_path):
    with db.writing():
        db.session.delete(db.session.get_one(Site, 1))

    done = run(tmp_path / "export")

    assert done.exit_code == 1
    assert "not set up yet" in done.output


# -- what must not be forgotten --


@pytest.mark.parametrize("record", records.RECORDS, ids=lambda record: record.model.__name__)
def test_every_column_leaves_or_has_a_reason_to_stay(record):
    columns = {column.key for column in record.model.__table__.columns}

    assert columns == {*record.keys, *record.otherwise}
    assert not set(record.keys) & record.otherwise.keys()


def test_every_table_leaves_or_has_a_reason_to_stay():
    exported = {record.model.__tablename__ for record in records.RECORDS}

    assert Model.metadata.tables.keys() == exported | records.LEFT_OUT.keys()


@pytest.mark.parametrize("record", records.RECORDS, ids=lambda record: record.model.__name__)
def test_every_key_is_described(record):
    described = (ROOT / "docs" / "formats.md").read_text("utf-8")
    section = described.partition(f"\n### {record.model.__name__}\n")[2].partition("\n### ")[0]

    for key in (*record.keys, *record.links):
        assert f"| `{key}` |" in section, key


def test_what_a_key_means_when_it_is_left_out_never_changes():
    told = {
        f"{record.model.__tablename__}.{column.key}": records.default(column)
        for record in records.RECORDS
        for column in record.columns
        if not records.is_required(column)
    }

    assert {name: value for name, value in told.items() if value not in (None, "", False)} == {
        "site.accent": "#b3261e",
        "site.nameplate": "large",
        "site.shows_motto": True,
        "site.shows_breaking": True,
        "site.shows_powered_by": True,
        "site.front_length": 24,
        "site.beside": ["recent_comments", "about", "archive", "follow"],
        "site.follow": [],
        "site.verifications": {},
        "site.moderation": "hold-all",
        "site.backups_kept": 7,
        "site.counts_visits": True,
        "site.notices": "hourly",
        "article.takes_comments": True,
        "article.kind": "article",
        "article.in_navigation": True,
        "working_copy.takes_comments": True,
        "comment.standing": "waiting",
        "comment.held_for": [],
        "ad.kind": "picture",
        "ad.box": "728x90",
        "subscriber.rhythm": "weekly",
        "picture.focus_x": 50,
        "picture.focus_y": 30,
    }
