"""The running door: the state machine with its line, its rules and its clock; what happens in it becomes reports.

Whoever calls in (the inference thread with a grant, the line's thread with a contact, an output with an order) drives
the line first and reports afterwards, so that nobody who is told can make the door late.
"""

from __future__ import annotations

import itertools
import logging
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from typing import Protocol

from gate.access.door import Door, step, wake_at
from gate.access.door_types import (
    Action,
    Command,
    DoorEvent,
    DoorEventKind,
    DoorState,
    Grant,
    Happening,
    Level,
    LineHealth,
    Rules,
    Scheduled,
    Seen,
    Tick,
)
from gate.access.event import SCHEMA, DoorReport
from gate.access.first_in import FirstIn, UnlockHours, came_in, in_hours, stays_unlocked
from gate.access.passage import PassageRules, Passages, admit, went
from gate.access.reasons import Reason
from gate.access.settings import DoorSettings
from gate.clock import Clock

log = logging.getLogger(__name__)

LEASE = 2.0
"""Seconds for which a standing unlock holds without being renewed."""
RENEW = 0.5

OnReports = Callable[[Sequence[DoorReport]], None]


class LineHolder(Protocol):
    """Whoever holds the line: a process of its own (`gate.held_line`), or this one (`LocalLine`)."""

    def unlock_until(self, deadline: float) -> None:
        """Unlocked until a moment of `Clock.mono`; one that is past locks. Never blocks, never raises."""
        ...


class Doorway:
    """One door. Any thread may call it."""

    def __init__(
        self,
        settings: DoorSettings,
        clock: Clock,
        on_reports: OnReports,
        *,
        gate: str,
        numbers: Iterator[int] | None = None,
    ) -> None:
        """Closed, and out of order until `report` says that the line obeys.

        Args:
            settings: Of this door.
            clock: Of this gate.
            on_reports: Takes what happened, in order, from whichever thread it happened in.
            gate: The gate's name, in every report.
            numbers: Of the events, shared with whoever else reports.
        """
        self.hours: Callable[[], Sequence[UnlockHours]] = tuple
        """Gives the hours in which the door stays unlocked; set while there are rules that say so."""
        self._settings = settings
        self._rules = rules_of(settings)
        self._passage_rules = passage_rules_of(settings)
        self._clock = clock
        self._on_reports = on_reports
        self._gate = gate
        self._numbers = numbers or itertools.count(1)
        self._line: LineHolder | None = None
        self._door = Door()
        self._passages = Passages()
        self._first_in = FirstIn()
        self._scheduled = False
        self._level: Level | None = None
        self._changed = threading.Condition(threading.RLock())
        self._outbox: deque[DoorReport] = deque()
        self._delivering = threading.Lock()
        self._stop = False
        self._thread: threading.Thread | None = None

    @property
    def state(self) -> DoorState:
        """What the door is in."""
        return self._door.state

    @property
    def level(self) -> Level | None:
        """The line's last change; None: it never changed."""
        return self._level

    def attach(self, line: LineHolder) -> None:
        """Give the door its line."""
        with self._changed:
            self._line = line
            self._drive()

    def start(self) -> None:
        """Let time pass by itself, in a thread."""
        self._thread = threading.Thread(target=self._run, name="door", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Lock, and end the thread."""
        with self._changed:
            self._stop = True
            if self._line is not None:
                self._line.unlock_until(0.0)
            self._changed.notify_all()
        if self._thread is not None:
            self._thread.join()

    def let_in(self, person: str, name: str | None) -> Reason | None:
        """Somebody was recognised and may pass.

        Args:
            person: Id.
            name: As enrolled.

        Returns:
            Why the door does not open for them; None: it does.
        """
        with self._changed:
            refusal = self._admit(person, name)
        self._deliver()
        return refusal

    def command(self, command: Command) -> None:
        """An operator's order."""
        with self._changed:
            if command.action in (Action.LOCK, Action.UNLOCK):
                now = self._clock.utc()
                self._first_in = FirstIn(suspended=now if command.action is Action.LOCK else None)
            self._take(command)
        self._deliver()

    def report(self, report: Level | Seen | LineHealth) -> None:
        """What the line's holder says."""
        with self._changed:
            if isinstance(report, Level):
                self._level = report
                self._changed.notify_all()
            else:
                self._take(report)
        self._deliver()

    def settle(self, seconds: float) -> None:
        """Wait until the line has followed the door, but no longer than this."""
        with self._changed:
            self._changed.wait_for(self._followed, seconds)

    def advance(self) -> None:
        """Let time pass up to now; the thread does it, or a replay with each of its frames."""
        with self._changed:
            self._let_time_pass()
        self._deliver()

    def _followed(self) -> bool:
        unlocking = self._door.free or (self._door.pulse_until or 0.0) > self._clock.mono()
        return unlocking == (self._level is not None and self._level.unlocked)

    def _admit(self, person: str, name: str | None) -> Reason | None:
        now = self._clock.mono()
        self._let_time_pass()
        if self._door.problem is not None:
            return Reason.FAULT
        if self._door.emergency == "locked" and not self._door.free:
            return Reason.EMERGENCY_LOCK
        self._passages, verdict = admit(self._passages, person, now, self._passage_rules)
        if verdict.refused is not None:
            return verdict.refused
        seconds = self._settings.pulse_for(person, name)
        for who in verdict.people:
            self._take(Grant(who, seconds))
        if verdict.passback:
            self._emit([DoorEvent(DoorEventKind.PASSBACK, now, self._door.state, person)])
        if not self._door.has_contact or self._door.contact_lost:
            for who in verdict.people:
                self._went(who)
        return None

    def _went(self, person: str) -> None:
        self._passages = went(self._passages, person, self._clock.mono(), self._passage_rules)
        now = self._clock.utc()
        if any(in_hours(hours, now) for hours in self.hours()):
            self._first_in = came_in(self._first_in, now)

    def _let_time_pass(self) -> None:
        if self._door.emergency is not None:
            self._first_in = FirstIn(suspended=self._first_in.suspended)
        scheduled = self._door.emergency is None and stays_unlocked(self.hours(), self._clock.utc(), self._first_in)
        if scheduled != self._scheduled:
            self._scheduled = scheduled
            self._take(Scheduled(scheduled))
        self._take(Tick())

    def _take(self, happening: Happening) -> None:
        self._door, events = step(self._door, happening, self._clock.mono(), self._rules)
        self._drive()
        self._emit(events)
        for event in events:
            if event.kind is DoorEventKind.ACCESS_TAKEN and event.person is not None:
                self._went(event.person)
        if not isinstance(happening, Tick):
            self._changed.notify_all()

    def _drive(self) -> None:
        if self._line is None or self._stop:
            return
        if self._door.free:
            self._line.unlock_until(max(self._clock.mono() + LEASE, self._door.pulse_until or 0.0))
        else:
            self._line.unlock_until(self._door.pulse_until or 0.0)

    def _emit(self, events: Sequence[DoorEvent]) -> None:
        time = self._clock.utc()
        self._outbox.extend(
            DoorReport(
                schema=SCHEMA,
                seq=next(self._numbers),
                gate=self._gate,
                event=event.kind,
                time=time,
                mono=event.mono,
                state=event.state,
                person_id=event.person,
                cause=event.cause,
                detail=event.detail,
            )
            for event in events
        )

    def _deliver(self) -> None:
        with self._delivering:
            reports = []
            while self._outbox:
                reports.append(self._outbox.popleft())
            if reports:
                self._on_reports(reports)

    def _run(self) -> None:
        while True:
            with self._changed:
                if self._stop:
                    return
                self._let_time_pass()
                wake = wake_at(self._door, self._rules)
                due = RENEW if wake is None else min(RENEW, max(0.0, wake - self._clock.mono()))
            try:
                self._deliver()
            except Exception:  # a reader that is gone must not keep the door from being watched
                log.exception("a report of the door could not be delivered")
            with self._changed:
                self._changed.wait(0.0 if self._outbox else due)


def rules_of(settings: DoorSettings) -> Rules:
    """The state machine's rules."""
    return Rules(
        pulse=settings.pulse,
        relock_on_close=settings.relock_on_close,
        held_open=settings.held_open,
        pre_alarm=settings.pre_alarm,
        forced_alarm=settings.forced_alarm,
        exit_unlocks=settings.exit_unlocks,
    )


def passage_rules_of(settings: DoorSettings) -> PassageRules:
    """The rules before the pulse."""
    return PassageRules(
        interval=settings.recognition_interval,
        passback=settings.anti_passback,
        direction=settings.direction,
        passback_reset=settings.passback_reset * 3600,
        two_person=settings.two_person,
    )
