"""What is known of a picture besides its bytes."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0006_pictures"
down_revision = "0005_revisions"

WORDS = {"alt": "picture_alt", "caption": "picture_caption", "credit": "picture_credit"}


def upgrade() -> None:
    """Make room for words and a focal point; a picture knows what its first article says of it."""
    columns: list[sa.Column[Any]] = [
        sa.Column("alt", sa.String(500), nullable=False, server_default=""),
        sa.Column("is_decorative", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("caption", sa.String(500), nullable=False, server_default=""),
        sa.Column("credit", sa.String(200), nullable=False, server_default=""),
        sa.Column("focus_x", sa.Integer(), nullable=False, server_default="50"),
        sa.Column("focus_y", sa.Integer(), nullable=False, server_default="30"),
    ]
    with op.batch_alter_table("picture") as picture:
        for column in columns:
            picture.add_column(column)
    with op.batch_alter_table("picture") as picture:
        for column in columns:
            picture.alter_column(column.name, server_default=None)

    pictures, articles = (
        sa.table("picture", sa.column("id"), *map(sa.column, WORDS)),
        sa.table("article", *map(sa.column, ("id", "picture_id", *WORDS.values()))),
    )
    for word, said in WORDS.items():
        first = (
            sa.select(articles.c[said])
            .where(articles.c.picture_id == pictures.c.id, articles.c[said] != "")
            .order_by(articles.c.id)
            .limit(1)
            .scalar_subquery()
        )
        op.execute(pictures.update().values({word: sa.func.coalesce(first, "")}))
