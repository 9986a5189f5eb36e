"""What a visitor fills in."""

from __future__ import annotations

import re

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    EmailField,
    Field,
    HiddenField,
    IntegerField,
    StringField,
    TextAreaField,
    URLField,
)
from wtforms.validators import Optional, ValidationError
from wtforms.widgets import HiddenInput

from blog.comments import stamps
from blog.models.article import Article
from blog.text import bounds, names, urls
from blog.web.fields import AtMost, one_line, required

NAME_MAX = 80
NOTHING_WRITTEN = _l("Please write something first.")
EMAIL = re.compile(r"(?=.{3,254}$)[^\s@<>,;:\"()]+@[^\s@<>,;:\"()]+\.[^\s@<>,;:\"()]+")
SIZE_MAX = 1_500_000
"""Bytes of a form that are read, so that over-long words can be given back."""


class CommentForm(FlaskForm):
    """A comment on ``article``. ``website`` is a trap: people never see it."""

    class Meta:
        csrf = False  # guarded by where the request comes from, and by the stamp: no cookie

    name = StringField(
        _l("Your name"),
        [
            required(_l("Please tell us your name; it need not be your full one.")),
            AtMost(NAME_MAX),
        ],
        filters=[one_line],
    )
    email = EmailField(_l("E-mail"))
    url = URLField(_l("Web address"), [AtMost(200)])
    body = TextAreaField(_l("Comment"), [required(NOTHING_WRITTEN)])
    parent = IntegerField(widget=HiddenInput(), validators=[Optional()])
    stamp = HiddenField()
    website = StringField(_l("Leave this empty"))

    def __init__(self, article: Article, parent: int | None = None) -> None:
        """Offer a form for one article, answering the comment ``parent`` if there is one."""
        super().__init__(parent=parent)
        self.article = article

    def validate_email(self, field: Field) -> None:
        """An address of mail has something on both sides of an ``@``; more only mail can tell."""
        address = (field.data or "").strip()
        if address and not EMAIL.fullmatch(address):
            raise ValidationError(_l("This is no e-mail address. You may leave it empty."))

    def validate_url(self, field: Field) -> None:
        """A web address is one of the web, or it is none."""
        if field.data and not urls.web_address(field.data):
            raise ValidationError(_l("This is no web address. Example: https://example.org"))

    def validate_body(self, field: Field) -> None:
        """The words are as many as the cleaner takes; a line end is one character, not two."""
        if not names.clean_name(field.data):
            raise ValidationError(NOTHING_WRITTEN)
        count = len(names.clean_words(field.data))
        if count > bounds.COMMENT_CHARACTERS:
            raise ValidationError(
                _l(
                    "A comment has at most %(max)s characters; this one has %(count)s. "
                    "Please shorten it.",
                    max=bounds.COMMENT_CHARACTERS,
                    count=count,
                )
            )
        if field.data.count("<") > bounds.COMMENT_TAGS:
            raise ValidationError(
                _l("There are too many “<” in this comment. Please write it with fewer tags.")
            )

    def validate_stamp(self, field: Field) -> None:
        """The page was ours, and not older than three days."""
        if not stamps.is_good(field.data or "", self.article):
            raise ValidationError(
                _l("This page was open for days. Your words are still here: please send again.")
            )

    def renew(self) -> None:
        """Put a stamp of today in, for the form's next journey."""
        self.stamp.data = stamps.make(self.article)

    @property
    def is_trapped(self) -> bool:
        """Whether something filled in the field that no person sees."""
        return bool(self.website.data)
