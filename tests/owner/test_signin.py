"""Who gets in, for how long, and who doesn't."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from argon2.exceptions import VerifyMismatchError
from limits import parse
from sqlalchemy import delete, func, select

import app as blog_app
from blog import acts, signin
from blog.db import db, now
from blog.models.act import LoggedAct
from blog.models.article import WorkingCopy
from blog.models.comment import Standing
from blog.models.owner import Errand, Login, Owner
from blog.models.site import Site
from tests import entering, pages
from tests.conftest import PASSWORD, Visitor, as_shipped

SECURE = {"base_url": "https://localhost"}
ELSEWHERE = {"environ_base": {"REMOTE_ADDR": "198.51.100.7"}}
"""Another network than the test client's own."""

TYPED = {"title": "The harbour", "body": "Typed for hours.\nAnd hours."}

LEADS_AWAY = [
    "https://evil.example/",
    "//evil.example/",
    "///evil.example/",
    "////evil.example",
    "/\\evil.example/",
    "\\/evil.example/",
    "\\\\evil.example/",
    "/\t/evil.example/",
    "/\n/evil.example/",
    "\t//evil.example/",
    " //evil.example/",
    "/\x00/evil.example/",
    "http:evil.example",
    "http:///evil.example/",
    "javascript:alert(1)",
    "data:text/html,x",
    "evil.example",
    "@evil.example",
    "?next=//evil.example",
    "",
]


@pytest.fixture
def browser(app):
    """The owner's browser before the login."""
    return app.test_client()


@pytest.fixture
def hashes(monkeypatch):
    """Every password that is hashed. None really is, for that is slow by intent."""
    tried = []

    class Counting(type(signin._hasher)):
        def verify(self, hash: str, password: str) -> bool:
            tried.append(password)
            if password != PASSWORD:
                raise VerifyMismatchError
            return True

    monkeypatch.setattr(signin, "_hasher", Counting())
    return tried


@pytest.fixture
def new_blog(tmp_path):
    """A blog that waits for its set-up, and the token of the link to it."""
    app = blog_app.create_app(INSTANCE=tmp_path / "new")
    app.test_client_class = Visitor
    with app.app_context():
        app.token = signin.make_link(Errand.SET_UP, timedelta(hours=24))
        yield app
        db.session.remove()
        db.engine.dispose()


def try_in_vain(browser, times: int, **how):
    """Try wrong passwords; the last answer."""
    opened = browser.get("/login", **how)
    for number in range(times):
        typed = entering.fill_in(opened, "password", name="Ayşe", password=f"wrong {number}")
        answer = browser.post("/login", data=typed, **how)
    return answer


# -- passwords --


def test_the_owner_gets_in_with_name_and_password(browser):
    answer = entering.log_in(browser)

    assert (answer.status_code, answer.location) == (303, "/owner/articles")
    assert entering.is_in(browser)


def test_a_guess_costs_64_mebibytes_and_three_rounds():
    assert as_shipped.hash(PASSWORD).startswith("$argon2id$v=19$m=65536,t=3,p=4$")


def test_a_wrong_password_lets_nobody_in_and_the_name_is_kept(browser):
    answer = entering.log_in(browser, password="a sentence that is wrong")

    assert answer.status_code == 422
    assert pages.form(answer, having="password")["name"] == "Ayşe"
    assert "a sentence that is wrong" not in answer.text
    assert not entering.is_in(browser)


def test_an_unknown_name_costs_and_says_the_same_as_a_wrong_password(browser, hashes):
    answers = []
    for name in ("Ayşe", "Nobody"):
        opened = browser.get("/login")
        typed = entering.fill_in(opened, "password", name=name, password="wrong, but long enough")
        answers.append(browser.post("/login", data=typed))

    assert len(hashes) == 2
    known, unknown = (pages.words(pages.region(answer, "main")) for answer in answers)
    assert known == unknown


@pytest.mark.parametrize("name", ["Ayşe", "Nobody"])
def test_a_password_of_more_than_1024_bytes_is_never_hashed(browser, hashes, name):
    opened = browser.get("/login")
    typed = entering.fill_in(opened, "password", name=name, password="x" * 1_025)

    assert browser.post("/login", data=typed).status_code == 422
    assert hashes == []


@pytest.mark.parametrize(
    ("password", "status"),
    [("x" * 9, 422), ("x" * 10, 303), ("ş" * 512, 303), ("ş" * 513, 422), ("x" * 1_025, 422)],
)
def test_a_new_password_has_ten_characters_and_1024_bytes_at_the_most(browser, password, status):
    token = signin.make_link(Errand.NEW_PASSWORD, timedelta(hours=1))
    opened = browser.get(f"/login/new-password?token={token}")
    typed = entering.fill_in(opened, "password", password=password)

    assert browser.post("/login/new-password", data=typed).status_code == status


def test_never_more_than_two_passwords_are_hashed_at_once(app, monkeypatch):
    at_work, most = 0, 0
    counting, third = threading.Lock(), threading.Event()

    class Slow(type(signin._hasher)):
        def verify(self, hash: str, password: str) -> bool:
            nonlocal at_work, most
            with counting:
                at_work += 1
                most = max(most, at_work)
                if at_work > 2:
                    third.set()
            third.wait(0.05)
            with counting:
                at_work -= 1
            return super().verify(hash, password)

    monkeypatch.setattr(signin, "_hasher", Slow())

    def check() -> None:
        with app.app_context():
            signin.check("Ayşe", "wrong, but long enough")

    threads = [threading.Thread(target=check) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert most == 2


# -- guessing --


def test_ten_wrong_passwords_are_all_that_one_network_may_try(browser, hashes):
    answer = try_in_vain(browser, 100)

    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 15 * 60
    assert len(hashes) == 10


def test_even_the_right_password_waits_after_ten_wrong_ones(browser, hashes):
    try_in_vain(browser, 10)

    assert entering.log_in(browser).status_code == 429
    assert len(hashes) == 10


@pytest.mark.usefixtures("hashes")
def test_the_owner_gets_in_from_another_network_meanwhile(app, browser):
    try_in_vain(browser, 11)

    assert entering.log_in(app.test_client(), **ELSEWHERE).status_code == 303


@pytest.mark.usefixtures("hashes")
def test_a_login_forgives_the_tries_before_it(browser):
    for _ in range(3):
        try_in_vain(browser, 9)

        assert entering.log_in(browser).status_code == 303


@pytest.mark.usefixtures("hashes")
def test_a_network_may_try_again_when_its_window_ends(browser, time_machine):
    time_machine.move_to(now(), tick=False)
    wait = int(try_in_vain(browser, 11).headers["Retry-After"])

    time_machine.shift(timedelta(seconds=wait))

    assert entering.log_in(browser).status_code == 303


@pytest.mark.usefixtures("hashes")
def test_the_owner_gets_in_even_while_the_whole_world_guesses(app, monkeypatch):
    monkeypatch.setattr(signin, "TRIES_IN_ALL", parse("5 per hour"))
    guesser = app.test_client()
    for network in range(5):
        address = {"environ_base": {"REMOTE_ADDR": f"203.0.{network}.9"}}
        try_in_vain(guesser, 1, **address)

    try_in_vain(guesser, 3, environ_base={"REMOTE_ADDR": "203.0.113.200"})
    refused = try_in_vain(guesser, 1, environ_base={"REMOTE_ADDR": "203.0.113.201"})

    assert refused.status_code == 429
    assert entering.log_in(app.test_client(), **ELSEWHERE).status_code == 303


def test_guesses_that_come_at_once_are_counted_exactly(app, browser, hashes):
    opened = browser.get("/login")
    typed = entering.fill_in(opened, "password", name="Ayşe", password="wrong, but long enough")
    cookie = browser.get_cookie("broadsheet").value
    together, statuses = threading.Barrier(16), []

    def guess() -> None:
        with app.app_context():
            one = app.test_client()
            one.set_cookie("broadsheet", cookie)
            together.wait()
            statuses.append(one.post("/login", data=typed).status_code)

    threads = [threading.Thread(target=guess) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(statuses) == [422] * 10 + [429] * 6
    assert len(hashes) == 10


# -- logins --


def test_an_old_cookie_is_dead_after_logout(app, browser):
    entering.log_in(browser)
    stolen = browser.get_cookie("broadsheet").value
    thief = app.test_client()
    thief.set_cookie("broadsheet", stolen)
    assert entering.is_in(thief)

    desk = browser.get("/owner/articles")
    browser.post("/logout", data={"csrf_token": entering.token(desk)})

    assert not entering.is_in(thief)
    assert not entering.is_in(browser)


def test_every_login_has_a_token_of_its_own_and_none_is_stored(browser):
    tokens = []
    for _ in range(2):
        entering.log_in(browser)
        with browser.session_transaction() as session:
            tokens.append(session["login"])

    stored = set(db.session.scalars(select(Login.token)))
    assert len(set(tokens)) == len(stored) == 2
    assert stored.isdisjoint(tokens)


def test_a_login_made_up_before_is_replaced(browser):
    with browser.session_transaction() as session:
        session["login"] = "known to somebody else"

    entering.log_in(browser)

    with browser.session_transaction() as session:
        assert session["login"] != "known to somebody else"


def test_a_login_ends_after_two_weeks_without_a_visit(browser, time_machine):
    time_machine.move_to(now(), tick=False)
    entering.log_in(browser)

    time_machine.shift(timedelta(days=14, seconds=1))

    assert not entering.is_in(browser)


def test_visits_keep_a_login_alive_for_sixty_days_and_no_longer(browser, time_machine):
    time_machine.move_to(now(), tick=False)
    entering.log_in(browser)

    for _ in range(6):
        time_machine.shift(timedelta(days=10))
        assert entering.is_in(browser)
    time_machine.shift(timedelta(seconds=1))

    assert not entering.is_in(browser)


def test_a_new_password_ends_every_login(app, browser):
    entering.log_in(browser)
    token = signin.make_link(Errand.NEW_PASSWORD, timedelta(hours=1))
    another = app.test_client()
    opened = another.get(f"/login/new-password?token={token}")

    another.post(
        "/login/new-password",
        data=entering.fill_in(opened, "password", password="another long sentence"),
    )

    assert entering.is_in(another)
    assert not entering.is_in(browser)
    assert entering.log_in(browser).status_code == 422
    assert entering.log_in(browser, password="another long sentence").status_code == 303


def test_a_forged_cookie_opens_nothing(browser):
    browser.set_cookie("broadsheet", "eyJsb2dpbiI6IngifQ.aSDf2w.forged")

    assert not entering.is_in(browser)


# -- the cookie --


def test_the_cookie_is_out_of_reach_for_scripts_and_other_sites(browser):
    cookie = entering.log_in(browser).headers["Set-Cookie"]

    assert cookie.startswith("broadsheet=")
    for flag in ("HttpOnly", "Path=/", "SameSite=Lax"):
        assert flag in cookie.split("; ")
    assert "Domain" not in cookie


def test_over_https_the_cookie_is_for_this_host_alone(browser):
    cookie = entering.log_in(browser, **SECURE).headers["Set-Cookie"]

    assert cookie.startswith("__Host-broadsheet=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))
    assert "Domain" not in cookie


def test_a_cookie_of_plain_http_opens_nothing_over_https(browser):
    entering.log_in(browser)

    assert not entering.is_in(browser, **SECURE)


# -- where the login leads --


@pytest.mark.parametrize("path", ["/owner/comments?standing=rejected", "/", "/2026/11/a-b.html"])
def test_the_login_leads_on_to_where_the_owner_wanted_to_go(browser, path):
    answer = entering.log_in(browser, to=f"/login?next={path.replace('?', '%3F')}")

    assert answer.location == path


@pytest.mark.parametrize("address", LEADS_AWAY)
def test_the_login_leads_nowhere_else(browser, address):
    opened = browser.get("/login")
    typed = entering.fill_in(opened, "password", name="Ayşe", password=PASSWORD, next=address)

    assert browser.post("/login", data=typed).location == "/owner/articles"


# -- a long time between opening a form and sending it --


@pytest.mark.parametrize("writing", [timedelta(minutes=90), timedelta(days=10)])
def test_a_form_that_was_open_for_long_is_kept(browser, time_machine, writing):
    time_machine.move_to(now(), tick=False)
    entering.log_in(browser)
    typed = entering.fill_in(browser.get("/owner/articles/new"), "title", **TYPED)

    time_machine.shift(writing)
    answer = browser.post("/owner/articles", data=typed)

    assert answer.status_code == 303
    assert db.session.scalars(select(WorkingCopy.body)).all() == [TYPED["body"]]


def test_a_form_whose_login_ran_out_comes_back_and_can_be_sent_after_the_next_login(
    browser, time_machine
):
    time_machine.move_to(now(), tick=False)
    entering.log_in(browser)
    typed = entering.fill_in(browser.get("/owner/articles/new"), "title", **TYPED)
    time_machine.shift(timedelta(days=15))

    refused = browser.post("/owner/articles", data=typed)
    entering.log_in(browser)  # in another tab
    again = browser.post("/owner/articles", data=entering.fill_in(refused, "title"))

    assert refused.status_code == 401
    assert again.status_code == 303
    assert db.session.scalars(select(WorkingCopy.body)).all() == [TYPED["body"]]


def test_a_form_sent_after_a_logout_comes_back_and_can_be_sent_after_the_next_login(browser):
    entering.log_in(browser)
    opened = browser.get("/owner/articles/new")
    typed = entering.fill_in(opened, "title", **TYPED)
    browser.post("/logout", data={"csrf_token": entering.token(opened)})

    refused = browser.post("/owner/articles", data=typed)
    entering.log_in(browser)
    again = browser.post("/owner/articles", data=entering.fill_in(refused, "title"))

    assert refused.status_code == 400
    assert again.status_code == 303
    assert db.session.scalars(select(WorkingCopy.body)).all() == [TYPED["body"]]


def test_a_form_opened_before_a_login_in_another_tab_is_taken(browser):
    entering.log_in(browser)
    typed = entering.fill_in(browser.get("/owner/articles/new"), "title", **TYPED)

    entering.log_in(browser)

    assert browser.post("/owner/articles", data=typed).status_code == 303


# -- links that work once --


def test_a_link_for_a_new_password_works_once(app, browser):
    token = signin.make_link(Errand.NEW_PASSWORD, timedelta(hours=1))
    opened = browser.get(f"/login/new-password?token={token}")
    typed = entering.fill_in(opened, "password", password="another long sentence")

    assert browser.post("/login/new-password", data=typed).status_code == 303
    assert browser.post("/login/new-password", data=typed).status_code in {400, 403}
    assert app.test_client().get(f"/login/new-password?token={token}").status_code == 403


def test_a_link_expires(browser, time_machine):
    time_machine.move_to(now(), tick=False)
    token = signin.make_link(Errand.NEW_PASSWORD, timedelta(hours=1))

    time_machine.shift(timedelta(hours=1))

    assert browser.get(f"/login/new-password?token={token}").status_code == 403


def test_a_newer_link_replaces_the_older_one(browser):
    older = signin.make_link(Errand.NEW_PASSWORD, timedelta(hours=1))
    newer = signin.make_link(Errand.NEW_PASSWORD, timedelta(hours=1))

    assert browser.get(f"/login/new-password?token={older}").status_code == 403
    assert browser.get(f"/login/new-password?token={newer}").status_code == 200


@pytest.mark.parametrize("token", ["", "x", "%00", "%ff", "ş" * 3_000])
def test_a_link_with_a_wrong_token_is_refused(browser, token):
    signin.make_link(Errand.NEW_PASSWORD, timedelta(hours=1))

    assert browser.get(f"/login/new-password?token={token}").status_code == 403


def test_a_link_for_one_errand_does_not_serve_another(new_blog):
    link = f"/login/new-password?token={new_blog.token}"

    assert new_blog.test_client().get(link).status_code in {403, 503}


# -- set-up --

ANSWERS = {
    "name": "Günebakan",
    "language": "tr",
    "time_zone": "Europe/Istanbul",
    "url": "https://gunebakan.example",
    "owner": "Ayşe",
    "password": PASSWORD,
}


FROM_AFAR = "http://192.168.1.5:8000"


def open_set_up(app, at="http://localhost", **other: str) -> tuple[Visitor, dict[str, str]]:
    """A browser with the set-up's form filled in."""
    browser = app.test_client()
    opened = browser.get(f"/setup?token={app.token}", base_url=at)
    return browser, entering.fill_in(opened, "password", **ANSWERS | other)


def test_set_up_makes_the_blog_and_lets_its_owner_in(new_blog):
    browser, typed = open_set_up(new_blog)

    answer = browser.post("/setup", data=typed)

    assert (answer.status_code, answer.location) == (303, "/owner/articles")
    assert entering.is_in(browser)
    assert db.session.get_one(Site, 1).url == "https://gunebakan.example"


def test_set_up_at_another_address_is_refused_until_its_owner_knows_what_happens(new_blog):
    browser, typed = open_set_up(new_blog, at=FROM_AFAR)

    refused = browser.post("/setup", data=typed, base_url=FROM_AFAR)

    words = pages.words(pages.region(refused, "main"))
    assert refused.status_code == 422
    assert "You are at 192.168.1.5:8000 now." in words
    assert "This window will show an error." in words
    assert db.session.get(Site, 1) is None


def test_whoever_knows_what_happens_is_led_from_set_up_to_the_new_address(new_blog):
    browser, typed = open_set_up(new_blog, at=FROM_AFAR, is_sure="y")

    answer = browser.post("/setup", data=typed, base_url=FROM_AFAR)

    assert answer.status_code == 200
    assert f"{ANSWERS['url']}/owner/settings" in pages.links(pages.region(answer, "main"))
    assert db.session.get_one(Site, 1).url == ANSWERS["url"]


def test_set_up_offers_the_address_by_which_its_owner_came(new_blog):
    browser = new_blog.test_client()
    opened = browser.get(f"/setup?token={new_blog.token}", base_url=FROM_AFAR)
    offered = pages.form(opened, having="url")["url"]
    typed = entering.fill_in(opened, "password", **ANSWERS | {"url": offered})

    answer = browser.post("/setup", data=typed, base_url=FROM_AFAR)

    assert (offered, answer.status_code) == (FROM_AFAR, 303)
    assert entering.is_in(browser, base_url=FROM_AFAR)


@pytest.mark.parametrize("token", ["", "wrong"])
def test_nobody_sets_a_blog_up_without_the_link(new_blog, token):
    browser, typed = open_set_up(new_blog)

    assert browser.get(f"/setup?token={token}").status_code == 403
    assert browser.post("/setup", data={**typed, "token": token}).status_code == 403
    assert db.session.get(Site, 1) is None


def test_a_blog_is_set_up_only_once(new_blog):
    browser, typed = open_set_up(new_blog)
    late, typed_late = open_set_up(new_blog)
    browser.post("/setup", data=typed)

    answer = late.post("/setup", data={**typed_late, "name": "Taken over"})

    assert (answer.status_code, answer.location) == (303, "/owner/articles")
    assert db.session.get_one(Site, 1).name == "Günebakan"
    assert db.session.scalar(select(func.count()).select_from(Owner)) == 1
    assert not entering.is_in(late)


def test_a_set_up_whose_cookie_was_lost_comes_back_and_can_be_sent_again(new_blog):
    browser, typed = open_set_up(new_blog)
    browser.delete_cookie("broadsheet")

    refused = browser.post("/setup", data=typed)
    again = entering.fill_in(refused, "name")
    asks_for_password = browser.post("/setup", data=again)
    answer = browser.post(
        "/setup", data=entering.fill_in(asks_for_password, "password", password=PASSWORD)
    )

    assert (refused.status_code, asks_for_password.status_code) == (400, 422)
    assert PASSWORD not in refused.text
    assert answer.status_code == 303
    assert db.session.get_one(Site, 1).name == "Günebakan"


def test_of_two_set_ups_at_once_one_is_done(new_blog, monkeypatch):
    browsers = [open_set_up(new_blog) for _ in range(2)]
    together, statuses = threading.Barrier(2), []
    hash_password = signin.hash_password

    def hash_together(password: str) -> str:
        together.wait()  # both found the link to be good
        return hash_password(password)

    monkeypatch.setattr(signin, "hash_password", hash_together)

    def send(browser, typed) -> None:
        with new_blog.app_context():
            statuses.append(browser.post("/setup", data=typed).status_code)

    threads = [threading.Thread(target=send, args=one) for one in browsers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert statuses == [303, 303]
    assert sorted(entering.is_in(browser) for browser, _ in browsers) == [False, True]
    assert db.session.scalar(select(func.count()).select_from(Owner)) == 1


def test_an_act_that_a_logout_meets_is_done_and_logged(desk, make, monkeypatch):
    comment = make.comment(make.article(), standing=Standing.WAITING)
    note = acts.note

    def note_after_a_logout(*what):
        db.session.execute(delete(Login))
        note(*what)

    monkeypatch.setattr(acts, "note", note_after_a_logout)

    assert desk.post(f"/owner/comments/{comment.id}/approval").status_code == 303
    assert db.session.scalars(select(LoggedAct.who)).all() == ["", "Ayşe"]


def test_only_what_changes_the_cookie_sends_it(desk):
    """Else an answer that comes late would undo what another one put into the cookie."""
    desk.get("/owner/settings")  # makes the token that its forms carry

    assert "Set-Cookie" not in desk.get("/owner/settings").headers
