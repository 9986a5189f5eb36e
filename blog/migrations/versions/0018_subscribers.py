"""Those who get the news by mail, and which letters nobody took."""

import sqlalchemy as sa
from alembic import op

revision = "0018_subscribers"
down_revision = "0017_counts"


def upgrade() -> None:
    """Make room; nobody is written to until they ask for it."""
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "subscriber",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("rhythm", sa.String(20), nullable=False),
        sa.Column("confirmation", sa.String(64), nullable=True),
        sa.Column("leave", sa.String(64), nullable=False),
        sa.Column("asked_at", moment, nullable=False),
        sa.Column("confirmed_at", moment, nullable=True),
        sa.Column("told_until", moment, nullable=False),
        sa.Column("written_at", moment, nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("failed_at", moment, nullable=True),
        sa.Column("ended_at", moment, nullable=True),
        sa.Column("ended_for", sa.String(300), nullable=False),
        sa.Column("reported_at", moment, nullable=True),
        sa.UniqueConstraint("email", name="uq_subscriber_email"),
        sa.UniqueConstraint("confirmation", name="uq_subscriber_confirmation"),
        sa.UniqueConstraint("leave", name="uq_subscriber_leave"),
    )
    op.create_index("ix_subscriber_told_until", "subscriber", ["told_until"])
    with op.batch_alter_table("letter") as letter:
        letter.add_column(
            sa.Column("is_bounced", sa.Boolean(), nullable=False, server_default=sa.false())
        )
    with op.batch_alter_table("letter") as letter:
        letter.alter_column("is_bounced", server_default=None)
