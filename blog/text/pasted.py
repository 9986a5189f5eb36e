"""What was copied from a web page or a word processor, as Markdown: its meaning, not its looks."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import groupby
from typing import Any

from justhtml import Comment, Element, JustHTML, Node, Text, to_html

from blog.text.bounds import check_article
from blog.text.policies import DROPPED, tags

_LOOKS = DROPPED | tags("picture img source video audio canvas button input select textarea")
_EMPHASIS = tags("b strong i em u s strike del")
_INLINE = _EMPHASIS | tags("a span font small big mark code sub sup cite abbr")
_HEADINGS = tags("h1 h2 h3 h4 h5 h6")
_BLOCKS = _HEADINGS | tags("p ul ol dl table blockquote pre figure")
_MEANING = tags("h1 h2 h3 h4 h5 h6 a ul ol table blockquote pre code hr b strong i em s del")
_FOLLOWABLE = ("http://", "https://", "mailto:", "tel:")

_BOLD = re.compile("bold|[6-9]00")
_WORD_LEVEL = re.compile(r"\blevel(\d)")
_NUMBER = re.compile(r"\(?\w{1,4}[.)]")

_MEANS_SOMETHING = re.compile(r"[\\`*\[\]]|(?<!\w)_|_(?!\w)|~(?=~)|<(?=[a-zA-Z/!?])|&(?=#?\w+;)")
_BEGINS_A_BLOCK = re.compile(r"^(\s*)([-+](?=\s|$)|#{1,6}(?=\s|$)|>|~~~|[-=]+\s*$)")
_BEGINS_A_NUMBER = re.compile(r"^(\s*\d{1,9})([.)](?=\s|$))")


def markdown(raw: str) -> str:
    """Headings, links, lists, emphasis, quotes, code and tables; pictures and looks go.

    Empty where it would say no more than its words. Raises ``bounds.TooMuch``. Nothing is made
    safe here: Markdown is, whoever typed it, when it is rendered.
    """
    check_article(raw)
    root = JustHTML(raw, sanitize=False, fragment=True, scripting_enabled=False).root
    _drop_looks(root)
    _read_styles(root)
    _read_lists_of_word(root)
    _simplify(root)
    return _written(root) if _says_more_than_words(root) else ""


def _drop_looks(root: Node) -> None:
    for node in _all(root):
        if node.name in _LOOKS or isinstance(node, Comment):
            _replace(node)
        elif isinstance(node, Text) and not _is_inside(node, "pre"):
            node.data = re.sub(r"\s+", " ", node.data or "")  # no-break spaces are a browser's


def _read_styles(root: Node) -> None:
    """Make elements of emphasis that is said in CSS, as Google Docs does; and undo what isn't."""
    for element in _elements(root, _INLINE):
        style = _style(element)
        weight, slant = style.get("font-weight", ""), style.get("font-style", "")
        if (element.name in ("b", "strong") and weight == "normal") or (
            element.name in ("i", "em") and slant == "normal"
        ):
            _replace(element, *element.children)
        if element.name not in ("span", "font", "a"):
            continue
        if _BOLD.fullmatch(weight):
            _wrap_inside(element, "strong")
        if slant in ("italic", "oblique"):
            _wrap_inside(element, "em")
        if "line-through" in style.get("text-decoration", ""):
            _wrap_inside(element, "s")


def _read_lists_of_word(root: Node) -> None:
    """Make lists of Word's, which are paragraphs that have a level and say their own marker."""
    for parent in [root, *_elements(root)]:
        inside = [node for node in parent.children or [] if not _is_space(node)]
        for is_list, run in groupby(inside, lambda node: _word_level(node) > 0):
            if is_list:
                _make_list(list(run))


def _word_level(node: Any) -> int:
    found = _WORD_LEVEL.search(_style(node).get("mso-list", "")) if _is(node, "p") else None
    return int(found[1]) if found else 0


def _make_list(paragraphs: list[Element]) -> None:
    open_lists: list[tuple[int, Element]] = []
    for paragraph in paragraphs:
        level, kind = _word_level(paragraph), "ol" if _takes_marker(paragraph) else "ul"
        while open_lists and open_lists[-1][0] > level:
            open_lists.pop()
        if not open_lists or open_lists[-1][0] < level:
            inside = open_lists[-1][1].children[-1] if open_lists else None
            opened = Element(kind, {}, "html")
            if isinstance(inside, Element):
                inside.append_child(opened)
            else:
                _replace(paragraph, opened, paragraph)
            open_lists.append((level, opened))
        open_lists[-1][1].append_child(_inside("li", paragraph))
        _replace(paragraph)


def _takes_marker(paragraph: Element) -> bool:
    """Take the marker out of a paragraph; whether it was a number."""
    marker = ""
    for span in _elements(paragraph, {"span"}):
        if _style(span).get("mso-list") == "ignore":
            marker = marker or span.to_text().strip()
            _replace(span)
    return bool(_NUMBER.match(marker))


def _simplify(root: Node) -> None:
    """Leave out what Markdown has no room for, and what is around nothing."""
    for table in _elements(root, {"table"}):
        if _elements(table, _BLOCKS - {"p"}):  # it places things on the page
            _replace(table, *(_inside("div", cell) for cell in _elements(table, {"td", "th"})))
    for parent in [root, *_elements(root)]:
        _simplify_inside(parent)
    for element in _elements(root):
        if element.name == "a":
            _simplify_link(element)
        elif element.name in _EMPHASIS and _is_inside(element, *_HEADINGS):
            _replace(element, *element.children)
        elif element.name == "h1":  # the title has it
            _replace(element, _inside("h2", element))
        elif element.name in _HEADINGS | {"p"} and not element.to_text().strip():
            _replace(element)


def _simplify_inside(parent: Node) -> None:
    """The same for what depends on its neighbours."""
    inside = [node for node in parent.children or [] if not _is_space(node)]
    for before, node, after in zip([None, *inside], inside, [*inside[1:], None], strict=False):
        if _is(node, "br") and (_is(before, *_BLOCKS) or _is(after, *_BLOCKS)):
            _replace(node)  # a block ends its line
        elif _is(node, "ul", "ol") and _is(parent, "ul", "ol") and _is(before, "li"):
            before.append_child(node)
    paragraphs = [node for node in inside if _is(node, "p")]
    if _is(parent, "li") and len(paragraphs) == 1:
        _replace(paragraphs[0], *paragraphs[0].children)


def _simplify_link(link: Element) -> None:
    address = (link.attrs.get("href") or "").strip()
    words = link.to_text().strip()
    if not address.lower().startswith(_FOLLOWABLE) or words in ("", address):
        _replace(link, *link.children)  # a bare address becomes a link by itself
        return
    for bad, good in ((" ", "%20"), ("(", "%28"), (")", "%29"), ("<", "%3C"), (">", "%3E")):
        address = address.replace(bad, good)
    link.attrs = {"href": address}


def _says_more_than_words(root: Node) -> bool:
    """Whether there is anything in it that plain text has not. Two paragraphs are: word
    processors put one line end between them."""
    found = [element.name for element in _elements(root)]
    return bool(_MEANING.intersection(found)) or found.count("p") > 1


def _written(root: Node) -> str:
    # Imported here, for it takes as long as all the rest at the blog's start.
    from markdownify import ATX, MarkdownConverter

    class Writer(MarkdownConverter):
        """Writes what the owner would have typed: escaped only where it means something."""

        def escape(self, text: str, parent_tags: set[str]) -> str:
            text = _MEANS_SOMETHING.sub(r"\\\g<0>", text)
            if "table" in parent_tags:
                text = text.replace("|", r"\|")
            return _BEGINS_A_NUMBER.sub(r"\1\\\2", _BEGINS_A_BLOCK.sub(r"\1\\\2", text))

    writer = Writer(heading_style=ATX, bullets="-", table_infer_header=True)
    return str(writer.convert(to_html(root, pretty=False))).strip()


def _all(root: Node) -> list[Any]:
    """Every node below ``root``, in the order of the text."""
    found, waiting = [], list(reversed(root.children or []))
    while waiting:
        node = waiting.pop()
        found.append(node)
        waiting.extend(reversed(node.children or []))
    return found


def _elements(root: Node, names: Iterable[str] | None = None) -> list[Element]:
    elements = (node for node in _all(root) if isinstance(node, Element))
    return [node for node in elements if names is None or node.name in names]


def _is(node: Any, *names: str) -> bool:
    return isinstance(node, Element) and node.name in names


def _is_inside(node: Any, *names: str) -> bool:
    while (node := node.parent) is not None:
        if node.name in names:
            return True
    return False


def _is_space(node: Any) -> bool:
    return isinstance(node, Text) and not (node.data or "").strip()


def _inside(name: str, element: Element) -> Element:
    """What is in an element, in another one."""
    other = Element(name, {}, "html")
    for node in list(element.children):
        other.append_child(node)
    return other


def _style(element: Element) -> dict[str, str]:
    """An element's own declarations, in small letters."""
    declarations = (one.partition(":") for one in (element.attrs.get("style") or "").split(";"))
    return {name.strip().lower(): value.strip().lower() for name, _, value in declarations}


def _replace(node: Any, *others: Any) -> None:
    parent = node.parent
    if parent is None:
        return
    for other in others:
        if other is not node:
            parent.insert_before(other, node)
    if node not in others:
        parent.remove_child(node)


def _wrap_inside(element: Element, name: str) -> None:
    element.append_child(_inside(name, element))
