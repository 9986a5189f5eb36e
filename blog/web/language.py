"""The site's language: words, dates and counts as its readers write them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from babel import Locale, dates
from babel.support import NullTranslations
from flask import Flask, g, request
from flask_babel import Babel, format_decimal, format_percent, get_locale, get_translations
from flask_babel import gettext as _

from blog.models.site import LANGUAGES, Site
from blog.text import absent, anchors, excerpts
from blog.text import html as cleaned


def init_app(app: Flask) -> None:
    """Speak the site's language in every template and message."""
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = "blog/translations"
    Babel(app, locale_selector=_language, timezone_selector=_zone)
    app.context_processor(_begin_to_speak)
    app.jinja_env.globals.update(_=_said, gettext=_said, ngettext=_counted)
    app.jinja_env.filters.update(
        date=lambda moment: speech().date(moment),
        time=lambda moment: speech().time(moment),
        moment=lambda moment: f"{speech().date(moment)}, {speech().time(moment)}",
        month_name=month_name,
        iso=lambda moment: moment.isoformat(timespec="seconds"),
        number=format_decimal,
        percent=format_percent,
        plain=cleaned.plain,
        safe_html=cleaned.safe,
        with_current=cleaned.with_current,
        article_html=_article,
        excerpt=excerpts.excerpt,
    )


def _article(html: str, linked: bool = False) -> str:
    """A cleaned article as it is shown: its pictures that are not here say so, and where it is
    ``linked`` its paragraphs can be linked to."""
    away, lost = _("This picture is not here yet:"), _("This picture could not be read:")
    html = absent.explained(html, away, lost)
    return cleaned.safe(anchors.anchored(html, _("Link to this paragraph")) if linked else html)


def month_name(month: int, pattern: str = "LLLL y") -> str:
    """A month given as ``yyyymm`` in words; ``pattern`` as in Unicode TR 35."""
    return _date(date(month // 100, month % 100, 1), pattern, speech().locale)


# -- what templates say --


@dataclass(frozen=True, eq=False)
class Speech:
    """How pages speak, one for each way to. What it says is looked up once and remembered, whoever
    says it."""

    locale: str
    zone: ZoneInfo
    words: NullTranslations

    def date(self, moment: date) -> str:
        """The day of a moment, or a day, at length."""
        day = moment.astimezone(self.zone).date() if isinstance(moment, datetime) else moment
        return _date(day, "long", self.locale)

    def time(self, moment: datetime) -> str:
        """Its hour and minute."""
        local = moment.astimezone(self.zone)
        return _time(time(local.hour, local.minute), self.locale)


def _begin_to_speak() -> dict[str, Any]:
    """Settle once for each page what Flask-Babel would ask itself again for every word of it."""
    g.speech = _now_spoken()
    return {}


def speech() -> Speech:
    """How the page speaks that is made now."""
    return g.get("speech") or _now_spoken()


def _now_spoken() -> Speech:
    return _spoken(str(get_locale()), ZoneInfo(_zone()), get_translations())


@lru_cache(maxsize=64)
def _spoken(locale: str, zone: ZoneInfo, words: NullTranslations) -> Speech:
    return Speech(locale, zone, words)


def _said(words: str, /, **names: Any) -> str:
    """``gettext`` as Jinja's new style has it: what is named in ``words`` is escaped."""
    said = _message(words, speech().words)
    return said % names if names or "%" in said else said


def _counted(one: str, many: str, number: int, /, **names: Any) -> str:
    """``ngettext``, likewise; ``num`` in the words is the number."""
    said = cleaned.safe(speech().words.ungettext(one, many, number))
    return said % {"num": number, **names}


@lru_cache(maxsize=4_096)
def _message(words: str, catalogue: NullTranslations) -> str:
    return cleaned.safe(catalogue.ugettext(words))


@lru_cache(maxsize=4_096)
def _date(day: date, pattern: str, locale: str) -> str:
    return dates.format_date(day, pattern, locale)


@lru_cache(maxsize=4_096)
def _time(hour: time, locale: str) -> str:
    return dates.format_time(hour, "short", locale=locale)


LOCALES = {"en": "en_GB", "tr": "tr_TR"}
"""Which kind of a language its dates are written in, where it matters."""


def _language() -> Locale:
    """The site's language; before there is a site, the one its future owner's browser asks for."""
    site = None if g.get("is_bare") else Site.current()
    if site:
        return _locale(LOCALES.get(site.language, site.language))
    return _locale(request.accept_languages.best_match(LANGUAGES, "en") if request else "en")


@lru_cache(maxsize=64)
def _locale(name: str) -> Locale:
    return Locale.parse(name)


def _zone() -> str:
    site = None if g.get("is_bare") else Site.current()
    return site.time_zone if site else "UTC"
