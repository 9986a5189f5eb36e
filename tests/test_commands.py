"""The command line."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest
from sqlalchemy import delete, select

from blog.config import DEFAULTS, ROOT
from blog.db import db
from blog.models.article import Article
from blog.models.owner import Owner
from tests import pages, ports
from tests.conftest import PASSWORD


@pytest.fixture
def run(app):
    """Run one command, as ``python3 app.py COMMAND``."""

    def invoke(*words):
        return app.test_cli_runner().invoke(args=list(words))

    return invoke


# -- owner --


def link(done):
    """The link that a command printed, as a path."""
    found = urlsplit(re.search(r"https?://\S+", done.output)[0])
    return f"{found.path}?{found.query}"


def choose(desk, path, password):
    form = pages.form(desk.get(path), having="password")
    return desk.post(urlsplit(path).path, data={**form, "password": password})


def test_a_forgotten_password_is_chosen_anew_with_a_link_that_works_once(run, client, desk):
    done = run("owner")
    path = link(done)

    answer = choose(desk, path, "another sentence")

    assert done.exit_code == 0
    assert "Name: Ayşe" in done.output
    assert answer.status_code == 303
    assert client.get(path).status_code == 403
    assert _gets_in(desk, "another sentence")


def test_the_old_password_works_until_the_new_one_is_chosen(run, desk):
    run("owner")

    assert _gets_in(desk, PASSWORD)


def test_a_password_that_is_too_short_does_not_use_the_link_up(run, desk):
    path = link(run("owner"))

    assert choose(desk, path, "short").status_code == 422
    assert choose(desk, path, "long enough at last").status_code == 303


def test_of_two_links_only_the_newer_works(run, client):
    older, newer = link(run("owner")), link(run("owner"))

    assert client.get(older).status_code == 403
    assert client.get(newer).status_code == 200


def test_a_wrong_public_address_shuts_nobody_out(run, client, site):
    with db.writing():
        site.url = "https://gunebakan.exmaple"

    *_, here = run("owner").output.split()

    assert here.startswith("http://localhost:")
    assert client.get(here).status_code == 200


def test_a_blog_without_an_owner_says_so(run):
    with db.writing():
        db.session.execute(delete(Owner))

    done = run("owner")

    assert done.exit_code == 1
    assert "this blog has no owner yet" in done.output


def _gets_in(desk, password):
    desk.post("/logout")
    form = pages.form(desk.get("/login"), having="password")
    typed = {**form, "name": "Ayşe", "password": password}
    return desk.post("/login", data=typed).status_code == 303


# -- demo --


def test_samples_are_not_mixed_with_what_somebody_wrote(run, make):
    make.article("My own", publish=False)

    done = run("demo")

    assert done.exit_code == 1
    assert "this blog has content of its own" in done.output
    assert [article.working.title for article in db.session.scalars(select(Article))] == ["My own"]


def test_removing_samples_leaves_what_somebody_wrote(run, make):
    make.article("My own")

    done = run("demo", "--remove")

    assert done.exit_code == 0
    assert [article.title for article in db.session.scalars(select(Article))] == ["My own"]


# -- serving --


@pytest.fixture
def first_start(tmp_path):
    """``python app.py`` in an empty folder, on a free port, and where it listens."""
    port = ports.reserved()
    others = {name: value for name, value in os.environ.items() if name not in DEFAULTS}
    process = subprocess.Popen(
        [sys.executable, "app.py"],
        cwd=ROOT,
        env={**others, "PORT": str(port), "BROADSHEET_INSTANCE": str(tmp_path / "instance")},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        yield process, f"http://localhost:{port}"
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


@pytest.mark.skipif(os.name == "nt", reason="Windows knows no SIGTERM")
def test_the_first_start_says_where_to_begin_serves_and_ends_in_good_order(first_start, tmp_path):
    process, address = first_start

    link = next(word for line in process.stdout for word in line.split() if "/setup?" in word)
    assert link.startswith(f"{address}/setup?token=")
    assert "Set up your blog" in _patiently(link)
    assert (tmp_path / "instance" / "secret_key").stat().st_mode & 0o777 == 0o600

    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=60) == 0


@pytest.mark.skipif(os.name == "nt", reason="Windows knows no SIGTERM")
def test_a_blog_that_is_served_keeps_house_and_is_not_restored_meanwhile(first_start, tmp_path):
    process, address = first_start
    backups = tmp_path / "instance" / "backups"
    _patiently(f"{address}/healthz")

    backups.mkdir(exist_ok=True)
    (backups / "ordered").touch()
    file = _appears(backups, "*.backup")
    refused = subprocess.run(
        [sys.executable, "app.py", "restore", str(file)],
        cwd=ROOT,
        env={**os.environ, "BROADSHEET_INSTANCE": str(tmp_path / "instance")},
        capture_output=True,
        text=True,
        check=False,
    )

    assert refused.returncode == 1
    assert "the blog is running" in refused.stderr
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=60) == 0


def _appears(folder, pattern):
    """The first such file in a folder, once there is one."""
    for _ in range(1_200):
        found = [path for path in folder.glob(pattern) if not path.name.startswith(".")]
        if found:
            return found[0]
        time.sleep(0.1)
    raise AssertionError(f"there is no {pattern} in {folder}")


def _patiently(address):
    """The page at an address, once somebody listens there."""
    for _ in range(1_200):
        try:
            with urlopen(address, timeout=10) as answer:
                return answer.read().decode()
        except URLError as error:
            if not isinstance(error.reason, ConnectionRefusedError):
                raise
            time.sleep(0.1)
    raise AssertionError(f"nobody listens at {address}")
