"""Letters that wait to be sent, and who wants them."""

import sqlalchemy as sa
from alembic import op

revision = "0015_letters"
down_revision = "0014_queue"


def upgrade() -> None:
    """Make room; nobody is written to until they ask for it."""
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "letter",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("message_id", sa.String(300), nullable=False),
        sa.Column("recipient", sa.String(254), nullable=False),
        sa.Column("subject", sa.String(200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("leave", sa.String(500), nullable=False),
        sa.Column("created_at", moment, nullable=False),
        sa.Column("next_try_at", moment, nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("sent_at", moment, nullable=True),
        sa.Column("gave_up_at", moment, nullable=True),
        sa.Column("error", sa.String(300), nullable=False),
    )
    op.create_index("ix_letter_next_try_at", "letter", ["next_try_at"])
    op.create_index("ix_letter_created_at", "letter", ["created_at"])
    op.create_table(
        "follower",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column(
            "article_id",
            sa.Integer(),
            sa.ForeignKey("article.id", ondelete="CASCADE"),
            nullable=False,
        ),
        sa.Column(
            "comment_id",
            sa.Integer(),
            sa.ForeignKey("comment.id", ondelete="CASCADE"),
            nullable=False,
        ),
        sa.Column("scope", sa.String(20), nullable=False),
        sa.Column("confirmation", sa.String(64), nullable=False),
        sa.Column("leave", sa.String(64), nullable=False),
        sa.Column("asked_at", moment, nullable=False),
        sa.Column("confirmed_at", moment, nullable=True),
        sa.Column("told_at", moment, nullable=False),
        sa.Column("written_at", moment, nullable=True),
        sa.UniqueConstraint("comment_id", name="uq_follower_comment_id"),
        sa.UniqueConstraint("confirmation", name="uq_follower_confirmation"),
        sa.UniqueConstraint("leave", name="uq_follower_leave"),
    )
    op.create_index("ix_follower_article_id_email", "follower", ["article_id", "email"])
    op.create_index("ix_follower_email", "follower", ["email"])
    op.add_column("comment", sa.Column("confirmed_at", moment, nullable=True))
    op.add_column("comment", sa.Column("announced_at", moment, nullable=True))
    op.create_index("ix_comment_article_id_announced_at", "comment", ["article_id", "announced_at"])
    op.execute("UPDATE comment SET announced_at = created_at WHERE standing = 'approved'")
    with op.batch_alter_table("site") as site:
        site.add_column(sa.Column("notices_to", sa.String(254), nullable=False, server_default=""))
        site.add_column(
            sa.Column("notices", sa.String(20), nullable=False, server_default="hourly")
        )
        site.add_column(sa.Column("noticed_at", moment, nullable=True))
    with op.batch_alter_table("site") as site:
        for name in ("notices_to", "notices"):
            site.alter_column(name, server_default=None)
