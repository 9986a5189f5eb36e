"""Blogger's HTML made plain: figures, paragraphs and links in place of its scaffolding.

A picture becomes a link to where it lies, of the class ``not-fetched``, until ``show`` puts the
picture there. So a body always says itself what is still to be fetched, and asks no other host.
The "more" mark becomes ``policies.MORE``, before which a teaser ends.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import (
    SplitResult,
    parse_qsl,
    unquote,
    unquote_to_bytes,
    urlencode,
    urljoin,
    urlsplit,
    urlunsplit,
)

from justhtml import Comment, Element, JustHTML, Node, Text, to_html

from blog.text import html
from blog.text.bounds import check_article
from blog.text.policies import DROPPED, MORE_CLASS, NOT_FETCHED, tags
from blog.transfer.readers import pictures

CAPTION_MAX = 500
"""Characters of a lead picture's caption at the most."""

_NAME = re.compile(r"[A-Za-z][\w:.-]*", re.ASCII)
_INLINE_DATA = re.compile(r"data:image/[\w.+-]+;base64,[A-Za-z0-9+/=%\s]*")
_PICTURE_FILE = re.compile(r"\.(?:jpe?g|png|gif|webp|avif|bmp|tiff?)", re.IGNORECASE)
_BLOGSPOT = re.compile(r"(.+\.blogspot)\.(?:com|(?:com?\.)?[a-z]{2})")
_YOUTUBE = re.compile(r"(?:www\.)?youtube(?:-nocookie)?\.com")

_EMBEDS = tags("iframe object embed video audio")
_LINES = tags("p a b i u em strong span font li td th dd h1 h2 h3 h4 h5 h6 figcaption")
_SCAFFOLD = tags("div center")
_WRAPPERS = tags("span font nobr big o:p")
_BLOCKS = tags(
    "p div center h1 h2 h3 h4 h5 h6 hr pre blockquote ul ol dl table figure section article "
    "details form fieldset"
)


@dataclass(frozen=True)
class OldPicture:
    """A picture in a body. ``key`` is the address of the link that stands for it.

    One that was part of the body brings its ``data``, empty when that can't be read.
    """

    key: str
    alt: str
    data: bytes | None = None


@dataclass(frozen=True)
class Tidied:
    """A body as ``text.html.article`` gives it: it needn't be cleaned again."""

    html: str
    pictures: tuple[OldPicture, ...]


@dataclass(frozen=True)
class Lead:
    """The picture that a body begins with. ``caption`` is plain text."""

    key: str
    alt: str
    caption: str


def tidy(body: str, hosts: Sequence[str] = ()) -> Tidied:
    """Make a body plain. ``hosts`` are the old blog's, the main one first; links to them lose the
    host. Raises ``html.TooMuch``, like the cleaner, but inline pictures don't count.
    """
    check_article(_INLINE_DATA.sub("", body))
    root = _parse(body)
    _link_embeds(root)
    _drop(root)
    _mark_more(root)
    _make_figures(root)
    found = list(_link_pictures(root, hosts))
    _shorten_links(root, {_home(host) for host in hosts})
    _unwrap(root)
    _flow(root)

    return Tidied(html.article(to_html(root, pretty=False)), tuple(found))


def _parse(body: str) -> Node:
    return JustHTML(body, sanitize=False, fragment=True, scripting_enabled=False).root


def _elements(root: Node) -> list[Element]:
    """Every element below ``root``, in the order of the text."""
    found = []
    waiting = list(reversed(root.children or []))
    while waiting:
        node = waiting.pop()
        if isinstance(node, Element):
            found.append(node)
        waiting.extend(reversed(node.children or []))
    return found


def _named(root: Node, names: Iterable[str]) -> list[Element]:
    return [element for element in _elements(root) if element.name in names]


def _element(name: str, attributes: Mapping[str, str] | None = None, *inside: Any) -> Element:
    element = Element(name, dict(attributes or {}), "html")
    for node in inside:
        element.append_child(node)
    return element


def _replace(node: Any, *others: Any) -> None:
    parent = node.parent
    for other in others:
        parent.insert_before(other, node)
    if node not in others:
        parent.remove_child(node)


def _attribute(element: Element, name: str) -> str:
    return (element.attrs.get(name) or "").strip()


def _is_of_class(element: Element, name: str) -> bool:
    return name in _attribute(element, "class").split()


def _words(node: Any) -> str:
    return " ".join(node.to_text().split())


def _link_embeds(root: Node) -> None:
    """Have a link to what another host would have played inside the page.

    What was in it follows: an ``object`` that never ends has the rest of the article in it.
    """
    for embed in _named(root, _EMBEDS):
        sources = [embed, *(node for node in embed.children if node.name in ("embed", "source"))]
        inside = [node for node in embed.children if node not in sources]
        if embed.name == "iframe":  # its inside was never shown
            inside = []
        addresses = [_attribute(source, name) for source in sources for name in ("src", "data")]
        address = _watchable(next(filter(None, addresses), ""))
        link = _element("a", {"href": address}, Text(_attribute(embed, "title") or address))
        if not address:
            _replace(embed, *inside)
        elif _ancestor(embed, _LINES):
            _replace(embed, link, *inside)
        else:
            _replace(embed, _element("p", {}, link), *inside)


def _watchable(address: str) -> str:
    """Where people see what ``address`` would show in a frame; ``""`` for what is no web page."""
    parts = _split(_joined("https:", address))
    if not parts.netloc:
        return ""
    shown = re.fullmatch(r"/(?:embed|v)/([\w-]+)(?:&.*)?", parts.path)
    if shown and _YOUTUBE.fullmatch(parts.hostname or ""):
        return f"https://www.youtube.com/watch?v={shown[1]}"
    return urlunsplit(parts._replace(scheme="https"))


def _split(address: str) -> SplitResult:
    try:
        return urlsplit(address)
    except ValueError:
        return urlsplit("")


def _drop(root: Node) -> None:
    """Take out what is no prose, with all that is in it, and names that can't be written."""
    waiting: list[Any] = [root]
    while waiting:
        node = waiting.pop()
        for child in list(node.children or []):
            if isinstance(child, Comment) or child.name in DROPPED:
                node.remove_child(child)
            else:
                waiting.append(child)
    for element in _elements(root):
        element.attrs = {k: v for k, v in element.attrs.items() if _NAME.fullmatch(k)}
        if not _NAME.fullmatch(element.name):
            _replace(element, *list(element.children))


def _mark_more(root: Node) -> None:
    marks = [a for a in _named(root, {"a"}) if _attribute(a, "name") == "more"]
    for number, mark in enumerate(marks):
        ends = [] if number else [_element("hr", {"class": MORE_CLASS})]
        _replace(mark, *ends, *list(mark.children))


def _make_figures(root: Node) -> None:
    """Make figures of the tables that Blogger puts round a picture and its caption."""
    for table in _named(root, {"table"}):
        if not _is_of_class(table, "tr-caption-container"):
            continue
        figure = _element("figure")
        for cell in _named(table, {"td", "th", "caption"}):
            if _ancestor(cell, {"table"}) is not table:
                continue
            is_caption = _is_of_class(cell, "tr-caption")
            inside = [_element("figcaption", {}, *cell.children)] if is_caption else cell.children
            for node in list(inside):
                figure.append_child(node)
        _replace(table, figure)


def _link_pictures(root: Node, hosts: Sequence[str]) -> Iterator[OldPicture]:
    """Put links in the place of pictures, and give the pictures."""
    for image in _named(root, {"img"}):
        link = _ancestor(image, {"a"})
        picture = _picture(image, link, hosts)
        if picture is None:
            _replace(image, Text(_attribute(image, "alt")))
            continue

        yield picture
        if link is None:
            _replace(image, _stand_in(picture))
        else:
            _replace(link, _stand_in(picture), link)
            _replace(image)
            _discard_empty(link, picture)


def _stand_in(picture: OldPicture) -> Element:
    """A link that says all that ``show`` needs. An empty ``title`` can't be told from none."""
    attributes = {"class": NOT_FETCHED, "href": picture.key}
    if picture.alt:
        attributes["title"] = picture.alt
    file = unquote(picture.key.rpartition("/")[2]) if picture.data is None else ""
    return _element("a", attributes, Text(picture.alt or file or "…"))


def _ancestor(element: Element, names: Iterable[str]) -> Any:
    """The nearest element of these names that ``element`` is in, if it is in any."""
    parent = element.parent
    while parent is not None and parent.name not in names:
        parent = parent.parent
    return parent


def _picture(image: Element, link: Element | None, hosts: Sequence[str]) -> OldPicture | None:
    """Which picture an ``img`` shows: the largest that is known of, for a link leads there."""
    source, alt = _attribute(image, "src"), _attribute(image, "alt")
    if source.startswith("data:"):
        digest = hashlib.sha256(source.encode()).hexdigest()
        return OldPicture(f"#picture-{digest[:24]}", alt, _decoded(source))
    if {_attribute(image, "width"), _attribute(image, "height")} == {"1"}:
        return None  # it counts readers

    target = _attribute(link, "href") if link is not None else ""
    base = f"https://{hosts[0]}/" if hosts else "https:"
    address = _joined(base, target if _is_picture(target, source) else source)
    return OldPicture(pictures.original(address), alt) if source and address else None


def _is_picture(address: str, source: str) -> bool:
    """Whether a link leads to a picture, such as the larger one of what it shows."""
    path = _split(address).path
    is_file = bool(_PICTURE_FILE.fullmatch(path[path.rfind(".") :]))
    return bool(address) and (is_file or pictures.key(address) == pictures.key(source))


def _joined(base: str, address: str) -> str:
    try:
        joined = urljoin(base, address)
    except ValueError:
        return ""
    parts = _split(joined)
    return joined if parts.scheme in ("http", "https") and parts.netloc else ""


def _decoded(source: str) -> bytes:
    """What a ``data:`` address holds, ``b""`` if that can't be told."""
    head, _, data = source.partition(",")
    raw = unquote_to_bytes(data)
    if not head.endswith(";base64"):
        return raw
    try:
        return base64.b64decode(b"".join(raw.split()), validate=True)
    except binascii.Error:
        return b""


def _discard_empty(link: Element, picture: OldPicture) -> None:
    """Take away a link whose pictures are gone, unless it leads somewhere else."""
    if _words(link) or _named(link, {"img"}):
        return
    target = _attribute(link, "href")
    if _is_picture(target, picture.key) or not target.startswith(("http://", "https://")):
        _replace(link)
    else:
        link.append_child(Text(target))


def _shorten_links(root: Node, homes: set[str]) -> None:
    """Make links to the old blog links within this one."""
    for link in _named(root, {"a"}):
        parts = _split(_attribute(link, "href"))
        is_ours = parts.scheme in ("", "http", "https") and _home(parts.hostname or "") in homes
        if is_ours and not _is_of_class(link, NOT_FETCHED):
            asked = parse_qsl(parts.query, keep_blank_values=True)
            query = urlencode([(name, value) for name, value in asked if name != "m"])
            path = f"/{parts.path.lstrip('/')}"
            link.attrs["href"] = urlunsplit(("", "", path, query, parts.fragment))


def _home(host: str) -> str:
    """A host without what doesn't matter: ``x.blogspot`` is the same in every country."""
    bare = host.lower().removeprefix("www.")
    in_country = _BLOGSPOT.fullmatch(bare)
    return in_country[1] if in_country else bare


def _unwrap(root: Node) -> None:
    for wrapper in _named(root, _WRAPPERS):
        _replace(wrapper, *list(wrapper.children))


def _flow(container: Node) -> None:
    """Turn what is in a container into blocks: paragraphs, figures, and what was one before."""
    blocks = list(_blocks(list(container.children or [])))
    for child in list(container.children or []):
        container.remove_child(child)
    for block in blocks:
        container.append_child(block)


def _blocks(nodes: list[Any]) -> Iterator[Any]:
    """The blocks that nodes make. Two line ends part paragraphs, and so does every ``div``."""
    line: list[Any] = []
    ends = 0
    for node in nodes:
        if node.name == "br":
            ends += 1
        elif _is_block(node):
            yield from _paragraph(line)
            yield from _as_blocks(node)
            line, ends = [], 0
        elif not (ends and _is_blank(node)):
            if ends > 1:
                yield from _paragraph(line)
                line = []
            elif ends and line:
                line.append(_element("br"))
            line.append(node)
            ends = 0
    yield from _paragraph(line)


def _is_block(node: Any) -> bool:
    return isinstance(node, Element) and bool(node.name in _BLOCKS or _named(node, _BLOCKS))


def _is_blank(node: Any) -> bool:
    return isinstance(node, Text) and not (node.data or "").strip()


def _as_blocks(node: Any) -> Iterator[Any]:
    is_turned = isinstance(node, Element) and _attribute(node, "dir").lower() == "rtl"
    if node.name == "blockquote" or (node.name in _SCAFFOLD and is_turned):
        _flow(node)
        yield node
    elif node.name in _SCAFFOLD:
        yield from _blocks(list(node.children))
    elif node.name == "p":
        for block in _blocks(list(node.children)):
            if is_turned and block.name == "p":
                block.attrs["dir"] = "rtl"
            yield block
    else:
        yield node


def _paragraph(line: list[Any]) -> Iterator[Any]:
    """A paragraph of what stands on a line; pictures at its ends become figures beside it."""
    first, last = 0, len(line)
    while first < last and _is_beside(line[first]):
        first += 1
    while last > first and _is_beside(line[last - 1]):
        last -= 1

    yield from map(_figure, filter(_is_stand_in, line[:first]))
    if any(map(_words, line[first:last])):
        yield _element("p", {}, *line[first:last])
    yield from map(_figure, filter(_is_stand_in, line[last:]))


def _is_beside(node: Any) -> bool:
    return _is_blank(node) or node.name == "br" or _is_stand_in(node)


def _is_stand_in(node: Any) -> bool:
    return isinstance(node, Element) and node.name == "a" and _is_of_class(node, NOT_FETCHED)


def _figure(stand_in: Element) -> Element:
    return _element("figure", {}, stand_in)


def unfetched(tidied: str) -> list[str]:
    """The keys of the pictures that a tidied body still lacks."""
    links = filter(_is_stand_in, _named(_parse(tidied), {"a"}))
    return list(dict.fromkeys(_attribute(link, "href") for link in links))


def show(tidied: str, fetched: Mapping[str, Mapping[str, str]]) -> str:
    """Put pictures in their places: by key, the attributes of an ``img``, but for its ``alt``."""
    root = _parse(tidied)
    for link in filter(_is_stand_in, _named(root, {"a"})):
        if attributes := fetched.get(_attribute(link, "href")):
            alt = _attribute(link, "title")
            _replace(link, _element("img", {**attributes, "alt": alt, "loading": "lazy"}))
    return html.article(to_html(root, pretty=False))


def led(tidied: str, fetched: Container[str]) -> tuple[Lead | None, str]:
    """Part a body from the picture that it begins with, if that is one of ``fetched``.

    Not where its caption is more than a line of words: the body can hold that, a lead picture
    can't.
    """
    root = _parse(tidied)
    first = next((node for node in root.children or [] if not _is_blank(node)), None)
    inside = list(first.children) if first is not None and first.name == "figure" else []
    if not inside or not _is_stand_in(inside[0]) or _attribute(inside[0], "href") not in fetched:
        return None, tidied
    captions = inside[1:]
    caption = " ".join(map(_words, captions))
    is_plain = all(node.name == "figcaption" and not _elements(node) for node in captions)
    if not is_plain or len(caption) > CAPTION_MAX:
        return None, tidied

    _replace(first)
    link = inside[0]
    lead = Lead(_attribute(link, "href"), _attribute(link, "title"), caption)
    return lead, html.article(to_html(root, pretty=False))
