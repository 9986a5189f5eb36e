"""Leases on work that one process does alone, and how many nightly backups are kept."""

import sqlalchemy as sa
from alembic import op

revision = "0003_housekeeping"
down_revision = "0002_picture_credit"


def upgrade() -> None:
    """Make room for leases; a blog that is there already keeps a week of backups."""
    op.create_table(
        "lease",
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("holder", sa.String(120), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_lease")),
    )
    kept = sa.Column("backups_kept", sa.Integer(), nullable=False, server_default="7")
    with op.batch_alter_table("site") as site:
        site.add_column(kept)
    with op.batch_alter_table("site") as site:
        site.alter_column("backups_kept", server_default=None)
