"""What the owner fills in about labels."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import Field, StringField, TextAreaField
from wtforms.validators import ValidationError

from blog.articles import labels
from blog.models.label import DESCRIPTION_MAX
from blog.web.fields import AtMost, one_line, required

NAME_RULES = (required(_l("Please give the label a name.")), AtMost(labels.NAME_MAX))


class LabelForm(FlaskForm):
    """What a label is called, and what it is about."""

    name = StringField(_l("Name of the label"), NAME_RULES, filters=[one_line])
    description = TextAreaField(
        _l("What it is about"), [AtMost(DESCRIPTION_MAX)], filters=[one_line]
    )

    def validate_name(self, field: Field) -> None:
        """A comma parts labels, so none has one."""
        refuse_comma(field.data)


class MergingForm(FlaskForm):
    """What several labels are called from now on."""

    name = StringField(_l("They all become"), NAME_RULES, filters=[one_line])

    def validate_name(self, field: Field) -> None:
        """A comma parts labels, so none has one."""
        refuse_comma(field.data)


def refuse_comma(name: str) -> None:
    """Raise ``ValidationError`` for what the article form would take for two labels."""
    if "," in name:
        raise ValidationError(_l("A label can’t have a comma: commas stand between labels."))
