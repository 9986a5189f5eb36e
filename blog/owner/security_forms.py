"""What the owner fills in about getting in."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import Field, HiddenField, PasswordField, StringField

from blog import passkeys
from blog.owner.forms import PASSWORD_PLEASE, check_password
from blog.web.fields import AtMost, one_line, required

WHICH_PASSWORD = _l("Please type the password with which you log in now.")


class PasswordForm(FlaskForm):
    """The present password, and one in its place."""

    present = PasswordField(_l("Present password"), [required(WHICH_PASSWORD)])
    password = PasswordField(_l("New password"), [required(PASSWORD_PLEASE)])

    def validate_password(self, field: Field) -> None:
        """A password is long enough, and not so long that hashing it is an attack."""
        check_password(field.data or "")


class ProofForm(FlaskForm):
    """The password once more, or what a passkey says."""

    password = PasswordField(_l("Password"))
    credential = HiddenField()
    next = HiddenField()


class PasskeyForm(FlaskForm):
    """A new passkey: what the owner calls it, and what the browser made."""

    name = StringField(
        _l("Name of the passkey"),
        [required(_l("Please give it a name, such as “My phone”.")), AtMost(passkeys.NAME_MAX)],
        filters=[one_line],
    )
    credential = HiddenField()
