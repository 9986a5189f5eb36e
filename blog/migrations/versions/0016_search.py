"""Articles are found by their words."""

import sqlalchemy as sa
from alembic import op

revision = "0016_search"
down_revision = "0015_letters"

LARGE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make room for an index. Housekeeping fills it behind the blog's back, newest first."""
    op.create_table(
        "search_entry",
        sa.Column("place", LARGE, nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("moment", LARGE, nullable=True),
        sa.PrimaryKeyConstraint("place", name="pk_search_entry"),
        sa.UniqueConstraint("article_id", name="uq_search_entry_article_id"),
    )
    op.create_table(
        "search_text",
        sa.Column("place", LARGE, nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("title", "standfirst")),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("labels", "body")),
        sa.PrimaryKeyConstraint("place", name="pk_search_text"),
        sa.ForeignKeyConstraint(
            ["place"],
            ["search_entry.place"],
            name="fk_search_text_place_search_entry",
            ondelete="CASCADE",
        ),
    )
    op.create_table(
        "search_term",
        sa.Column("term", sa.Text(), nullable=False),
        sa.Column("articles", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("term", name="pk_search_term"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "search_due",
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("article_id", name="pk_search_due"),
    )
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE VIRTUAL TABLE search_words USING fts5("
            "title, standfirst, labels, body, content='', tokenize='ascii')"
        )
    op.execute(
        "INSERT INTO search_due (article_id) SELECT id FROM article WHERE published_at IS NOT NULL"
    )
