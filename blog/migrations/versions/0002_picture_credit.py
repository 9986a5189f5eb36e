"""Who made the lead picture."""

import sqlalchemy as sa
from alembic import op

revision = "0002_picture_credit"
down_revision = "0001_beginning"


def upgrade() -> None:
    """Give articles, and what is being written on them, a credit; empty where there are some."""
    for table in ("article", "working_copy"):
        credit = sa.Column("picture_credit", sa.String(200), nullable=False, server_default="")
        with op.batch_alter_table(table) as rows:
            rows.add_column(credit)
        with op.batch_alter_table(table) as rows:
            rows.alter_column("picture_credit", server_default=None)
