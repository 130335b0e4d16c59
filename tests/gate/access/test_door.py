"""The door's state machine: every state, every way in and out, and what may never happen."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gate.access.door import SENSOR_LAG, Door, step, wake_at
from gate.access.door_types import (
    Action,
    Command,
    DoorEvent,
    DoorEventKind,
    DoorState,
    Grant,
    Happening,
    LineHealth,
    Rules,
    Scheduled,
    Seen,
    Tick,
)
from gate.access.lock import Inputs

K, S = DoorEventKind, DoorState
RULES = Rules(pulse=5.0, held_open=30.0, pre_alarm=10.0)


class Scene:
    """A door, a clock, and everything that happened."""

    def __init__(self, rules: Rules = RULES, *, contact: bool = True) -> None:
        self.rules = rules
        self.now = 100.0
        self.door = Door()
        self.events: list[DoorEvent] = []
        self.inputs = Inputs(door_open=False if contact else None)
        self.do(LineHealth(None))
        self.see()
        self.events.clear()

    def do(self, happening: Happening) -> list[DoorEventKind]:
        self.door, events = step(self.door, happening, self.now, self.rules)
        self.events.extend(events)
        return [event.kind for event in events]

    def see(self, **changes: bool | None) -> list[DoorEventKind]:
        self.inputs = replace(self.inputs, **changes)
        return self.do(Seen(self.inputs))

    def wait(self, seconds: float) -> list[DoorEventKind]:
        """Wake exactly when the door asks for it, as the thread does."""
        end, kinds = self.now + seconds, []
        while (wake := wake_at(self.door, self.rules)) is not None and wake <= end:
            self.now = max(self.now, wake)
            kinds += self.do(Tick())
        self.now = end
        return kinds + self.do(Tick())

    def grant(self, person: str = "anna", seconds: float = 5.0) -> list[DoorEventKind]:
        return self.do(Grant(person, seconds))

    def order(self, action: Action) -> list[DoorEventKind]:
        return self.do(Command(action, "ops"))


@pytest.fixture
def scene() -> Scene:
    return Scene()


def test_a_new_door_is_out_of_order_until_the_line_obeys() -> None:
    door, events = step(Door(), Grant("anna", 5.0), 1.0, RULES)
    assert (door.state, door.unlocked, events[0].kind) == (S.FAULT, False, K.ACCESS_REFUSED)
    door, events = step(door, LineHealth(None), 2.0, RULES)
    assert (door.state, [event.kind for event in events]) == (S.LOCKED, [K.READY])


def test_a_grant_that_is_taken(scene: Scene) -> None:
    assert scene.grant() == [K.UNLOCKED]
    assert scene.door.state is S.UNLOCKED
    scene.now += 1
    assert scene.see(door_open=True) == [K.OPENED, K.ACCESS_TAKEN]
    assert scene.door.state is S.OPEN
    assert scene.see(door_open=False) == [K.CLOSED, K.LOCKED], "locks as soon as the door has closed"
    assert scene.door.state is S.LOCKED
    assert scene.wait(100) == []
    taken = next(event for event in scene.events if event.kind is K.ACCESS_TAKEN)
    assert (taken.person, taken.mono) == ("anna", 101.0)
    assert [e.cause for e in scene.events if e.cause] == ["grant", "closed"]


def test_a_grant_that_is_not_taken(scene: Scene) -> None:
    scene.grant(seconds=15.0)
    assert scene.wait(14.9) == []
    assert scene.wait(0.2) == [K.LOCKED]
    assert scene.wait(SENSOR_LAG) == [K.ACCESS_NOT_TAKEN]
    assert scene.events[-2].cause == "time"


def test_without_a_contact_nobody_knows_who_went(scene: Scene) -> None:
    scene = Scene(contact=False)
    scene.grant()
    assert scene.wait(60) == [K.LOCKED]


def test_two_people_on_one_opening_and_the_second_may_follow(scene: Scene) -> None:
    scene.grant("anna")
    scene.grant("ben")
    assert scene.see(door_open=True) == [K.OPENED, K.ACCESS_TAKEN, K.ACCESS_TAKEN]
    scene.now += 2
    scene.grant("cleo")
    assert scene.see(door_open=False) == [K.CLOSED], "stays unlocked for the one who was granted meanwhile"
    assert scene.see(door_open=True) == [K.OPENED, K.ACCESS_TAKEN]
    assert scene.see(door_open=False) == [K.CLOSED, K.LOCKED]


def test_a_later_grant_never_shortens_a_pulse(scene: Scene) -> None:
    scene.grant(seconds=15.0)
    scene.grant("ben", seconds=1.0)
    assert scene.wait(14) == [], "neither has gone yet, and the pulse still runs"
    assert K.LOCKED in scene.wait(2)


def test_relock_on_close_can_be_off() -> None:
    scene = Scene(replace(RULES, relock_on_close=False))
    scene.grant()
    scene.see(door_open=True)
    assert scene.see(door_open=False) == [K.CLOSED]
    assert scene.door.state is S.UNLOCKED
    assert scene.wait(10) == [K.LOCKED]


def test_held_open_with_a_warning_before(scene: Scene) -> None:
    scene.grant()
    scene.see(door_open=True)
    assert scene.wait(19.9) == [K.LOCKED]
    assert scene.wait(0.2) == [K.PRE_ALARM]
    assert scene.door.state is S.OPEN
    assert scene.wait(10) == [K.HELD_OPEN]
    assert scene.door.state is S.HELD_OPEN
    assert scene.wait(1000) == [], "one alarm, not one a second"
    assert scene.see(door_open=False) == [K.CLOSED, K.ALARM_ENDED]
    assert scene.door.state is S.LOCKED


def test_held_open_can_be_off() -> None:
    scene = Scene(replace(RULES, held_open=0.0))
    scene.grant()
    scene.see(door_open=True)
    assert scene.wait(10_000) == [K.LOCKED]
    assert scene.door.state is S.OPEN


def test_a_door_that_is_free_may_stand_open(scene: Scene) -> None:
    scene.order(Action.UNLOCK)
    scene.see(door_open=True)
    assert scene.wait(1000) == []
    assert scene.order(Action.LOCK) == [K.LOCKED]
    assert scene.wait(19) == [], "the time counts from when it should have been shut"
    assert scene.wait(2) == [K.PRE_ALARM]


def test_forced_open(scene: Scene) -> None:
    assert scene.see(door_open=True) == [K.OPENED, K.FORCED_OPEN]
    assert scene.door.state is S.FORCED_OPEN
    assert scene.wait(100) == [], "the worse alarm covers the lesser one"
    assert scene.see(door_open=False) == [K.CLOSED, K.ALARM_ENDED]
    assert scene.door.state is S.LOCKED


def test_a_contact_that_is_late_is_no_forced_door(scene: Scene) -> None:
    scene.grant()
    scene.wait(5.0)
    scene.now += SENSOR_LAG / 2
    assert scene.see(door_open=True) == [K.OPENED, K.ACCESS_TAKEN]


def test_forced_alarm_can_be_off() -> None:
    scene = Scene(replace(RULES, forced_alarm=False))
    assert scene.see(door_open=True) == [K.OPENED]
    assert scene.door.state is S.OPEN
    assert K.HELD_OPEN in scene.wait(100)


def test_a_door_found_open_at_the_start_was_not_forced() -> None:
    scene = Scene(contact=False)
    assert scene.see(door_open=True) == []
    assert scene.door.state is S.OPEN


def test_the_exit_button(scene: Scene) -> None:
    assert scene.see(exit_pressed=True) == [K.EXIT_BUTTON, K.UNLOCKED]
    assert scene.see(door_open=True) == [K.OPENED]
    assert scene.see(exit_pressed=False) == []
    assert scene.see(door_open=False) == [K.CLOSED, K.LOCKED]
    scene = Scene(replace(RULES, exit_unlocks=False))
    assert scene.see(exit_pressed=True) == [K.EXIT_BUTTON]


def test_an_operator(scene: Scene) -> None:
    assert scene.order(Action.OPEN) == [K.UNLOCKED]
    assert scene.wait(6) == [K.LOCKED]
    assert scene.order(Action.UNLOCK) == [K.UNLOCKED]
    assert scene.wait(10_000) == []
    assert scene.grant() == [], "a grant has nothing to unlock"
    assert scene.order(Action.LOCK) == [K.LOCKED], "and its pulse ends with the rest"
    assert [e.cause for e in scene.events if e.cause] == ["operator", "time", "operator", "operator"]


def test_an_emergency_lock_keeps_people_out_and_nobody_in(scene: Scene) -> None:
    scene.order(Action.UNLOCK)
    assert scene.order(Action.EMERGENCY_LOCK) == [K.EMERGENCY_LOCKED, K.LOCKED]
    assert scene.door.state is S.EMERGENCY_LOCKED
    assert scene.grant() == [K.ACCESS_REFUSED]
    assert scene.order(Action.OPEN) == [K.ACCESS_REFUSED]
    assert scene.order(Action.UNLOCK) == [K.ACCESS_REFUSED]
    assert scene.do(Scheduled(True)) == []
    assert not scene.door.unlocked
    assert scene.see(exit_pressed=True) == [K.EXIT_BUTTON, K.UNLOCKED], "egress is never inhibited"
    scene.wait(10)
    assert scene.see(emergency=True) == [K.EMERGENCY_UNLOCKED, K.UNLOCKED], "nor is a fire release"
    assert scene.door.state is S.EMERGENCY_UNLOCKED
    assert scene.see(emergency=False) == [K.EMERGENCY_ENDED, K.LOCKED]
    assert scene.door.state is S.EMERGENCY_LOCKED
    assert scene.order(Action.EMERGENCY_END) == [K.EMERGENCY_ENDED]
    assert scene.door.state is S.LOCKED, "what was unlocked before does not come back by itself"
    assert scene.order(Action.EMERGENCY_END) == []


def test_an_emergency_unlock(scene: Scene) -> None:
    assert scene.order(Action.EMERGENCY_UNLOCK) == [K.EMERGENCY_UNLOCKED, K.UNLOCKED]
    assert scene.see(door_open=True) == [K.OPENED], "nobody forces a door in a fire"
    assert scene.wait(1000) == []
    assert scene.order(Action.EMERGENCY_END) == [K.EMERGENCY_ENDED, K.LOCKED]


def test_a_line_that_fails_ends_what_was_unlocked(scene: Scene) -> None:
    scene.order(Action.UNLOCK)
    assert scene.do(LineHealth("unplugged")) == [K.FAULT, K.LOCKED]
    assert scene.do(LineHealth("unplugged")) == []
    assert scene.door.state is S.FAULT
    assert scene.grant() == [K.ACCESS_REFUSED]
    assert scene.order(Action.OPEN) == [K.ACCESS_REFUSED]
    assert scene.do(LineHealth(None)) == [K.FAULT_ENDED]
    assert scene.door.state is S.LOCKED


def test_a_contact_that_is_lost(scene: Scene) -> None:
    assert scene.see(door_open=None) == [K.FAULT]
    assert scene.door.state is S.FAULT
    assert scene.grant() == [K.UNLOCKED], "people still come in, by time alone"
    assert scene.wait(10) == [K.LOCKED]
    assert scene.see(door_open=False) == [K.FAULT_ENDED]


def test_the_hours(scene: Scene) -> None:
    assert scene.do(Scheduled(True)) == [K.UNLOCKED]
    assert scene.see(door_open=True) == [K.OPENED]
    assert scene.do(Scheduled(False)) == [K.LOCKED]
    assert [e.cause for e in scene.events if e.cause] == ["schedule", "schedule"]


@pytest.mark.parametrize("seconds", [math.nan, 0.0, -1.0])
def test_a_pulse_of_no_length_is_none(scene: Scene, seconds: float) -> None:
    scene.grant(seconds=seconds)
    assert not scene.door.unlocked


inputs = st.builds(
    Inputs,
    door_open=st.sampled_from([None, False, True]),
    exit_pressed=st.sampled_from([None, False, True]),
    emergency=st.sampled_from([None, False, True]),
)
happenings = st.one_of(
    st.builds(Grant, person=st.sampled_from(["anna", "ben"]), seconds=st.floats(0.5, 20)),
    st.builds(Command, action=st.sampled_from(Action), by=st.just("ops")),
    st.builds(Seen, inputs=inputs),
    st.builds(Scheduled, unlocked=st.booleans()),
    st.builds(LineHealth, problem=st.sampled_from([None, "broken"])),
    st.just(Tick()),
)
stories = st.lists(st.tuples(st.floats(0, 40), happenings), max_size=40)


@settings(max_examples=60, deadline=None)
@given(stories)
def test_whatever_happens(story: list[tuple[float, Happening]]) -> None:
    scene = Scene()
    unlocked = scene.door.unlocked
    for seconds, happening in story:
        for kind in [*scene.wait(seconds), *scene.do(happening)]:
            if kind in (K.UNLOCKED, K.LOCKED):
                assert unlocked != (kind is K.UNLOCKED), "each change of the line is told once"
                unlocked = kind is K.UNLOCKED
        door = scene.door
        assert unlocked == door.unlocked
        if door.problem:
            assert not door.unlocked
        elif door.inputs.emergency or door.emergency == "unlocked":
            assert door.unlocked
        if door.emergency == "locked" and not door.inputs.emergency and door.unlocked:
            assert door.pulse_cause == "exit", "only egress passes an emergency lock"
        if wake := wake_at(door, RULES):
            assert wake > scene.now, "nothing that is due is left undone"
    scene.do(Scheduled(False))
    scene.do(Command(Action.LOCK, "ops"))
    scene.do(Command(Action.EMERGENCY_END, "ops"))
    scene.see(emergency=False, exit_pressed=False)
    scene.wait(1)
    assert not scene.door.unlocked, "every door can be locked"


@settings(max_examples=40, deadline=None)
@given(stories)
def test_a_pulse_always_ends_by_itself(story: list[tuple[float, Happening]]) -> None:
    scene = Scene()
    for seconds, happening in story:
        scene.wait(seconds)
        scene.do(happening)
    if not scene.door.free:
        scene.now += 21.0
        scene.do(Tick())
        assert not scene.door.unlocked
