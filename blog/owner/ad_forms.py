"""What the owner fills in about the ad above the masthead."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import Field, RadioField, SelectField, StringField, TextAreaField, URLField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional, ValidationError

from blog import pictures
from blog.models.site import BOXES, AdKind
from blog.owner.forms import MomentField, TravellingNumber, UploadField
from blog.text import urls
from blog.web.fields import AtMost, one_line

LINK_MAX = 2_000
"""Characters of an ad's link; those who pay for ads count clicks with very long ones."""
CODE_MAX = 20_000


class AdForm(FlaskForm):
    """A picture that leads somewhere, or the code of an ad network; and from when until when."""

    kind = RadioField(
        _l("What it is"),
        choices=[
            SelectChoice(AdKind.PICTURE.value, _l("A picture with a link")),
            SelectChoice(AdKind.CODE.value, _l("The code of an ad network")),
        ],
        default=AdKind.PICTURE.value,
    )
    picture = UploadField(_l("Picture"), render_kw={"accept": pictures.ACCEPTED})
    picture_id = TravellingNumber(validators=[Optional()])
    alt = StringField(_l("Description of the picture"), [AtMost(300)], filters=[one_line])
    link = URLField(_l("Leads to"))
    code = TextAreaField(_l("Code"), [AtMost(CODE_MAX)])
    box = SelectField(
        _l("Size of its box"),
        choices=[SelectChoice(box, f"{box.replace('x', ' × ')}") for box in BOXES],
        default=BOXES[-1],
    )
    starts_at = MomentField(_l("From"), validators=[Optional()])
    ends_at = MomentField(_l("Until"), validators=[Optional()])

    @property
    def is_code(self) -> bool:
        """Whether an ad network shall fill the place."""
        return bool(self.kind.data == AdKind.CODE)

    def validate_link(self, field: Field) -> None:
        """A picture leads somewhere on the web."""
        if not field.data and not self.is_code:
            raise ValidationError(_l("Where should the ad lead?"))
        if field.data and not urls.web_address(field.data, LINK_MAX):
            raise ValidationError(_l("This is no web address. Example: https://example.org"))

    def validate_code(self, field: Field) -> None:
        """Code is more than white space."""
        if self.is_code and not (field.data or "").strip():
            raise ValidationError(_l("Please paste the code that the ad network gave you."))

    def validate_ends_at(self, field: Field) -> None:
        """An ad ends after it began."""
        if field.data and self.starts_at.data and field.data <= self.starts_at.data:
            raise ValidationError(_l("An ad has to end after it begins."))
