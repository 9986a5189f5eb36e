"""What the owner does with pictures of the library."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from blog import housekeeping, pictures
from blog.articles import actions as life
from blog.db import db
from blog.models.article import Article
from blog.models.picture import Picture
from blog.owner import picture_queries as queries


class Placed(Exception):  # nothing failed: the picture is needed
    """The picture is placed somewhere."""


def lead_with(article: Article, picture: Picture) -> None:
    """Have a picture lead what is being written on an article, with the words it brings along.

    Where it brings none, those stay that were typed before there was any picture.
    """
    with db.writing():
        typed = life.written(article)
        before = typed if typed.picture_id in (None, picture.id) else life.Typed()
        led = replace(
            typed,
            picture_id=picture.id,
            picture_alt=picture.placed_alt or before.picture_alt,
            picture_caption=picture.caption or before.picture_caption,
            picture_credit=picture.credit or before.picture_credit,
        )
        life.write(article, led)


def forget(picture: Picture) -> None:
    """Forget a picture; its files go with the next sweep. Raises ``Placed``."""
    with db.writing():
        if any(place.holds for place in queries.places([picture])[picture.id]):
            raise Placed
        db.session.delete(picture)


@housekeeping.task("pictures", every=timedelta(hours=6))
def sweep() -> None:
    """Delete the files of pictures that were forgotten a day ago."""
    pictures.sweep()
