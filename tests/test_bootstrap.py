"""The first start, and the next ones: in folders of their own, without a network."""

import ast
import hashlib
import os
import signal
import subprocess
import venv
import zipfile
from pathlib import Path

import pytest

from blog import bootstrap
from tests import needs

ROOT = Path(__file__).resolve().parent.parent
LOCKS = [ROOT / "requirements.txt", ROOT / "requirements-tests.txt"]

APP = """
from blog import bootstrap
import os, sys
bootstrap.WINDOWS = "LIKE_WINDOWS" in os.environ
bootstrap.at_home("requirements-tests.txt" if "tests" in sys.argv else "requirements.txt")
print(sys.prefix, *sys.argv[1:], *sys.warnoptions)
sys.exit(7)
"""

# Stands in for uv: notes what it was asked for, then does what the test wants.
UV = """#!{python}
import os, sys
with open({log!r}, "a") as log:
    print(*sys.argv[1:], file=log)
{does}
"""

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the stand-in for uv is a POSIX script")


class Home:
    """A small program with the bootstrap in it, and a uv of the test's own as the only command."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.venv = root / ".venv"
        self.stamp = self.venv / "broadsheet.stamp"
        self.lock = root / "requirements.txt"
        self.log = root / "uv.log"
        self.bin = root / "bin"

        self.bin.mkdir()
        (root / "blog").mkdir()
        for name in ("__init__.py", "bootstrap.py"):
            (root / "blog" / name).write_text((ROOT / "blog" / name).read_text("utf-8"), "utf-8")
        (root / "app.py").write_text(APP)
        self.lock.write_text("")
        self.uv()

    def uv(self, does: str = "") -> None:
        uv = self.bin / "uv"
        uv.write_text(UV.format(python=bootstrap.BASE, log=str(self.log), does=does))
        uv.chmod(0o755)

    def popen(self, *words: str, python: object = bootstrap.BASE, **env: str) -> subprocess.Popen:
        environment = {"PATH": str(self.bin), "HOME": str(self.root)} | env
        pipe = subprocess.PIPE
        command = [str(python), *(words or ["app.py"])]
        return subprocess.Popen(
            command, cwd=self.root, env=environment, stdout=pipe, stderr=pipe, text=True
        )

    def start(self, *words: str, **how: object) -> subprocess.CompletedProcess:
        with self.popen(*words, **how) as program:
            said, complained = program.communicate()
        return subprocess.CompletedProcess(program.args, program.returncode, said, complained)

    @property
    def installs(self) -> int:
        return len(self.log.read_text().splitlines()) if self.log.exists() else 0


@pytest.fixture
def home(tmp_path):
    return Home(tmp_path)


@pytest.fixture(scope="session")
def without_pip(tmp_path_factory):
    """A Python that has no pip; it is a virtual environment's."""
    folder = tmp_path_factory.mktemp("without_pip")
    venv.create(folder, with_pip=False, symlinks=os.name != "nt")
    return folder


@pytest.fixture(scope="session")
def pip():
    """The pip that installs where uv can't."""
    question = [bootstrap.BASE, "-m", "pip", "--version"]
    if subprocess.run(question, capture_output=True, check=False).returncode:
        needs.do_without("pip")


@pytest.fixture
def wheels(tmp_path):
    """A folder with one package in it, ``parcel``."""
    info = "parcel-1.0.dist-info"
    files = {
        "parcel.py": "",
        f"{info}/METADATA": "Metadata-Version: 2.1\nName: parcel\nVersion: 1.0\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    files[f"{info}/RECORD"] = "".join(f"{name},,\n" for name in [*files, f"{info}/RECORD"])

    folder = tmp_path / "wheels"
    folder.mkdir()
    with zipfile.ZipFile(folder / "parcel-1.0-py3-none-any.whl", "w") as wheel:
        for name, text in files.items():
            wheel.writestr(name, text)
    return folder


def lock_line(wheels):
    (wheel,) = wheels.iterdir()
    return f"parcel==1.0 \\\n    --hash=sha256:{hashlib.sha256(wheel.read_bytes()).hexdigest()}\n"


def test_the_first_start_makes_an_environment_and_the_second_finds_it(home):
    first, second = home.start(), home.start()

    assert first.stdout == second.stdout == f"{home.venv}\n"
    assert "making" in first.stderr
    assert "installing" in first.stderr
    assert second.stderr == ""
    assert home.installs == 1


def test_packages_are_installed_by_hash_and_never_built(home):
    home.start()

    asked = home.log.read_text()
    assert f"--python {home.venv}/bin/python" in asked
    assert "--require-hashes --only-binary :all:" in asked


@pytest.mark.parametrize("system", [{}, {"LIKE_WINDOWS": "1"}], ids=["posix", "windows"])
def test_the_command_is_started_again_as_it_was(home, system):
    started = home.start("-W", "error", "app.py", "import", "my blog.xml", **system)

    assert started.stdout == f"{home.venv} import my blog.xml error\n"
    assert started.returncode == 7


def test_a_changed_lock_is_installed(home):
    home.start()
    home.lock.write_text("# changed\n")

    assert home.start().returncode == 7
    assert home.installs == 2


def test_the_environment_of_the_tests_serves_the_app(home):
    home.lock.write_text("parcel==1.0 \\\n    --hash=sha256:00\n")
    (home.root / "requirements-tests.txt").write_text(home.lock.read_text() + "pytest==9.2.0\n")

    for words in ["app.py"], ["app.py", "tests"], ["app.py"], ["app.py", "tests"]:
        assert home.start(*words).returncode == 7
    assert home.installs == 2


def test_an_environment_made_by_hand_is_completed(home):
    venv.create(home.venv, with_pip=False, symlinks=True)
    (home.venv / "mine").touch()

    assert home.start().stdout == f"{home.venv}\n"
    assert (home.venv / "mine").exists()


def test_a_start_inside_the_environment_brings_it_up_to_date(home):
    home.start()
    home.lock.write_text("# changed\n")

    assert home.start(python=home.venv / "bin/python").stdout == f"{home.venv}\n"
    assert home.installs == 2


def test_a_start_that_was_killed_is_made_good_by_the_next(home):
    home.uv(f"open({str(home.venv / 'half')!r}, 'w').close(); os.kill(os.getppid(), 9)")
    assert home.start().returncode == -signal.SIGKILL

    home.uv()
    assert home.start().stdout == f"{home.venv}\n"
    assert not (home.venv / "half").exists()


def test_a_start_that_was_interrupted_ends_in_one_line(home):
    home.uv("import signal; os.kill(os.getppid(), signal.SIGINT); signal.pause()")
    stopped = home.start()

    assert stopped.returncode == 1
    assert stopped.stderr.endswith("Broadsheet: interrupted; the next start does the rest.\n")


def test_an_environment_of_a_python_that_is_gone_is_made_anew(home):
    home.start()
    python = home.venv / "bin/python"
    python.unlink()
    python.symlink_to("/nowhere/python3")

    assert home.start().stdout == f"{home.venv}\n"
    assert home.installs == 2


def test_of_two_starts_at_once_one_waits_for_the_other(home):
    gate = home.root / "gate"
    os.mkfifo(gate)
    home.uv(f"open({str(gate)!r}).read()")  # waits until somebody writes to it

    with home.popen() as first:
        assert "making" in first.stderr.readline()
        assert "installing" in first.stderr.readline()
        with home.popen() as second:
            assert "waiting" in second.stderr.readline()
            gate.write_text("go on")
            assert second.communicate() == (f"{home.venv}\n", "")
        assert first.communicate() == (f"{home.venv}\n", "")
    assert home.installs == 1


def test_what_uv_cannot_do_pip_does(home, pip, wheels):
    home.uv("sys.exit('uv: out of order')")
    home.lock.write_text(lock_line(wheels))
    misled = {"PYTHONPATH": "/nowhere", "PYTHONWARNINGS": "error", "PIP_TARGET": "/nowhere"}
    wanting = {"PIP_USER": "1", "PIP_REQUIRE_VIRTUALENV": "1"}

    started = home.start(PIP_NO_INDEX="1", PIP_FIND_LINKS=str(wheels), **misled, **wanting)

    assert started.returncode == 7, started.stderr
    assert "uv: out of order" in started.stderr
    assert list(home.venv.glob("lib/*/site-packages/parcel.py"))


def test_a_package_that_is_not_the_locked_one_is_refused(home, pip, wheels):
    (home.bin / "uv").unlink()
    home.lock.write_text(f"parcel==1.0 --hash=sha256:{'0' * 64}\n")

    refused = home.start(PIP_NO_INDEX="1", PIP_FIND_LINKS=str(wheels))

    assert refused.returncode == 1
    assert "DO NOT MATCH THE HASHES" in refused.stderr
    assert "Broadsheet: the packages could not be installed" in refused.stderr
    assert not home.stamp.exists()
    assert not list(home.venv.glob("lib/*/site-packages/parcel.py"))


def test_without_pip_and_uv_it_says_what_to_install(tmp_path, monkeypatch, without_pip):
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(bootstrap, "BASE", str(without_pip / "bin/python"))

    with pytest.raises(SystemExit, match="apt install python3-pip"):
        bootstrap.install(tmp_path / "requirements.txt")


def test_a_pip_that_cannot_install_for_another_python_is_too_old(home, monkeypatch):
    old = home.bin / "python"
    old.write_text("#!/bin/sh\necho pip 22.0.2 from /usr/lib/python3/dist-packages/pip\n")
    old.chmod(0o755)

    with pytest.raises(SystemExit, match=r"pip 22\.0\.2 is too old"):
        bootstrap.insist_on_pip([str(old)])


def test_a_folder_that_cannot_be_written_to_is_named(home):
    home.venv.write_text("in the way")

    refused = home.start()
    assert refused.returncode == 1
    assert f"{home.venv} cannot be made" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_in_an_environment_of_ones_own_nothing_is_installed(home, without_pip):
    home.lock.write_text("parcel==1.0 ; sys_platform == 'elsewhere' \\\n    --hash=sha256:00\n")

    assert home.start(python=without_pip / "bin/python").stdout == f"{without_pip}\n"
    assert not home.venv.exists()


def test_an_environment_of_ones_own_that_lacks_packages_is_told_so(home, without_pip):
    home.lock.write_text("parcel==1.0 \\\n    --hash=sha256:00\n")

    refused = home.start(python=without_pip / "bin/python")
    assert refused.returncode == 1
    assert f"{without_pip} lacks 1 of the packages, such as parcel." in refused.stderr
    assert f"pip install --require-hashes -r {home.lock}" in refused.stderr
    assert not home.venv.exists()


def test_an_old_python_is_turned_away_in_words(home):
    pretend = "import sys; sys.version_info = (3, 7); sys.version = '3.7.17 (…)'; import app"
    refused = home.start("-c", pretend)

    assert refused.stderr.startswith("Broadsheet needs Python 3.11 or newer; this is 3.7.17.\n")
    assert refused.returncode == 1


@pytest.mark.parametrize(
    "name", ["app.py", "blog/__init__.py", "blog/bootstrap.py", "tests/__main__.py"]
)
def test_an_old_python_can_read_as_far_as_those_words(name):
    ast.parse((ROOT / name).read_text("utf-8"), feature_version=(3, 7))


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_a_lock_names_no_address(lock):
    assert "://" not in lock.read_text("utf-8")


def test_the_tests_run_on_the_very_packages_of_the_app():
    app, tests = map(bootstrap.pins, LOCKS)
    assert app
    assert app < tests
