"""What stands under a label is kept in order and counted; lists are read from indexes alone."""

import sqlalchemy as sa
from alembic import op

from blog.db import UtcDateTime

revision = "0021_labelled"
down_revision = "0020_freshness"

IN_ORDER = ("kind", "month", "published_at", "id", "withdrawn_at", "binned_at")


def upgrade() -> None:
    """Make room; everything is put under its labels once all migrations are done."""
    op.create_table(
        "labelled",
        sa.Column("label_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("published_at", UtcDateTime(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(
            *("label_id", "month", "published_at", "article_id"), name="pk_labelled"
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "label_count",
        sa.Column("label_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("label_id", "month", name="pk_label_count"),
        sqlite_with_rowid=False,
    )
    op.drop_index("ix_article_kind_month_published_at", "article")
    op.create_index("ix_article_in_order", "article", [*IN_ORDER])
    op.create_index(
        "ix_article_withdrawn",
        "article",
        ["kind", "published_at", "id", "month", "withdrawn_at", "binned_at"],
        sqlite_where=sa.text("withdrawn_at IS NOT NULL"),
    )
    op.create_index(
        "ix_article_binned",
        "article",
        ["kind", "binned_at"],
        sqlite_where=sa.text("binned_at IS NOT NULL"),
    )
