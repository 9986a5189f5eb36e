"""What the author of a comment may do with it, and under which licence it is published."""

import sqlalchemy as sa
from alembic import op

revision = "0012_receipts"
down_revision = "0011_threads"


def upgrade() -> None:
    """Make room; so far nobody has taken a comment back."""
    with op.batch_alter_table("comment") as comment:
        comment.add_column(sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("site") as site:
        site.add_column(
            sa.Column("comment_licence", sa.String(500), nullable=False, server_default="")
        )
    with op.batch_alter_table("site") as site:
        site.alter_column("comment_licence", server_default=None)
