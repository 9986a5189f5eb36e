"""One spelling for every way of writing a word, for labels and for search."""

import unicodedata

_DOTS = str.maketrans("Iİı", "iii")


def fold(text: str) -> str:
    """Forget case, accents and the dots of the Turkish i: IŞIK, Işık and ışık are ``isik``.

    ``I İ ı`` come first, for ``"İ".lower()`` is two characters long.
    """
    decomposed = unicodedata.normalize("NFKD", text.translate(_DOTS).lower())
    bare = "".join(c for c in decomposed if not unicodedata.combining(c))
    # NFKD can bring capitals back ("㎏" doesn't, "℡" does), and folding twice must change nothing.
    return bare.translate(_DOTS).lower()
