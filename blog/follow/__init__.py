"""How readers follow the blog: feeds, explained; and digests by mail."""
