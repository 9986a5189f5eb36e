"""What the owner may settle about the blog."""

from __future__ import annotations

import re
from typing import Any

from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    ColorField,
    Field,
    FieldList,
    FormField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
    URLField,
)
from wtforms import Form as PlainForm
from wtforms.fields.choices import SelectChoice
from wtforms.validators import ValidationError

from blog.models.site import BESIDE, FRONT_LENGTH, Moderation, Nameplate, Site
from blog.owner.forms import check_labels, languages, moderations, time_zones
from blog.text import consoles, mailboxes, names, urls
from blog.web.fields import AtMost, one_line, required

NAMES = {
    "google": "Google Search Console",
    "bing": "Bing Webmaster Tools",
    "yandex": "Yandex Webmaster",
    "pinterest": "Pinterest",
}
"""What search consoles are called, in every language."""
PROFILES_MAX = 8
RULES_MAX = 1_000
LICENCE_MAX = 500
PRIVACY_MAX = ADS_TXT_MAX = 20_000
LENGTHS = (7, 10, 16, FRONT_LENGTH, 36, 48)
DAYS = (0, 7, 14, 30, 90, 180, 365)
SHOWN_AS_THEY_ARE = (
    *("name", "description", "language", "time_zone", "accent", "nameplate", "shows_motto"),
    *("shows_breaking", "shows_powered_by", "front_length", "moderation"),
    *("comments_held_after", "comments_close_after", "security_contact", "verifications"),
)
"""The columns of the blog that are fields of its form, and hold what these do."""
WORDS = ("comment_rules", "comment_licence", "privacy", "ads_txt")
"""The columns that are several lines of plain text."""


def several_lines(typed: str | None) -> str:
    """A filter for fields of plain text."""
    return names.clean_words(typed or "")


class ProfileForm(PlainForm):
    """Somewhere else where readers can find the owner."""

    name = StringField(_l("What it is called"), [AtMost(60)], filters=[one_line])
    url = URLField(_l("Its address"), [AtMost(300)])

    def validate_url(self, field: Field) -> None:
        """An address of the web, with a name."""
        if field.data and not urls.web_address(field.data):
            raise ValidationError(_l("This is no web address. Example: https://example.org"))
        if bool(field.data) != bool(self.name.data):
            raise ValidationError(_l("Please give both a name and an address."))


class PlacesForm(PlainForm):
    """Where each of the notes beside the news stands: 1 is the first place, 0 none."""

    recent_comments = SelectField(_l("Recent comments"), coerce=int)
    about = SelectField(_l("About"), coerce=int)
    archive = SelectField(_l("Archive"), coerce=int)
    follow = SelectField(_l("Follow us"), coerce=int)

    def __init__(self, *args: Any, **options: Any) -> None:
        """Offer as many places as there are notes."""
        super().__init__(*args, **options)
        for field in self:
            field.choices = [SelectChoice(0, gettext("Not shown"))]
            field.choices += [SelectChoice(place, str(place)) for place in _places()]


class VerificationsForm(PlainForm):
    """What search consoles gave, each as a tag or its content alone."""

    google = StringField(NAMES["google"], filters=[one_line])
    bing = StringField(NAMES["bing"], filters=[one_line])
    yandex = StringField(NAMES["yandex"], filters=[one_line])
    pinterest = StringField(NAMES["pinterest"], filters=[one_line])

    def validate(self, extra_validators: Any = None) -> bool:
        """Each is one word, or a tag with one in it; the word is kept."""
        for field in self:
            if field.data and not consoles.content(field.data):
                message = _l(
                    "Please paste the whole tag (<meta …>), or what stands in its content."
                )
                field.errors = [message]
            else:
                field.data = consoles.content(field.data or "")
        return not self.errors


class SettingsForm(FlaskForm):
    """What the blog is called, how it looks, and what readers find on it."""

    name = StringField(
        _l("Name of the blog"),
        [required(_l("Please give the blog a name.")), AtMost(120)],
        filters=[one_line],
    )
    description = StringField(_l("A line about it"), [AtMost(300)], filters=[one_line])
    language = RadioField(_l("Language"), choices=languages())
    time_zone = SelectField(_l("Time zone"))
    accent = ColorField(_l("Accent colour"))
    nameplate = RadioField(
        _l("The name on the front page"),
        choices=[
            SelectChoice(Nameplate.LARGE.value, _l("As large as fits")),
            SelectChoice(Nameplate.SMALL.value, _l("Smaller, so that the news begins higher up")),
        ],
    )
    shows_motto = BooleanField(_l("Set the line about the blog under its name"))
    sections = StringField(_l("Sections in the masthead"))
    front_length = SelectField(_l("Articles on the front page"), coerce=int)
    shows_breaking = BooleanField(_l("Show breaking news in a bar above everything"))
    beside = FormField(PlacesForm)
    follow = FieldList(FormField(ProfileForm), min_entries=3, max_entries=PROFILES_MAX)
    comment_rules = TextAreaField(
        _l("Rules for comments"), [AtMost(RULES_MAX)], filters=[several_lines]
    )
    comment_licence = TextAreaField(
        _l("Licence of the comments"), [AtMost(LICENCE_MAX)], filters=[several_lines]
    )
    moderation = RadioField(_l("What happens to comments"), coerce=Moderation)
    comments_held_after = SelectField(_l("Comments on an article all wait for you"), coerce=int)
    comments_close_after = SelectField(_l("Comments on an article close"), coerce=int)
    privacy = TextAreaField(
        _l("What you add about privacy"), [AtMost(PRIVACY_MAX)], filters=[several_lines]
    )
    shows_powered_by = BooleanField(_l("Say “Powered by Broadsheet”"))
    ads_txt = TextAreaField(_l("The file ads.txt"), [AtMost(ADS_TXT_MAX)], filters=[several_lines])
    verifications = FormField(VerificationsForm)
    security_contact = StringField(
        _l("Contact for security matters"), [AtMost(mailboxes.LONGEST)], filters=[one_line]
    )

    def __init__(self, site: Site, sections: str) -> None:
        """Offer what is set, and room for one more profile."""
        as_it_is = {name: getattr(site, name) for name in (*SHOWN_AS_THEY_ARE, *WORDS, "follow")}
        super().__init__(data={**as_it_is, "sections": sections, "beside": _placed(site.beside)})
        self.time_zone.choices = time_zones()
        self.front_length.choices = [
            SelectChoice(length, str(length)) for length in sorted({*LENGTHS, site.front_length})
        ]
        self.moderation.choices = moderations()
        for field in (self.comments_held_after, self.comments_close_after):
            offered = sorted({*DAYS, getattr(site, field.name)})
            field.choices = [SelectChoice(days, _after(days)) for days in offered]
        is_full = all(entry.form.url.data for entry in self.follow)
        if is_full and not self.is_submitted() and len(self.follow) < PROFILES_MAX:
            self.follow.append_entry()

    def validate_sections(self, field: Field) -> None:
        """Each section is a label."""
        check_labels(field.data or "")

    def validate_accent(self, field: Field) -> None:
        """A colour is ``#rrggbb``."""
        if not re.fullmatch("#[0-9a-fA-F]{6}", field.data or ""):
            raise ValidationError(_l("Please choose a colour."))

    def validate_security_contact(self, field: Field) -> None:
        """A mailbox, or a page; kept as an address with its scheme."""
        if field.data and not mailboxes.contact(field.data):
            raise ValidationError(
                _l("Please give an e-mail address, or one that begins with https://.")
            )
        field.data = mailboxes.contact(field.data or "")

    def settle(self, site: Site) -> None:
        """Give the blog what was typed, but for fields with a mistake in them."""
        typed = {name: self[name].data for name in SHOWN_AS_THEY_ARE}
        typed |= {name: (self[name].data or "").rstrip() for name in WORDS}
        typed |= {"beside": self._beside(), "follow": self._profiles()}
        typed["verifications"] = {
            name: word for name, word in self.verifications.data.items() if word
        }
        for name in typed.keys() - self.errors.keys():
            setattr(site, name, typed[name])

    def _profiles(self) -> list[dict[str, str]]:
        """The profiles that were filled in."""
        return [
            {"name": entry.form.name.data, "url": urls.web_address(entry.form.url.data) or ""}
            for entry in self.follow
            if entry.form.url.data
        ]

    def _beside(self) -> list[str]:
        """The notes that have a place, in order; of two with the same, the upper one first."""
        chosen = self.beside.form.data
        return sorted((name for name in BESIDE if chosen[name]), key=chosen.__getitem__)


def _placed(beside: list[str]) -> dict[str, int]:
    """The place of each note, from their order."""
    return {name: beside.index(name) + 1 if name in beside else 0 for name in BESIDE}


def _places() -> range:
    return range(1, len(BESIDE) + 1)


def _after(days: int) -> str:
    if not days:
        return gettext("Never by themselves")
    return ngettext("One day after it was published", "%(num)s days after it was published", days)
