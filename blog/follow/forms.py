"""What somebody fills in to get the news by mail."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import EmailField, Field, RadioField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import ValidationError

from blog.comments.following_forms import NOT_MAILABLE
from blog.models.subscriber import Rhythm
from blog.text.mailboxes import mailbox


class RhythmForm(FlaskForm):
    """How often somebody gets the news."""

    class Meta:
        csrf = False  # guarded by where the request comes from, or by a token: no cookie

    rhythm = RadioField(
        _l("How often"),
        choices=[
            SelectChoice(Rhythm.WEEKLY.value, _l("Every Monday, the news of the week")),
            SelectChoice(Rhythm.DAILY.value, _l("Every morning, the news of the day")),
        ],
        default=Rhythm.WEEKLY.value,
    )

    @property
    def chosen(self) -> Rhythm:
        """What was chosen."""
        return Rhythm(self.rhythm.data)


class SubscriptionForm(RhythmForm):
    """Where somebody wants the news, and how often. ``website`` is a trap: people never see it."""

    email = EmailField(_l("E-mail"))
    website = StringField(_l("Leave this empty"))

    def validate_email(self, field: Field) -> None:
        """An address that every mail server takes."""
        if not mailbox(field.data or ""):
            raise ValidationError(NOT_MAILABLE)

    @property
    def is_trapped(self) -> bool:
        """Whether something filled in what people leave empty."""
        return bool(self.website.data)
