"""Where readers find the blog: what its owner may type for it, and what to know before."""

from __future__ import annotations

import re

from flask import current_app, request
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, Field, URLField
from wtforms.validators import ValidationError

from blog.web import security
from blog.web.fields import AtMost, required

HOME_MAX = 300
ADDRESS_PLEASE = _l("Please write the whole address, without a path. Example: https://example.org")
TICK_PLEASE = _l("Please read this, and tick the box.")
SURE = _l("The address is right, and I know what happens")


class AsksForHome:
    """The part of a form that has the blog's public address in its field ``url``."""

    url: URLField

    def validate_url(self, field: Field) -> None:
        """The address is one of the web, without a path."""
        field.data = public_address(field.data)

    @property
    def leads_away(self) -> bool:
        """Whether the blog would answer elsewhere than where its owner is just now."""
        home = current_app.config["URL"] or self.url.data or ""
        return security.host_of(home) != request.host.lower()

    @property
    def locks_out(self) -> bool:
        """Whether this window would be answered no more."""
        return self.leads_away and not security.is_loopback(request.host.lower())


class PublicAddressForm(AsksForHome, FlaskForm):
    """Where readers find the blog."""

    url = URLField(_l("Public address"), [required(ADDRESS_PLEASE), AtMost(HOME_MAX)])
    is_sure = BooleanField(SURE)

    def validate_is_sure(self, field: Field) -> None:
        """Whoever moves the blog away from where it answers just now says so."""
        if not self.url.errors and self.leads_away and not field.data:
            raise ValidationError(TICK_PLEASE)


def public_address(typed: str) -> str:
    """A blog's address without a slash at its end; ``ValidationError`` for what is none."""
    address = typed.strip().rstrip("/")
    is_one = re.fullmatch(r"https?://[^\s/?#@:][^\s/?#@]*", address)
    if not is_one or not security.host_of(address):
        raise ValidationError(ADDRESS_PLEASE)
    return address
