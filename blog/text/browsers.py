"""What browsers, and robots, say of themselves (RFC 9110, ``User-Agent``)."""

from __future__ import annotations

import re
from functools import lru_cache

FAMILIES = (
    ("Edge", re.compile("Edg(?:e|A|iOS)?/")),
    ("Opera", re.compile("OPR/|Opera|OPT/")),
    ("Samsung Internet", re.compile("SamsungBrowser/")),
    ("Yandex", re.compile("YaBrowser/")),
    ("DuckDuckGo", re.compile("DuckDuckGo/|Ddg/")),
    ("Firefox", re.compile("Firefox/|FxiOS/")),
    ("Chrome", re.compile("Chrome/|CriOS/|Chromium/")),
    ("Safari", re.compile("Version/.* Safari/")),
)
"""Most of them pretend to be those further down as well."""
SYSTEMS = (
    ("iPhone", re.compile("iPhone")),
    ("iPad", re.compile("iPad")),
    ("Android", re.compile("Android")),
    ("ChromeOS", re.compile("CrOS")),
    ("Windows", re.compile("Windows")),
    ("macOS", re.compile("Mac OS X|Macintosh")),
    ("Linux", re.compile("Linux")),
)

_ROBOTS = re.compile(
    r"https?:|www\.|@"  # where to complain: people's browsers name no address
    r"|compatible;"
    r"|(?<!cu)bot\b|(?<!cu)bot[/_-]|crawl|spider|slurp"  # Cubot makes telephones
    r"|archiv|externalhit|externalagent|headless|inspect|lighthouse|monitor|prerender|preview"
    r"|scan|scrap|-user/",
    re.IGNORECASE,
)


def family(agent: str) -> str:
    """Which kind of browser it is; nothing where we don't know it."""
    return _first(FAMILIES, agent)


def system(agent: str) -> str:
    """What it runs on; nothing where we don't know it."""
    return _first(SYSTEMS, agent)


@lru_cache(maxsize=512)
def is_robot(agent: str) -> bool:
    """Whether it is a program that nobody looks at, as far as it says so.

    Browsers of people all begin alike; programs that don't pretend to be one are left out by
    that alone.
    """
    return not agent.startswith(("Mozilla/5.0 (", "Opera/9.")) or bool(_ROBOTS.search(agent))


def _first(signs: tuple[tuple[str, re.Pattern[str]], ...], agent: str) -> str:
    return next((name for name, sign in signs if sign.search(agent)), "")
