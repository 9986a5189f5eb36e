"""What was written before, version by version."""

import sqlalchemy as sa
from alembic import op

from blog.db import UtcDateTime

revision = "0005_revisions"
down_revision = "0004_moving_in"


def upgrade() -> None:
    """Make room for revisions; an article's first one is noted when it is written on again."""
    op.create_table(
        "revision",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column(
            "article_id",
            sa.Integer(),
            sa.ForeignKey("article.id", ondelete="CASCADE"),
            nullable=False,
        ),
        sa.Column("act", sa.String(20), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("window", sa.String(40), nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("began_at", UtcDateTime(), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("title", sa.String(300), nullable=False),
        sa.Column("standfirst", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("format", sa.String(20), nullable=False),
        sa.Column("labels", sa.Text(), nullable=False),
        sa.Column("picture_id", sa.Integer(), sa.ForeignKey("picture.id", ondelete="SET NULL")),
        sa.Column("picture_alt", sa.String(500), nullable=False),
        sa.Column("picture_caption", sa.String(500), nullable=False),
        sa.Column("picture_credit", sa.String(200), nullable=False),
    )
    for columns in (["article_id", "made_at"], ["act", "made_at"], ["window"], ["picture_id"]):
        op.create_index(f"ix_revision_{'_'.join(columns)}", "revision", columns)
