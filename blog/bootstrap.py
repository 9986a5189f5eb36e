"""The way home: from whichever Python started us into an environment of the blog's own.

Standard library only, and in a syntax that old Pythons can read as far as the message below.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - the very Pythons this is said to
    sys.exit(
        f"Broadsheet needs Python 3.11 or newer; this is {sys.version.split()[0]}.\n"
        "Start it with a newer one, such as: python3.11 app.py"
    )

import contextlib
import hashlib
import os
import re
import shutil
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

WINDOWS = os.name == "nt"

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if WINDOWS else "bin/python")
STAMP = VENV / "broadsheet.stamp"
UNFINISHED = "unfinished"
LOCK = VENV / "broadsheet.lock"

# The Python behind any virtual environment: it has pip, ours has none.
BASE = getattr(sys, "_base_executable", sys.executable)

# What would steer an installer elsewhere, or past the lock; where it fetches from is the caller's
# choice. (PYTHON…: a path or warnings-as-errors meant for something else.)
MISLEADING = re.compile(
    r"PYTHON.*"
    r"|PIP_(TARGET|PREFIX|ROOT|PYTHON|CONSTRAINT|REQUIREMENT|EDITABLE|DRY_RUN|NO_DEPS|PRE|REPORT)"
    r"|UV_(SYSTEM_PYTHON|CONSTRAINT|OVERRIDE|EXCLUDE|NO_VERIFY_HASHES|WORKING_DIR)"
)


def at_home(lock: str) -> None:
    """Return once this program can import the packages of ``lock``, a file beside ``app.py``.

    Completes or makes ``.venv`` where it has to, and then starts the same command again inside it.
    Packages that others put there stay. In a virtual environment of the caller's own nothing is
    installed, and versions are the caller's business.

    :raises SystemExit: with what to do about it, where the packages cannot be had.
    """
    locked = ROOT / lock
    inside = Path(sys.executable).parent.resolve() == PYTHON.parent.resolve()

    if not inside and sys.prefix != sys.base_prefix:
        insist_on(locked)
        return
    if not is_stamped(locked):
        make_ready(locked)
    elif inside:
        return
    start_again()


def insist_on(lock: Path) -> None:
    """Stop unless the packages can be found in the caller's own environment."""
    from importlib import metadata  # costs more than all of the above together

    # A name followed by a condition (";") is for some systems only.
    names = re.findall(r"^([\w.-]+)==[^;\n]+$", lock.read_text("utf-8"), re.MULTILINE)
    missing = [name for name in names if not any(metadata.distributions(name=name))]
    if missing:
        stop(
            f"{sys.prefix} lacks {len(missing)} of the packages, such as {missing[0]}.",
            f"Install them there: {sys.executable} -m pip install --require-hashes -r {lock}",
            "Or leave that environment (deactivate) and start again: Broadsheet makes its own.",
        )


def is_stamped(lock: Path) -> bool:
    """Whether ``.venv`` was finished with these packages, for this Python."""
    try:
        stamps = STAMP.read_text("utf-8").splitlines()
    except OSError:
        return False
    return stamp(lock) in stamps and PYTHON.exists()


def stamp(lock: Path) -> str:
    """What stands in ``.venv`` once a lock's packages do: Python's version, the lock's hash."""
    version = "{}.{}".format(*sys.version_info)
    return f"{version} {hashlib.sha256(lock.read_bytes()).hexdigest()}"


def make_ready(lock: Path) -> None:
    """Install a lock into ``.venv``, first made anew if left half-way or another Python's."""
    try:
        with alone():
            if is_stamped(lock):  # by the start we waited for
                return
            if not is_sound():
                say(f"making {VENV}")
                make_anew()
            say(f"installing the packages of {lock.name} there; the first time takes a minute")
            STAMP.write_text(UNFINISHED, "utf-8")
            try:
                install(lock)
            except SystemExit:
                STAMP.unlink()  # refused in good order: what was there before is still whole
                raise
            STAMP.write_text("\n".join(map(stamp, served_by(lock))), "utf-8")
    except KeyboardInterrupt:
        stop("interrupted; the next start does the rest.")
    except OSError as error:
        stop(
            f"{VENV} cannot be made: {error}.",
            f"Make sure that you may write to {ROOT} and that its disk is not full,",
            f"or start again in a virtual environment of your own that has what {lock.name} names.",
        )


@contextlib.contextmanager
def alone() -> Iterator[None]:
    """Keep other starts away from ``.venv``, until this one and its installer end or die."""
    VENV.mkdir(exist_ok=True)
    with LOCK.open("ab") as file:
        os.set_inheritable(file.fileno(), True)  # an installer may outlive a start that was killed
        if not try_to_hold(file.fileno()):
            say("another start is at work on .venv; waiting for it")
            wait_to_hold(file.fileno())
        yield


if sys.platform == "win32":
    import msvcrt

    def try_to_hold(file: int) -> bool:
        """Whether the file is ours now."""
        try:
            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def wait_to_hold(file: int) -> None:
        """Wait until the file is ours; Windows gives up every ten seconds."""
        while True:
            with contextlib.suppress(OSError):
                return msvcrt.locking(file, msvcrt.LK_LOCK, 1)

else:
    import fcntl

    def try_to_hold(file: int) -> bool:
        """Whether the file is ours now."""
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def wait_to_hold(file: int) -> None:
        """Wait until the file is ours."""
        fcntl.flock(file, fcntl.LOCK_EX)


def is_sound() -> bool:
    """Whether ``.venv`` is worth completing: not broken off half-way, and of the Python we are."""
    if STAMP.exists() and STAMP.read_text("utf-8") == UNFINISHED:
        return False
    question = "import sys; print(sys.prefix != sys.base_prefix, *sys.version_info[:2])"
    try:
        answer = subprocess.run(
            [PYTHON, "-Ic", question], capture_output=True, text=True, check=False
        )
    except OSError:
        return False
    return answer.stdout.split() == ["True", *map(str, sys.version_info[:2])]


def make_anew() -> None:
    """Empty ``.venv``, except for the lock that we hold, and make it without pip.

    Debian's Python cannot put a pip there: it comes without ensurepip.
    """
    import venv

    for old in VENV.iterdir():
        if old.is_dir() and not old.is_symlink():
            shutil.rmtree(old)
        elif old != LOCK:
            old.unlink()
    venv.create(VENV, symlinks=not WINDOWS, with_pip=False)


def install(lock: Path) -> None:
    """Install a lock with uv where that is at hand and does it, else with pip."""
    home = ["--python", str(PYTHON)]
    exactly = ["--require-hashes", "--only-binary", ":all:", "-r", str(lock)]

    uv = shutil.which("uv")
    if uv:
        if run([uv, "pip", "install", "--quiet", *home, *exactly]):
            return
        say("uv could not do it; trying pip")

    pip = [BASE, "-P", "-m", "pip"]  # -P: a pip.py in the caller's folder is not pip
    insist_on_pip(pip)
    if not run([*pip, *home, "install", "--quiet", "--no-input", *exactly]):
        stop(
            "the packages could not be installed; the reason stands above.",
            "Without a network: start again when there is one.",
            f"If a hash does not match, what was sent is not what {lock.name} names: start again,",
            "and if that does not help, ask Broadsheet's authors before you go on.",
        )


def insist_on_pip(pip: list[str]) -> None:
    """Stop unless there is a pip that can install into the environment of another Python (22.3)."""
    answer = subprocess.run(
        [*pip, "--version"], env=surroundings(), capture_output=True, text=True, check=False
    )
    version = re.match(r"pip (\d+)\.(\d+)\S*", answer.stdout)
    if not version:
        stop(
            f"{BASE} has no pip to install with. Install it, or uv:",
            "  Debian, Ubuntu   apt install python3-pip",
            "  Fedora           dnf install python3-pip",
            "  Alpine           apk add py3-pip",
            f"  elsewhere        {BASE} -m ensurepip --upgrade",
            "and start again.",
        )
    if (int(version[1]), int(version[2])) < (22, 3):
        stop(
            f"{version[0]} is too old: 22.3 or newer is needed.",
            f"Run {BASE} -m pip install --upgrade pip, or install uv, and start again.",
        )


def run(command: list[str]) -> bool:
    """Whether an installer succeeded; what it complains about goes to the terminal."""
    try:
        done = subprocess.run(
            command,
            env=surroundings(),
            stdin=subprocess.DEVNULL,  # nobody is asked anything
            stdout=sys.stderr,
            close_fds=False,  # it holds the lock of alone() too
            check=False,
        )
    except OSError as error:
        say(str(error))
        return False
    return done.returncode == 0


def surroundings() -> dict[str, str]:
    """The caller's environment variables, without those that would mislead an installer.

    pip's own settings file may ask for what the last three turn off.
    """
    kept = {name: value for name, value in os.environ.items() if not MISLEADING.fullmatch(name)}
    return kept | {
        "PIP_USER": "0",
        "PIP_REQUIRE_VIRTUALENV": "0",
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
    }


def served_by(lock: Path) -> list[Path]:
    """The locks beside this one that need nothing more than it has: itself, and smaller ones."""
    return [other for other in ROOT.glob("requirements*.txt") if pins(other) <= pins(lock)]


def pins(lock: Path) -> set[str]:
    """What a lock asks for, as ``name==version``."""
    return set(re.findall(r"^[\w.-]+==[^\s;]+", lock.read_text("utf-8"), re.MULTILINE))


def start_again() -> NoReturn:
    """Run the command that started us once more, word for word, with the Python of ``.venv``."""
    command = [str(PYTHON), *sys.orig_argv[1:]]
    for name in ("PYTHONHOME", "PYTHONPATH"):  # other packages would come before the locked ones
        os.environ.pop(name, None)

    sys.stdout.flush()
    if not WINDOWS:
        os.execv(command[0], command)

    # There, execv gives the terminal back at once, with the program still running.
    with subprocess.Popen(command) as program:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the program too: its choice
        sys.exit(program.wait())


def say(what: str) -> None:
    """Tell the person at the terminal; standard output belongs to the program."""
    print(f"Broadsheet: {what}", file=sys.stderr, flush=True)


def stop(*lines: str) -> NoReturn:
    """End the program, with exit code 1 and a message."""
    sys.exit("Broadsheet: " + "\n".join(lines))
