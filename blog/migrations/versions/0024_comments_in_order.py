"""The comments on an article are read in the order in which they came, whatever their standing."""

from alembic import op

revision = "0024_comments_in_order"
down_revision = "0023_label_articles"


def upgrade() -> None:
    """Exchange an index for one that no other stands in for: those of one standing on an article
    are found by ``standing, article_id, created_at``."""
    op.drop_index("ix_comment_article_id_standing_created_at", "comment")
    op.create_index(
        "ix_comment_in_order", "comment", ["article_id", "created_at", "id", "standing"]
    )
