"""What the owner does that touches several things at once."""

from __future__ import annotations

import uuid
from dataclasses import replace
from typing import BinaryIO, cast

from sqlalchemy import update
from werkzeug.datastructures import FileStorage

from blog import acts, pictures, signin
from blog.articles import actions as life
from blog.articles import history, labels
from blog.db import db, now
from blog.models.act import Verb
from blog.models.article import Article
from blog.models.label import Label
from blog.models.owner import Errand, Owner
from blog.models.picture import Picture
from blog.models.revision import TEXT, Act, Revision
from blog.models.site import Ad, AdKind, Notices, Site
from blog.owner import queries
from blog.owner.ad_forms import LINK_MAX, AdForm
from blog.owner.forms import ArticleForm, SetUpForm
from blog.owner.letter_forms import NoticesForm
from blog.owner.settings_forms import SettingsForm
from blog.text import bodies, names, urls
from blog.text.mailboxes import mailbox
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


def save(article: Article, form: ArticleForm, picture_id: int | None) -> Article:
    """Keep what was typed, and show it to readers if the owner pressed "Publish".

    Raises ``Outdated``, and keeps nothing, when the article was saved elsewhere meanwhile.
    """
    typed = form.typed(picture_id)
    cleaned = pictures.in_text(bodies.render(typed.body, typed.format))  # slow
    with db.writing():
        article = _begun(article, form)
        _refuse_outdated(article, form)
        life.write(article, typed, Act.SAVED, form.sender)
        if form.is_to_publish:
            life.publish(article, cleaned, db.get_or_404(Site, 1), form.sender)
    return article


def keep(article: Article, form: ArticleForm, picture_id: int | None) -> Article:
    """Keep what is typed as far as it goes: a field with a mistake in it stays as it was.

    Does nothing for what was overtaken by a later save of the same form, and for what is kept
    already. Raises ``Outdated`` like ``save``.
    """
    with db.writing():
        article = _begun(article, form)
        last = history.latest(article)
        if last and _is_same_form(last, form) and last.serial >= form.sender.serial:
            return article
        before = life.written(article)
        typed = form.typed(picture_id)
        for field in form.errors.keys() & vars(typed).keys():
            setattr(typed, field, getattr(before, field))
        if article.id and typed == before:
            return article
        _refuse_outdated(article, form)
        life.write(article, typed, Act.AUTOSAVED, form.sender)
    return article


def set_aside(article: Article, form: ArticleForm, picture_id: int | None) -> None:
    """Keep a text that its owner decided against, among the earlier versions."""
    with db.writing():
        history.set_aside(article, form.typed(picture_id), form.sender)


def restore(article: Article, revision: Revision) -> None:
    """Go on writing from an earlier text. Readers see nothing of it until it is published."""
    with db.writing():
        text = {name: getattr(revision, name) for name in TEXT}
        life.write(article, replace(life.written(article), **text), Act.RESTORED)


def _begun(article: Article, form: ArticleForm) -> Article:
    """The article, unless it is a new one that this very form has begun already."""
    begun = None if article.id else db.session.scalar(queries.begun_in(form.sender.window))
    return begun or article


def _refuse_outdated(article: Article, form: ArticleForm) -> None:
    """Raise ``Outdated`` unless the last save is the one that the form builds on, or its own:
    of that, the answer may have been lost."""
    if not article.id or form.version.data == article.version:
        return
    last = history.latest(article)
    if not (last and last.version == article.version and _is_same_form(last, form)):
        raise Outdated


def _is_same_form(last: Revision, form: ArticleForm) -> bool:
    return last.window == form.sender.window != ""


def change_settings(site: Site, form: SettingsForm) -> None:
    """Keep the settings. Another time zone moves articles into other days, and months."""
    with db.writing():
        moves = site.time_zone != form.time_zone.data
        form.settle(site)
        _choose_sections(form.sections.data or "")
        if moves:
            life.redate(site)
        acts.note(Verb.SETTINGS_CHANGED)


def move_to(site: Site, url: str) -> None:
    """Let the blog answer at another public address."""
    with db.writing():
        site.url = url
        acts.note(Verb.SETTINGS_CHANGED)


def keep_backups(site: Site, count: int) -> None:
    """Keep so many nightly backups from now on; those that are too many go with the next one."""
    with db.writing():
        site.backups_kept = count


def change_notices(site: Site, form: NoticesForm) -> None:
    """Tell the owner there, and so often, that comments wait."""
    with db.writing():
        site.notices_to = mailbox(form.notices_to.data or "")
        site.notices = Notices(form.notices.data)
        acts.note(Verb.SETTINGS_CHANGED)


def count_visits(site: Site, counts: bool) -> None:
    """Count what is read, or don't. What was counted stays."""
    with db.writing():
        site.counts_visits = counts
        acts.note(Verb.SETTINGS_CHANGED)


def place_ad(form: AdForm, picture_id: int | None) -> None:
    """Put an ad above the masthead, in place of what was there."""
    with db.writing():
        db.session.merge(
            Ad(
                slot="header",
                kind=AdKind(form.kind.data),
                picture_id=picture_id,
                alt=form.alt.data,
                link=urls.web_address(form.link.data or "", LINK_MAX) or "",
                code=names.clean_words(form.code.data or ""),
                box=form.box.data,
                starts_at=form.starts_at.data,
                ends_at=form.ends_at.data,
            )
        )
        acts.note(Verb.AD_PLACED)


def _choose_sections(typed: str) -> None:
    """Put these labels into the masthead, in this order, and no others."""
    db.session.execute(update(Label).values(position=None))
    for position, label in enumerate(labels.named(typed)):
        label.position = position
