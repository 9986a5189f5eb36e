"""The frame around every page, and the regions that the rooms hang into it.

A room says what a region holds, with ``@frame.region("archive")``; the frame knows no room. A
region is worked out when a template asks for it, once a request.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask, g, request
from flask_babel import get_locale

from blog import pictures, signin
from blog.db import now
from blog.models.site import CONSOLES, Site
from blog.web import links, routing, scripts, theme

Filler = Callable[[], Any]
_regions: dict[str, Filler] = {}


def region(name: str) -> Callable[[Filler], Filler]:
    """Let a function fill the region of that name; what is falsy takes no room in the page."""

    def hang(fill: Filler) -> Filler:
        _regions[name] = fill
        return fill

    return hang


class Frame:
    """``frame["archive"]`` in a template."""

    def __getitem__(self, name: str) -> Any:
        """What the region holds in this request."""
        if g.get("is_bare"):
            return None
        known = g.setdefault("regions", {})
        if name not in known:
            known[name] = _regions[name]()
        return known[name]


def init_app(app: Flask) -> None:
    """Give every template the frame."""
    app.context_processor(_surroundings)
    app.add_template_filter(theme.placeholder, "placeholder")
    app.add_template_filter(theme.crop, "crop")
    app.add_template_global(scripts.url, "script_at")
    app.jinja_env.globals["consoles"] = CONSOLES
    app.jinja_env.globals["on_a_phone"] = pictures.ON_A_PHONE
    app.jinja_env.policies["json.dumps_kwargs"] = {
        "ensure_ascii": False,
        "separators": (",", ":"),
    }


def go_bare() -> None:
    """Ask nothing of the database for the rest of this request: it is in trouble."""
    g.is_bare = True


def _surroundings() -> dict[str, Any]:
    site = None if g.get("is_bare") else Site.current()
    return {
        "frame": Frame(),
        "here": request.path if request else "/",
        "place": routing.link(request.path) if request else "/",
        "home": links.home() if site else "",
        "is_owner": bool(site and request and signin.owner()),
        "language": get_locale().language,
        "locale": str(get_locale()),
        "month_shown": g.get("month_shown"),
        "script_url": scripts.url(),
        "site": site,
        "desk_stylesheet_url": theme.desk_url(),
        "direction": get_locale().text_direction,
        "stylesheet_url": theme.url(site),
        "today": now(),
    }
