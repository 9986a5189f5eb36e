"""Addresses of mail."""

from __future__ import annotations

import re

from blog.text import urls

_LOCAL = re.compile(r"(?=.{1,64}$)[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*", re.ASCII)
_DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]")
LONGEST = 254
"""RFC 5321, 4.5.3.1.3, with the brackets around it."""


def mailbox(typed: str) -> str:
    """One address as every mail server takes it, its domain in ASCII (RFC 5891); empty where it
    is none, or needs more than that: quotes, letters of other scripts before the ``@``."""
    local, _, domain = typed.strip().rpartition("@")
    try:
        domain = domain.encode("idna").decode().lower()
    except UnicodeError:
        return ""
    address = f"{local}@{domain}"
    is_one = _LOCAL.fullmatch(local) and _DOMAIN.fullmatch(domain) and len(address) <= LONGEST
    return address if is_one else ""


def veiled(address: str) -> str:
    """Enough of an address for whoever knows it: ``d…@example.org``."""
    local, _, domain = address.rpartition("@")
    return f"{local[:1]}…@{domain}"


def contact(typed: str) -> str:
    """Where somebody can be reached, as a URI: a mailbox, or a page under https; empty for none."""
    typed = typed.strip()
    if typed.lower().startswith("https://"):
        return urls.web_address(typed, longest=LONGEST) or ""
    found = mailbox(typed.removeprefix("mailto:"))
    return f"mailto:{found}" if found else ""
