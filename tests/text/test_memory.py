"""What is remembered of texts."""

from __future__ import annotations

from blog.text.memory import remembered


def counted(texts: int = 2, of: int = 5):
    """A function that remembers, and the texts that it had to work on."""
    worked_on = []

    @remembered(texts, of)
    def shout(text: str, mark: str = "!") -> str:
        worked_on.append(text)
        return text.upper() + mark

    return shout, worked_on


def test_the_same_text_is_worked_on_once():
    shout, worked_on = counted()

    assert [shout("ink"), shout("ink")] == ["INK!", "INK!"]
    assert worked_on == ["ink"]


def test_what_else_is_said_with_a_text_counts():
    shout, _worked_on = counted()

    assert [shout("ink"), shout("ink", mark="?")] == ["INK!", "INK?"]


def test_a_long_text_takes_no_room():
    shout, worked_on = counted(of=2)

    assert [shout("ink"), shout("ink")] == ["INK!", "INK!"]
    assert worked_on == ["ink", "ink"]
