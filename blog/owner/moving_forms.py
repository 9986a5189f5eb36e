"""What the owner fills in to bring an old blog in."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import MultipleFileField
from wtforms import Field, HiddenField, RadioField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import ValidationError

from blog.text import urls
from blog.transfer.readers.entries import host
from blog.web.fields import AtMost, required

BLOGGERS = {"blogger.com", "www.blogger.com", "draft.blogger.com"}
"""Where one writes for Blogger: an address of nobody's blog."""


class MoveForm(FlaskForm):
    """An old blog's files, and where it lived. ``token`` stands for files that are here already."""

    files = MultipleFileField(_l("The file from Google"))
    token = HiddenField()
    addresses = TextAreaField(
        _l("The address of your blog until now"),
        [
            required(
                _l(
                    "Please write where your blog has been, for Google’s file does not say it. "
                    "Example: https://gazetem.blogspot.com"
                )
            ),
            AtMost(2_000),
        ],
    )

    def validate_addresses(self, field: Field) -> None:
        """Each line is an address of the web, as people type it.

        What is typed is filled in at once: templates take what is said later for safe HTML.
        """
        for line in self._lines():
            if not urls.web_address(line, longest=500):
                raise ValidationError(
                    _(
                        "“%(line)s” is no web address. Example: https://gazetem.blogspot.com",
                        line=line[:80],
                    )
                )
            if _host(line) in BLOGGERS:
                raise ValidationError(
                    _(
                        "“%(line)s” is where you write. Please give the address at which people "
                        "read it, such as https://gazetem.blogspot.com",
                        line=line[:80],
                    )
                )

    @property
    def hosts(self) -> list[str]:
        """Where the blog lived, each once."""
        return list(dict.fromkeys(map(_host, self._lines())))

    def _lines(self) -> list[str]:
        return (self.addresses.data or "").split()


class ChoiceForm(FlaskForm):
    """Which of several blogs to take."""

    blog = RadioField(_l("Which one shall come?"))

    def __init__(self, choices: list[str]) -> None:
        """Offer these. One is ``""``: what came without its folder."""
        super().__init__(blog=choices[0])
        alone = _l("The file that came by itself")
        self.blog.choices = [SelectChoice(name, name or alone) for name in choices]


def _host(line: str) -> str:
    return host(urls.web_address(line, longest=500) or "")
