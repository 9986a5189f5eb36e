"""The tests, in an environment with what they need: ``python3 tests [pytest arguments]``."""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[0] = str(ROOT)  # Python put tests/ there, but a test imports what the app imports

from blog import bootstrap  # noqa: E402


def main() -> int:
    """Run pytest from the project's root, with this command's arguments; its exit code is ours."""
    bootstrap.at_home("requirements-tests.txt")

    import pytest

    os.chdir(ROOT)
    return pytest.main(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
