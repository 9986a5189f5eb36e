"""The nouns of a blog, one a file."""

from blog.models import (
    act,
    address,
    article,
    comment,
    label,
    lease,
    moving,
    owner,
    picture,
    revision,
    share_link,
    site,
    visit,
)

__all__ = [
    "act",
    "address",
    "article",
    "comment",
    "label",
    "lease",
    "moving",
    "owner",
    "picture",
    "revision",
    "share_link",
    "site",
    "visit",
]
