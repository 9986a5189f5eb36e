"""Conversations of any length, and more that can be decided of a comment."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0011_threads"
down_revision = "0010_visits"


def upgrade() -> None:
    """Make room; what is there keeps its standing, and gets its place in the conversation."""
    with op.batch_alter_table("comment") as comment:
        comment.add_column(
            sa.Column("thread", sa.LargeBinary(), nullable=False, server_default=sa.text("x''"))
        )
        comment.add_column(
            sa.Column("rank", sa.LargeBinary(), nullable=False, server_default=sa.text("x''"))
        )
        comment.add_column(
            sa.Column("is_shown", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        comment.add_column(sa.Column("answers", sa.Integer(), nullable=False, server_default="0"))
        comment.add_column(sa.Column("stood", sa.String(20), nullable=True))
        comment.add_column(sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True))
        comment.add_column(sa.Column("held_for", sa.JSON(), nullable=False, server_default="[]"))
        comment.add_column(sa.Column("reports", sa.Integer(), nullable=False, server_default="0"))
        comment.add_column(sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True))
        comment.add_column(sa.Column("origin", sa.String(64), nullable=False, server_default=""))
    with op.batch_alter_table("comment") as comment:
        for name in ("thread", "rank", "is_shown", "answers", "held_for", "reports", "origin"):
            comment.alter_column(name, server_default=None)
    op.create_index("ix_comment_origin", "comment", ["origin"])
    for name, thread in (("oldest", "thread"), ("newest", sa.text("thread DESC"))):
        op.create_index(
            f"ix_comment_{name}",
            "comment",
            ["article_id", thread, "rank", "is_shown"],
            sqlite_where=sa.text("is_shown = 1"),
        )
    with op.batch_alter_table("article") as article:
        article.add_column(
            sa.Column("spam_count", sa.Integer(), nullable=False, server_default="0")
        )
        article.add_column(
            sa.Column("rejected_count", sa.Integer(), nullable=False, server_default="0")
        )
    with op.batch_alter_table("article") as article:
        article.alter_column("spam_count", server_default=None)
        article.alter_column("rejected_count", server_default=None)
    _count(op.get_bind())
    _arrange(op.get_bind())


def _count(connection: sa.Connection) -> None:
    connection.execute(
        sa.text(
            "UPDATE article SET rejected_count = (SELECT count(*) FROM comment "
            "WHERE article_id = article.id AND standing = 'rejected')"
        )
    )


def _arrange(connection: sa.Connection) -> None:
    """Give every comment its place, an article at a time, without recursion."""
    commented = sa.text("SELECT DISTINCT article_id FROM comment")
    said = sa.text(
        "SELECT id, parent_id, standing, created_at FROM comment WHERE article_id = :article_id"
    )
    placed = sa.text(
        "UPDATE comment SET thread = :thread, rank = :rank, is_shown = :is_shown, "
        "answers = :answers WHERE id = :id"
    )
    for (article_id,) in connection.execute(commented).all():
        rows = connection.execute(said, {"article_id": article_id}).all()
        connection.execute(placed, list(_places(rows)))


def _places(rows: Sequence[sa.Row[Any]]) -> Iterator[dict[str, Any]]:
    """What those who answer and are answered make of each: see ``comments/arranging.py``."""
    known = {row.id: row for row in rows}
    places: dict[int, tuple[bytes, bytes]] = {}
    for row in rows:
        way: dict[int, sa.Row[Any]] = {}
        one: sa.Row[Any] | None = row
        while one and one.id not in places and one.id not in way:
            way[one.id] = one
            one = known.get(one.parent_id)
        for step in reversed(way.values()):
            own = _step(step.created_at) + step.id.to_bytes(8)
            thread, rank = places.get(step.parent_id, (own, None))
            places[step.id] = (thread, b"" if rank is None else rank[: 3 * len(own)] + own)

    answers: Counter[int] = Counter()
    for number in reversed(places):
        row = known[number]
        is_shown = row.standing == "approved" or answers[number] > 0
        if is_shown and row.parent_id in known:
            answers[row.parent_id] += 1
        thread, rank = places[number]
        yield {
            "id": number,
            "thread": thread,
            "rank": rank,
            "is_shown": is_shown,
            "answers": answers[number],
        }


def _step(moment: str) -> bytes:
    since = datetime.fromisoformat(moment).replace(tzinfo=UTC) - datetime.min.replace(tzinfo=UTC)
    return (since // timedelta(microseconds=1)).to_bytes(8)
