"""The news itself: the front page, an article, the feed."""
