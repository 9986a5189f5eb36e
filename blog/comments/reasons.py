"""Why a comment was not shown at once, in words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

Reason = dict[str, Any]


def words(reason: Reason) -> str:
    """A few words, fit to stand in a list of such reasons. Of a reason that came from elsewhere
    and can't be told, its name."""
    name = str(reason.get("reason", ""))
    try:
        return _WORDS[name](reason)
    except (KeyError, TypeError, ValueError):
        return name


def _block(reason: Reason) -> str:
    value = str(reason.get("value", ""))
    return {
        "name": _("you block the name “%(value)s”", value=value),
        "email": _("you block the address %(value)s", value=value),
        "network": _("you block the network it came from"),
        "word": _("you block the word “%(value)s”", value=value),
        "host": _("you block links to %(value)s", value=value),
    }[reason["kind"]]


def _filtered(reason: Reason) -> str:
    percent = int(reason["percent"])
    said = ", ".join(f"“{word}”" for word in reason["words"])
    if not said:
        return _("it is like spam that came here (%(percent)s %%)", percent=percent)
    return ngettext(
        "the word %(words)s is typical of spam here (%(percent)s %%)",
        "the words %(words)s are typical of spam here (%(percent)s %%)",
        len(reason["words"]),
        words=said,
        percent=percent,
    )


def _repeated(reason: Reason) -> str:
    if "articles" in reason:
        return ngettext(
            "the same words on one article",
            "the same words on %(num)s articles",
            int(reason["articles"]),
        )
    return ngettext(
        "the same words once on this article",
        "the same words %(num)s times on this article",
        int(reason["times"]),
    )


def _host(reason: Reason) -> str:
    return ngettext(
        "links to %(host)s on one article",
        "links to %(host)s on %(num)s articles",
        int(reason["articles"]),
        host=str(reason["host"]),
    )


_WORDS: dict[str, Callable[[Reason], str]] = {
    "block": _block,
    "words": _filtered,
    "repeated": _repeated,
    "host": _host,
    "links": lambda reason: ngettext("one link", "%(num)s links", int(reason["count"])),
    "origin": lambda reason: ngettext(
        "one comment from the same network was spam",
        "%(num)s comments from the same network were spam",
        int(reason["count"]),
    ),
    "reports": lambda reason: ngettext(
        "a reader complained of it", "%(num)s readers complained of it", int(reason["count"])
    ),
    "trap": lambda _reason: _("a field that people don’t see was filled in"),
    "crowd": lambda _reason: _("many comments came at once"),
    "old": lambda _reason: _("the article is old"),
    "first": lambda _reason: _("it is its author’s first one"),
    "rule": lambda _reason: _("every comment waits for you"),
}
