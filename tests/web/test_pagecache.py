"""Pages that are kept: never an older one than there is, never one that was made for somebody."""

from __future__ import annotations

import sqlite3
import threading
from datetime import UTC, datetime, timedelta

import pytest
from flask import template_rendered
from sqlalchemy import text
from werkzeug.test import Client

from blog.articles import actions as life
from blog.db import Model, db
from blog.models.article import Kind, WorkingCopy
from blog.models.comment import Standing
from blog.models.freshness import NOT_SHOWN, SHOWN
from blog.models.label import Label
from blog.models.month_count import MonthCount
from blog.models.site import Ad, Site
from blog.web import codings, pagecache
from tests import counting, every_page, pages

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def noon(time_machine):
    """A day on which time stands still until it is moved."""
    time_machine.move_to(NOON, tick=False)
    return time_machine


@pytest.fixture
def article(make):
    return make.article("Harbour opens", labels="Sea", picture_id=make.picture().id)


@pytest.fixture
def is_kept(client):
    """Whether a page is answered without asking the database."""

    def ask(path: str, **options) -> bool:
        with counting.queries() as statements:
            client.get(path, **options)
        return statements == []

    return ask


@pytest.fixture
def rendered(app):
    """The names of the templates that were rendered."""
    names: list[str | None] = []

    def note(_app, template, **_rest):
        names.append(template.name)

    with template_rendered.connected_to(note, app):
        yield names


# -- what is kept --


@pytest.mark.parametrize(
    "path",
    [
        *("/", "/?page=1", "/archive/", "/2026/", "/2026/11/", "/label/sea", "/privacy"),
        *("/feed.atom", "/label/sea/feed.json", "/comments/feed.rss", "/sitemap.xml"),
        *("/robots.txt", "/static/js/preferences.js", "/2026/11/harbour-opens.html"),
        *(
            "/2026/11/harbour-opens.html?comments=newest",
            "/2026/11/harbour-opens.html/comments.atom",
        ),
    ],
)
def test_what_was_made_once_is_answered_without_the_database(client, article, is_kept, path):
    first = client.get(path, follow_redirects=True)
    path = first.request.full_path.rstrip("?")

    assert first.status_code == 200
    assert is_kept(path)
    assert client.get(path).data == first.data


@pytest.mark.parametrize(
    "path",
    [
        *("/search?q=harbour", "/nothing.html", "/comments/on/1", "/comments/1"),
        *("/login", "/?p=123", "/?page=1&page=2", "/?page=" + "1" * 200, "/setup"),
    ],
)
def test_what_is_somebodys_or_endless_is_not_kept(client, article, is_kept, path):
    client.get(path)

    assert not is_kept(path)


def test_an_unknown_question_is_never_answered_with_the_page_without_it(client, article):
    client.get("/")

    assert client.get("/?p=123", headers={"If-None-Match": "*"}).status_code == 304
    assert "s-maxage" not in client.get("/?p=123").headers["Cache-Control"]


def test_a_question_is_the_same_in_any_order(client, make, is_kept):
    article = make.article()
    comment = make.comment(article)
    client.get(f"{article.url}?comments=newest&after={comment.id}")
    path = f"{article.url}?after={comment.id}&comments=newest"

    assert is_kept(path)


@pytest.mark.parametrize("extra", ["m=1", "fbclid=Abc", "utm_source=news&utm_medium=mail"])
def test_what_links_from_elsewhere_bring_along_asks_for_the_same_page(
    client, make, site, is_kept, extra
):
    with db.writing():
        site.front_length = 2
    for number in range(3):
        make.article(f"Number {number}")
    known = client.get("/?page=2")

    assert is_kept(f"/?{extra}&page=2")
    assert client.get(f"/?{extra}&page=2").data == known.data
    # Nor would Flask answer anything else.
    assert client.get(f"/?{extra}&page=2&other=1").data == known.data


def test_another_host_has_pages_of_its_own(client, article, is_kept):
    client.get("/")

    assert not is_kept("/", base_url="http://127.0.0.1")
    assert client.get("/", base_url="http://evil.example").status_code == 400


def test_asking_for_the_head_of_a_kept_page_brings_no_body(client, article):
    whole = client.get(article.url)

    head = client.head(article.url)

    assert (head.data, head.headers["ETag"]) == (b"", whole.headers["ETag"])


def test_before_there_is_a_blog_its_style_sheet_is_given_and_nothing_kept(client, site, is_kept):
    with db.writing():
        db.session.delete(site)
    path = client.get("/setup").text.partition('href="/theme-')[2].partition('"')[0]

    assert client.get(f"/theme-{path}").status_code == 200
    assert not is_kept(f"/theme-{path}")


# -- nothing is anybody's --


@pytest.mark.parametrize("path", ["/", "/2026/11/harbour-opens.html"])
def test_what_the_owner_sees_is_kept_for_nobody(desk, article, is_kept, path):
    desk.get(path)

    assert not is_kept(path)


@pytest.mark.parametrize("path", ["/", "/2026/11/harbour-opens.html"])
def test_the_owner_gets_no_kept_page(client, desk, article, path):
    client.get(path)

    with counting.queries() as asked:
        answer = desk.get(path)

    assert asked
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_pages_that_are_the_same_for_all_know_no_cookie(app, client, article):
    views = app.view_functions
    for door in every_page.pages(app, slug="sea", path=article.path.removeprefix("/")):
        if hasattr(views[door.endpoint], "is_same_for_all"):
            answer = client.get(door.path)
            assert "Set-Cookie" not in answer.headers, door
            assert "Cookie" not in answer.headers.get("Vary", ""), door
            assert "private" not in answer.headers["Cache-Control"], door


def test_who_sends_a_comment_gets_an_answer_that_nobody_else_gets(client, article, is_kept):
    path = f"/comments/on/{article.id}"
    client.post(path, data={"body": "Only mine"})

    assert "Only mine" not in client.get(path).text
    assert not is_kept(path)


def test_a_view_that_looks_into_the_cookie_is_not_kept(app, client, article, is_kept, monkeypatch):
    monkeypatch.setattr("blog.signin.cookie.was_looked_into", lambda: True)

    client.get("/")

    assert not is_kept("/")


# -- the very next answer --


def publish(make, _article):
    make.article("Ferry sails")


def withdraw(_make, article):
    with db.writing():
        life.withdraw(article)


def approve(make, article):
    make.comment(article, "Never was there such a harbour.")


def rename_label(_make, _article):
    with db.writing():
        db.session.query(Label).one().name = "Ocean"


def describe_picture(_make, article):
    with db.writing():
        article.picture.focus_x = 10


def rename_blog(_make, _article):
    with db.writing():
        db.session.get_one(Site, 1).name = "Another"


def place_ad(make, _article):
    picture = make.picture()
    with db.writing():
        db.session.add(
            Ad(slot="header", picture_id=picture.id, alt="Bread", link="https://bread.example")
        )


def write_a_page(make, _article):
    make.article("House rules", kind=Kind.PAGE)


def change_by_hand(_make, _article):
    # As another process does: over a connection that this one knows nothing of.
    other = sqlite3.connect(db.engine.url.database)
    other.create_function("fold", 1, str)
    with other:
        other.execute("UPDATE article SET title = 'Harbour closes'")
    other.close()


@pytest.mark.parametrize(
    "act",
    [
        *(publish, withdraw, approve, rename_label, describe_picture, rename_blog, place_ad),
        *(write_a_page, change_by_hand),
    ],
)
def test_a_change_is_in_the_very_next_answer(client, make, article, act):
    url = article.url
    before = client.get(url)
    act(make, article)

    after = client.get(url)

    assert after.data != before.data
    assert after.data == client.get(f"{url}?not=kept").data


def test_what_readers_do_not_see_drops_no_page(client, make, article, is_kept):
    url = article.url
    client.get(url)
    comment = make.comment(article, "Buy!", standing=Standing.WAITING)
    with db.writing():
        comment.reports, comment.email = 3, "deniz@example.org"
        db.session.get_one(Site, 1).noticed_at = NOON
        db.session.add(WorkingCopy(article_id=article.id, title="Other words", saved_at=NOON))
        article.version += 1

    assert is_kept(url)


def test_a_change_while_a_page_is_made_is_in_the_next_one(client, make, article, monkeypatch):
    url = article.url

    def meanwhile(_environ):
        change_by_hand(make, article)

    monkeypatch.setattr("blog.visits.counting", lambda _article: meanwhile)
    assert "Harbour opens" in client.get(url).text
    monkeypatch.undo()

    assert "Harbour closes" in client.get(url).text


def test_a_comment_that_nobody_saw_is_not_gone_on_from_once_it_is_gone(client, make, article):
    hidden = make.comment(article, standing=Standing.SPAM)
    path = f"{article.url}?after={hidden.id}"
    assert client.get(path).status_code == 200
    with db.writing():
        db.session.delete(hidden)

    assert client.get(path).status_code == 302


def test_an_older_database_in_its_place_is_what_is_shown(client, article):
    url = article.url
    client.get(url)
    with db.writing():
        db.session.execute(text("UPDATE freshness SET number = number - 1"))
    client.get("/archive/")
    change_by_hand(None, article)  # which raises it to what it was

    assert "Harbour closes" in client.get(url).text


# -- on the second --


def scheduled(make, _article):
    make.article("Ferry sails", publish_at=NOON + timedelta(hours=1))


def scheduled_page(make, _article):
    make.article("House rules", kind=Kind.PAGE, publish_at=NOON + timedelta(hours=1))


def breaking(_make, article):
    with db.writing():
        article.breaking_until = NOON + timedelta(hours=1)


def ad_begins(make, _article):
    place_ad(make, None)
    with db.writing():
        db.session.query(Ad).one().starts_at = NOON + timedelta(hours=1)


def ad_ends(make, _article):
    place_ad(make, None)
    with db.writing():
        db.session.query(Ad).one().ends_at = NOON + timedelta(hours=1)


def comments_close(_make, article):
    with db.writing():
        db.session.get_one(Site, 1).comments_close_after = 7
        article.published_at = NOON - timedelta(days=7, hours=-1)


@pytest.mark.parametrize(
    "plan",
    [scheduled, scheduled_page, breaking, ad_begins, ad_ends, comments_close],
)
def test_what_time_changes_is_changed_on_the_second(client, make, article, noon, is_kept, plan):
    plan(make, article)
    url = article.url
    before = client.get(url)

    noon.move_to(NOON + timedelta(hours=1, seconds=-1), tick=False)
    assert is_kept(url)
    noon.shift(timedelta(seconds=1))
    after = client.get(url)

    assert after.data != before.data
    assert after.data == client.get(f"{url}?not=kept").data


@pytest.mark.parametrize("zone", ["UTC", "Europe/Istanbul", "Pacific/Auckland"])
def test_a_new_day_begins_at_midnight_in_the_blogs_zone(client, article, site, noon, zone):
    with db.writing():
        site.time_zone = zone
    midnight = datetime(2026, 11, 21, tzinfo=site.zone)
    noon.move_to(midnight - timedelta(seconds=1), tick=False)
    before = client.get("/archive/").text
    noon.move_to(midnight, tick=False)

    assert ("20 November 2026" in before, "21 November 2026" in client.get("/archive/").text) == (
        True,
        True,
    )


def test_the_stamp_of_a_form_is_todays(client, article, noon):
    noon.move_to(datetime(2026, 11, 20, 23, 59, 59, tzinfo=UTC), tick=False)
    assert 'value="2026-11-20.' in client.get(article.url).text

    noon.move_to(datetime(2026, 11, 21, tzinfo=UTC), tick=False)

    assert 'value="2026-11-21.' in client.get(article.url).text


def test_the_last_change_of_a_month_is_told_once_it_is_no_secret(client, make, noon):
    make.article("Now")
    with db.writing():
        counted = db.session.query(MonthCount).one()
        counted.changed_at = NOON + timedelta(hours=6)
    before = client.get("/sitemap.xml").data

    noon.move_to(NOON + timedelta(hours=6), tick=False)

    assert client.get("/sitemap.xml").data == client.get("/sitemap.xml?not=kept").data != before


def test_news_leaves_its_map_after_two_days(client, article, noon):
    assert "Harbour opens" in client.get("/news-sitemap.xml").text

    noon.move_to(NOON + timedelta(days=2, microseconds=1), tick=False)

    assert "Harbour opens" not in client.get("/news-sitemap.xml").text


@pytest.mark.parametrize(
    ("ahead", "told"), [(3600, "max-age=0, s-maxage=10"), (7, "max-age=0, s-maxage=7")]
)
def test_caches_of_others_are_told_for_how_long_at_most(client, make, article, ahead, told):
    make.article("Ferry sails", publish_at=NOON + timedelta(seconds=ahead))

    first, kept = client.get("/"), client.get("/")

    assert first.headers["Cache-Control"] == kept.headers["Cache-Control"] == told


def test_what_never_changes_says_so_itself(client):
    script = client.get("/").text.partition('src="/preferences-')[2].partition('"')[0]

    for _ in range(2):
        answer = client.get(f"/preferences-{script}")
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"


# -- many at once --


def test_however_many_ask_at_once_a_page_is_made_once(app, article, rendered, monkeypatch):
    everybody_is_here, answers, first_looks = threading.Barrier(8), [], iter(range(8))
    look = app.extensions["pagecache"]._watch.look

    def together():
        if next(first_looks, None) is not None:
            everybody_is_here.wait(30)
        return look()

    monkeypatch.setattr(app.extensions["pagecache"]._watch, "look", together)
    threads = [
        threading.Thread(target=lambda: answers.append(Client(app).get("/archive/").data))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert rendered.count("archive/index.html") == 1
    assert len(answers) == 8
    assert len(set(answers)) == 1


def test_no_more_than_two_strangers_pages_are_made_at_a_time(app, article, monkeypatch):
    monkeypatch.setattr(pagecache, "TURN", 60)
    come, may_go, most = threading.Semaphore(0), threading.Semaphore(0), []
    inside = set()

    def linger():
        inside.add(threading.get_ident())
        most.append(len(inside))
        come.release()
        may_go.acquire()
        inside.discard(threading.get_ident())
        return "done"

    monkeypatch.setitem(app.view_functions, "articles.index", linger)
    asking = [
        threading.Thread(target=Client(app).get, args=(f"/?of=somebody-{number}",))
        for number in range(4)
    ]
    for one in asking:
        one.start()
    for _ in asking:
        come.acquire()
        may_go.release()
    for one in asking:
        one.join()

    assert max(most) <= pagecache.AT_ONCE
    assert len(most) == len(asking)


def test_who_has_waited_for_long_enough_does_not_wait_for_a_turn(app, client, monkeypatch):
    monkeypatch.setattr(pagecache, "TURN", 0)
    turns = app.extensions["pagecache"]._turns
    for _ in range(pagecache.AT_ONCE):
        turns.acquire()

    assert client.get("/archive/").status_code == 200
    assert not turns.acquire(blocking=False)
    turns.release(pagecache.AT_ONCE)


def test_who_waited_for_a_page_that_cannot_be_made_is_answered_all_the_same(app, article):
    cache = app.extensions["pagecache"]
    making = pagecache.Making()
    making.is_done.set()
    cache._making["http", "localhost", "/nothing", ""] = making

    assert app.test_client().get("/nothing").status_code == 404


def test_an_error_is_not_kept_and_nobody_waits_for_it(client, article, monkeypatch):
    def fail(*_):
        raise RuntimeError("no")

    monkeypatch.setattr("blog.archive.routes._years", fail)
    client.application.config["PROPAGATE_EXCEPTIONS"] = False
    assert client.get("/archive/").status_code == 500
    monkeypatch.undo()

    assert client.get("/archive/").status_code == 200


# -- parts of pages --


def test_what_stands_around_a_page_is_made_once_for_all_of_them(client, make, article, rendered):
    other = make.article("Ferry sails")
    client.get(article.url)
    with counting.queries() as first:
        client.get(f"{article.url}?not=kept")
    make.article("A third")

    with counting.queries() as anew:
        client.get(f"{other.url}?not=kept")

    assert len(anew) >= len(first) + 5


def test_the_owner_gets_parts_that_are_made_anew(desk, client, article):
    client.get("/archive/")

    with counting.queries() as asked:
        desk.get("/archive/")

    assert [one for one in asked if "comment.name" in one]


def test_a_link_to_the_page_one_is_on_says_so_whoever_was_there_before(client, make, article):
    other = make.article("Ferry sails")
    for here in (article, other, article):
        archive = pages.region(client.get(f"{here.url}?not=kept"), "archive")
        current = [one.get("href") for one in archive.iter("a") if one.get("aria-current")]
        assert current == [here.url]


def test_no_more_parts_are_kept_than_there_is_room_for(client, make, monkeypatch):
    monkeypatch.setattr(pagecache, "PARTS", 3)
    for days in range(0, 200, 40):
        make.article(f"Number {days}", ago=timedelta(days=days))
    for days in range(0, 200, 40):
        assert client.get(f"/{NOON - timedelta(days=days):%Y/%m}/").status_code == 200

    assert len(client.application.extensions["pagecache"]._parts[2]) <= 3


# -- room --


def test_what_is_read_stays_when_room_is_short(client, make, is_kept, monkeypatch):
    articles = [make.article(f"Number {number}").url for number in range(8)]
    client.get(articles[0])
    size = client.application.extensions["pagecache"]._size
    monkeypatch.setattr(pagecache, "ROOM", 4 * size)
    for url in articles:
        client.get(articles[0])
        client.get(url)

    assert client.application.extensions["pagecache"]._size <= 4 * size
    assert is_kept(articles[0])
    assert not is_kept(articles[1])


@pytest.mark.parametrize(
    "path",
    [f"/icon-{'x' * 3_000}.svg", "/?utm_source=" + "x" * 600, "/?page=" + "1" * 20],
)
def test_nothing_is_remembered_of_what_is_too_long(client, article, path):
    cache = client.application.extensions["pagecache"]
    before = (len(cache._pages), pagecache._in_order.cache_info().currsize)

    client.get(path, headers={"Accept-Encoding": "x" * 10_000})

    assert len(cache._pages) == before[0]
    assert len(path) < 600 or pagecache._in_order.cache_info().currsize <= before[1] + 1


# -- fewer bytes --


@pytest.fixture
def squeezed(monkeypatch):
    """The codings in which something was made smaller."""
    done = []
    for name, encode in list(codings.ENCODERS.items()):
        monkeypatch.setitem(
            codings.ENCODERS, name, lambda body, n=name, e=encode: done.append(n) or e(body)
        )
    return done


@pytest.mark.parametrize(
    ("accepted", "at_first", "when_kept"),
    [
        ("gzip, deflate, br, zstd", "zstd", "br"),
        ("gzip, br", "br", "br"),
        ("gzip, zstd", "zstd", "zstd"),
        ("gzip;q=0.5, br;q=0.1", "gzip", "gzip"),
        ("br;q=0, *", "zstd", "zstd"),
        ("zstd;q=0.5, br", "br", "br"),
        ("identity", None, None),
        ("gzip;q=0", None, None),
        ("x" * 10_000, None, None),
    ],
)
def test_a_page_comes_in_the_coding_that_one_reads_best(
    client, article, accepted, at_first, when_kept
):
    for coding in (at_first, when_kept, when_kept):
        answer = client.get(article.url, headers={"Accept-Encoding": accepted})
        assert answer.headers.get("Content-Encoding") == coding
        assert "Accept-Encoding" in answer.headers["Vary"]


def test_what_is_not_kept_is_made_smaller_quickly(client, desk, article):
    browser = {"Accept-Encoding": "gzip, deflate, br, zstd"}
    for who, path in ((client, f"{article.url}?for=you"), (desk, "/owner/articles")):
        for _ in range(2):
            assert who.get(path, headers=browser).headers["Content-Encoding"] == "zstd"


def test_whoever_has_a_page_from_before_it_was_kept_has_it_still(client, article):
    browser = {"Accept-Encoding": "gzip, deflate, br, zstd"}
    first = client.get(article.url, headers=browser)
    second = client.get(article.url, headers=browser)
    assert second.headers["ETag"] != first.headers["ETag"]

    for name in (first.headers["ETag"], f'"another", W/{first.headers["ETag"]}'):
        again = client.get(article.url, headers={**browser, "If-None-Match": name})
        assert again.status_code == 304
        assert again.headers["ETag"] == first.headers["ETag"]
    for answer in (first, second):
        known = {"If-None-Match": answer.headers["ETag"], "Accept-Encoding": "gzip"}
        assert client.get(article.url, headers=known).status_code == 200


def test_a_page_that_is_known_is_confirmed_without_being_made_smaller(client, article, squeezed):
    headers = {"Accept-Encoding": "gzip, deflate, br, zstd"}
    known = client.get(article.url, headers=headers).headers["ETag"]
    client.application.extensions["pagecache"].forget()
    del squeezed[:]

    assert client.get(article.url, headers={**headers, "If-None-Match": known}).status_code == 304
    assert squeezed == []


def test_a_page_is_made_smaller_once_in_every_coding(client, article, squeezed):
    for accepted in ("br", "gzip", "zstd", "br", "gzip", "zstd", ""):
        client.get(article.url, headers={"Accept-Encoding": accepted})

    assert sorted(squeezed) == ["br", "gzip", "zstd"]


def test_every_coding_has_a_name_of_its_own_and_is_confirmed_by_it(client, article):
    names = {}
    for accepted in ("", "br", "gzip", "zstd"):
        headers = {"Accept-Encoding": accepted}
        names[accepted] = client.get(article.url, headers=headers).headers["ETag"]
        known = client.get(article.url, headers={**headers, "If-None-Match": names[accepted]})
        assert known.status_code == 304

    assert len(set(names.values())) == 4


def test_a_form_that_comes_back_is_made_smaller_too(client, article):
    answer = client.post(
        f"/comments/on/{article.id}", data={"body": "x"}, headers={"Accept-Encoding": "gzip"}
    )

    assert (answer.status_code, answer.headers["Content-Encoding"]) == (422, "gzip")


# -- the number --


def test_of_every_table_it_is_known_whether_readers_see_it(app):
    tables = set(Model.metadata.tables)

    assert tables == SHOWN.keys() | NOT_SHOWN
    assert not SHOWN.keys() & NOT_SHOWN


def test_a_database_that_cannot_be_looked_at_keeps_no_page(client, article, is_kept, monkeypatch):
    client.get("/")
    monkeypatch.setattr(client.application.extensions["pagecache"]._watch, "look", lambda: None)

    assert not is_kept("/")


def test_every_column_that_readers_see_is_watched(app):
    watched = dict(
        db.session.execute(
            text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name")
        ).all()
    )

    for name, hidden in SHOWN.items():
        update = watched[f"freshen_{name}_update"]
        columns = update.partition(" OF ")[2].partition(" ON ")[0].split(", ")
        assert {*columns} == {one.name for one in Model.metadata.tables[name].c} - hidden
        assert {f"freshen_{name}_insert", f"freshen_{name}_delete"} <= watched.keys()
