"""The blog speaks the language of its readers, everywhere and in whole sentences."""

from __future__ import annotations

import ast
import gettext
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po
from click.testing import CliRunner
from jinja2 import Environment, nodes

import app as blog_app
from blog import signin, translate
from blog.comments.authors import digest
from blog.db import db
from blog.models.comment import Standing
from blog.models.owner import Errand
from blog.models.site import LANGUAGES

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
MODULES = sorted((ROOT / "blog").rglob("*.py"))
OTHER_LANGUAGES = sorted(LANGUAGES.keys() - {"en"})
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")

NAMES = {"Aa", "Broadsheet", "Markdown", "HTML", "RSS", "Atom"}
"""Words that are the same in every language."""


def catalogue(language: str) -> Path:
    return ROOT / "blog" / "translations" / language / "LC_MESSAGES"


def messages(language: str) -> list[Message]:
    """What people wrote in a language."""
    with (catalogue(language) / "messages.po").open("rb") as file:
        return [message for message in read_po(file, language) if message.id]


def pairs(language: str) -> Iterator[tuple[str, str]]:
    """Each text with each of its translations; a text that counts is the one for many."""
    for message in messages(language):
        source = message.id[-1] if message.pluralizable else message.id
        forms = message.string if message.pluralizable else [message.string]
        yield from ((source, form) for form in forms)


# --- the catalogues


@pytest.mark.parametrize("language", OTHER_LANGUAGES)
def test_every_text_of_the_code_is_translated_and_none_is_a_guess(language):
    missing = [
        message.id
        for message in translate.in_step(language)
        if message.id and translate.is_missing(message)
    ]

    assert missing == []


@pytest.mark.parametrize("language", OTHER_LANGUAGES)
def test_the_catalogue_is_in_step_with_the_code(language):
    for path, content in translate.files(translate.in_step(language)).items():
        assert path.read_bytes() == content, "run: python3 app.py translate"


@pytest.mark.parametrize("language", OTHER_LANGUAGES)
def test_the_blog_reads_what_people_wrote(language):
    with (catalogue(language) / "messages.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)

    for message in messages(language):
        if message.pluralizable:
            assert compiled.ngettext(*message.id, 5) == message.string[-1]
        else:
            assert compiled.gettext(message.id) == message.string


@pytest.mark.parametrize("language", OTHER_LANGUAGES)
def test_a_translation_keeps_what_is_filled_in_and_the_spaces_around(language):
    for source, translation in pairs(language):
        assert sorted(PLACEHOLDER.findall(translation)) == sorted(PLACEHOLDER.findall(source))
        assert PLACEHOLDER.sub("", translation).count("%") == PLACEHOLDER.sub("", source).count("%")
        assert re.findall(r"^\s*|\s*$", translation) == re.findall(r"^\s*|\s*$", source), source


def test_turkish_puts_no_ending_on_a_word_that_it_does_not_know():
    for _, translation in pairs("tr"):
        assert not re.search(PLACEHOLDER.pattern + r"['’]?\w", translation), translation


def test_turkish_is_set_with_real_quotation_marks():
    for _, translation in pairs("tr"):
        assert not re.search(r"""['"]|\.\.\.""", translation), translation


# --- the command that keeps them


@pytest.fixture
def small_blog(tmp_path, monkeypatch):
    """A blog of one module and one template, with nothing translated."""
    (tmp_path / "blog" / "translations").mkdir(parents=True)
    (tmp_path / "templates").mkdir()
    (tmp_path / "blog" / "desk.py").write_text('_l("Draft")\n')
    (tmp_path / "templates" / "page.html").write_text(
        '<p>\n{{ ngettext("%(num)s hill", "%(num)s hills", n) }}\n'
    )
    monkeypatch.setattr(translate, "ROOT", tmp_path)
    monkeypatch.setattr(translate, "CATALOGUES", tmp_path / "blog" / "translations")
    monkeypatch.setattr(translate, "LANGUAGES", {"en": "English", "tr": "Türkçe"})
    return tmp_path


def po(blog: Path) -> Path:
    return blog / "blog" / "translations" / "tr" / "LC_MESSAGES" / "messages.po"


def run(*arguments: str):
    return CliRunner().invoke(translate.translate, arguments)


def translated(blog: Path) -> None:
    """Give both texts their translation."""
    run()
    text = po(blog).read_text("utf-8")
    text = text.replace('"Draft"\nmsgstr ""', '"Draft"\nmsgstr "Taslak"')
    po(blog).write_text(text.replace('msgstr[0] ""', 'msgstr[0] "%(num)s tepe"'), "utf-8")
    run()


def test_the_command_says_what_is_missing_and_where(small_blog):
    answer = run()

    assert answer.exit_code == 1
    assert "blog/desk.py:1: 'Draft'" in answer.output
    assert "templates/page.html:2: ('%(num)s hill', '%(num)s hills')" in answer.output
    assert "2 missing" in answer.output


def test_the_command_is_content_once_everything_is_translated(small_blog):
    translated(small_blog)

    answer = run()

    assert answer.exit_code == 0
    assert "0 missing" in answer.output


def test_what_was_translated_is_kept_when_the_code_moves_and_left_behind_when_it_goes(small_blog):
    translated(small_blog)

    (small_blog / "blog" / "desk.py").unlink()
    page = small_blog / "templates" / "page.html"
    page.rename(page.with_name("other.html"))
    run()

    assert "%(num)s tepe" in po(small_blog).read_text("utf-8")
    assert "Draft" not in po(small_blog).read_text("utf-8")


def test_a_text_that_changed_is_missing_not_guessed(small_blog):
    translated(small_blog)

    (small_blog / "blog" / "desk.py").write_text('_l("Drafts")\n')

    assert "'Drafts'" in run().output
    assert "Taslak" not in po(small_blog).read_text("utf-8")


def test_a_translation_marked_as_a_guess_is_missing(small_blog):
    translated(small_blog)
    guessed = po(small_blog).read_text("utf-8").replace('msgid "Draft"', '#, fuzzy\nmsgid "Draft"')
    po(small_blog).write_text(guessed, "utf-8")

    assert run().exit_code == 1


def test_checking_writes_nothing(small_blog):
    translated(small_blog)
    before = {path: path.read_bytes() for path in small_blog.rglob("messages.*")}
    (small_blog / "blog" / "desk.py").write_text("")

    answer = run("--check")

    assert answer.exit_code == 1
    assert "messages.po is out of step" in answer.output
    assert {path: path.read_bytes() for path in small_blog.rglob("messages.*")} == before


def test_a_template_that_cannot_be_read_costs_no_translation(small_blog):
    translated(small_blog)

    (small_blog / "templates" / "page.html").write_text("{% if %}")

    assert run().exit_code == 1
    assert "%(num)s tepe" in po(small_blog).read_text("utf-8")


# --- no word stands outside them

FILLED_IN = "q0q"
"""Stands for what a template fills in: it may be the name of a tag, and is no word."""
SEEN_ATTRIBUTES = {"alt", "aria-description", "aria-label", "label", "placeholder", "title"}
SEEN_META = {"description", "og:description", "og:title", "og:site_name", "og:image:alt"}


class Seen(HTMLParser):
    """Collects the words of a page: its text, and what attributes say to people."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        known = dict(attributes)
        self.words += [known[name] or "" for name in known.keys() & SEEN_ATTRIBUTES]
        if {known.get("name"), known.get("property")} & SEEN_META:
            self.words.append(known.get("content") or "")
        if known.get("type") in {"submit", "button", "reset"} and tag == "input":
            self.words.append(known.get("value") or "")


def seen(page: str) -> list[str]:
    """The words of a page that a person sees or hears."""
    parser = Seen()
    parser.feed(page)
    parser.close()
    return [words for words in (" ".join(text.split()) for text in parser.words) if words]


def plain_text(environment: Environment, source: str) -> str:
    """A template as HTML: its commands left out, a mark where something is filled in."""
    tokens = environment.lex(source)
    marks = {"data": str, "variable_begin": lambda _: FILLED_IN}
    return "".join(marks[kind](text) for _, kind, text in tokens if kind in marks)


def untranslated_constants(tree: nodes.Template) -> Iterator[str]:
    """The texts in a template's commands that read like words and are not translated."""
    translated = {
        constant
        for call in tree.find_all(nodes.Call)
        if isinstance(call.node, nodes.Name) and call.node.name in {"_", "gettext", "ngettext"}
        for constant in call.find_all(nodes.Const)
    }
    for constant in set(tree.find_all(nodes.Const)) - translated:
        text = constant.value
        if isinstance(text, str) and re.search(r"^[A-Z][a-z]|[A-Za-z] [A-Za-z]", text):
            yield text


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_template_says_nothing_that_is_not_translated(app, path):
    source = path.read_text("utf-8")
    said = seen(plain_text(app.jinja_env, source))
    said += untranslated_constants(app.jinja_env.parse(source))

    words = [re.sub(rf"{FILLED_IN}(-\w+)?", "", text).strip() for text in said]  # x-hint: an id
    assert [text for text in words if re.search(r"[^\W\d_]", text) and text not in NAMES] == []


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_says_nothing_that_is_not_translated(path):
    for call in ast.walk(ast.parse(path.read_text("utf-8"))):
        if not isinstance(call, ast.Call):
            continue
        name = getattr(call.func, "id", getattr(call.func, "attr", ""))
        speaks = name in {"abort", "flash", "ValidationError"} or name.endswith("Field")
        said = (
            [word.value for word in call.args if isinstance(word, ast.Constant)] if speaks else []
        )
        assert [word for word in said if isinstance(word, str)] == [], call.lineno


# --- what readers, visitors and the owner get to see


@pytest.fixture
def turkish(site):
    """A blog for readers of Turkish."""
    with db.writing():
        site.language = "tr"
    return site


@pytest.fixture
def story(turkish, make):
    """A Turkish article of a November evening, and what was said about it."""
    article = make.article(
        "Işık için",
        body="İlk satır.",
        labels="Şehir",
        publish_at=datetime(2024, 11, 22, 18, 5, tzinfo=UTC),
    )
    first = make.comment(article, "Güzel.", name="Çağla")
    make.comment(article, "Evet.", name="Deniz", parent=first)
    return article


def english(page: str) -> list[str]:
    """The English texts, of two words and more, that a page in Turkish shows all the same."""
    shown = " ".join(seen(page))
    texts = [message.id for message in messages("tr") if not message.pluralizable]
    sentences = [text for text in texts if " " in text and not PLACEHOLDER.search(text)]
    return [text for text in sentences if re.search(rf"\b{re.escape(text)}", shown)]


def test_an_article_speaks_turkish(client, story):
    page = client.get(story.url).text

    assert '<html lang="tr"' in page
    for words in (
        "22 Kasım 2024",
        "21:05",
        "Yazan: ",
        "2 yorum",
        "Yorum yazın",
        "Bizi takip edin",
        "Kasım <span",
        "Broadsheet ile yayımlanıyor",
    ):
        assert words in page
    assert english(page) == []


def test_an_article_nobody_spoke_about_says_so_in_turkish(client, turkish, make):
    assert "Yorum yok" in client.get(make.article().url).text


def test_breaking_news_is_called_son_dakika(client, turkish, make):
    make.article("Vapur seferleri başladı", wants_breaking=True)

    page = client.get("/").text

    assert ">Son dakika<" in page
    assert english(page) == []


@pytest.mark.parametrize(
    "path", ["/", "/archive/", "/2024/", "/2024/11/", "/label/sehir", "/login"]
)
def test_every_readers_page_speaks_turkish(client, story, path):
    page = client.get(path)

    assert page.status_code == 200
    assert '<html lang="tr"' in page.text
    assert english(page.text) == []


def test_an_empty_blog_speaks_turkish(client, turkish):
    for path in ("/", "/archive/"):
        assert english(client.get(path).text) == []


def test_a_missing_page_is_missing_in_turkish(client, turkish):
    page = client.get("/olmayan-sayfa.html")

    assert page.status_code == 404
    assert '<html lang="tr"' in page.text
    assert "Böyle bir sayfa yok" in page.text
    assert english(page.text) == []


def test_a_mistake_in_a_comment_is_told_in_turkish(client, story):
    page = client.post(f"/comments/on/{story.id}", data={"email": "deniz", "body": "Selam"})

    assert page.status_code == 422
    for words in (
        "Lütfen adınızı yazın",
        "Bu geçerli bir e-posta adresi değil.",
        "Bu sayfa günlerdir açık duruyordu.",
        "3 alana yeniden bakmanız gerekiyor.",
    ):
        assert words in page.text
    assert english(page.text) == []


@pytest.mark.parametrize("standing", list(Standing))
def test_a_receipt_speaks_turkish(client, story, make, standing):
    make.comment(story, "Bravo.", standing=standing, receipt=digest("fiş"))

    page = client.get("/comments/receipt/fiş")

    assert page.status_code == 200
    assert "Yorumunuz" in page.text
    assert english(page.text) == []


def test_a_wrong_password_is_told_in_turkish(app, turkish):
    app.config["WTF_CSRF_ENABLED"] = False

    page = app.test_client().post("/login", data={"name": "Ayşe", "password": "yanlış"})

    assert page.status_code == 422
    assert "Ad ya da parola yanlış." in page.text


@pytest.mark.parametrize(
    "path",
    [
        "/owner/articles",
        "/owner/articles/new",
        "/owner/articles/1",
        "/owner/about",
        "/owner/comments",
        "/owner/comments?standing=approved",
        "/owner/ad",
        "/owner/letters",
        "/owner/settings",
    ],
)
def test_every_page_of_the_desk_speaks_turkish(desk, story, path):
    page = desk.get(path)

    assert page.status_code == 200
    assert '<html lang="tr"' in page.text
    assert english(page.text) == []


def test_the_desks_list_speaks_turkish(desk, story, make):
    make.article("Yarım kalmış", publish=False)

    page = desk.get("/owner/articles").text

    for words in ("Yazı işleri", "Yayında", "Taslak", "22 Kasım 2024, 21:05"):
        assert words in page


def test_what_the_form_library_says_is_turkish_too(desk, turkish):
    page = desk.post("/owner/articles", data={"format": "latex", "publish_at": "yarın"})

    assert page.status_code == 422
    assert "Geçerli bir seçenek değil." in page.text
    assert "Lütfen tarihi ve saati şöyle yazın" in page.text
    assert english(page.text) == []


def test_large_numbers_are_parted_as_turkish_does_it(desk, turkish):
    page = desk.post("/owner/articles", data={"format": "markdown", "body": "a" * 2_000_001})

    assert "Lütfen en çok 2.000.000 karakter yazın." in page.text


def test_a_page_about_the_blog_is_called_hakkinda(desk, turkish):
    assert re.search(r'name="title"[^<]*Hakkında', desk.get("/owner/about").text)


def test_a_blog_in_english_speaks_english(client, make):
    page = client.get(make.article(publish_at=datetime(2024, 11, 22, tzinfo=UTC)).url).text

    assert '<html lang="en"' in page
    assert "No comments" in page
    assert "November" in page


def test_before_set_up_the_browsers_language_is_spoken(tmp_path):
    app = blog_app.create_app(INSTANCE=tmp_path)
    with app.app_context():
        token = signin.make_link(Errand.SET_UP, timedelta(hours=1))
    client = app.test_client()

    for path, words in (("/", "Bu blog kuruluyor."), (f"/setup?token={token}", "Blogunuzu kurun")):
        page = client.get(path, headers={"Accept-Language": "tr-TR,tr;q=0.9,en;q=0.5"}).text
        assert '<html lang="tr"' in page
        assert words in page
        assert english(page) == []
