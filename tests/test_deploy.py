"""The files of docs/deploy say what is true of the program."""

from __future__ import annotations

import configparser
import re
import shlex
import shutil
import subprocess
import sys

import pytest

from blog import bootstrap
from blog.commands import server
from blog.config import DEFAULTS, ROOT
from blog.web import pagecache, tracing

FILES = sorted((ROOT / "docs" / "deploy").iterdir())
NGINX = (ROOT / "docs" / "deploy" / "nginx.conf").read_text("utf-8")


@pytest.fixture
def unit():
    parser = configparser.ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str
    parser.read(ROOT / "docs" / "deploy" / "broadsheet.service")
    return parser


def test_the_documentation_tells_of_every_file():
    told = (ROOT / "docs" / "deploy.md").read_text("utf-8")

    for file in FILES:
        assert f"](deploy/{file.name})" in told


def test_every_file_begins_with_what_to_change():
    for file in FILES:
        head = re.match(r"(?:#.*\n)+", file.read_text("utf-8"))
        assert head, file
        assert "# Change: " in head[0], file


def test_files_name_only_settings_that_there_are():
    for file in FILES:
        for name in re.findall(r"BROADSHEET_[A-Z_]+", file.read_text("utf-8")):
            assert name in {*DEFAULTS, "BROADSHEET_INSTANCE"}, f"{file.name}: {name}"


def test_the_service_starts_what_there_is_and_gives_it_time_to_stop(unit):
    service = unit["Service"]
    python, script = shlex.split(service["ExecStart"])

    home = service["WorkingDirectory"]
    assert python == f"{home}/{bootstrap.PYTHON.relative_to(ROOT)}"
    assert (ROOT / script).is_file()
    assert int(service["TimeoutStopSec"]) > server.SECONDS_TO_FINISH + 5
    assert service["KillMode"] == "mixed"  # who watches ends the others; else they look like dead


def test_what_the_container_copies_is_there():
    words = (ROOT / "docs" / "deploy" / "Containerfile").read_text("utf-8")

    for source in re.findall(r"^COPY (\S+) ", words, re.MULTILINE):
        assert (ROOT / source).exists(), source


def test_nginx_knows_the_owners_cookie_and_the_name_of_a_request():
    assert f"~{pagecache.COOKIE} " in NGINX
    assert f"proxy_set_header {tracing.HEADER} $request_id;" in NGINX


def test_nginx_lets_nobody_forge_what_a_proxy_says():
    for header in ("X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "Host"):
        assert f"proxy_set_header {header} $" in NGINX


@pytest.mark.skipif(not shutil.which("nginx"), reason="there is no nginx here")
@pytest.mark.skipif(sys.platform == "win32", reason="paths of another kind")
def test_nginx_takes_its_file(tmp_path):
    site = re.sub(r"(?m)^ *(ssl_.*;|listen \[.*;)$", "", NGINX)  # there is no certificate
    site = re.sub("listen .*;", f"listen unix:{tmp_path}/socket;", site)
    site = site.replace("/var/cache/nginx", str(tmp_path))
    (tmp_path / "site.conf").write_text(site)
    whole = f"pid {tmp_path}/pid; events {{}} http {{ include {tmp_path}/site.conf; }}"
    (tmp_path / "nginx.conf").write_text(whole)

    done = subprocess.run(
        ["nginx", "-t", "-q", "-p", tmp_path, "-c", tmp_path / "nginx.conf", "-e", "stderr"],
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
