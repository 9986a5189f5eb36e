"""The nouns of a blog, one a file."""

from blog.models import address, article, comment, label, owner, picture, site

__all__ = ["address", "article", "comment", "label", "owner", "picture", "site"]
