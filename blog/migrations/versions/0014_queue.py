"""What readers complain of."""

import sqlalchemy as sa
from alembic import op

from blog.db import UtcDateTime

revision = "0014_queue"
down_revision = "0013_judging"


def upgrade() -> None:
    """Make room for reports."""
    op.create_table(
        "report",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column(
            "comment_id",
            sa.Integer(),
            sa.ForeignKey("comment.id", ondelete="CASCADE"),
            nullable=False,
        ),
        sa.Column("network", sa.String(64), nullable=False),
        sa.Column("complaint", sa.String(20), nullable=False),
        sa.Column("words", sa.String(500), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("settled_at", UtcDateTime()),
        sa.UniqueConstraint("comment_id", "network"),
    )
    op.create_index("ix_report_settled_at", "report", ["settled_at"])
