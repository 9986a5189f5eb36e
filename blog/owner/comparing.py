"""Two texts of one article side by side: what came, what went, field by field."""

from __future__ import annotations

from typing import Any, NamedTuple

from flask_babel import get_locale
from flask_babel import gettext as _

from blog.db import db
from blog.models.picture import Picture
from blog.models.revision import TEXT
from blog.text import changes, languages
from blog.text.changes import Change, Kind


class Difference(NamedTuple):
    """A field in which two texts differ, by the name that it has in the form."""

    label: str
    changes: list[Change]

    @property
    def new(self) -> int:
        """How many words came."""
        return sum(one.words for one in self.changes if one.kind is Kind.NEW)

    @property
    def gone(self) -> int:
        """How many words went."""
        return sum(one.words for one in self.changes if one.kind is Kind.GONE)


def compare(before: Any, after: Any) -> list[Difference]:
    """The fields in which two texts differ; both have the columns of ``TEXT``."""
    labels = _labels()
    pairs = ((name, _words(before, name), _words(after, name)) for name in TEXT)
    return [
        Difference(labels[name], changes.compare(old, new))
        for name, old, new in pairs
        if old != new
    ]


def _words(text: Any, name: str) -> str:
    """A field in words; a picture is called as its file was."""
    value = getattr(text, name)
    match name:
        case "picture_id":
            picture = db.session.get(Picture, value) if value else None
            return picture.name if picture else ""
        case "language":
            return languages.called(value, get_locale()) if value else _("As on the whole blog")
    return str(value)


def _labels() -> dict[str, str]:
    return {
        "title": _("Title"),
        "standfirst": _("Standfirst"),
        "body": _("Text"),
        "format": _("Written in"),
        "language": _("Language of the text"),
        "labels": _("Labels"),
        "picture_id": _("Picture"),
        "picture_alt": _("Description of the picture"),
        "picture_caption": _("Caption"),
        "picture_credit": _("Credit"),
    }
