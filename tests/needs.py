"""What some tests need from the machine; without it they are skipped, and fail in CI.

CI is where the environment variable ``CI`` is set: there, nothing may go untested.
"""

import os
import shutil
from typing import NoReturn

import pytest

BROWSERS = (
    "chromium-headless-shell",  # a third of the work
    "chromium",
    "chromium-browser",
    "google-chrome",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)


def chromium() -> str:
    """The path of a Chromium or Chrome."""
    return next(filter(None, map(shutil.which, BROWSERS)), None) or do_without("Chromium")


def java() -> str:
    """The path of a Java runtime."""
    return shutil.which("java") or do_without("Java")


def do_without(what: str) -> NoReturn:
    """End the test that is running, or the fixture that it waits for."""
    reason = f"needs {what}, which is not on this machine"
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)
