"""Anti-passback: who went in must come out before going in again. Pure.

`soft` reports, `hard` refuses; after the reset time nobody is taken for inside any more. It lives in memory: after a
start everybody may pass once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Literal

Direction = Literal["in", "out"]
Mode = Literal["off", "soft", "hard"]


@dataclass(frozen=True)
class Passback:
    """Who passed last in which direction, and when."""

    passed: Mapping[str, tuple[Direction, float]] = field(default_factory=lambda: MappingProxyType({}))


def is_passback(state: Passback, person: str, direction: Direction, now: float, *, reset: float) -> bool:
    """Whether a person would pass in the same direction twice.

    Args:
        state: Who passed.
        person: Id.
        direction: Which way this door leads.
        now: Seconds, `Clock.mono`.
        reset: Seconds after which a passage is forgotten.
    """
    last = state.passed.get(person)
    return last is not None and last[0] == direction and now - last[1] < reset


def passed(state: Passback, person: str, direction: Direction, now: float, *, reset: float) -> Passback:
    """The state after a passage; what is older than the reset time is forgotten."""
    kept = {who: entry for who, entry in state.passed.items() if now - entry[1] < reset}
    return replace(state, passed=MappingProxyType({**kept, person: (direction, now)}))
