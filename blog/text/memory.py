"""What was made of values before, for what makes the same of them every time."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import lru_cache, wraps
from sys import getsizeof
from typing import Any

ENTRY = 400
"""Bytes that an entry takes besides its texts, about."""


class Memory:
    """Texts, remembered by all that they follow from: such a text can't be stale. They take
    ``room`` bytes at the most, with the texts that they are remembered by.

    What was not asked for since half of the room was filled goes when it is filled again. Threads
    need no lock: at worst one of them makes once more what another one forgets.
    """

    def __init__(self, room: int) -> None:
        """Begin with nothing."""
        self._half = room // 2
        self.forget()

    def forget(self) -> None:
        """Begin with nothing again."""
        self._young: dict[Hashable, str] = {}
        self._old: dict[Hashable, str] = {}
        self._size = 0

    def recall(self, key: tuple[Hashable, ...], make: Callable[[], str]) -> str:
        """What ``make`` makes of a ``key`` that holds all that this depends on. Where two values
        are equal they have to be of one type, or something else in the key has to tell it."""
        known = self._young.get(key)
        if known is None:
            known = self._old.get(key)
            if known is None:
                known = make()
            self._keep(key, known)
        return known

    def _keep(self, key: tuple[Hashable, ...], made: str) -> None:
        size = ENTRY + getsizeof(made) + _size_of(key)
        if size > self._half:
            return
        if self._size + size > self._half:
            self._young, self._old, self._size = {}, self._young, 0
        self._young[key] = made
        self._size += size


def _size_of(value: Hashable) -> int:
    """Bytes of the texts in a value."""
    if isinstance(value, tuple):
        return getsizeof(value) + sum(map(_size_of, value))
    return getsizeof(value) if isinstance(value, str) else 0


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
