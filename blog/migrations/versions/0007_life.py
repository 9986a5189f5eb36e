"""A bin, links to drafts, and addresses an owner chose."""

import sqlalchemy as sa
from alembic import op

from blog.db import UtcDateTime

revision = "0007_life"
down_revision = "0006_pictures"


def upgrade() -> None:
    """Make room for them. Nothing is in the bin, and every page stays in the navigation."""
    with op.batch_alter_table("article") as article:
        article.add_column(sa.Column("binned_at", UtcDateTime()))
        article.add_column(
            sa.Column("in_navigation", sa.Boolean(), nullable=False, server_default=sa.true())
        )
        article.add_column(sa.Column("position", sa.Integer()))
    with op.batch_alter_table("article") as article:
        article.alter_column("in_navigation", server_default=None)
        article.create_index("ix_article_binned_at", ["binned_at"])

    with op.batch_alter_table("working_copy") as copy:
        copy.add_column(sa.Column("wants_slug", sa.String(120), nullable=False, server_default=""))
    with op.batch_alter_table("working_copy") as copy:
        copy.alter_column("wants_slug", server_default=None)

    op.create_table(
        "share_link",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column(
            "article_id",
            sa.Integer(),
            sa.ForeignKey("article.id", ondelete="CASCADE"),
            nullable=False,
        ),
        sa.Column("token", sa.String(64), nullable=False, unique=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
    )
    op.create_index("ix_share_link_article_id", "share_link", ["article_id"])
