"""What a visitor fills in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import ClassVar

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
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
from blog.models.comment import Comment
from blog.models.owner import Owner
from blog.text import bounds, names, urls
from blog.text.mailboxes import mailbox
from blog.web.fields import AtMost, one_line, required

NAME_MAX = 80
ONCE_MAX = 64
UNSEEN = ""
"""The label of what is hidden. To make one up, WTForms opens its own catalogue for every page."""
NOTHING_WRITTEN = _l("Please write something first.")
EMAIL = re.compile(r"(?=.{3,254}$)[^\s@<>,;:\"()]+@[^\s@<>,;:\"()]+\.[^\s@<>,;:\"()]+")
SIZE_MAX = 1_500_000
"""Bytes of a form that are read, so that over-long words can be given back."""


class EditForm(FlaskForm):
    """What a comment says."""

    class Meta:
        csrf = False  # guarded by where the request comes from: no cookie

    body = TextAreaField(_l("Comment"), [required(NOTHING_WRITTEN)])

    def validate_body(self, field: Field) -> None:
        """The words are as many as the cleaner takes; a line end is one character, not two."""
        if not names.clean_name(field.data):
            raise ValidationError(NOTHING_WRITTEN)
        count = len(names.clean_words(field.data))
        if count > bounds.COMMENT_CHARACTERS:
            raise ValidationError(
                gettext(
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


class CommentFields(EditForm):
    """What there is to fill in for a comment. ``website`` is a trap: people never see it.

    ``receipt`` is the token of an earlier comment, by which its author is known again; ``once``
    is random where a script runs, and the same when the same form is sent again.
    """

    name = StringField(
        _l("Your name"),
        [
            required(_l("Please tell us your name; it need not be your full one.")),
            AtMost(NAME_MAX),
        ],
        filters=[one_line],
    )
    email = EmailField(_l("E-mail"))
    follow = BooleanField(_l("Tell me of answers by e-mail"), id="follow-answers")
    url = URLField(_l("Web address"), [AtMost(200)])
    parent = IntegerField(UNSEEN, widget=HiddenInput(), validators=[Optional()])
    stamp = HiddenField(UNSEEN)
    receipt = HiddenField(UNSEEN)
    once = HiddenField(UNSEEN)
    website = StringField(_l("Leave this empty"))

    @property
    def is_answer(self) -> bool:
        """Whether it came as an answer to a comment, or to what is none."""
        return bool(self.parent.raw_data and self.parent.raw_data[0])

    def stand_alone(self) -> None:
        """Answer nobody."""
        self.parent.data = self.parent.raw_data = None

    def validate_name(self, field: Field) -> None:
        """Nobody speaks in the editor's name, whatever its case, accents and spaces."""
        if Owner.is_called(field.data):
            raise ValidationError(
                _l("This name is the editor’s. Please add something to it, if it is yours too.")
            )

    def validate_email(self, field: Field) -> None:
        """An address of mail has something on both sides of an ``@``; more only mail can tell."""
        address = (field.data or "").strip()
        if address and (not EMAIL.fullmatch(address) or address != names.clean_name(address)):
            raise ValidationError(_l("This is no e-mail address. You may leave it empty."))

    def validate_follow(self, field: Field) -> None:
        """Whoever wants letters says where to."""
        if field.data and not self.email.errors and not mailbox(self.email.data or ""):
            raise ValidationError(_l("For that we need an e-mail address that we can write to."))

    def validate_url(self, field: Field) -> None:
        """A web address is one of the web, or it is none."""
        if field.data and not urls.web_address(field.data):
            raise ValidationError(_l("This is no web address. Example: https://example.org"))

    @property
    def is_trapped(self) -> bool:
        """Whether something filled in the field that no person sees."""
        return bool(self.website.data)


class CommentForm(CommentFields):
    """A comment on ``article``."""

    is_blank = False

    def __init__(self, article: Article, parent: int | None = None) -> None:
        """Offer a form for one article, answering the comment ``parent`` if there is one."""
        super().__init__(parent=parent)
        self.article = article

    @classmethod
    def known(cls, article: Article, comment: Comment, receipt: str) -> CommentForm:
        """A form for whoever holds the receipt of this comment."""
        form = cls(article)
        form.name.data, form.url.data, form.receipt.data = comment.name, comment.url, receipt
        form.renew()
        return form

    def validate_stamp(self, field: Field) -> None:
        """The page was ours, and not older than three days."""
        if not stamps.is_good(field.data or "", self.article):
            raise ValidationError(
                _l("This page was open for days. Your words are still here: please send again.")
            )

    def renew(self) -> None:
        """Put a stamp of today in, for the form's next journey."""
        self.stamp.data = stamps.make(self.article)


def blank_fields() -> CommentFields:
    """Those of a form that nobody has filled in, whatever came with the request."""
    return CommentFields(None)


@dataclass(frozen=True)
class BlankForm:
    """The form as it stands under every article. Only its ``stamp`` is the article's, so the
    rest of it is made once for all."""

    stamp: str
    is_blank: ClassVar = True

    @classmethod
    def on(cls, article: Article) -> BlankForm:
        """The one for an article, with a stamp of today."""
        return cls(stamps.make(article))
