"""Bringing a Blogger blog in from the command line."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from blog.db import db
from blog.models.article import Article
from blog.models.site import Site
from tests.transfer.feeds import TAKEOUT_ZIP
from tests.transfer.moving import article, feed, post, remark


@pytest.fixture
def bring_in(app):
    """Run ``import blogger …`` as a person types it."""

    def run(*words):
        done = app.test_cli_runner().invoke(
            args=["import", "blogger", "--old-address", "https://eski.blogspot.com", *words]
        )
        db.session.rollback()
        return done

    return run


def articles():
    return db.session.scalar(select(func.count()).select_from(Article))


def test_an_import_tells_what_it_brought_and_how_to_take_it_back(app, site, bring_in):
    done = bring_in(str(TAKEOUT_ZIP))

    assert done.exit_code == 0, done.output
    assert "4  article (live): added" in done.output
    assert "1  pictures: away" in done.output
    assert "post-5009" in done.output
    assert articles() == 9

    back = app.test_cli_runner().invoke(args=["import", "undo"])
    db.session.rollback()
    assert (back.exit_code, articles()) == (0, 0)


def test_a_dry_run_makes_nothing_public(site, bring_in):
    done = bring_in(str(TAKEOUT_ZIP), "--dry-run")

    assert done.exit_code == 0
    assert f"{site.url}/owner/moving/1" in done.output
    assert articles() == 0


def test_an_import_after_a_dry_run_publishes_what_was_rehearsed(site, bring_in):
    bring_in(str(TAKEOUT_ZIP), "--dry-run")

    bring_in(str(TAKEOUT_ZIP))

    assert articles() == 9


def test_the_report_is_written_where_it_was_asked_for(site, bring_in, tmp_path):
    bring_in(str(TAKEOUT_ZIP), "--dry-run", "--report", str(tmp_path / "report.csv"))

    assert (tmp_path / "report.csv").read_text("utf-8-sig").count("\n") == 26


def test_a_file_that_cannot_be_read_is_named_with_the_place(site, bring_in, tmp_path):
    file = feed(tmp_path, post(1))
    file.write_text(file.read_text("utf-8").replace("</entry>", "</entree>"), "utf-8")

    done = bring_in(str(file))

    assert done.exit_code == 1
    assert file.name in done.output
    assert "ill-formed" in done.output


def test_a_file_of_another_kind_is_refused(site, bring_in, tmp_path):
    (tmp_path / "ghost.json").write_text('{"db": [{"meta": {"exported_on": 1}}]}')

    done = bring_in(str(tmp_path / "ghost.json"))

    assert done.exit_code == 1
    assert "wrong format" in done.output


@pytest.mark.parametrize("old", ["", "blog", "https://"])
def test_what_is_no_address_is_refused(app, site, old):
    words = ["import", "blogger", str(TAKEOUT_ZIP), "--old-address", old]

    done = app.test_cli_runner().invoke(args=words)

    assert done.exit_code == 2


def test_a_blog_that_was_never_set_up_is_refused(app, bring_in):
    with db.writing():
        db.session.delete(db.session.get(Site, 1))

    assert "not set up" in bring_in(str(TAKEOUT_ZIP)).output


def test_taking_back_names_what_was_changed_since(app, site, make, bring_in, tmp_path):
    bring_in(str(feed(tmp_path, post(1, title="Talked about"), remark(4))))
    make.comment(article(1))

    back = app.test_cli_runner().invoke(args=["import", "undo"])

    assert back.exit_code == 1
    assert "commented  Talked about" in back.output


def test_where_nothing_was_brought_in_nothing_is_taken_back(app, site):
    assert "nothing was brought in" in app.test_cli_runner().invoke(args=["import", "undo"]).output
