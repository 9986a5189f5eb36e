"""The words of the letters about comments, in the blog's language.

A visitor's words stand in them quoted, as plain text, and bounded; in the letter that asks for a
confirmation there are none.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from flask import url_for
from flask_babel import format_date, ngettext
from flask_babel import gettext as _

from blog.comments import passes, reasons
from blog.models.article import Article
from blog.models.comment import Comment
from blog.models.site import Site
from blog.text import excerpts, html, names
from blog.web import links

QUOTED = 500
"""Characters of a comment."""
WIDTH = 72


class Words(NamedTuple):
    """What a letter says."""

    subject: str
    text: str


def confirmation(site: Site, article: Article, token: str, until: datetime) -> Words:
    """Ask whether an address belongs to whoever left it."""
    return Words(
        _("Is this your address? %(name)s", name=site.name),
        in_paragraphs(
            _(
                "Somebody, you perhaps, left this address with a comment on “%(headline)s” "
                "(%(name)s), to be told of answers by e-mail.",
                headline=article.headline,
                name=site.name,
            ),
            _("If that was you, open this page and press the button on it:"),
            links.absolute(url_for("followers.confirm", token=token)),
            _(
                "It works until %(day)s. If it was somebody else, do nothing: you are not written "
                "to again about it, and the address is forgotten.",
                day=format_date(until, "long"),
            ),
        ),
    )


def news(article: Article, comments: Sequence[Comment], count: int, leave: str) -> Words:
    """Tell a follower what was said: ``comments``, the first of ``count``."""
    more = count - len(comments)
    return Words(
        ngettext(
            "A new comment on “%(headline)s”",
            "%(num)s new comments on “%(headline)s”",
            count,
            headline=article.headline,
        ),
        in_paragraphs(
            *(
                in_lines(_said_by(one), _quoted(one), links.absolute(one.permalink))
                for one in comments
            ),
            _more(more) if more else "",
            in_lines(_("The article:"), links.absolute(article.url)),
            in_lines(
                _("You get this letter because you asked for it. To get no more of them:"), leave
            ),
        ),
    )


def waiting(comments: Sequence[Comment], count: int) -> Words:
    """Tell the owner what waits: ``comments``, the first of ``count``."""
    more = count - len(comments)
    return Words(
        ngettext("A comment waits for you", "%(num)s comments wait for you", count),
        in_paragraphs(
            *map(_waiting, comments),
            _more(more) if more else "",
            in_lines(
                _("All that wait:"), links.absolute(url_for("owner.comments", standing="waiting"))
            ),
            _(
                "The links to single comments need no login, so please don’t pass this letter on. "
                "They work for a week."
            ),
            in_lines(
                _("How often you get such letters is up to you:"),
                links.absolute(url_for("owner.letters")),
            ),
        ),
    )


def _waiting(comment: Comment) -> str:
    why = "; ".join(map(reasons.words, comment.held_for))
    return in_lines(
        _said_by(comment),
        _("On “%(headline)s”", headline=comment.article.headline),
        _quoted(comment),
        _("Why it waits: %(reasons)s", reasons=_on_one_line(why)) if why else "",
        _("Show it or not: %(address)s", address=_to_decide(comment)),
    )


def _to_decide(comment: Comment) -> str:
    return links.absolute(url_for("owner.decide_by_letter", token=passes.make(comment)))


def _said_by(comment: Comment) -> str:
    return _("%(name)s has written:", name=_on_one_line(comment.name))


def _quoted(comment: Comment) -> str:
    """The beginning of what it says, marked as somebody else's on every line."""
    words = html.plain(comment.html)
    lines = textwrap.wrap(
        excerpts.excerpt(words, QUOTED), WIDTH, break_long_words=False, break_on_hyphens=False
    )
    return "\n".join(f"> {line}" for line in lines)


def _on_one_line(words: str) -> str:
    return names.clean_name(words)


def _more(count: int) -> str:
    return ngettext("And one more.", "And %(num)s more.", count)


def in_lines(*lines: str) -> str:
    """Those that say something, one below the other."""
    return "\n".join(line for line in lines if line)


def in_paragraphs(*paragraphs: str) -> str:
    """Those that say something, as the text of a letter."""
    return "\n\n".join(one for one in paragraphs if one) + "\n"
