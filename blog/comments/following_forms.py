"""What somebody fills in to follow a conversation."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import EmailField, Field, RadioField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import ValidationError

from blog.models.letter import Scope
from blog.text.mailboxes import mailbox

NOT_MAILABLE = _l("We can’t write to this address. Is it right?")


class FollowForm(FlaskForm):
    """Where somebody wants to be told, and of what."""

    class Meta:
        csrf = False  # guarded by where the request comes from, and by the receipt: no cookie

    email = EmailField(_l("E-mail"))
    scope = RadioField(
        _l("Tell me"),
        choices=[
            SelectChoice(Scope.THREAD.value, _l("Of answers in this thread")),
            SelectChoice(Scope.ARTICLE.value, _l("Of every new comment on the article")),
        ],
        default=Scope.THREAD.value,
    )

    def validate_email(self, field: Field) -> None:
        """An address that every mail server takes."""
        if not mailbox(field.data or ""):
            raise ValidationError(NOT_MAILABLE)
