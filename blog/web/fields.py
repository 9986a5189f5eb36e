"""Rules for form fields that give everything back as it was typed."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms.validators import DataRequired, Length

from blog.text import names


class AtMost(Length):
    """So many characters at the most. Sets no ``maxlength``: a browser would cut off, unasked,
    what somebody pastes."""

    def __init__(self, count: int) -> None:
        super().__init__(max=count, message=_l("At most %(max)s characters, please.", max=count))
        self.field_flags: dict[str, object] = {}


def one_line(typed: str | None) -> str:
    """A filter for fields of one line: without what can't be seen in it."""
    return names.clean_name(typed or "")


def required(message: Any) -> DataRequired:
    """More than white space, or this message."""
    return DataRequired(message=message)
