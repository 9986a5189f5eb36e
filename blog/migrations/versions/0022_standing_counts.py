"""How many comments there are of each standing is kept."""

import sqlalchemy as sa
from alembic import op

revision = "0022_standing_counts"
down_revision = "0021_labelled"


def upgrade() -> None:
    """Make room; what is there is counted once all migrations are done."""
    op.create_table(
        "standing_count",
        sa.Column("standing", sa.String(20), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("standing", name="pk_standing_count"),
    )
    op.create_index(
        "ix_comment_standing_article_id_created_at",
        "comment",
        ["standing", "article_id", "created_at"],
    )
    op.drop_index("ix_comment_origin", "comment")
    op.create_index("ix_comment_origin_standing", "comment", ["origin", "standing"])
    op.create_index("ix_comment_email", "comment", [sa.text("email COLLATE NOCASE")])
