"""What belongs to the blog as a whole."""

from __future__ import annotations

from sqlalchemy import Select, select

from blog.models.site import Ad


def ad(slot: str) -> Select[Ad]:
    """What the owner put into an ad slot."""
    return select(Ad).where(Ad.slot == slot)
