"""What the spam filter has yet to learn from is found at once, however much it has learned."""

from alembic import op
from sqlalchemy import text

revision = "0026_unlearned_comments"
down_revision = "0025_old_addresses"


def upgrade() -> None:
    """List only those that have not been learned from."""
    op.create_index(
        *("ix_comment_unlearned", "comment", ["standing", "created_at"]),
        sqlite_where=text("learned IS NULL AND by_owner IS 0"),
    )
