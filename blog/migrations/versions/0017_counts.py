"""How many articles every month has, and what search consoles and finders of holes ask for."""

import sqlalchemy as sa
from alembic import op

from blog.db import UtcDateTime

revision = "0017_counts"
down_revision = "0016_search"


def upgrade() -> None:
    """Make room; what is there is counted once all migrations are done."""
    op.create_table(
        "month_count",
        sa.Column("month", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("changed_at", UtcDateTime()),
    )
    op.drop_index("ix_article_breaking_until", "article")
    op.create_index("ix_article_kind_breaking_until", "article", ["kind", "breaking_until"])
    op.drop_index("ix_article_label_label_id", "article_label")
    op.create_index(
        "ix_article_label_label_id_article_id", "article_label", ["label_id", "article_id"]
    )
    with op.batch_alter_table("site") as site:
        site.add_column(
            sa.Column("security_contact", sa.String(300), nullable=False, server_default="")
        )
        site.add_column(sa.Column("verifications", sa.JSON(), nullable=False, server_default="{}"))
    with op.batch_alter_table("site") as site:
        site.alter_column("security_contact", server_default=None)
        site.alter_column("verifications", server_default=None)
