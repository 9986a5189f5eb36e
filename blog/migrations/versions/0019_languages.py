"""In which language a text is, where it is not in that of the blog."""

import sqlalchemy as sa
from alembic import op

revision = "0019_languages"
down_revision = "0018_subscribers"


def upgrade() -> None:
    """Make room; every text so far is in the blog's own language."""
    for table in ("article", "working_copy", "revision"):
        op.add_column(table, sa.Column("language", sa.String(35), nullable=True))
