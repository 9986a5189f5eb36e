"""The words of the letters to those who follow the blog by mail, in the blog's language.

In what is sent before somebody has confirmed, nothing is a visitor's.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from datetime import datetime

from flask import url_for
from flask_babel import format_date, ngettext
from flask_babel import gettext as _

from blog.comments.letters import WIDTH, Words, in_lines, in_paragraphs
from blog.models.article import Article
from blog.models.site import Site
from blog.models.subscriber import Rhythm, Subscriber
from blog.text import excerpts, names
from blog.web import links

TOLD = 300
"""Characters of what an article is about."""


def confirmation(site: Site, token: str, until: datetime) -> Words:
    """Ask whether an address belongs to whoever left it."""
    return Words(
        _("The news by e-mail? %(name)s", name=site.name),
        in_paragraphs(
            _(
                "Somebody, you perhaps, asked for the news of %(name)s to be sent to this address.",
                name=site.name,
            ),
            _("If that was you, open this page and press the button on it:"),
            links.absolute(url_for("follow.confirm", token=token)),
            _(
                "It works until %(day)s. If it was somebody else, do nothing: you get no news, and "
                "the address is forgotten.",
                day=format_date(until, "long"),
            ),
        ),
    )


def reminder(site: Site, rhythm: Rhythm, way_out: str) -> Words:
    """Tell somebody who gets the news already that they were asked for again."""
    asked = _(
        "Somebody, you perhaps, asked for the news of %(name)s to be sent to this address.",
        name=site.name,
    )
    return Words(
        _("The news by e-mail? %(name)s", name=site.name),
        in_paragraphs(asked, _("Nothing has changed by that."), how_often(rhythm, way_out)),
    )


def digest(site: Site, articles: Sequence[Article], count: int, to: Rhythm, way_out: str) -> Words:
    """Tell what is new: ``articles``, the first of ``count``."""
    more = count - len(articles)
    headline = names.clean_name(articles[0].headline)
    return Words(
        ngettext(
            "%(name)s: %(headline)s",
            "%(name)s: %(headline)s, and more",
            count,
            name=site.name,
            headline=excerpts.excerpt(headline, 100),
        ),
        in_paragraphs(
            *map(_told, articles),
            in_lines(
                ngettext("One more is in the archive:", "%(num)s more are in the archive:", more),
                links.absolute(url_for("archive.index")),
            )
            if more
            else "",
            how_often(to, way_out),
        ),
    )


def _told(article: Article) -> str:
    lines = textwrap.wrap(
        excerpts.excerpt(names.clean_name(article.summary), TOLD),
        WIDTH,
        break_long_words=False,
        break_on_hyphens=False,
    )
    headline = names.clean_name(article.headline)
    return in_lines(headline, *lines, links.absolute(article.url))


def how_often(rhythm: Rhythm, way_out: str) -> str:
    """Why somebody gets this, and how to have it otherwise."""
    if rhythm is Rhythm.DAILY:
        why = _("You asked for the news every morning, if there is any.")
    else:
        why = _("You asked for the news every Monday, if there is any.")
    return in_lines(why, _("To get it more or less often, or not at all:"), way_out)


def bounced(subscribers: Sequence[Subscriber], count: int) -> Words:
    """Tell the owner whose letters nobody takes: ``subscribers``, the first of ``count``."""
    more = count - len(subscribers)
    return Words(
        ngettext(
            "A subscription has ended by itself",
            "%(num)s subscriptions have ended by themselves",
            count,
        ),
        in_paragraphs(
            _("Mail servers take no letters to these addresses any more:"),
            in_lines(*(f"{one.email}: {names.clean_name(one.ended_for)}" for one in subscribers)),
            ngettext("And one more.", "And %(num)s more.", more) if more else "",
            in_lines(
                _("All who get the news by e-mail:"), links.absolute(url_for("owner.subscribers"))
            ),
        ),
    )
