"""A new blog filled with sample news from an invented town, and emptied again."""
