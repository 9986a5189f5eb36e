"""The desk with everything that hangs on it."""

from blog.owner import ads, articles, comments, door, settings
from blog.owner.desk import bp

__all__ = ["ads", "articles", "bp", "comments", "door", "settings"]
