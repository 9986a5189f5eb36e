"""What the owner says of an old address, and what can't be said of it."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import Field, StringField
from wtforms.validators import ValidationError

from blog import addresses
from blog.models.address import Address
from blog.text import urls
from blog.web import links, routing
from blog.web.fields import one_line

LONGEST = 2_000
"""Characters of a destination."""


class Place(NamedTuple):
    """Where an address leads: to an article wherever that is, or to a target; else it is gone."""

    article_id: int | None = None
    target: str | None = None

    @property
    def is_nowhere(self) -> bool:
        """Whether it says that it is gone."""
        return self.article_id is None and self.target is None

    def at(self, path: str) -> Address:
        """The address that leads there."""
        return Address(path=path, article_id=self.article_id, target=self.target)


class RedirectForm(FlaskForm):
    """An old address and where it leads. Once there is one, only its destination can change.

    ``path`` and ``place`` are what was typed, understood; they are there once it is valid.
    """

    source = StringField(_l("Old address"), filters=[one_line])
    destination = StringField(_l("Leads to"), filters=[one_line])

    def __init__(self, address: Address | None = None) -> None:
        """Begin empty, or with where an address leads now."""
        super().__init__(data={"destination": shown(address) if address else ""})
        self.address = address
        self.path = address.path if address else ""
        self.place = Place()

    def validate_source(self, field: Field) -> None:
        """An old address is a path of this blog that nothing else answers."""
        if self.address:
            return
        self.path = _own_path(field.data or "")
        known = addresses.lookup(self.path)
        if known and known.article and known.article.path == known.path:
            raise ValidationError(
                gettext(
                    "“%(title)s” has this address. To free it, change its address there.",
                    title=(known.article.working or known.article).title,
                )
            )
        if known:
            raise ValidationError(_l("This address is in the list already: change it there."))
        if addresses.is_reserved(self.path):
            raise ValidationError(_l("The blog needs this address itself."))

    def validate_destination(self, field: Field) -> None:
        """It leads to a page of this blog or of another site, never back to where it began."""
        typed = field.data or ""
        self.place = _place(typed) if typed else Place()
        if self.path and _comes_back(self.path, self.place.target):
            raise ValidationError(
                _l("This would lead round in a circle. Please choose another place.")
            )


def shown(address: Address) -> str:
    """Where an address leads, as one would type it; empty if it is gone."""
    if address.article:
        return address.article.path or ""
    return unquote(address.target or "")


def _own_path(typed: str) -> str:
    """A path of this blog, decoded, from a path or a whole address of it."""
    path = _within(typed)
    if path is None or not path.startswith("/") or path.startswith("//"):
        raise ValidationError(
            _l("Please write an address of this blog. Example: /2019/05/old-name.html")
        )
    if "?" in path or "#" in path:
        raise ValidationError(_l("Please leave away what begins with ? or #: it leads no further."))
    path = unquote(path)
    if len(path) > addresses.PATH_MAX or path == "/":
        raise ValidationError(_l("No page can have this address."))
    return path


def _place(typed: str) -> Place:
    path = _within(typed)
    if path is None:
        target = urls.web_address(typed, LONGEST)
        if target is None:
            raise ValidationError(
                _l("Please write an address. Examples: /about.html or https://example.org/page")
            )
        return Place(target=target)
    if not path.startswith("/") or path.startswith(("//", "/\\")) or len(path) > LONGEST:
        raise ValidationError(
            _l("Please write an address. Examples: /about.html or https://example.org/page")
        )
    parts = urlsplit(path)
    known = addresses.lookup(unquote(parts.path))
    if known and known.article_id and not parts.query and not parts.fragment:
        return Place(article_id=known.article_id)
    return Place(target=_link(path))


def _within(typed: str) -> str | None:
    """What was typed as a path with what follows it, where it is this blog's; else nothing."""
    if typed.startswith("/"):
        return typed
    try:
        parts, home = urlsplit(typed), urlsplit(links.home())
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or _bare(parts.netloc) != _bare(home.netloc):
        return None
    return parts._replace(scheme="", netloc="", path=parts.path or "/").geturl()


def _bare(host: str) -> str:
    return host.lower().removeprefix("www.")


def _link(typed: str) -> str:
    """A path with what follows it, as a link."""
    parts = urlsplit(typed)
    query = f"?{parts.query}" if parts.query else ""
    fragment = f"#{parts.fragment}" if parts.fragment else ""
    return f"{routing.link(unquote(parts.path))}{query}{fragment}"


def _comes_back(path: str, target: str | None) -> bool:
    """Whether one who follows ``target``, and whatever it leads to, arrives at ``path`` again."""
    been = {path.rstrip("/")}
    while target and target.startswith("/"):
        here = unquote(urlsplit(target).path)
        if here.rstrip("/") in been:
            return True
        been.add(here.rstrip("/"))
        known = addresses.lookup(here)
        target = known.target if known and not known.article_id else None
    return False
