"""The door as a state machine. Pure: what happens and when goes in, the new state and its events come out.

Closed by default: while the line is not known to obey, nothing unlocks. Free egress and the fire release are hard-wired
in series with the lock's supply; the door only learns of them, and no state of it stands in their way: an exit button
unlocks in an emergency lock too, and a fire alarm overrules one.
"""

from __future__ import annotations

import math
from dataclasses import replace

from gate.access.door_memory import SENSOR_LAG, STARTING, Door
from gate.access.door_types import (
    Action,
    Cause,
    Command,
    DoorEvent,
    DoorEventKind,
    Grant,
    Happening,
    LineHealth,
    Rules,
    Scheduled,
    Seen,
    Tick,
)
from gate.access.lock import Inputs

__all__ = ["SENSOR_LAG", "STARTING", "Door", "step", "wake_at"]


def step(door: Door, happening: Happening, now: float, rules: Rules) -> tuple[Door, tuple[DoorEvent, ...]]:
    """What becomes of a door.

    Args:
        door: As it is.
        happening: What has happened; `Tick` when nothing has.
        now: Seconds, `Clock.mono`.
        rules: Of this door.

    Returns:
        The door after it, and the events, in order, with the state after all of them.
    """
    made = _Step(door, now, rules)
    made.let_time_pass()
    made.take(happening)
    made.let_time_pass()
    made.settle(door)
    return made.door, tuple(replace(event, state=made.door.state) for event in made.events)


def wake_at(door: Door, rules: Rules) -> float | None:
    """When time alone will change something; None: never."""
    moments = [door.pulse_until]
    if door.pending:
        moments.append(door.pending_until)
    if door.open_since is not None and rules.held_open and not door.held and not door.forced:
        moments.append(door.open_since + rules.held_open - (0.0 if door.warned else _warning(rules)))
    return min((moment for moment in moments if moment is not None), default=None)


def _warning(rules: Rules) -> float:
    return min(rules.pre_alarm, rules.held_open)


class _Step:
    """One step in the making."""

    def __init__(self, door: Door, now: float, rules: Rules) -> None:
        self.door = door
        self.now = now
        self.rules = rules
        self.events: list[DoorEvent] = []

    def take(self, happening: Happening) -> None:
        """What has happened."""
        match happening:
            case Grant():
                self._grant(happening)
            case Command():
                self._command(happening)
            case Seen():
                self._see(happening.inputs)
            case Scheduled():
                self._change(schedule=happening.unlocked and self.door.emergency is None)
            case LineHealth():
                self._health(happening.problem)
            case Tick():
                pass

    def let_time_pass(self) -> None:
        """Pulses end, people who were granted have gone through or not, doors stand open for too long."""
        door, now, rules = self.door, self.now, self.rules
        if door.pulse_until is not None and not now < door.pulse_until:
            self._change(pulse_until=None)
        if door.pending and not now < door.pending_until:
            self._resolve(taken=bool(door.inputs.door_open))
        if door.open_since is None or not rules.held_open or door.forced:
            return
        late = now - door.open_since
        if not door.warned and late >= rules.held_open - _warning(rules) and late < rules.held_open:
            self._change(warned=True)
            self._event(DoorEventKind.PRE_ALARM)
        if not door.held and late >= rules.held_open:
            self._change(warned=True, held=True)
            self._event(DoorEventKind.HELD_OPEN)

    def settle(self, before: Door) -> None:
        """What follows from the change as a whole: the line's level, and whether the door may stand open."""
        door = self.door
        if door.unlocked and not before.unlocked:
            self._event(DoorEventKind.UNLOCKED, cause=self._why_unlocked())
        elif before.unlocked and not door.unlocked:
            self._change(locked_at=self.now)
            self._event(DoorEventKind.LOCKED, cause=self._why_locked(before))
        if door.free or not door.inputs.door_open:
            if door.warned:
                self._event(DoorEventKind.ALARM_ENDED)
            self._change(open_since=None, warned=False, held=False)
        elif door.open_since is None:
            self._change(open_since=self.now)

    def _grant(self, grant: Grant) -> None:
        refusal = self.door.problem or ("emergency lock" if self.door.emergency == "locked" else None)
        if refusal and not self.door.free:
            self._event(DoorEventKind.ACCESS_REFUSED, person=grant.person, detail=refusal)
            return
        self._pulse(grant.seconds, "grant")
        if self.door.has_contact and not self.door.contact_lost:
            end = self.door.pulse_until or self.now
            self._change(pending=(*self.door.pending, grant.person), pending_until=end + SENSOR_LAG)

    def _pulse(self, seconds: float, cause: Cause) -> None:
        if self.door.problem is None and seconds > 0:  # NaN is none
            until = max(self.now + seconds, self.door.pulse_until or -math.inf)
            self._change(pulse_until=until, pulse_cause=cause)

    def _command(self, command: Command) -> None:
        match command.action:
            case Action.OPEN:
                if self.door.emergency == "locked" or self.door.problem:
                    self._event(DoorEventKind.ACCESS_REFUSED, detail=self.door.problem or "emergency lock")
                else:
                    self._pulse(self.rules.pulse, "operator")
            case Action.UNLOCK:
                if self.door.emergency == "locked" or self.door.problem:
                    self._event(DoorEventKind.ACCESS_REFUSED, detail=self.door.problem or "emergency lock")
                else:
                    self._change(operator=True)
            case Action.LOCK:
                self._change(operator=False, schedule=False, pulse_until=None)
            case Action.EMERGENCY_LOCK:
                self._change(emergency="locked", operator=False, schedule=False, pulse_until=None)
                self._event(DoorEventKind.EMERGENCY_LOCKED, detail=command.by)
            case Action.EMERGENCY_UNLOCK:
                self._change(emergency="unlocked")
                self._event(DoorEventKind.EMERGENCY_UNLOCKED, detail=command.by)
            case Action.EMERGENCY_END:
                if self.door.emergency is not None:
                    self._change(emergency=None)
                    self._event(DoorEventKind.EMERGENCY_ENDED, detail=command.by)

    def _see(self, inputs: Inputs) -> None:
        before, lost = self.door.inputs, self.door.contact_lost
        self._change(inputs=inputs, has_contact=self.door.has_contact or inputs.door_open is not None)
        if self.door.contact_lost and not lost:
            self._event(DoorEventKind.FAULT, detail="the door contact can't be read")
        elif lost and not self.door.contact_lost:
            self._event(DoorEventKind.FAULT_ENDED)
        if inputs.emergency and not before.emergency:
            self._event(DoorEventKind.EMERGENCY_UNLOCKED, detail="fire alarm")
        elif before.emergency and not inputs.emergency:
            self._event(DoorEventKind.EMERGENCY_ENDED, detail="fire alarm")
        if inputs.exit_pressed and not before.exit_pressed:
            self._event(DoorEventKind.EXIT_BUTTON)
            if self.rules.exit_unlocks:
                self._pulse(self.rules.pulse, "exit")
        if inputs.door_open and before.door_open is False:  # not one that was found open
            self._opened()
        elif inputs.door_open is False and before.door_open:
            self._closed()

    def _opened(self) -> None:
        self._event(DoorEventKind.OPENED)
        allowed = self.door.unlocked or self.now - self.door.locked_at <= SENSOR_LAG
        if self.door.pending and allowed:
            self._resolve(taken=True)
        if not allowed and self.rules.forced_alarm:
            self._change(forced=True)
            self._event(DoorEventKind.FORCED_OPEN)

    def _closed(self) -> None:
        self._event(DoorEventKind.CLOSED)
        self._change(open_since=None)
        if self.door.forced:
            self._change(forced=False)
            self._event(DoorEventKind.ALARM_ENDED)
        if self.rules.relock_on_close and not self.door.pending:
            self._change(pulse_until=None)

    def _health(self, problem: str | None) -> None:
        if problem and problem != self.door.problem:
            # What was unlocked before must not unlock again by itself when the line is back.
            self._change(problem=problem, pulse_until=None, operator=False)
            self._event(DoorEventKind.FAULT, detail=problem)
        elif problem is None and self.door.problem is not None:
            kind = DoorEventKind.READY if self.door.problem == STARTING else DoorEventKind.FAULT_ENDED
            self._change(problem=None)
            self._event(kind)

    def _resolve(self, *, taken: bool) -> None:
        kind = DoorEventKind.ACCESS_TAKEN if taken else DoorEventKind.ACCESS_NOT_TAKEN
        for person in self.door.pending:
            self._event(kind, person=person)
        self._change(pending=(), pending_until=-math.inf)

    def _why_unlocked(self) -> Cause:
        if not self.door.free:
            return self.door.pulse_cause
        if self.door.emergency or self.door.inputs.emergency:
            return "emergency"
        return "operator" if self.door.operator else "schedule"

    def _why_locked(self, before: Door) -> Cause:
        if self.door.problem:
            return "fault"
        if self.door.emergency or before.emergency or before.inputs.emergency:
            return "emergency"
        if before.free:
            return "operator" if before.operator else "schedule"
        if before.pulse_until is not None and self.now >= before.pulse_until:
            return "time"
        return "closed" if before.inputs.door_open else "operator"

    def _event(
        self,
        kind: DoorEventKind,
        *,
        person: str | None = None,
        cause: Cause | None = None,
        detail: str | None = None,
    ) -> None:
        self.events.append(DoorEvent(kind, self.now, self.door.state, person, cause, detail))

    def _change(self, **values: object) -> None:
        self.door = replace(self.door, **values)  # type: ignore[arg-type]
