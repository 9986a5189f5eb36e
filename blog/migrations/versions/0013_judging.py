"""How it is decided which comments are shown, and what the filter has learned."""

import sqlalchemy as sa
from alembic import op

revision = "0013_judging"
down_revision = "0012_receipts"


def upgrade() -> None:
    """Make room; every comment goes on waiting until the owner says otherwise."""
    with op.batch_alter_table("site") as site:
        site.add_column(
            sa.Column("moderation", sa.String(20), nullable=False, server_default="hold-all")
        )
        site.add_column(
            sa.Column("comments_held_after", sa.Integer(), nullable=False, server_default="0")
        )
    with op.batch_alter_table("site") as site:
        for name in ("moderation", "comments_held_after"):
            site.alter_column(name, server_default=None)
    for table in ("article", "working_copy"):
        op.add_column(table, sa.Column("moderation", sa.String(20), nullable=True))
    op.add_column("comment", sa.Column("learned", sa.String(20), nullable=True))
    op.create_index("ix_tally_expires_at", "tally", ["expires_at"])
    op.create_table(
        "block",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("value", sa.String(254), nullable=False),
        sa.Column("note", sa.String(200), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.UniqueConstraint("kind", "value", name="uq_block_kind_value"),
    )
    op.create_table(
        "spam_word",
        sa.Column("word", sa.String(60), primary_key=True),
        sa.Column("spam", sa.Integer(), nullable=False),
        sa.Column("ham", sa.Integer(), nullable=False),
    )
    op.create_table(
        "sighting",
        sa.Column("mark", sa.String(32), primary_key=True),
        sa.Column(
            "article_id",
            sa.Integer(),
            sa.ForeignKey("article.id", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_sighting_seen_at", "sighting", ["seen_at"])
