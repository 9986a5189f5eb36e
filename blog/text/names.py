"""What a visitor typed as plain text, made fit to be stored."""

import re
import unicodedata

from blog.text.characters import without_controls, without_towers
from blog.text.folding import fold

_FILE_NAME = re.compile(
    r".*\.(jpe?g|png|webp|gif|avif|hei[cf]|tiff?|bmp|svg)"
    r"|(img|dsc[nf]?|pxl|mvimg)[-_ ]?\d{3,}\S*",
    re.IGNORECASE,
)

# Letters by category, but drawn as nothing: a name made of them would look empty.
_BLANKS = re.compile("[\u115f\u1160\u2800\u3164\uffa0]")


def clean_name(raw: str) -> str:
    """One line for a name, a title or a label; empty when nothing in it can be seen.

    White space collapses, every invisible character goes (joiners too: a name that differs
    from another by one would be a disguise), towers of marks shrink, letters are composed (NFC).
    """
    line = " ".join(_BLANKS.sub(" ", raw).split())
    seen = "".join(c for c in line if unicodedata.category(c)[0] != "C")
    return without_towers(unicodedata.normalize("NFC", " ".join(seen.split())))


def alike(name: str) -> str:
    """One spelling for all names that a reader could take for this one: without case, accents,
    spaces and punctuation, and in plain letters."""
    return "".join(c for c in fold(clean_name(name)) if c.isalnum())


def clean_words(raw: str) -> str:
    """Several lines of plain text, otherwise exactly as they were sent.

    Line ends become ``\\n``; NUL and other control characters except tab go, for neither
    SQLite's text functions nor feeds survive them. Cleaning for display is ``html.comment``'s.
    """
    return without_controls(raw.replace("\r\n", "\n").replace("\r", "\n"))


def is_file_name(words: str) -> bool:
    """Whether words are what a camera or a computer calls a picture: ``IMG_2041``, ``boat.jpg``."""
    return _FILE_NAME.fullmatch(words.strip()) is not None
