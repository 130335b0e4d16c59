"""Everything behind the decision: the door with its line, and whoever is told. One object for a running gate."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol

from gate.access.audit.anchor import line
from gate.access.audit.log import Head
from gate.access.audit.row import Record
from gate.access.door_types import Action, Command, DoorState
from gate.access.duress import Duress
from gate.access.errors import AccessError, AuditError, OutputError
from gate.access.event import AUDIT_HEAD, DURESS, SCHEMA, AnyEvent, DoorReport, Notice
from gate.access.lock import Keeper
from gate.access.outputs.output import Output, OutputThread
from gate.access.outputs.simulated import SimulatedLine
from gate.access.panel import Panel, PanelCommand, signal_at, take
from gate.access.settings import OutputsSettings
from gate.clock import Clock, SystemClock
from gate.door_socket import DoorSocket
from gate.doorway import Doorway, LineHolder
from gate.held_line import HeldLine, LocalLine
from gate.home import Home
from gate.screen import Beside
from gate.settings import Settings
from gate.view import Lights
from gate.witness import open_access

Sink = Callable[[Sequence[AnyEvent]], None]

FOLLOWING = 0.5
"""Seconds that an order's answer waits for the line at most."""


def nowhere(_report: DoorReport) -> None:
    """Records nothing."""


def unrecorded(_record: Record) -> None:
    """Refuses: there is nowhere to record it."""
    raise AuditError("there is no audit log")


def allowed(_name: str | None, _password: str | None) -> None:
    """Asks nobody who they are: the door's socket is its owner's alone."""


class _Line(LineHolder, Protocol):
    def open(self) -> None: ...
    def close(self) -> None: ...


class Entrance:
    """The door and the outputs of one gate."""

    def __init__(self, settings: Settings, home: Home, clock: Clock, sink: Sink, *, real: bool) -> None:
        """Prepare; `__enter__` opens.

        Args:
            settings: Of the gate.
            home: Its folder.
            clock: Of the decisions.
            sink: Takes everything that happens, one caller at a time.
            real: Drive the line and the outputs of the settings. False: a simulated line in memory and no outputs, so
                that a recording never opens a door.
        """
        self.real = real
        """The line and the outputs of the settings are driven."""
        self.numbers = itertools.count(1)
        self.record: Callable[[DoorReport], None] = nowhere
        """Puts what happens at the door on record; set while there is an audit log."""
        self.commit: Callable[[Record], None] = unrecorded
        """Puts an order on record before it is carried out; raises AuditError. Set while there is an audit log."""
        self.permit: Callable[[str | None, str | None], str | None] = allowed
        """Checks who gives an order on this machine; set while there are accounts."""
        self._home = home
        self._gate = settings.ui.gate
        self._clock = clock
        self._sink = sink
        self._publishing = threading.RLock()
        self._panel = Panel()
        self._replay = not isinstance(clock, SystemClock)
        self.doorway = Doorway(settings.door, clock, self._publish, gate=self._gate, numbers=self.numbers)
        self._line: _Line
        if real:
            self._line = HeldLine(settings.door, home.path / "door.line", self.doorway.report)
        else:
            self._line = LocalLine(Keeper(SimulatedLine(), settings.door.fitted), clock, self.doorway.report)
        made = self._make(settings.outputs, home.path / "keys") if real else []
        self._outputs = [OutputThread(output, self._on_health) for output in made]
        self._socket = (
            DoorSocket(
                home.door_socket, status=self.state, order=self._order_here, permit=lambda *who: self.permit(*who)
            )
            if real
            else None
        )
        driven = settings.door.line if real else "simulated (a recording opens no door)"
        told = ", ".join(output.name for output in self._outputs) or "nobody"
        self.status = f"door: {settings.door.lock}, {driven}; told: {told}"

    def publish(self, events: Sequence[AnyEvent]) -> None:
        """Tell everybody; a replay's door moves on with it."""
        if self._replay:
            self.doorway.advance()
        self._publish(events)

    def order(self, command: Command) -> str | None:
        """Carry out an operator's order; on record first.

        What locks, and what lets people out, is done even where nothing can be recorded.

        Returns:
            Why it is not carried out; None: it is.
        """
        said = {"event": "door order", "action": f"door {command.action.value}", "actor": command.by}
        try:
            self.commit(Record("admin", said, time=self._clock.utc(), mono=self._clock.mono()))
        except AuditError as error:
            if command.action in (Action.OPEN, Action.UNLOCK, Action.EMERGENCY_END):
                return f"it can't be recorded ({error})"
        self.doorway.command(command)
        return None

    def _permit_now(self, name: str | None, password: str | None) -> str | None:
        return self.permit(name, password)

    def _order_here(self, command: Command) -> str | None:
        """The same, for somebody who is then told how the line is."""
        refusal = self.order(command)
        if refusal is None:
            self.doorway.settle(FOLLOWING)
        return refusal

    def anchor(self, head: Head) -> None:
        """Publish the head of the audit log over MQTT, for whoever keeps it there.

        Raises:
            AuditError: the broker can't be reached.
        """
        self._tell_one("mqtt", self._notice(AUDIT_HEAD, line(head)))
        if "mqtt" in self.problems:
            raise AuditError(f"the head of the audit log is not published: {self.problems['mqtt']}")

    def report_duress(self, duress: Duress, to: Sequence[str]) -> None:
        """Tell these outputs, and nobody else, of a duress PIN."""
        for name in to:
            self._tell_one(name, self._notice(DURESS, duress.person))

    def state(self) -> dict[str, Any]:
        """The door as `gate door status` shows it."""
        level = self.doorway.level
        return {
            "gate": self._gate,
            "state": self.doorway.state.value,
            "unlocked": level is not None and level.unlocked,
            "problems": self.problems,
        }

    def beside(self) -> Beside:
        """What the screen shows of it."""
        failing = [output.name for output in self._outputs if output.problem]
        state = self.doorway.state
        return Beside(
            f"not working: {', '.join(failing)}" if failing else "",
            signal_at(self._panel, self._clock.mono()),
            door_held=state in (DoorState.HELD_OPEN, DoorState.FORCED_OPEN),
            lights=Lights(
                health="warning" if state is DoorState.FAULT else "ok",
                network=("warning" if failing else "ok") if self._outputs else "off",
            ),
        )

    @property
    def problems(self) -> dict[str, str]:
        """What is wrong with which output."""
        return {output.name: output.problem for output in self._outputs if output.problem}

    @property
    def told(self) -> list[tuple[str, bool, int]]:
        """Each output's name, whether it works, and how many messages it never delivered."""
        return [(output.name, output.problem is None, output.dropped) for output in self._outputs]

    def __enter__(self) -> Entrance:
        """Open the line, locked, and begin to tell.

        Raises:
            LockError: the line can't be had.
        """
        self.doorway.attach(self._line)
        self._line.open()
        for output in self._outputs:
            output.start()
        if not self._replay:
            self.doorway.start()
        if self._socket:
            self._socket.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Lock first; then let the outputs finish."""
        if self._socket:
            self._socket.close()
        self.doorway.stop()
        self._line.close()
        for output in self._outputs:
            output.close()

    def _publish(self, events: Sequence[AnyEvent]) -> None:
        with self._publishing:
            for event in events:
                if isinstance(event, DoorReport):
                    self.record(event)
                for output in self._outputs:
                    output.put(event)
            if events:
                if self._socket:
                    self._socket.tell(events)
                self._sink(events)

    def _tell_one(self, name: str, notice: Notice) -> None:
        for output in self._outputs:
            if output.name == name:
                output.put(notice)

    def _notice(self, event: str, detail: str, seq: int = 0) -> Notice:
        """Without a number it leaves no gap among those that are told to everybody."""
        return Notice(SCHEMA, seq, self._gate, event, self._clock.utc(), self._clock.mono(), detail=detail)

    def _on_health(self, name: str, problem: str | None) -> None:
        self._publish([self._notice("output", f"{name}: {problem or 'works again'}", next(self.numbers))])

    def _on_panel(self, command: PanelCommand) -> None:
        self._panel = take(self._panel, command, self._clock.mono())

    def _badges_of(self, person: str) -> Sequence[str]:
        try:
            with open_access(self._home, read_only=True) as access:
                return access.credentials.held(person).badges
        except AccessError as error:
            raise OutputError(str(error)) from error

    def _make(self, settings: OutputsSettings, keys: Path) -> list[Output]:
        outputs: list[Output] = []
        if settings.webhook:
            from gate.access.outputs.webhook import Webhook

            outputs.append(Webhook(settings.webhook, keys))
        if settings.mqtt:
            from gate.access.outputs.mqtt import Mqtt

            outputs.append(Mqtt(settings.mqtt, keys, gate=self._gate, on_command=self.order))
        if settings.osdp:
            from gate.access.outputs.osdp import Osdp

            outputs.append(Osdp(settings.osdp, keys, on_command=self._on_panel, badges_of=self._badges_of))
        return outputs
