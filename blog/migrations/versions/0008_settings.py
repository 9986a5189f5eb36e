"""More that an owner may settle."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0008_settings"
down_revision = "0007_life"

BESIDE = '["recent_comments", "about", "archive", "follow"]'


def upgrade() -> None:
    """Say of every blog what it has been so far, and make room for the code of ad networks."""
    _add(
        "site",
        sa.Column("nameplate", sa.String(20), nullable=False, server_default="large"),
        sa.Column("shows_motto", sa.Boolean(), nullable=False, server_default=sa.true()),
        sa.Column("shows_breaking", sa.Boolean(), nullable=False, server_default=sa.true()),
        sa.Column("front_length", sa.Integer(), nullable=False, server_default="24"),
        sa.Column("beside", sa.JSON(), nullable=False, server_default=BESIDE),
        sa.Column("comment_rules", sa.String(1000), nullable=False, server_default=""),
        sa.Column("comments_close_after", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("privacy", sa.Text(), nullable=False, server_default=""),
        sa.Column("ads_txt", sa.Text(), nullable=False, server_default=""),
    )
    _add("label", sa.Column("description", sa.String(500), nullable=False, server_default=""))
    _add(
        "ad",
        sa.Column("kind", sa.String(20), nullable=False, server_default="picture"),
        sa.Column("code", sa.Text(), nullable=False, server_default=""),
        sa.Column("box", sa.String(20), nullable=False, server_default="728x90"),
    )
    with op.batch_alter_table("ad") as ad:
        ad.alter_column("picture_id", existing_type=sa.Integer(), nullable=True)


def _add(table: str, *columns: sa.Column[Any]) -> None:
    """Add columns to rows that are there; a new row brings its own values."""
    with op.batch_alter_table(table) as batch:
        for column in columns:
            batch.add_column(column)
    with op.batch_alter_table(table) as batch:
        for column in columns:
            batch.alter_column(column.name, server_default=None)
