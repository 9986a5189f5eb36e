"""What the owner settles about counting."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField


class CountingForm(FlaskForm):
    """Whether visits are counted."""

    counts_visits = BooleanField(_l("Count the visits"))
