"""The site's language: words, dates and counts as its readers write them."""

from __future__ import annotations

from datetime import date

from flask import Flask, g, request
from flask_babel import Babel, format_date, format_decimal, format_percent, format_time
from flask_babel import gettext as _

from blog.models.site import LANGUAGES, Site
from blog.text import absent, anchors, excerpts
from blog.text import html as cleaned


def init_app(app: Flask) -> None:
    """Speak the site's language in every template and message."""
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = "blog/translations"
    Babel(app, locale_selector=_language, timezone_selector=_zone)
    app.jinja_env.filters.update(
        date=lambda moment: format_date(moment, "long"),
        time=lambda moment: format_time(moment, "short"),
        moment=lambda moment: f"{format_date(moment, 'long')}, {format_time(moment, 'short')}",
        month_name=month_name,
        iso=lambda moment: moment.isoformat(timespec="seconds"),
        number=format_decimal,
        percent=format_percent,
        plain=cleaned.plain,
        safe_html=cleaned.safe,
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
    return format_date(date(month // 100, month % 100, 1), pattern, rebase=False)


LOCALES = {"en": "en_GB", "tr": "tr_TR"}
"""Which kind of a language its dates are written in, where it matters."""


def _language() -> str | None:
    """The site's language; before there is a site, the one its future owner's browser asks for."""
    site = None if g.get("is_bare") else Site.current()
    if site:
        return LOCALES.get(site.language, site.language)
    return request.accept_languages.best_match(LANGUAGES, "en") if request else "en"


def _zone() -> str:
    site = None if g.get("is_bare") else Site.current()
    return site.time_zone if site else "UTC"
