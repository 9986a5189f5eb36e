"""What the owner fills in about letters."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import EmailField, Field, RadioField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import ValidationError

from blog.models.site import Notices
from blog.text.mailboxes import mailbox


class NoticesForm(FlaskForm):
    """Where the owner is told that comments wait, and how often."""

    notices_to = EmailField(_l("Your e-mail address"))
    notices = RadioField(
        _l("When comments wait for you"),
        choices=[
            SelectChoice(Notices.HOURLY.value, _l("Tell me at once, but once an hour at the most")),
            SelectChoice(Notices.DAILY.value, _l("Once a day at the most")),
            SelectChoice(Notices.NEVER.value, _l("Don’t write to me about it")),
        ],
    )

    def validate_notices_to(self, field: Field) -> None:
        """An address that every mail server takes, or none."""
        if (field.data or "").strip() and not mailbox(field.data):
            raise ValidationError(_l("We can’t write to this address. Is it right?"))
