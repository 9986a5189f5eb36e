"""Which picture an old address means: its size aside, and by what name the albums may have it."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import SplitResult, unquote, unquote_plus, urlsplit, urlunsplit

_HOSTS = re.compile(
    r"(?:[1-4]\.bp\.blogspot\.com|bp[0-3]\.blogger\.com|photos1\.blogger\.com"
    r"|(?:lh[3-7]|blogger)\.(?:googleusercontent|ggpht)\.com)"
)
_TOKEN = re.compile(r"AVvXs[\w-]{10,}")
_SIZE = re.compile(r"(?:[swh]\d{1,5}|[wh]\d{1,5}-[wh]\d{1,5})(?:-[A-Za-z0-9]+)*")
_REFUSED = re.compile(r'[<>:"/\\|?*\x00-\x1f]')


def is_bloggers(url: str) -> bool:
    """Whether a picture lies on one of Blogger's own hosts, where sizes are part of addresses."""
    return bool(_HOSTS.fullmatch(_split(url).hostname or ""))


def token(url: str) -> str:
    """What a newer address calls the picture, in every size; ``""`` for an older one."""
    found = _TOKEN.search(_split(url).path) if is_bloggers(url) else None
    return found[0] if found else ""


def original(url: str) -> str:
    """Where the same picture lies in its full size."""
    return _sized(url, "s0")


def key(url: str) -> str:
    """The same words for the same picture, whatever its size and scheme."""
    if known := token(url):
        return known
    sized = _split(_sized(url, "s0"))
    return f"{sized.hostname or ''}{sized.path}{'?' + sized.query if sized.query else ''}"


def _sized(url: str, size: str) -> str:
    if not is_bloggers(url):
        return url
    parts = _split(url)
    *folders, name = parts.path.split("/")
    named, equals, asked = name.rpartition("=")
    if equals and _SIZE.fullmatch(asked):
        name = f"{named}={size}"
    elif folders and _SIZE.fullmatch(folders[-1]):
        folders[-1] = size
    elif token(url) and "AVvXs" in name:
        name = f"{name}={size}"
    return urlunsplit(parts._replace(path="/".join([*folders, name])))


def names(url: str) -> list[str]:
    """What the picture's file may be called in an album, likeliest first.

    It is the address's last part, decoded once or twice, where ``+`` may be a space.
    """
    raw = _split(url).path.rpartition("/")[2]
    readings = (read(again(raw)) for again in (str, unquote) for read in (unquote, unquote_plus))
    return list(dict.fromkeys(filter(None, map(file_name, readings))))


def file_name(name: str) -> str:
    """A name as file systems have it: what they refuse is ``_``; letters are composed."""
    return unicodedata.normalize("NFC", _REFUSED.sub("_", name))


def _split(url: str) -> SplitResult:
    try:
        return urlsplit(url)
    except ValueError:
        return SplitResult("", "", "", "", "")
