"""Whether the addresses of an old blog still lead somewhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from blog.db import db
from blog.models.address import Address
from blog.transfer import old_addresses

FIXTURES = Path(__file__).parent / "fixtures"


@pytest.fixture
def check(app, tmp_path):
    """Run the command over some files, or over the lines of a list."""

    def run(*files, lines=()):
        if lines:
            listed = tmp_path / "addresses.txt"
            listed.write_text("\n".join(lines), "utf-8")
            files = [*files, listed]
        return app.test_cli_runner().invoke(args=["check-addresses", *map(str, files)])

    return run


def keep(path, **fields):
    with db.writing():
        db.session.add(Address(path=path, **fields))


def test_an_export_names_the_paths_of_what_was_published(app):
    exported = [FIXTURES / "blogger-takeout-2018-synthetic.atom"]

    paths = list(old_addresses.known(exported))

    assert len(paths) == 5  # four articles and a page; drafts, scheduled and trashed ones were not
    assert all(path.startswith("/") for path in paths)


def test_every_address_of_a_list_is_told_with_its_answer(check, make):
    article = make.article("Ferry")
    keep("/2020/01/eski-vapur.html", article_id=article.id)
    keep("/2020/01/gone.html")

    done = check(
        lines=[
            f"https://old.example{article.path}?m=1",
            "http://old.example/2020/01/eski-vapur.html",
            "/2020/01/gone.html",
            "/2020/01/never.html",
        ]
    )

    told = done.output.splitlines()
    assert told[0].startswith(f"200  {article.path}?m=1")
    assert told[1] == f"200  /2020/01/eski-vapur.html  → {article.path}"
    assert told[2:4] == ["410  /2020/01/gone.html", "404  /2020/01/never.html"]
    assert told[4] == "4 addresses, 2 of them lead nowhere."
    assert done.exit_code == 1


def test_a_path_with_turkish_letters_and_a_percent_sign_arrives(check, make):
    article = make.article("Ferry")
    keep("/2020/01/ışık %100.html", article_id=article.id)

    done = check(lines=["/2020/01/%C4%B1%C5%9F%C4%B1k%20%25100.html"])

    assert done.exit_code == 0, done.output


def test_addresses_that_lead_in_a_circle_lead_nowhere(check):
    keep("/a.html", target="/b.html")
    keep("/b.html", target="/a.html")

    assert check(lines=["/a.html"]).exit_code == 1


def test_a_file_that_is_none_of_these_is_refused_with_a_reason(check, tmp_path):
    broken = tmp_path / "feed.atom"
    broken.write_text("<feed xmlns='http://www.w3.org/2005/Atom'><entry>", "utf-8")

    done = check(broken)

    assert done.exit_code == 1
    assert done.output.startswith("Error: ")
    assert "feed.atom: wrong format" in done.output
