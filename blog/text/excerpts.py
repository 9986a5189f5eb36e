"""How long a text is, and how it begins."""

WORDS_A_MINUTE = 220


def excerpt(text: str, limit: int = 200) -> str:
    """The beginning of ``text`` on one line, at most ``limit`` characters, cut at a word's end."""
    line = " ".join(text.split())
    if len(line) <= limit:
        return line

    beginning = line[:limit]
    whole_words, _, _ = beginning.rpartition(" ")
    return (whole_words or beginning[:-1]).rstrip(" ,;:.–—-…") + "…"


def words(text: str) -> int:
    """Count the words; a dash between two spaces is none."""
    return sum(any(map(str.isalnum, word)) for word in text.split())


def minutes(words: int) -> int:
    """Whole minutes that a reader needs, never fewer than one."""
    return max(1, round(words / WORDS_A_MINUTE))
