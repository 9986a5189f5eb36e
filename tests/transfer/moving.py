"""Moving in, for tests: feeds written by hand, brought to where their owner decides."""

from __future__ import annotations

from itertools import count
from pathlib import Path

from sqlalchemy import select

from blog.db import db
from blog.models.article import Article
from blog.models.comment import Comment
from blog.models.moving import Entry, Move
from blog.transfer import publishing, staging, work
from tests.transfer import feeds

OLD = "eski.blogspot.com"
_numbers = count()


def rehearse(*files: Path, blog: str | None = None) -> Move:
    """Read files to their end."""
    move = staging.begin(files, [OLD], blog)
    work.go_on()
    return move


def bring(*files: Path) -> Move:
    """Read files, and make what is in them public."""
    move = rehearse(*files)
    publishing.publish(move)
    return move


def feed(folder: Path, *entries: str) -> Path:
    """A file of its own with these entries."""
    file = folder / f"feed-{next(_numbers)}.atom"
    file.write_text(feeds.feed(*entries), "utf-8")
    return file


def post(number: int = 1, **elements: str) -> str:
    """A post with an address."""
    given = {"title": f"Post {number}", "blogger_filename": f"/2024/03/post-{number}.html"}
    return feeds.entry(number, **{"content": "Words.", **given, **elements})


def remark(number: int, on: int = 1, answers: int | None = None, **elements: str) -> str:
    """A comment."""
    answered = f"tag:blogger.com,1999:blog-1.post-{answers}" if answers else ""
    return feeds.entry(
        number,
        "COMMENT",
        blogger_parent=f"tag:blogger.com,1999:blog-1.post-{on}",
        blogger_inReplyTo=answered,
        **{"content": f"Remark {number}", "author": "<name>Deniz</name>", **elements},
    )


def entries(move: Move) -> dict[str, Entry]:
    """What was read, by its number in the old blog."""
    query = select(Entry).where(Entry.move_id == move.id).order_by(Entry.number)
    return {entry.source or entry.feed_id: entry for entry in db.session.scalars(query)}


def article(number: int) -> Article:
    """What a post became."""
    name = f"tag:blogger.com,1999:blog-1.post-{number}"
    return db.session.scalars(select(Article).where(Article.feed_id == name)).one()


def comment(number: int) -> Comment:
    """What a remark became."""
    return db.session.scalars(select(Comment).where(Comment.anchor == f"c{number}")).one()
