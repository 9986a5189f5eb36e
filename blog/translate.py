"""The blog's words in other languages, kept in step with its code: ``python3 app.py translate``.

English stands in the code itself. Every other language of the site has a catalogue under
``blog/translations``: a ``.po`` that people write, and the ``.mo`` made of it that the blog reads.
"""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import click
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from blog.models.site import LANGUAGES

ROOT = Path(__file__).parent.parent
CATALOGUES = ROOT / "blog" / "translations"

METHODS = [("**.py", "python"), ("**.html", "jinja2.ext:babel_extract")]
OPTIONS = {
    "**.html": {
        "lstrip_blocks": "true",
        "newstyle_gettext": "true",
        "silent": "false",  # a template that can't be read has words all the same
        "trim_blocks": "true",
    }
}
KEYWORDS = {**DEFAULT_KEYWORDS, "_l": None, "lazy_gettext": None}


class Words(Catalog):
    """A language's words. The same words make the same files: their header knows no date."""

    @property
    def mime_headers(self) -> list[tuple[str, str]]:
        """What a reader of the files has to know."""
        return [
            ("Language", str(self.locale)),
            ("Plural-Forms", self.plural_forms),
            ("Content-Type", "text/plain; charset=utf-8\n"),
        ]


@click.command()
@click.option("--check", is_flag=True, help="Write nothing; only say what would have to be done.")
def translate(check: bool) -> None:
    """Bring the translations in step with the code, and say what they lack."""
    is_done = True
    for language in sorted(LANGUAGES.keys() - {"en"}):
        words = in_step(language)
        for path, content in files(words).items():
            if path.exists() and path.read_bytes() == content:
                continue
            if check:
                is_done = False
                click.echo(f"{path.relative_to(ROOT)} is out of step with the code.")
            else:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
        missing = [message for message in words if message.id and is_missing(message)]
        for message in missing:
            is_done = False
            file, line = message.locations[0]
            click.echo(f"{file}:{line}: {message.id!r}")
        click.echo(f"{LANGUAGES[language]}: {len(words)} texts, {len(missing)} missing.")
    if not is_done:
        raise SystemExit(1)


def in_step(language: str) -> Words:
    """What the code says, with what the catalogue knows of it; the rest of it is left behind."""
    path = CATALOGUES / language / "LC_MESSAGES" / "messages.po"
    known = Catalog(language)
    if path.exists():
        with path.open("rb") as file:
            known = read_po(file, language)
    words = Words(language, header_comment="# See docs/translating.md.", fuzzy=False)
    for place, text in said():
        old = known.get(text)
        if old and old.pluralizable == isinstance(text, tuple):
            words.add(text, old.string, [place], old.flags, user_comments=old.user_comments)
        else:
            words.add(text, "", [place])
    return words


def said() -> Iterator[tuple[tuple[str, int], str | tuple[str, ...]]]:
    """Every text in the code that a person sees (a tuple where it counts), and its place."""
    for folder in ("blog", "templates"):
        found = extract_from_dir(ROOT / folder, METHODS, OPTIONS, KEYWORDS)
        for file, line, text, _comments, _context in found:
            yield (f"{folder}/{file}", line), text


def files(words: Words) -> dict[Path, bytes]:
    """The two files of a catalogue."""
    po, mo = BytesIO(), BytesIO()
    write_po(po, words, width=0, sort_by_file=True, include_lineno=False)
    write_mo(mo, words)
    folder = CATALOGUES / str(words.locale) / "LC_MESSAGES"
    return {
        folder / "messages.po": po.getvalue().rstrip() + b"\n",
        folder / "messages.mo": mo.getvalue(),
    }


def is_missing(message: Message) -> bool:
    """Whether a text has no translation, or one that is only guessed."""
    forms = message.string if message.pluralizable else [message.string]
    return message.fuzzy or not all(forms or [])
