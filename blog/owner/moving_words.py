"""What is said of an old blog that comes in: every value of its enums, in plain words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from flask_babel import LazyString, format_decimal, get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from blog import pictures
from blog.models.moving import Entry, EntryKind, Move, Outcome, Step, Way, Whereabouts
from blog.transfer import fetching
from blog.transfer.found import Note, NotReadable, Reason, Setting, Standing, State, Why
from blog.transfer.readers.formats import Format
from blog.transfer.undoing import Hold
from blog.transfer.uploads import own_name

KINDS: Final[Mapping[EntryKind, LazyString]] = {
    EntryKind.ARTICLE: _l("Article"),
    EntryKind.PAGE: _l("Page"),
    EntryKind.COMMENT: _l("Comment"),
    EntryKind.SETTING: _l("Setting"),
    EntryKind.TEMPLATE: _l("Theme"),
    EntryKind.UNKNOWN: _l("Something else"),
}

SETTINGS: Final[Mapping[Setting, LazyString]] = {
    Setting.NAME: _l("Name"),
    Setting.DESCRIPTION: _l("A line about it"),
    Setting.LANGUAGE: _l("Language"),
    Setting.TIME_ZONE: _l("Time zone"),
    Setting.ADDRESS: _l("Address"),
}

STATES: Final[Mapping[tuple[EntryKind, str], LazyString]] = {
    (EntryKind.ARTICLE, State.LIVE): _l("Articles that readers see"),
    (EntryKind.ARTICLE, State.DRAFT): _l("Article drafts"),
    (EntryKind.ARTICLE, State.SCHEDULED): _l("Scheduled articles"),
    (EntryKind.PAGE, State.LIVE): _l("Pages that readers see"),
    (EntryKind.PAGE, State.DRAFT): _l("Page drafts"),
    (EntryKind.PAGE, State.SCHEDULED): _l("Scheduled pages"),
    (EntryKind.COMMENT, Standing.APPROVED): _l("Comments that readers see"),
    (EntryKind.COMMENT, Standing.WAITING): _l("Comments that wait for you"),
    (EntryKind.COMMENT, Standing.REMOVED): _l("Removed comments, of which only the place is kept"),
}
"""What can be brought in, in the order in which it is counted."""

GROUPS: Final[Mapping[EntryKind, LazyString]] = {
    EntryKind.ARTICLE: _l("Articles"),
    EntryKind.PAGE: _l("Pages"),
    EntryKind.COMMENT: _l("Comments"),
    EntryKind.SETTING: _l("Settings"),
    EntryKind.TEMPLATE: _l("Themes"),
    EntryKind.UNKNOWN: _l("Other things"),
}
"""The same kinds, where several are spoken of."""

OUTCOMES: Final[Mapping[Outcome, LazyString]] = {
    Outcome.ADDED: _l("new"),
    Outcome.CHANGED: _l("updated"),
    Outcome.SAME: _l("as it is here"),
    Outcome.KEPT: _l("kept as yours"),
    Outcome.NOTED: _l("noted"),
    Outcome.ORPHANED: _l("without its article"),
    Outcome.LEFT_OUT: _l("left out"),
}
"""What becomes of things, after their number."""

STAYS_OUT: Final[Mapping[Outcome, LazyString]] = {
    Outcome.KEPT: _l("Changed both here and there; yours is kept"),
    Outcome.ORPHANED: _l("On an article that does not come"),
}
"""Why something is not brought in that bears no reason of its own."""

WAYS: Final[Mapping[Way, LazyString]] = {
    Way.SAME: _l("Leads to it, as it always did"),
    Way.DISPLACES: _l(
        "Leads to it, as it always did; what you have there now gets another address"
    ),
    Way.RESERVED: _l("Is needed by the blog itself; it gets another one"),
    Way.TAKEN: _l("Is taken by another article; it gets another one"),
    Way.TOO_LONG: _l("Is too long; it gets another one"),
    Way.NONE: _l("There never was one"),
}
"""What becomes of an old address."""

REASONS: Final[Mapping[Reason, LazyString]] = {
    Reason.TRASHED: _l("In the trash of the old blog"),
    Reason.SPAM: _l("Marked as spam"),
    Reason.REPEATED: _l("Twice in the file, brought in once"),
    Reason.PRIVATE: _l("Private addresses, which nobody needs here"),
    Reason.UNUSED: _l("Of the old blog’s looks and habits, and of no use here"),
    Reason.UNKNOWN_KIND: _l("Of a kind that we don’t know"),
    Reason.NO_ID: _l("Without a number to tell it by"),
    Reason.TOO_LARGE: _l("Too large, or with too many tags, to be read safely"),
}

NOTES: Final[Mapping[Note, LazyString]] = {
    Note.UNKNOWN_STATUS: _l("Whether readers saw it can’t be told; it is hidden until you decide."),
    Note.NO_DATE: _l("It has no date of its own; it gets the next best."),
    Note.CUT: _l("Its title or a label is very long and is cut."),
    Note.UNKNOWN_ANSWERED: _l(
        "The comment that it answers is not in the file; it stands under the article itself."
    ),
}

WHEREABOUTS: Final[Mapping[Whereabouts, LazyString]] = {
    Whereabouts.ALBUM: _l("Found in the album that came with the blog"),
    Whereabouts.INLINE: _l("Found in the articles themselves"),
    Whereabouts.FETCHED: _l("Fetched from the web"),
    Whereabouts.AWAY: _l("Still to fetch from the web"),
    Whereabouts.LOST: _l("Lost: they can’t be had any more"),
}

PICTURES: Final[Mapping[str, LazyString]] = {
    pictures.Reason.NOT_A_PICTURE.value: _l("What is there is no picture."),
    pictures.Reason.SVG.value: _l("It is an SVG drawing, and those are not safe to show."),
    pictures.Reason.HEIC.value: _l("It is a HEIC photograph, which browsers don’t show."),
    pictures.Reason.EMPTY.value: _l("Its file is empty."),
    pictures.Reason.BROKEN.value: _l("It is damaged."),
    pictures.Reason.TOO_LARGE_FILE.value: _l("Its file is too large."),
    pictures.Reason.TOO_MANY_PIXELS.value: _l("It has too many pixels."),
    pictures.Reason.TOO_LONG.value: _l("It is too long and narrow."),
    fetching.Reason.UNREACHABLE: _l("Nobody answered there. Perhaps later."),
    fetching.Reason.GONE: _l("It is not there any more."),
    fetching.Reason.REFUSED: _l("We don’t ask at such an address."),
    fetching.Reason.TOO_LARGE: _l("Its file is too large."),
    fetching.Reason.TOO_SLOW: _l("It came too slowly. Perhaps later."),
    fetching.Reason.NOT_A_PICTURE: _l("What is there is no picture."),
}
"""Why a picture is not here; what else can be said of one is that its album is damaged."""

HOLDS: Final[Mapping[Hold, LazyString]] = {
    Hold.CHANGED: _l("You changed it since, or are writing on it."),
    Hold.COMMENTED: _l("Somebody commented on it since."),
    Hold.DECIDED: _l("You decided on one of its comments since."),
}

FORMATS: Final[Mapping[str, LazyString]] = {
    Format.TAKEOUT: _l("It is a package from Google Takeout."),
    Format.BLOGGER: _l("It is a blog from Blogger."),
    Format.BLOGGER_CLASSIC: _l("It is a blog from Blogger, as it was saved until 2025."),
    Format.WORDPRESS: _l("It is a blog from WordPress, and those can’t be brought in yet."),
    Format.GHOST: _l("It is a blog from Ghost, and those can’t be brought in yet."),
    Format.ATOM: _l("It is a news feed (Atom), which holds no whole blog."),
    Format.RSS: _l("It is a news feed (RSS), which holds no whole blog."),
    Format.UNKNOWN: _l("It is no file of a blog that we know."),
}


class Trouble(NamedTuple):
    """Why nothing can be brought in, and what to do."""

    what: LazyString
    advice: LazyString


_AGAIN = _l("Please download it from Google once more, and hand in the new file.")
_FRESH = _l(
    "Please ask Google Takeout for a new export, with nothing but “Blogger” ticked, and hand that "
    "in as it comes."
)
_UNTOUCHED = _l(
    "Please hand in the file exactly as Google gave it to you, neither unpacked nor edited."
)

WHYS: Final[Mapping[Why, Trouble]] = {
    Why.ILL_FORMED: Trouble(_l("The file has a mistake in it, so it can’t be read."), _FRESH),
    Why.CUT_SHORT: Trouble(_l("The file ends in the middle; a part of it is missing."), _AGAIN),
    Why.ENCODING: Trouble(_l("The letters of the file can’t be read."), _UNTOUCHED),
    Why.DOCTYPE: Trouble(_l("The file has things in it that Blogger never writes."), _UNTOUCHED),
    Why.TOO_DEEP: Trouble(_l("The file has things in it that Blogger never writes."), _UNTOUCHED),
    Why.TOO_LONG: Trouble(_l("Something in the file is far longer than anybody writes."), _FRESH),
    Why.WRONG_FORMAT: Trouble(_l("This is not what Blogger exports."), _FRESH),
    Why.DAMAGED: Trouble(_l("The file is damaged."), _AGAIN),
    Why.LOCKED: Trouble(_l("The ZIP file is locked with a password."), _UNTOUCHED),
    Why.BAD_NAME: Trouble(_l("A file in the ZIP has a name that Google never gives."), _UNTOUCHED),
    Why.LINK: Trouble(
        _l("There is a link among the files, and Google puts none there."), _UNTOUCHED
    ),
    Why.BOMB: Trouble(_l("What is packed in there is far too large to be a blog."), _UNTOUCHED),
    Why.TOO_MANY: Trouble(_l("There are too many files in it."), _FRESH),
    Why.NO_BLOG: Trouble(_l("There is no blog in it."), _FRESH),
    Why.SEVERAL_BLOGS: Trouble(
        _l("There are several blogs in it."), _l("Please choose one of them.")
    ),
    Why.MISSING: Trouble(_l("The file is not there any more."), _l("Please hand it in once more.")),
}


def sentences(why: str, detail: str) -> list[LazyString]:
    """What is wrong with a file, what it is instead where that is known, and what to do."""
    trouble = WHYS[Why(why)]
    instead = [FORMATS[detail]] if why == Why.WRONG_FORMAT and detail in FORMATS else []
    return [trouble.what, *instead, trouble.advice]


def explanation(error: NotReadable) -> str:
    """Why a file can't be brought in, in one line."""
    said = " ".join(map(str, sentences(error.why, error.detail)))
    if not error.file:
        return said
    return _("%(file)s: %(explanation)s", file=own_name(error.file), explanation=said)


def why_left_out(outcome: Outcome, reason: str) -> LazyString:
    """Why an entry is not brought in, or not as the file has it."""
    return REASONS[Reason(reason)] if reason else STAYS_OUT[outcome]


def remarks(entry: Entry) -> list[LazyString]:
    """All that has to be said of an entry."""
    is_out = entry.reason or entry.outcome in STAYS_OUT
    why = [why_left_out(entry.outcome, entry.reason)] if is_out else []
    return why + [NOTES[Note(note)] for note in entry.notes]


def about_picture(reason: str) -> LazyString:
    """Why a picture is not here."""
    return PICTURES.get(reason, _l("Its file in the album is damaged."))


def state(move: Move) -> str:
    """Where a move is, in a word or two."""
    if move.problem:
        return _("can’t be read")
    if move.is_busy:
        return _("being read") if move.step is Step.READING else _("fetching pictures")
    if move.step is Step.CHOOSING:
        return _("waits for your choice")
    if move.undone_at:
        return _("taken back")
    return _("public") if move.is_public else _("rehearsed, not public")


def name(move: Move) -> str:
    """What the old blog is called, as far as it is known."""
    return move.settings.get("name") or move.blog or move.hosts[0]


def language(code: str) -> str:
    """A language as the owner calls it, from what the old blog's settings have."""
    known = get_locale().languages.get(code.replace("-", "_").partition("_")[0].lower())
    return known or code


def megabytes(size: int) -> str:
    """A number of bytes as one of megabytes, the least of which is 0.1."""
    return str(format_decimal(max(size / 1_000_000, 0.1), format="#,##0.#"))
