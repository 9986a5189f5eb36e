"""Where an article is, or shall be: the end of its address, which its owner may choose."""

from __future__ import annotations

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateTimeLocalField, Field, HiddenField, StringField
from wtforms.validators import ValidationError

from blog import addresses
from blog.db import now
from blog.models.article import Article
from blog.models.site import Site
from blog.text import slugs
from blog.web import links
from blog.web.fields import one_line


class AddressForm(FlaskForm):
    """The part of the article form that is about its address.

    ``slug_offered`` is what was in the field when the form was opened: whoever leaves that, or
    empties the field, has chosen nothing.
    """

    slug = StringField(_l("Address"), filters=[one_line])
    slug_offered = HiddenField()

    article: Article
    publish_at: DateTimeLocalField

    def offer_address(self) -> None:
        """Fill in the slug it shall have, else the one it has, else its title's."""
        article = self.article
        written = article.working or article
        if article.path:
            self.slug_offered.data = addresses.slug_of(article.path)
        else:
            self.slug_offered.data = article.slug or slugs.slug(written.title, fallback="")
        wanted = article.working.wants_slug if article.working else ""
        self.slug.data = wanted or self.slug_offered.data

    def validate_slug(self, field: Field) -> None:
        """An address that somebody chose has letters, and belongs to nothing else."""
        if not self._is_chosen:
            return
        if not self.wants_slug:
            raise ValidationError(_l("An address needs letters. Example: the-bridge-is-open"))
        path = self._path(self.wants_slug)
        if not addresses.is_open(path, self.article):
            raise ValidationError(
                gettext(
                    "Something else has the address %(path)s. Please choose another.", path=path
                )
            )

    @property
    def wants_slug(self) -> str:
        """The slug that was chosen, as addresses are written; nothing if none was."""
        return slugs.slug(self.slug.data or "", fallback="") if self._is_chosen else ""

    @property
    def address(self) -> str:
        """The whole address it has, or will have with what is in the form; empty before that."""
        slug = self.wants_slug or ("" if self.article.path else self.slug_offered.data)
        path = self._path(slug) if slug else self.article.path
        return links.absolute(path) if path else ""

    @property
    def _is_chosen(self) -> bool:
        typed = self.slug.data or ""
        return bool(typed) and typed != self.slug_offered.data

    def _path(self, slug: str) -> str:
        """The first path that it would be given with this slug."""
        article = self.article
        if article.path and article.was_seen:
            return next(addresses.beside(article.path, slug))
        site = Site.current()
        moment = self.publish_at.data or now()
        day = moment.astimezone(site.zone) if site else moment
        return next(addresses.candidates(article, slug, day))
