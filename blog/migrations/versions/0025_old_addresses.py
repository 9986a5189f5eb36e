"""Addresses that lead elsewhere are found among all, and sample articles among articles."""

import sqlalchemy as sa
from alembic import op

revision = "0025_old_addresses"
down_revision = "0024_comments_in_order"


def upgrade() -> None:
    """Make room; all addresses are looked at once all migrations are done."""
    op.create_table(
        "old_address",
        sa.Column("path", sa.String(500), nullable=False),
        sa.PrimaryKeyConstraint("path", name="pk_old_address"),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_article_samples", "article", ["source"], sqlite_where=sa.text("source = 'demo'")
    )
