"""A number that rises with every change that readers could notice."""

import sqlalchemy as sa
from alembic import op

revision = "0020_freshness"
down_revision = "0019_languages"


def upgrade() -> None:
    """Make room; changes are noticed once all migrations are done."""
    op.create_table(
        "freshness",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("number", sa.Integer(), nullable=False),
    )
