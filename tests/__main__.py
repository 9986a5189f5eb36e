"""The tests, in an environment with what they need: ``python3 tests [pytest arguments]``.

``python3 tests --screenshots FOLDER`` takes pictures of every kind of page instead.
"""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[0] = str(ROOT)  # Python put tests/ there, but a test imports what the app imports

from blog import bootstrap  # noqa: E402


def main() -> int:
    """Run pytest from the project's root, with this command's arguments; its exit code is ours."""
    bootstrap.at_home("requirements-tests.txt")

    if sys.argv[1:2] == ["--screenshots"]:
        from tests import screenshots

        return screenshots.main(sys.argv[2:])

    import pytest

    os.chdir(ROOT)
    return pytest.main(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
