"""What was read: counted once a reader and day, by nobody's name, and never in a reader's way."""

from __future__ import annotations

import threading
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from blog import housekeeping, visits
from blog.db import db
from blog.models.article import Kind
from blog.models.owner import DailyKey
from blog.models.visit import Referrals, Seen, Visits
from tests import counting, pages

PAGE = "/owner/visits"
LONG = 30
"""Seconds that a test waits for another thread before it gives up."""

READER = {
    "User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0",
    "Accept": "text/html,application/xhtml+xml,*/*;q=0.8",
    "Sec-Fetch-Dest": "document",
}
ANOTHER = {
    "User-Agent": "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/142.0.0.0 Mobile Safari/537.36",
}
PEOPLE = [
    READER["User-Agent"],
    ANOTHER["User-Agent"],
    "Mozilla/5.0 (Linux; Android 9; CUBOT NOTE 20) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/120.0 Mobile Safari/537.36",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like "
    "Gecko) Mobile/15E148 [FBAN/FBIOS;FBAV/500.0.0.0;FBDV/iPhone15,2]",
    "Opera/9.80 (Android; Opera Mini/80.0/191.353; U; tr) Presto/2.12.423 Version/12.16",
]
ROBOTS = [
    "",
    "curl/8.11.0",
    "python-requests/2.32",
    "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
    "WhatsApp/2.24",
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "Mozilla/5.0 (Linux; Android 6.0.1; Nexus 5X) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/141.0 Mobile Safari/537.36 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_5) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/13.1.1 Safari/605.1.15 (Applebot/0.1)",
    "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2)",
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "HeadlessChrome/142.0.0.0 Safari/537.36",
]
NO_VISITS = [
    {"Accept": "*/*"},
    {"Sec-Fetch-Dest": "empty"},
    {"Sec-Fetch-Dest": "iframe"},
    {"Sec-Purpose": "prefetch"},
    {"Sec-Purpose": "prefetch;prerender"},
    {"Purpose": "prefetch"},
    {"X-Moz": "prefetch"},
]


@pytest.fixture(autouse=True)
def _no_writer(monkeypatch):
    """Let nothing be written but when a test says so."""
    monkeypatch.setattr(visits.Gathered, "_write", lambda gathered: None)
    monkeypatch.setattr(visits, "WAIT", 0)


@pytest.fixture
def article(make):
    return make.article("The harbour")


@pytest.fixture
def write(app):
    """Write what was gathered so far."""
    gathered = app.extensions["visits"]
    return lambda: visits.write(gathered.take())


def read(client, article, network="203.0.113.9", **headers):
    """Look at an article's page."""
    headers = {**READER, **{name.replace("_", "-"): value for name, value in headers.items()}}
    return client.get(article.url, headers=headers, environ_base={"REMOTE_ADDR": network})


def counted(article=None):
    """How many visits there are in all."""
    query = select(func.sum(Visits.count))
    found = db.session.scalar(query.where(Visits.article_id == article.id) if article else query)
    db.session.rollback()
    return found or 0


def hosts():
    """From where readers came, and how often."""
    found = {one.host: one.count for one in db.session.scalars(select(Referrals))}
    db.session.rollback()
    return found


# -- what counts --


def test_a_visit_is_counted_for_its_article_and_day(client, article, write, time_machine):
    time_machine.move_to("2026-11-25T21:30:00Z", tick=False)  # half past midnight in Istanbul
    read(client, article)
    write()

    visit = db.session.scalars(select(Visits)).one()
    assert (visit.day, visit.article_id, visit.count) == ("2026-11-26", article.id, 1)


def test_a_reader_counts_once_a_day_on_an_article(client, make, article, write):
    other = make.article("Another")
    for _ in range(3):
        read(client, article)
        write()
        read(client, article)
    read(client, other)
    write()

    assert (counted(article), counted(other)) == (1, 1)


def test_another_network_or_another_browser_is_another_reader(client, article, write):
    read(client, article)
    read(client, article, network="203.0.113.77")  # the same network
    read(client, article, network="198.51.100.9")
    read(client, article, **ANOTHER)
    write()

    assert counted() == 3


def test_the_next_day_a_reader_counts_again(client, article, write, time_machine):
    time_machine.move_to("2026-11-25T12:00:00Z", tick=False)
    read(client, article)
    write()
    time_machine.shift(timedelta(days=1))
    read(client, article)
    write()

    assert [one.day for one in db.session.scalars(select(Visits))] == ["2026-11-25", "2026-11-26"]


def test_pages_are_counted_too(client, make, write):
    read(client, make.article("About", kind=Kind.PAGE, slug="about"))
    write()

    assert counted() == 1


@pytest.mark.parametrize("agent", PEOPLE)
def test_people_are_counted_whatever_they_read_with(client, article, write, agent):
    read(client, article, User_Agent=agent)
    write()

    assert counted() == 1


@pytest.mark.parametrize("agent", ROBOTS)
def test_robots_are_not_counted(client, article, write, agent):
    read(client, article, User_Agent=agent)
    write()

    assert counted() == 0


@pytest.mark.parametrize("headers", NO_VISITS, ids=str)
def test_a_page_that_nobody_looks_at_yet_is_not_counted(client, article, write, headers):
    read(client, article, **headers)
    write()

    assert counted() == 0


def test_asking_for_the_head_of_a_page_is_no_visit(client, article, write):
    client.head(article.url, headers=READER)
    write()

    assert counted() == 0


def test_the_owner_is_not_counted(desk, article, write):
    read(desk, article)
    write()

    assert counted() == 0


def test_a_page_that_is_not_there_is_not_counted(client, make, write):
    hidden = make.article(publish=False)
    client.get("/2026/11/nothing.html", headers=READER)
    client.get(f"/{hidden.id}", headers=READER)
    write()

    assert counted() == 0


def test_nothing_is_counted_while_the_owner_has_it_so(client, site, article, write):
    read(client, article)
    with db.writing():
        site.counts_visits = False
    read(client, article, **ANOTHER)
    write()

    assert counted() == 0


# -- where they came from --


@pytest.mark.parametrize(
    ("referrer", "found"),
    [
        ("https://www.example.org/a/path?with=words", {"example.org": 1}),
        ("https://example.org:8443/", {"example.org": 1}),
        ("http://xn--gnebakan-c6a.example/", {"xn--gnebakan-c6a.example": 1}),
        ("http://localhost/2026/11/other.html", {}),
        ("android-app://com.example.reader/", {}),
        ("https://example.org<script>", {}),
        ("https://[::1", {}),
        ("https://" + "a" * 200 + ".example/", {}),
        ("javascript:alert(1)", {}),
        ("", {}),
    ],
)
def test_of_where_a_reader_came_from_only_another_sites_name_is_kept(
    client, article, write, referrer, found
):
    read(client, article, Referer=referrer)
    write()

    assert hosts() == found
    assert counted() == 1


def test_a_second_visit_does_not_count_for_its_referrer_either(client, article, write):
    read(client, article, Referer="https://example.org/")
    write()
    read(client, article, Referer="https://example.com/")
    write()

    assert hosts() == {"example.org": 1}


# -- nobody's name --


def test_neither_addresses_nor_browsers_are_kept(app, client, article, write):
    read(client, article, network="198.51.100.77", Referer="https://example.org/secret-path")
    write()

    files = [file for file in Path(app.instance_path).rglob("*") if file.is_file()]
    kept = b"".join(file.read_bytes() for file in files)
    assert b"example.org" in kept
    for secret in (b"198.51.100", bytes([198, 51, 100, 0]), b"rv:145.0", b"secret-path"):
        assert secret not in kept


def test_one_readers_visits_have_nothing_in_common(client, make, write):
    for number in range(3):
        read(client, make.article(f"Number {number}"))
    write()

    assert len(set(db.session.scalars(select(Seen.hash)))) == 3


def test_what_readers_are_known_again_by_is_gone_with_the_day(client, article, write, time_machine):
    time_machine.move_to("2026-11-25T12:00:00Z", tick=False)
    read(client, article)
    write()
    assert not visits.is_due()

    time_machine.shift(timedelta(days=1))
    assert visits.is_due()
    housekeeping.run("visits")

    assert db.session.scalars(select(Seen)).all() == []
    assert db.session.scalars(select(DailyKey)).all() == []
    assert counted() == 1


def test_reading_sets_no_cookie_and_varies_with_none(client, article):
    answer = read(client, article)

    assert "Set-Cookie" not in answer.headers
    assert "Cookie" not in answer.headers.get("Vary", "")


# -- in nobody's way --


def test_a_visit_asks_the_database_nothing_more(client, article):
    address = article.url

    with counting.queries() as made:
        assert client.get(address, headers=READER).status_code == 200
    with counting.queries() as kept:
        assert client.get(address, headers=READER).status_code == 200

    assert not [one for one in made if not one.startswith(("SELECT", "BEGIN"))]
    assert kept == []


def test_many_visits_are_written_with_few_statements(client, make, write):
    articles = [make.article(f"Number {number}") for number in range(3)]
    for number in range(60):
        read(client, articles[number % 3], network=f"203.0.{number}.9")

    with counting.queries() as asked:
        write()

    assert counted() == 60
    assert len(asked) < 25


def test_visits_are_written_before_long_by_a_thread_of_their_own(app, article, monkeypatch):
    monkeypatch.undo()
    monkeypatch.setattr(visits, "WAIT", 0)
    written = threading.Event()
    monkeypatch.setattr(visits, "write", lambda taken: written.set() if taken else None)

    read(app.test_client(), article)

    assert written.wait(LONG)


def test_visits_wait_while_the_database_is_busy_or_the_disk_full(app, article, monkeypatch):
    monkeypatch.undo()
    monkeypatch.setattr(visits, "WAIT", 0)
    tried, written = [], threading.Event()

    def write(taken):
        tried.append(taken)
        if len(tried) < 3:
            raise OperationalError("INSERT", {}, Exception("database or disk is full"))
        written.set()

    monkeypatch.setattr(visits, "write", write)

    assert read(app.test_client(), article).status_code == 200

    assert written.wait(LONG)
    assert tried[0] == tried[2]
    assert len(tried[0]) == 1


def test_a_visit_that_comes_while_others_are_written_is_written_too(app, article, monkeypatch):
    monkeypatch.undo()
    monkeypatch.setattr(visits, "WAIT", 0)
    tried, go_on, written = threading.Event(), threading.Event(), threading.Event()

    def write(_taken):
        if tried.is_set():
            written.set()
        tried.set()
        go_on.wait(LONG)

    monkeypatch.setattr(visits, "write", write)

    read(app.test_client(), article)
    assert tried.wait(LONG)
    read(app.test_client(), article)

    assert written.wait(LONG)
    go_on.set()


def test_a_mistake_in_counting_harms_no_later_visit(app, article, monkeypatch):
    monkeypatch.undo()
    monkeypatch.setattr(visits, "WAIT", 0)
    tried, again = threading.Event(), threading.Event()

    def write(taken):
        if tried.is_set():
            again.set()
        else:
            tried.set()
            raise ValueError("a mistake")

    monkeypatch.setattr(visits, "write", write)

    read(app.test_client(), article)
    assert tried.wait(LONG)
    read(app.test_client(), article)

    assert again.wait(LONG)


def test_processes_that_write_at_once_count_exactly(app, client, article):
    for number in range(20):
        read(client, article, network=f"203.0.{number}.9")
    taken = app.extensions["visits"].take()
    together = threading.Barrier(4)

    def write():
        with app.app_context():
            together.wait()
            visits.write(taken)

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert counted() == 20


def test_an_article_that_is_gone_takes_no_other_visit_with_it(client, make, article, write):
    other = make.article("Another")
    read(client, article)
    read(client, other)
    with db.writing():
        db.session.delete(article)
    write()

    assert counted() == 1


def test_a_flood_fills_neither_the_memory_nor_the_disk(app, client, article, write, monkeypatch):
    monkeypatch.setattr(visits, "MOST_AT_ONCE", 8)
    monkeypatch.setattr(visits, "MOST_A_DAY", 10)
    for batch in range(3):
        for number in range(10):
            read(client, article, network=f"203.{batch}.{number}.9")
        write()

    assert counted() == 10


# -- what the owner sees --


def told(answer):
    return pages.words(pages.region(answer, "main"))


def test_the_owner_sees_thirty_days_as_a_chart_and_as_a_table(desk, article, time_machine):
    time_machine.move_to("2026-11-25T12:00:00Z", tick=False)
    with db.writing():
        for day, count in (("2026-10-26", 9), ("2026-10-27", 3), ("2026-11-25", 6)):
            db.session.add(Visits(day=day, article_id=article.id, count=count))

    main = pages.region(desk.get(PAGE), "main")

    bars = [float(bar.get("height")) for bar in main.findall(".//{*}rect")]
    table = main.find(".//tbody").iter("tr")
    rows = [" ".join(pages.words(cell) for cell in row) for row in table]
    assert (len(bars), bars[0], bars[-1], sum(map(bool, bars))) == (30, 60, 120, 2)
    assert (rows[0], rows[-1]) == ("25 November 2026 6", "27 October 2026 3")
    assert "9 visits in the last 30 days · 6 on the best day" in pages.words(main)


def test_the_owner_sees_what_is_read_most_today_this_week_and_this_month(
    desk, make, article, time_machine
):
    time_machine.move_to("2026-11-25T12:00:00Z", tick=False)
    other = make.article("Another")
    with db.writing():
        for day, one, count in (
            ("2026-11-25", article, 1),
            ("2026-11-20", other, 5),
            ("2026-11-01", article, 9),
        ):
            db.session.add(Visits(day=day, article_id=one.id, count=count))

    answer = desk.get(PAGE)

    tops = [words_under(answer, f"most-{days}") for days in (1, 7, 30)]
    assert tops == [
        ["The harbour 1"],
        ["Another 5", "The harbour 1"],
        ["The harbour 10", "Another 5"],
    ]


def words_under(answer, heading):
    """The lines of the list in the section of this heading."""
    for section in pages.tree(answer).iter("section"):
        if section.get("aria-labelledby") == heading:
            return [pages.words(line) for line in section.iter("li")]
    raise AssertionError(heading)


def test_the_owner_sees_where_readers_came_from(desk, client, article, write):
    read(client, article, Referer="https://example.org/")
    write()

    assert words_under(desk.get(PAGE), "referrers") == ["example.org 1"]


def test_an_article_tells_its_owner_how_often_it_was_read(desk, client, article, write):
    read(client, article)
    write()

    assert "1 visit" in told(desk.get(f"/owner/articles/{article.id}"))


def test_a_blog_that_nobody_read_yet_says_so(desk):
    assert "0 visits in the last 30 days" in told(desk.get(PAGE))


def test_counting_can_be_ended_and_begun_again(desk, site):
    desk.post(PAGE)
    assert db.session.scalar(select(type(site).counts_visits)) is False
    assert "not counted now" in told(desk.get(PAGE))

    desk.post(PAGE, data={"counts_visits": "y"})
    assert db.session.scalar(select(type(site).counts_visits)) is True


def test_readers_are_told_whether_visits_are_counted(client, site):
    assert "is counted, as a number" in told(client.get("/privacy"))

    with db.writing():
        site.counts_visits = False

    assert "is counted, as a number" not in told(client.get("/privacy"))
