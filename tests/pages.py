"""Pages as a browser has them: parsed, with the forms that it would send."""

from __future__ import annotations

import json
from typing import Any
from xml.etree.ElementTree import Element

from bleach._vendor import html5lib

NEVER_SENT = {"submit", "button", "file", "reset", "image"}
ONLY_IF_CHECKED = {"checkbox", "radio"}


def tree(answer: Any) -> Element:
    """The whole page."""
    return html5lib.parse(answer.text, namespaceHTMLElements=False)


def region(answer: Any, id: str) -> Element | None:
    """The part of the page with this id, if it is there."""
    return tree(answer).find(f".//*[@id='{id}']")


def of_class(element: Element, name: str) -> list[Element]:
    """The elements in a part of a page that bear this class."""
    return [one for one in element.iter() if name in one.get("class", "").split()]


def ids(answer: Any) -> list[str]:
    """Every id of the page, from top to bottom."""
    return [element.get("id", "") for element in tree(answer).iter() if element.get("id")]


def words(element: Element | None) -> str:
    """What one reads in a part of a page, on one line; nothing where the part is missing."""
    return "" if element is None else " ".join("".join(element.itertext()).split())


def links(element: Element | None) -> list[str]:
    """Where the links in a part of a page lead."""
    return [] if element is None else [link.get("href", "") for link in element.iter("a")]


def form(answer: Any, having: str) -> dict[str, str]:
    """What a browser would send of the form that has a field of this name.

    Without the owner's token, which ``Desk`` adds; files are chosen anew every time.
    """
    for element in tree(answer).iter("form"):
        fields = dict(_fields(element))
        if having in {control.get("name") for control in element.iter()}:
            fields.pop("csrf_token", None)
            return fields
    raise AssertionError(f"no form of this page has a field {having!r}")


def _fields(form: Element) -> list[tuple[str, str]]:
    found = []
    for control in form.iter():
        name, kind = control.get("name", ""), control.get("type", "text")
        if control.tag == "input" and name and kind not in NEVER_SENT:
            if kind not in ONLY_IF_CHECKED or control.get("checked") is not None:
                default = "on" if kind in ONLY_IF_CHECKED else ""
                found.append((name, control.get("value", default)))
        elif control.tag == "textarea":
            found.append((name, "".join(control.itertext())))
        elif control.tag == "select":
            options = list(control.iter("option"))
            chosen = next((o for o in options if o.get("selected") is not None), options[0])
            found.append((name, chosen.get("value", words(chosen))))
    return found


def scripts(answer: Any) -> list[Element]:
    """What a browser would run; data for machines is none of it."""
    found = tree(answer).iter("script")
    return [script for script in found if script.get("type") != "application/ld+json"]


def described(answer: Any) -> list[dict[str, Any]]:
    """What the page says it is about, in schema.org's words."""
    found = [one for one in tree(answer).iter("script") if one.get("type") == "application/ld+json"]
    return [node for one in found for node in json.loads(one.text or "")["@graph"]]
