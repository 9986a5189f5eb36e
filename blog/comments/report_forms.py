"""What a reader fills in who complains of a comment."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import Field, HiddenField, RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import ValidationError

from blog.comments import stamps
from blog.models.article import Article
from blog.models.report import WORDS_MAX, Complaint
from blog.text import names
from blog.web.fields import AtMost, required

WORDS: dict[Complaint, Any] = {
    Complaint.SPAM: _l("It is advertising or spam"),
    Complaint.ABUSE: _l("It insults or threatens somebody"),
    Complaint.PRIVATE: _l("It tells something private"),
    Complaint.OTHER: _l("Something else"),
}


class ReportForm(FlaskForm):
    """A complaint about a comment on ``article``. ``website`` is a trap: people never see it."""

    class Meta:
        csrf = False  # guarded by where the request comes from, and by the stamp: no cookie

    complaint = RadioField(
        _l("What is wrong with it?"),
        [required(_l("Please choose one."))],
        choices=[SelectChoice(kind.value, words) for kind, words in WORDS.items()],
    )
    words = TextAreaField(
        _l("In your words"),
        [AtMost(WORDS_MAX)],
        filters=[lambda typed: names.clean_words(typed or "").strip()],
    )
    stamp = HiddenField()
    website = StringField(_l("Leave this empty"))

    def __init__(self, article: Article) -> None:
        """Offer a form for a comment on one article."""
        super().__init__()
        self.article = article

    def validate_words(self, field: Field) -> None:
        """Something else has to be said."""
        if self.complaint.data == Complaint.OTHER and not field.data:
            raise ValidationError(_l("Please say what is wrong with it."))

    def validate_stamp(self, field: Field) -> None:
        """The page was ours, and not older than three days."""
        if not stamps.is_good(field.data or "", self.article):
            raise ValidationError(_l("This page was open for days. Please send it again."))

    def renew(self) -> None:
        """Put a stamp of today in, for the form's next journey."""
        self.stamp.data = stamps.make(self.article)
