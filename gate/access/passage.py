"""Between a recognised person and the pulse: the rules that look at more than one attempt. Pure.

The recognition interval, anti-passback and the two-person rule. Each can only refuse.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from gate.access.passback import Direction, Mode, Passback, is_passback, passed
from gate.access.reasons import Reason


@dataclass(frozen=True)
class PassageRules:
    """Seconds throughout."""

    interval: float = 2.0
    """In which the same person is not let in again."""
    passback: Mode = "off"
    direction: Direction = "in"
    passback_reset: float = 12 * 3600.0
    two_person: float = 0.0
    """Within which the second person must be recognised; 0: one is enough."""


@dataclass(frozen=True)
class Passages:
    """What the rules remember."""

    admitted: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    """When each person was let in last, as long as the interval runs."""
    first: tuple[str, float] | None = None
    """Who of two was recognised first, and when."""
    passback: Passback = field(default_factory=Passback)


@dataclass(frozen=True)
class Verdict:
    """What the rules say to one grant."""

    refused: Reason | None
    people: tuple[str, ...] = ()
    """Ids of those who may pass with it."""
    passback: bool = False
    """They pass although one of them is taken for inside (soft)."""


def admit(state: Passages, person: str, now: float, rules: PassageRules) -> tuple[Passages, Verdict]:
    """Judge one grant.

    Args:
        state: What has been.
        person: Id of whom was recognised.
        now: Seconds, `Clock.mono`.
        rules: Of this door.
    """
    if now - state.admitted.get(person, -float("inf")) < rules.interval:
        return state, Verdict(Reason.TOO_SOON)
    again = rules.passback != "off" and is_passback(
        state.passback, person, rules.direction, now, reset=rules.passback_reset
    )
    if again and rules.passback == "hard":
        return state, Verdict(Reason.PASSBACK)
    people: tuple[str, ...] = (person,)
    if rules.two_person > 0:
        first = state.first
        if first is None or first[0] == person or not 0 <= now - first[1] <= rules.two_person:
            return replace(state, first=(person, now)), Verdict(Reason.SECOND_PERSON)
        people = (first[0], person)
        again = again or (
            rules.passback != "off"
            and is_passback(state.passback, first[0], rules.direction, now, reset=rules.passback_reset)
        )
    running = {who: at for who, at in state.admitted.items() if now - at < rules.interval}
    admitted = MappingProxyType({**running, **dict.fromkeys(people, now)})
    return replace(state, admitted=admitted, first=None), Verdict(None, people, again)


def went(state: Passages, person: str, now: float, rules: PassageRules) -> Passages:
    """Somebody has gone through: seen by the door contact or, where there is none, taken from the grant."""
    return replace(state, passback=passed(state.passback, person, rules.direction, now, reset=rules.passback_reset))
