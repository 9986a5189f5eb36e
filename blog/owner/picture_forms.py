"""What the owner says of a picture."""

from __future__ import annotations

import re
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import MultipleFileField
from wtforms import BooleanField, Field, IntegerField, RadioField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional, ValidationError
from wtforms.widgets import HiddenInput

from blog.models.picture import ALT_MAX, CAPTION_MAX, CREDIT_MAX, Picture
from blog.pictures import ACCEPTED
from blog.web.fields import AtMost, one_line

NINTHS = (
    (_l("top left"), _l("top"), _l("top right")),
    (_l("left"), _l("middle"), _l("right")),
    (_l("bottom left"), _l("bottom"), _l("bottom right")),
)
MIDDLES = (17, 50, 83)
"""Percent: of each third of a picture's width or height, the middle."""

WORDS = ("alt", "is_decorative", "caption", "credit")
_FOCUS = re.compile(r"(100|[1-9]?[0-9]) (100|[1-9]?[0-9])", re.ASCII)


class UploadForm(FlaskForm):
    """Pictures on their way in. ``article`` is the one for which one will be chosen, if any."""

    pictures = MultipleFileField(_l("Add pictures"), render_kw={"accept": ACCEPTED})
    article = IntegerField(widget=HiddenInput(), validators=[Optional()])


class PictureForm(FlaskForm):
    """The words that a picture brings along, and what stays in sight where it is cropped.

    ``focus`` is two numbers, percent from the left and from the top. Each ninth of the picture
    stands for its middle; that in which the focus lies already, for the focus.
    """

    alt = StringField(_l("Description"), [AtMost(ALT_MAX)], filters=[one_line])
    is_decorative = BooleanField(_l("Decorative: it adds nothing to the text"))
    caption = StringField(_l("Caption"), [AtMost(CAPTION_MAX)], filters=[one_line])
    credit = StringField(_l("Credit"), [AtMost(CREDIT_MAX)], filters=[one_line])
    focus = RadioField(_l("What has to stay in sight"), validate_choice=False)

    def __init__(self, picture: Picture) -> None:
        """Offer what is known."""
        present = "{} {}".format(*picture.focus)
        super().__init__(
            data={**{name: getattr(picture, name) for name in WORDS}, "focus": present}
        )
        self.focus.choices = ninths(self.focus.data or present)

    def validate_focus(self, field: Field) -> None:
        """Two numbers."""
        if not _FOCUS.fullmatch(field.data or ""):
            raise ValidationError(_l("Please choose a place on the picture."))

    def populate_obj(self, picture: Any) -> None:
        """Say it of the picture."""
        for name in WORDS:
            setattr(picture, name, self[name].data)
        picture.focus_x, picture.focus_y = map(int, self.focus.data.split())


def ninths(focus: str) -> list[SelectChoice]:
    """The nine places to choose from, row by row."""
    found = _FOCUS.fullmatch(focus)
    present = [int(part) * 3 // 101 for part in found.groups()] if found else []
    return [
        SelectChoice(focus if [x, y] == present else f"{MIDDLES[x]} {MIDDLES[y]}", NINTHS[y][x])
        for y in range(3)
        for x in range(3)
    ]
