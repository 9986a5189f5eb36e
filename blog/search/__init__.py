"""Articles by their words: an index that is written with them, and what it answers."""
