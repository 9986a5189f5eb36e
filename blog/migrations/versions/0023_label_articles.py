"""How many articles bear a label is kept."""

import sqlalchemy as sa
from alembic import op

revision = "0023_label_articles"
down_revision = "0022_standing_counts"


def upgrade() -> None:
    """Make room; what is there is counted once all migrations are done."""
    number = sa.Column("articles", sa.Integer(), nullable=False, server_default="0")
    op.add_column("label", number)
