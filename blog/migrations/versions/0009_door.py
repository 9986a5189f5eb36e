"""Keys, and what was done."""

import sqlalchemy as sa
from alembic import op

from blog.db import UtcDateTime

revision = "0009_door"
down_revision = "0008_settings"


def upgrade() -> None:
    """Make room for passkeys and the log. Who is logged in has proven nothing lately."""
    with op.batch_alter_table("login") as login:
        login.add_column(sa.Column("proven_at", UtcDateTime()))
    op.create_table(
        "passkey",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column(
            "owner_id", sa.Integer(), sa.ForeignKey("owner.id", ondelete="CASCADE"), nullable=False
        ),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("credential", sa.LargeBinary(1023), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("used_at", UtcDateTime()),
        sa.UniqueConstraint("credential"),
    )
    op.create_table(
        "challenge",
        sa.Column("token", sa.String(64), primary_key=True),
        sa.Column("ceremony", sa.String(20), nullable=False),
        sa.Column("challenge", sa.LargeBinary(64), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
    )
    op.create_table(
        "logged_act",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("who", sa.String(120), nullable=False),
        sa.Column("verb", sa.String(20), nullable=False),
        sa.Column("name", sa.String(300), nullable=False),
        sa.Column("article_id", sa.Integer(), sa.ForeignKey("article.id", ondelete="SET NULL")),
    )
    for columns in (["at"], ["article_id"], ["verb", "at"]):
        op.create_index(f"ix_logged_act_{'_'.join(columns)}", "logged_act", columns)
