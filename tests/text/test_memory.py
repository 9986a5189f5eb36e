"""What is remembered of texts, and of values."""

from __future__ import annotations

from blog.text.memory import Memory, remembered


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


def test_what_follows_from_the_same_values_is_made_once():
    memory, made = Memory(room=100_000), []

    def make() -> str:
        made.append("once")
        return "said"

    assert [memory.recall(("ink", 1), make), memory.recall(("ink", 1), make)] == ["said", "said"]
    assert memory.recall(("ink", 2), make) == "said"
    assert len(made) == 2


def test_what_is_remembered_takes_no_more_than_its_room():
    memory = Memory(room=100_000)

    for number in range(1_000):
        memory.recall((f"key {number}", "ş" * 500), lambda: "x" * 1_000)

    kept = [*memory._young.items(), *memory._old.items()]
    assert 0 < sum(len(made) + len(key[1]) * 2 for key, made in kept) < 100_000


def test_what_is_asked_for_again_and_again_is_not_forgotten():
    memory, made = Memory(room=100_000), []
    for number in range(1_000):
        memory.recall(("often",), lambda: made.append("again") or "x")
        memory.recall((number,), lambda: "x" * 1_000)

    assert made == ["again"]


def test_what_is_longer_than_its_room_is_made_each_time():
    memory = Memory(room=1_000)

    assert [memory.recall((1,), lambda: "x" * 5_000) for _ in range(2)] == ["x" * 5_000] * 2
    assert memory._young == {}
