"""Room for an old blog on its way in."""

import sqlalchemy as sa
from alembic import op

from blog.db import UtcDateTime

revision = "0004_moving_in"
down_revision = "0003_housekeeping"


def upgrade() -> None:
    """Make the tables of a move, its entries, and the pictures they show."""
    op.create_table(
        "move",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("source", sa.String(20), nullable=False),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.Column("blog", sa.String(255), nullable=False),
        sa.Column("choices", sa.JSON(), nullable=False),
        sa.Column("hosts", sa.JSON(), nullable=False),
        sa.Column("settings", sa.JSON(), nullable=False),
        sa.Column("step", sa.String(20), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("read", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("problem", sa.JSON()),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("published_at", UtcDateTime()),
        sa.Column("undone_at", UtcDateTime()),
    )
    op.create_table(
        "move_entry",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column(
            "move_id", sa.Integer(), sa.ForeignKey("move.id", ondelete="CASCADE"), nullable=False
        ),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("outcome", sa.String(20), nullable=False),
        sa.Column("reason", sa.String(40), nullable=False),
        sa.Column("notes", sa.JSON(), nullable=False),
        sa.Column("feed_id", sa.Text(), nullable=False),
        sa.Column("source", sa.String(40), nullable=False),
        sa.Column("about", sa.String(40), nullable=False),
        sa.Column("answers", sa.String(40), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("way", sa.String(20), nullable=False),
        sa.Column("place", sa.Text()),
        sa.Column("published", UtcDateTime()),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("content", sa.JSON()),
        sa.Column("before", sa.JSON()),
        sa.Column("version", sa.Integer()),
        sa.Column("article_id", sa.Integer(), sa.ForeignKey("article.id", ondelete="SET NULL")),
        sa.Column("comment_id", sa.Integer(), sa.ForeignKey("comment.id", ondelete="SET NULL")),
        sa.UniqueConstraint("move_id", "number"),
    )
    for columns in (
        ["move_id", "kind", "source"],
        ["move_id", "outcome"],
        ["feed_id"],
        ["article_id"],
        ["comment_id"],
    ):
        op.create_index(f"ix_move_entry_{'_'.join(columns)}", "move_entry", columns)
    op.create_table(
        "move_picture",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column(
            "move_id", sa.Integer(), sa.ForeignKey("move.id", ondelete="CASCADE"), nullable=False
        ),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("whereabouts", sa.String(20), nullable=False),
        sa.Column("reason", sa.String(40), nullable=False),
        sa.Column("picture_id", sa.Integer(), sa.ForeignKey("picture.id", ondelete="SET NULL")),
        sa.UniqueConstraint("move_id", "key"),
    )
    op.create_index("ix_move_picture_picture_id", "move_picture", ["picture_id"])
