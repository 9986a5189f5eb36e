"""What was read, by day."""

import sqlalchemy as sa
from alembic import op

revision = "0010_visits"
down_revision = "0009_door"


def upgrade() -> None:
    """Make room for counts; counting begins, unless the owner has it otherwise."""
    with op.batch_alter_table("site") as site:
        site.add_column(
            sa.Column("counts_visits", sa.Boolean(), nullable=False, server_default=sa.true())
        )
    with op.batch_alter_table("site") as site:
        site.alter_column("counts_visits", server_default=None)
    op.create_table(
        "visits",
        sa.Column("day", sa.String(10), primary_key=True),
        sa.Column(
            "article_id",
            sa.Integer(),
            sa.ForeignKey("article.id", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column("count", sa.Integer(), nullable=False),
    )
    op.create_index("ix_visits_article_id", "visits", ["article_id"])
    op.create_table(
        "referrals",
        sa.Column("day", sa.String(10), primary_key=True),
        sa.Column("host", sa.String(100), primary_key=True),
        sa.Column("count", sa.Integer(), nullable=False),
    )
    op.create_table(
        "seen",
        sa.Column("hash", sa.String(32), primary_key=True),
        sa.Column("key_day", sa.String(10), nullable=False),
    )
    op.create_index("ix_seen_key_day", "seen", ["key_day"])
