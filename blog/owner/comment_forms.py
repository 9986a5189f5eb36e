"""What the owner types in the queue."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import TextAreaField

from blog.comments.forms import NOTHING_WRITTEN, CommentForm
from blog.web.fields import required


class AnswerForm(FlaskForm):
    """The owner's answer to a comment."""

    body = TextAreaField(_l("Your answer"), [required(NOTHING_WRITTEN)])

    validate_body = CommentForm.validate_body
