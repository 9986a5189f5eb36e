"""Addresses that other people typed: which of them may be followed, shown or kept."""

import html
import re
from urllib.parse import SplitResult, urlsplit

_HIDDEN = re.compile(r"[\x00-\x20\x7f-\x9f\u2028\u2029\\]")
_HOST = re.compile(r"[\w-]+(\.[\w-]+)+")


def web_address(raw: str, longest: int = 200) -> str | None:
    """The web site that a visitor typed, with ``https://`` before a bare host; ``None`` if none.

    Only http and https, a host with a dot, no user name or password, at most ``longest``
    characters.
    """
    typed = raw.strip()
    address = typed if "://" in typed else f"https://{typed}"
    if len(address) > longest or _HIDDEN.search(address):
        return None

    parts = _split(address)
    if parts is None or parts.scheme not in ("http", "https") or "@" in parts.netloc:
        return None
    return address if _HOST.fullmatch(parts.hostname or "") else None


def local_path(raw: str) -> str | None:
    """``raw`` if it leads to a page of this site, else ``None``: for ``next`` after signing in.

    Browsers take ``//host`` and ``/\\host`` for another site, and drop tabs and line ends first.
    """
    one_slash = raw.startswith("/") and not raw.startswith("//")
    return raw if one_slash and not _HIDDEN.search(raw) else None


def is_followable(value: str, schemes: tuple[str, ...]) -> bool:
    """Say whether an attribute's value is a relative address or has one of these ``schemes``.

    ``value`` is as written in the source. A browser decodes entities before it looks for a colon,
    so the decoded form is what is judged; a scheme in entities is refused rather than decoded.
    """
    if value.lower().startswith(schemes):
        return True
    decoded = html.unescape(value)
    before_path = re.split(r"[/?#]", decoded, maxsplit=1)[0]
    return not (_HIDDEN.search(decoded) or ":" in before_path or decoded.startswith("//"))


def _split(address: str) -> SplitResult | None:
    try:
        parts = urlsplit(address)
        _ = parts.port  # only now is a port that is no number noticed
    except ValueError:
        return None
    return parts
