"""The settings: where they come from, and which are refused in plain words."""

from __future__ import annotations

import os
import secrets
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from flask import Flask

from blog import config

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def load(tmp_path):
    """Settle the settings of a blog in a folder of its own."""

    def settle(file: str = "", **overrides: object) -> dict[str, object]:
        (tmp_path / "config.toml").write_text(file, "utf-8")
        app = Flask("a blog", instance_path=str(tmp_path))
        config.load(app, overrides)
        return app.config

    return settle


def start(instance: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a command of the blog as its owner does."""
    return subprocess.run(
        [sys.executable, "app.py", "owner"],
        cwd=ROOT,
        env={**os.environ, "BROADSHEET_INSTANCE": str(instance), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_every_setting_has_a_default(load, tmp_path):
    settings = load()

    assert (settings["HOST"], settings["PORT"]) == ("127.0.0.1", 8000)
    assert settings["SQLALCHEMY_DATABASE_URI"] == f"sqlite:///{tmp_path / 'blog.db'}"
    assert settings["MEDIA"] == tmp_path / "media"


def test_the_file_wins_over_the_default_and_the_environment_over_the_file(load, monkeypatch):
    monkeypatch.setenv("PORT", "8002")

    settings = load('HOST = "0.0.0.0"\nPORT = 8001')

    assert (settings["HOST"], settings["PORT"]) == ("0.0.0.0", 8002)


def test_an_empty_variable_is_no_setting(load, monkeypatch):
    monkeypatch.setenv("PORT", "")

    assert load()["PORT"] == 8000


@pytest.mark.parametrize("address", ["https://gunebakan.example", "https://gunebakan.example/"])
def test_the_public_address_has_no_slash_at_its_end(load, address):
    assert load(BROADSHEET_URL=address)["URL"] == "https://gunebakan.example"


@pytest.mark.parametrize(
    ("file", "said"),
    [
        ("COLOUR = 1", "there is no setting 'COLOUR'"),
        ("port = 8000", "there is no setting 'port'"),
        ("PORT = [", "can't be read"),
        ('PORT = "abc"', "PORT is 'abc'"),
        ("PORT = -1", "PORT is -1"),
        ("PORT = 70000", "PORT is 70000"),
        ("PORT = 80.5", "PORT is 80.5"),
        ("BROADSHEET_PROXIES = true", "BROADSHEET_PROXIES is True"),
        ("BROADSHEET_WORKERS = 65", "from 0 to 64"),
        ("BROADSHEET_THREADS = 1", "from 8 to 4096"),  # one slow body would stop the site
        ('BROADSHEET_ACCESS_LOG = "sometimes"', "must be true or false"),
        ('BROADSHEET_SMTP = "mail.example.org"', "must look like smtp://"),
        ('BROADSHEET_SMTP = "http://mail.example.org"', "must look like smtp://"),
        ('BROADSHEET_SMTP = "smtp://?from=news@example.org"', "must look like smtp://"),
        ('BROADSHEET_SMTP = "smtp://mail.example.org"', "must say whom letters come from"),
        ('BROADSHEET_SMTP = "smtp://localhost?from=news@localhost"', "must say whom"),
        ('BROADSHEET_SMTP = "smtp://a@example.org@mail.example.org"', "but not both"),
        ('BROADSHEET_SMTP = "smtp://mail.example.org:many"', "can't be read"),
        ('BROADSHEET_SMTP = "smtp://mail.example.org?tls=no"', "can't be read"),
        ('BROADSHEET_SMTP = "smtp://u:a/b@mail.example.org"', "write / as %2F"),
        ('BROADSHEET_SMTP = "smtp://u:a#b@mail.example.org"', "# as %23"),
        ('BROADSHEET_URL = "gunebakan.example"', "must begin with http"),
        ('BROADSHEET_URL = "javascript:x"', "must begin with http"),
        ('DATABASE_URL = "postgresql://localhost/blog"', "not supported yet"),
        ('DATABASE_URL = "mysql://localhost/blog"', "not supported yet"),
        ('DATABASE_URL = "blog.db"', "not supported yet"),
        ('DATABASE_URL = "sqlite://"', "not supported yet"),
        ('DATABASE_URL = "sqlite:///"', "in memory"),
        ('DATABASE_URL = "sqlite:///:memory:"', "in memory"),
    ],
)
def test_a_setting_that_cant_be_used_is_refused_by_its_name(load, file, said):
    with pytest.raises(config.Refused, match=said):
        load(file)


@pytest.mark.parametrize(
    ("address", "known"),
    [
        (
            "smtp://me%40example.org:a%2Fb%23@mail.example.org",
            ("mail.example.org", 587, False, "me@example.org", "a/b#", "me@example.org"),
        ),
        (
            "smtps://u:p@mail.example.org/?from=news+daily@example.org",
            ("mail.example.org", 465, True, "u", "p", "news+daily@example.org"),
        ),
        (
            " smtp://[::1]:2525?from=haber@güneş.example ",
            ("::1", 2525, False, "", "", "haber@xn--gne-hoa11c.example"),
        ),
    ],
)
def test_one_address_says_everything_about_the_mail_server(load, address, known):
    assert load(BROADSHEET_SMTP=address)["SMTP"] == config.MailServer(*known)


@pytest.mark.parametrize("address", ["", " ", None])
def test_without_that_address_the_blog_sends_no_letters(load, address):
    assert load(BROADSHEET_SMTP=address or "")["SMTP"] is None


@pytest.mark.parametrize(
    "address",
    [
        "smtp://u:sesame@mail.example.org:many",
        "smtp://u:sesame@mail.example.org?from=x",
        "http://u:sesame@mail.example.org",
        "smtp://:sesame@mail.example.org",
    ],
)
def test_what_is_refused_about_the_mail_server_tells_no_password(load, address):
    with pytest.raises(config.Refused) as refusal:
        load(BROADSHEET_SMTP=address)

    assert "sesame" not in str(refusal.value)


def test_a_settings_file_that_is_no_text_is_refused(load, tmp_path):
    load()
    (tmp_path / "config.toml").write_bytes(b"\xff\xfe")

    with pytest.raises(config.Refused, match="can't be read"):
        config.load(Flask("a blog", instance_path=str(tmp_path)), {})


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({"PORT": "abc"}, "PORT is 'abc', but must be a whole number from 0 to 65535."),
        ({"DATABASE_URL": "postgresql://localhost/blog"}, "other databases are not supported yet"),
        ({"DATABASE_URL": "sqlite:////no/such/folder/blog.db"}, "/no/such/folder"),
        ({"BROADSHEET_INSTANCE": "/dev/null/blog"}, "/dev/null/blog"),
    ],
)
def test_who_starts_the_blog_is_told_in_one_line_what_is_wrong(tmp_path, environment, said):
    program = start(tmp_path, **environment)

    assert program.returncode == 1
    assert said in program.stderr
    assert len(program.stderr.splitlines()) == 1


def test_who_starts_the_blog_is_told_of_an_unknown_setting_in_its_file(tmp_path):
    (tmp_path / "config.toml").write_text("COLOUR = 1")

    program = start(tmp_path)

    assert program.returncode == 1
    assert "there is no setting 'COLOUR'" in program.stderr
    assert "Traceback" not in program.stderr


# -- the secret key --


def test_the_secret_key_is_made_once_and_readable_by_its_owner_only(load, tmp_path):
    first, second = load()["SECRET_KEY"], load()["SECRET_KEY"]

    assert first == second
    assert len(first) == 32
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600


def test_every_blog_has_a_secret_key_of_its_own(tmp_path):
    keys = {config._secret_key(tmp_path / str(number)) for number in range(3)}

    assert len(keys) == 3


def test_first_starts_at_once_agree_on_one_secret_key(tmp_path, monkeypatch):
    together, keys = threading.Barrier(4), []
    token_bytes = secrets.token_bytes

    def all_see_that_there_is_none(count: int) -> bytes:
        together.wait()
        return token_bytes(count)

    monkeypatch.setattr(secrets, "token_bytes", all_see_that_there_is_none)

    def begin() -> None:
        keys.append(config._secret_key(tmp_path / "secret_key"))

    threads = [threading.Thread(target=begin) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(keys) == 4
    assert len(set(keys)) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["secret_key"]


def test_an_empty_secret_key_signs_nothing(load, tmp_path):
    (tmp_path / "secret_key").write_bytes(b"")

    with pytest.raises(config.Refused, match="secret_key"):
        load()
