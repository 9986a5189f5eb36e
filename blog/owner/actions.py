"""What the owner does that touches several things at once."""

from __future__ import annotations

import uuid
from typing import BinaryIO, cast

from sqlalchemy import update
from werkzeug.datastructures import FileStorage

from blog import pictures, signin
from blog.articles import actions as life
from blog.articles import labels
from blog.db import db, now
from blog.models.article import Article
from blog.models.label import Label
from blog.models.owner import Errand, Owner
from blog.models.picture import Picture
from blog.models.site import Ad, Site
from blog.owner.forms import LINK_MAX, AdForm, ArticleForm, SettingsForm, SetUpForm
from blog.text import bodies, urls
from blog.web import routing


class Outdated(Exception):  # the owner decides what happens, nothing failed
    """The article was saved from another window after this form was opened."""


class AlreadySetUp(Exception):
    """Somebody else with the same link was faster."""


def set_up(form: SetUpForm) -> Owner:
    """Make the blog and its owner, and use the link up. Raises ``AlreadySetUp``."""
    password = signin.hash_password(form.password.data or "")
    owner = Owner(name=form.owner.data, password=password, created_at=now())
    with db.writing():
        if Site.current():
            raise AlreadySetUp
        db.session.add(owner)
        db.session.add(
            Site(
                name=form.name.data,
                language=form.language.data,
                time_zone=form.time_zone.data,
                url=form.url.data,
                feed_id=f"urn:uuid:{uuid.uuid4()}",
                created_at=now(),
            )
        )
        signin.use_up(Errand.SET_UP)
    return owner


def take_picture(upload: FileStorage | None) -> Picture | None:
    """Keep an uploaded picture, at once: whatever else is wrong with its form, it is not lost.

    Raises ``pictures.Refused``; nothing when no file was chosen.
    """
    if not upload or not upload.filename:
        return None
    prepared = pictures.prepare(cast(BinaryIO, upload.stream), upload.filename)
    with db.writing():
        return pictures.keep(prepared)


def known_picture(picture_id: int | None) -> Picture | None:
    """The picture whose number travelled along with a form, if there is one still."""
    if picture_id is None or abs(picture_id) > routing.LARGEST:
        return None
    return db.session.get(Picture, picture_id)


def save(article: Article, form: ArticleForm, picture_id: int | None) -> None:
    """Keep what was typed, and show it to readers if the owner pressed "Publish".

    Raises ``Outdated``, and keeps nothing, when the article was saved elsewhere meanwhile.
    """
    typed = form.typed(picture_id)
    cleaned = bodies.render(typed.body, typed.format)  # slow: before the transaction
    with db.writing():
        if article.id and form.version.data != article.version:
            raise Outdated
        life.write(article, typed)
        if form.is_to_publish:
            life.publish(article, cleaned, db.get_or_404(Site, 1))


def change_settings(site: Site, form: SettingsForm) -> None:
    """Keep the settings. Another time zone moves articles into other days, and months."""
    with db.writing():
        moves = site.time_zone != form.time_zone.data
        for name in ("name", "description", "language", "time_zone", "url", "accent"):
            setattr(site, name, form[name].data)
        site.shows_powered_by = form.shows_powered_by.data
        site.follow = form.profiles()
        _choose_sections(form.sections.data or "")
        if moves:
            life.redate(site)


def place_ad(form: AdForm, picture_id: int) -> None:
    """Put an ad above the masthead, in place of what was there."""
    with db.writing():
        db.session.merge(
            Ad(
                slot="header",
                picture_id=picture_id,
                alt=form.alt.data,
                link=urls.web_address(form.link.data or "", LINK_MAX),
                starts_at=form.starts_at.data,
                ends_at=form.ends_at.data,
            )
        )


def _choose_sections(typed: str) -> None:
    """Put these labels into the masthead, in this order, and no others."""
    db.session.execute(update(Label).values(position=None))
    for position, label in enumerate(labels.named(typed)):
        label.position = position
