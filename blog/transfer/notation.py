"""How an export writes things down: JSON before a text, JSON a line, a moment.

docs/formats.md describes it for those who read exports with programs of their own.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import Any

_FENCE = "---\n"
_UNSEEN = re.compile(
    "[\x7f-\x9f\u00ad\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\uffff]"
)
"""What JSON may hold as it is, but YAML, editors or eyes may not."""

YEARS = range(1000, 9999)
"""Those that addresses can have, in every time zone."""

Front = dict[str, Any]


def page(front: Front, body: str) -> str:
    """A text with what is known of it before it, which is JSON and therefore YAML, too."""
    return f"{_FENCE}{pretty(front)}{_FENCE}\n{body}\n"


def parted(text: str) -> tuple[Front, str]:
    """What ``page`` put together. Raises ``ValueError``."""
    front, fence, body = text.removeprefix(_FENCE).partition(f"\n{_FENCE}\n")
    if not text.startswith(_FENCE) or not fence or not body.endswith("\n"):
        raise ValueError("it does not begin with JSON between two lines of ---, or ends too early")
    return parsed(front), body[:-1]


def pretty(front: Front) -> str:
    """JSON for people."""
    return f"{_escaped(json.dumps(front, ensure_ascii=False, indent=2))}\n"


def line(front: Front) -> str:
    """JSON in one line."""
    return f"{_escaped(json.dumps(front, ensure_ascii=False))}\n"


def parsed(text: str) -> Front:
    """The JSON object that a text is. Raises ``ValueError``."""
    try:
        front = json.loads(text)
    except RecursionError:
        raise ValueError("its JSON is nested too deep") from None
    except ValueError as error:
        raise ValueError(f"its JSON can't be read: {error}") from None
    if not isinstance(front, dict):
        raise ValueError("its JSON is no object")
    return front


def moment(value: datetime) -> str:
    """A moment, as RFC 3339 has it, in UTC."""
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")


def read_moment(text: str) -> datetime:
    """What ``moment`` wrote, or another program. Raises ``ValueError``."""
    value = datetime.fromisoformat(text)
    if value.tzinfo is None or value.year not in YEARS:
        raise ValueError(text)
    return value.astimezone(UTC)


def _escaped(written: str) -> str:
    return _UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04x}", written)
