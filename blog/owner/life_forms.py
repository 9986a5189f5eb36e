"""What the owner is asked before a draft is shown to somebody, or a text is gone for good."""

from __future__ import annotations

from datetime import timedelta

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import RadioField
from wtforms.fields.choices import SelectChoice

DAYS = (
    SelectChoice("1", _l("One day")),
    SelectChoice("7", _l("A week")),
    SelectChoice("30", _l("A month")),
)


class ShareForm(FlaskForm):
    """How long somebody may look at a draft."""

    days = RadioField(_l("How long the link works"), choices=[*DAYS], default="7")

    @property
    def lasts(self) -> timedelta:
        """How long the link works."""
        return timedelta(days=int(self.days.data))


class DestroyForm(FlaskForm):
    """Nothing but the button."""
