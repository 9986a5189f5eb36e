"""What the owner fills in."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from flask import request
from flask_babel import format_decimal, get_locale, gettext, ngettext
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    DateTimeLocalField,
    Field,
    HiddenField,
    IntegerField,
    PasswordField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
    URLField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional, ValidationError
from wtforms.widgets import HiddenInput

from blog import pictures, signin
from blog.articles import labels
from blog.articles.actions import Typed
from blog.articles.history import Sender
from blog.db import now
from blog.models.article import STANDFIRST_MAX, TITLE_MAX, Article, Written
from blog.models.revision import WINDOW_MAX
from blog.models.site import LANGUAGES, Moderation, Site
from blog.owner.address_forms import AddressForm
from blog.owner.home_forms import ADDRESS_PLEASE, HOME_MAX, SURE, TICK_PLEASE, AsksForHome
from blog.text import names
from blog.text.languages import OFFERED, called, in_order
from blog.web.fields import AtMost, one_line, required

BODY_MAX = 2_000_000
"""Characters of an article's body."""
NIGHTS = (0, 1, 3, 7, 14, 30)
SERIAL_MAX = 2**31 - 1
YEARS = range(1000, 9999)
"""Years of four digits, as the archive's addresses have them; the last one is for time zones."""
SHOWN_AS_THEY_ARE = (
    "title",
    "standfirst",
    "body",
    "format",
    "language",
    "picture_id",
    "picture_alt",
    "picture_caption",
    "picture_credit",
)
"""The columns of an article that are fields of its form."""
AS_THE_BLOG = "blog"
"""What ``comments`` holds where an article does as the whole blog does."""
PASSWORD_PLEASE = _l(
    "Please choose a password of at least %(min)s characters.", min=signin.PASSWORD_MIN
)


class UploadField(FileField):
    """A file that was chosen now; what the form's object has under that name is none."""

    def process_data(self, value: object) -> None:
        """Begin without a file."""
        self.data = None


def languages() -> list[SelectChoice]:
    """The languages that the blog speaks, each by its own name."""
    return [SelectChoice(code, name) for code, name in LANGUAGES.items()]


class MomentField(DateTimeLocalField):
    """A date and time as clocks show it in the site's zone; ``data`` is an aware moment."""

    def __init__(self, label: Any, **options: Any) -> None:
        """Offer minutes; take seconds too, for some browsers send them."""
        super().__init__(label, format=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"], **options)

    def process_data(self, value: datetime | None) -> None:
        """Show a moment in the site's zone."""
        self.data = value.astimezone(_zone()) if value else None

    def process_formdata(self, valuelist: list[str]) -> None:
        """Understand what was typed as the site's zone has it; an empty field is no moment."""
        self.data = None
        if not valuelist or not valuelist[0].strip():
            return
        try:
            super().process_formdata(valuelist)
            self.data = _in_the_sites_zone(self.data)
        except ValueError:
            self.data = None
            raise ValueError(
                _l("Please write a date and time like this: 2026-11-22 18:30")
            ) from None


class TravellingNumber(IntegerField):
    """A number that travels along unseen: the page has what it is now, not what was sent."""

    widget = HiddenInput()

    def _value(self) -> str:
        return "" if self.data is None else str(self.data)


class ArticleForm(AddressForm):
    """One article, or a page. ``version`` tells which one it was when the form was opened.

    A script fills in ``window``, its own name for the open form, and ``serial``, which counts
    what it sends.
    """

    title = TextAreaField(_l("Title"), [AtMost(TITLE_MAX)], filters=[one_line])
    standfirst = TextAreaField(_l("Standfirst"), [AtMost(STANDFIRST_MAX)])
    body = TextAreaField(_l("Text"))
    format = RadioField(
        _l("Written in"),
        choices=[SelectChoice("markdown", "Markdown"), SelectChoice("html", "HTML")],
        default="markdown",
    )
    language = SelectField(_l("Language of the text"), coerce=lambda tag: tag or None)
    picture = UploadField(_l("Picture"), render_kw={"accept": pictures.ACCEPTED})
    without_picture = BooleanField(_l("Take the picture away"))
    picture_id = TravellingNumber(validators=[Optional()])
    picture_alt = StringField(_l("Description of the picture"), [AtMost(500)])
    picture_caption = StringField(_l("Caption"), [AtMost(500)])
    picture_credit = StringField(_l("Credit"), [AtMost(200)])
    labels = StringField(_l("Labels"))
    wants_breaking = BooleanField(_l("Breaking news"))
    breaking_until = MomentField(_l("Breaking until"), validators=[Optional()])
    publish_at = MomentField(_l("Date of publication"), validators=[Optional()])
    comments = SelectField(
        _l("What happens to comments"),
        coerce=lambda chosen: AS_THE_BLOG if chosen == "y" else chosen,  # once a box to tick
    )
    version = TravellingNumber(validators=[Optional()])
    window = HiddenField()
    serial = TravellingNumber(validators=[Optional()])

    def __init__(self, article: Article) -> None:
        """Offer what is being written, else what is public, else an empty form."""
        copy, written = article.working, article.working or article
        breaking_until = written.breaking_until if copy or article.is_breaking else None
        super().__init__(
            data={
                **{name: getattr(written, name) for name in SHOWN_AS_THEY_ARE},
                "breaking_until": breaking_until,
                "comments": _comments(written),
            }
        )
        as_the_blog = SelectChoice(AS_THE_BLOG, gettext("As on the whole blog"))
        self.comments.choices = [as_the_blog, *moderations()]
        self.language.choices = _languages_of_texts(written.language)
        self.article = article
        self.former_date = article.published_at
        self.present_breaking_until = breaking_until
        if self.is_submitted():
            return
        self.version.data = article.version
        self.publish_at.process_data(copy.publish_at if copy else article.published_at)
        self.offer_address()
        self.labels.data = copy.labels if copy else labels.join(article.labels)
        self.wants_breaking.data = copy.wants_breaking if copy else article.is_breaking

    def validate_title(self, field: Field) -> None:
        """What readers shall see has a title."""
        if self.is_to_publish and not field.data:
            raise ValidationError(_l("Please give it a title before you publish it."))

    def validate_body(self, field: Field) -> None:
        """The text is as long as the cleaner can take."""
        if len(field.data or "") > BODY_MAX:
            raise ValidationError(
                _l("At most %(max)s characters, please.", max=format_decimal(BODY_MAX))
            )

    def validate_labels(self, field: Field) -> None:
        """Each label is short."""
        check_labels(field.data or "")

    def validate_publish_at(self, field: Field) -> None:
        """What readers saw does not go back into the future."""
        if field.data and self.article.was_seen and now() < field.data:
            raise ValidationError(
                _l("It was published already, so its date can’t lie in the future.")
            )

    @property
    def rule_of_the_blog(self) -> str:
        """What happens to comments where an article has no rule of its own."""
        site = Site.current()
        return _in_words(site.moderation if site else Moderation.HOLD_ALL)

    @property
    def is_to_publish(self) -> bool:
        """Whether the button that was pressed shows it to readers."""
        return self.action == "publish"

    @property
    def is_backdated(self) -> bool:
        """Whether a date was chosen that is past, to the minute."""
        chosen = self.publish_at.data
        return (
            chosen is not None
            and not _is_shown_as(chosen, self.former_date)
            and chosen < now() - timedelta(minutes=1)
        )

    @property
    def action(self) -> str:
        """The button that was pressed; keeping is what harms nobody."""
        return request.form.get("action", "keep")

    @property
    def sender(self) -> Sender:
        """The open form that this comes from; nobody, where there is no script."""
        window, serial = (self.window.data or "")[:WINDOW_MAX], self.serial.data or 0
        return Sender(window, min(max(serial, 0), SERIAL_MAX))

    def typed(self, picture_id: int | None) -> Typed:
        """What was typed, with the lead picture it shall have."""
        return Typed(
            title=self.title.data or "",
            standfirst=names.clean_words(self.standfirst.data or "").strip(),
            body=names.clean_words(self.body.data or ""),
            format=self.format.data,
            language=self.language.data,
            picture_id=picture_id,
            picture_alt=names.clean_name(self.picture_alt.data or ""),
            picture_caption=names.clean_name(self.picture_caption.data or ""),
            picture_credit=names.clean_name(self.picture_credit.data or ""),
            labels=self.labels.data or "",
            wants_breaking=self._wants_breaking(),
            breaking_until=self.breaking_until.data if self._wants_breaking() else None,
            publish_at=self._publish_at(),
            wants_slug=self.wants_slug,
            takes_comments=self.comments.data != Moderation.CLOSED,
            moderation=self._moderation(),
        )

    def _moderation(self) -> Moderation | None:
        is_its_own = self.comments.data not in (AS_THE_BLOG, Moderation.CLOSED)
        return Moderation(self.comments.data) if is_its_own else None

    def _publish_at(self) -> datetime | None:
        """The date typed; the article's own, to the second, where only minutes were shown."""
        wanted, present = self.publish_at.data, self.article.published_at
        return present if _is_shown_as(wanted, present) else wanted

    def _wants_breaking(self) -> bool:
        """The box, or a new time; whoever unticks the box need not empty the time beside it."""
        until = self.breaking_until.data
        return self.wants_breaking.data or bool(
            until and not _is_shown_as(until, self.present_breaking_until)
        )


def _languages_of_texts(present: str | None) -> list[SelectChoice]:
    """The blog's own language, those that many texts are in, and the one this text is in."""
    spoken = get_locale()
    others = {*OFFERED} - {spoken.language} | ({present} if present else set())
    own = gettext("As on the whole blog: %(language)s", language=called(spoken.language, spoken))
    return [SelectChoice("", own), *(SelectChoice(*pair) for pair in in_order(others, spoken))]


def moderations() -> list[SelectChoice]:
    """Whose comments readers may see at once, as a select's choices."""
    return [SelectChoice(rule.value, _in_words(rule)) for rule in Moderation]


def _in_words(rule: Moderation) -> str:
    return {
        Moderation.HOLD_ALL: gettext("Every comment waits for you"),
        Moderation.HOLD_FIRST_TIMERS: gettext("A person’s first comment waits for you"),
        Moderation.SHOW: gettext("Comments appear at once"),
        Moderation.CLOSED: gettext("Comments are closed"),
    }[rule]


def _comments(written: Written) -> str:
    """What the form shows of an article's own rule."""
    if not written.takes_comments:
        return Moderation.CLOSED.value
    return written.moderation.value if written.moderation else AS_THE_BLOG


class BackupsForm(FlaskForm):
    """How many nightly backups are kept."""

    backups_kept = SelectField(_l("How many to keep"), coerce=int)

    def __init__(self, **options: Any) -> None:
        """Offer a few numbers, and the one that is set."""
        super().__init__(**options)
        offered = sorted({*NIGHTS, options["obj"].backups_kept})
        self.backups_kept.choices = [SelectChoice(count, _nights(count)) for count in offered]


def _nights(count: int) -> str:
    if not count:
        return gettext("None: make no backups at night")
    return ngettext("One", "One for each of %(num)s days", count)


class SetUpForm(AsksForHome, FlaskForm):
    """What a new blog has to know."""

    token = HiddenField()
    name = StringField(
        _l("Name of the blog"),
        [required(_l("Please give the blog a name.")), AtMost(120)],
        filters=[one_line],
    )
    language = RadioField(_l("Language"), choices=languages())
    time_zone = SelectField(_l("Time zone"))
    url = URLField(_l("Public address"), [required(ADDRESS_PLEASE), AtMost(HOME_MAX)])
    is_sure = BooleanField(SURE)
    owner = StringField(
        _l("Your name"),
        [required(_l("Please tell your name; it stands under your articles.")), AtMost(120)],
        filters=[one_line],
    )
    password = PasswordField(_l("Password"), [required(PASSWORD_PLEASE)])
    demo = BooleanField(_l("Fill it with sample articles; you can remove them in one step"))

    def __init__(self, **options: Any) -> None:
        """Offer every time zone by its name."""
        super().__init__(**options)
        self.time_zone.choices = time_zones()

    def validate_is_sure(self, field: Field) -> None:
        """Whoever a wrong address would lock out says that it is right."""
        if not self.url.errors and self.locks_out and not field.data:
            raise ValidationError(TICK_PLEASE)

    def validate_password(self, field: Field) -> None:
        """A password is long enough, and not so long that hashing it is an attack."""
        check_password(field.data or "")


class LoginForm(FlaskForm):
    """Who wants to come in."""

    name = StringField(_l("Your name"))
    password = PasswordField(_l("Password"))
    credential = HiddenField()
    next = HiddenField()


class NewPasswordForm(FlaskForm):
    """A new password, from a link that works once."""

    token = HiddenField()
    password = PasswordField(_l("New password"), [required(PASSWORD_PLEASE)])

    def validate_password(self, field: Field) -> None:
        """A password is long enough, and not so long that hashing it is an attack."""
        check_password(field.data or "")


def time_zones() -> list[SelectChoice]:
    """Every zone of the IANA database that is a place, as a select's choices."""
    places = (zone for zone in available_timezones() if "/" in zone and "Etc/" not in zone)
    return [SelectChoice(zone, zone.replace("_", " ")) for zone in ["UTC", *sorted(places)]]


def check_labels(typed: str) -> None:
    """Refuse, with a ``ValidationError``, a line in which a label is far too long."""
    if any(len(name) > labels.NAME_MAX for name in labels.split(typed)):
        raise ValidationError(
            _l(
                "One of the labels is very long. Separate labels with commas; each has at most "
                "%(max)s characters.",
                max=labels.NAME_MAX,
            )
        )


def check_password(password: str) -> None:
    """Refuse, with a ``ValidationError``, a password that is too short or far too long."""
    if len(password) < signin.PASSWORD_MIN:
        raise ValidationError(PASSWORD_PLEASE)
    if len(password.encode()) > signin.PASSWORD_MAX_BYTES:
        raise ValidationError(
            _l("At most %(max)s characters, please.", max=signin.PASSWORD_MAX_BYTES)
        )


def _is_shown_as(typed: datetime | None, moment: datetime | None) -> bool:
    """Whether what was typed is how a form, which knows minutes only, shows the moment."""
    return (
        typed is not None
        and moment is not None
        and typed == moment.replace(second=0, microsecond=0)
    )


def _in_the_sites_zone(typed: datetime | None) -> datetime | None:
    """A moment, from what clocks on the wall show; ``ValueError`` for one out of all reason."""
    if typed and typed.year not in YEARS:
        raise ValueError(typed)
    return typed.replace(tzinfo=_zone()) if typed else None


def _zone() -> ZoneInfo:
    site = Site.current()
    return site.zone if site else ZoneInfo("UTC")
