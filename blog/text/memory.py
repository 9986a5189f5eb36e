"""What was made of a text before, for functions that make the same of it every time."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any


def remembered(texts: int, of: int) -> Callable[[Callable[..., str]], Callable[..., str]]:
    """Remember what a function makes of so many ``texts``, unless one is longer than ``of``
    characters: so what is remembered has its bounds, too."""

    def remember(function: Callable[..., str]) -> Callable[..., str]:
        known = lru_cache(maxsize=texts)(function)

        @wraps(function)
        def recall(text: str, *rest: Any, **named: Any) -> str:
            return (known if len(text) <= of else function)(text, *rest, **named)

        return recall

    return remember
