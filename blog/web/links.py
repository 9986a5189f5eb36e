"""Addresses as the rest of the world knows them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from flask import current_app, request

from blog.models.site import Site
from blog.text import rebase


def home() -> str:
    """The blog's public address, without a slash at its end."""
    site = Site.current()
    configured: str = current_app.config["URL"]
    return configured or (site.url if site else request.host_url.rstrip("/"))


@contextmanager
def public() -> Iterator[None]:
    """Let paths be made where nobody asks for a page: as if somebody did, at the public address."""
    with current_app.test_request_context(base_url=home()):
        yield


def absolute(path: str) -> str:
    """A path of this site as a full address."""
    return home() + path


def in_full(html: str, path: str) -> str:
    """Cleaned HTML of the page at ``path`` with full addresses, to be read outside the site."""
    return rebase.absolute(html, absolute(path))
